"""Pages of OAI-PMH that are packed go out without the application, as the application would have sent them."""

import asyncio
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, tzinfo
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import Client, EnvironBuilder

from tests.conftest import own_page
from vm2graph.serving import create_app, oai_http
from vm2graph.serving.at_once import AtOnce
from vm2graph.serving.oai_http import PackedPages
from vm2graph.settings import HarvestingSettings
from vm2graph.storing.collection import Collection

LIST = "/oai?verb=ListRecords"


class Stopped(datetime):
    """A clock that stands still: responses tell their time."""

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> "Stopped":
        return cls(2026, 3, 4, 5, 6, 7, tzinfo=tz or UTC)


@pytest.fixture
def app(make_collection: Callable[..., Collection], monkeypatch: pytest.MonkeyPatch) -> Flask:
    monkeypatch.setattr(oai_http, "datetime", Stopped)
    made = make_collection({f"{n}.txt": own_page(n) for n in range(1, 8)})
    return create_app(replace(made.settings, harvesting=HarvestingSettings(page_records=3)), made)


def pages(app: Flask) -> PackedPages:
    made: PackedPages = app.extensions["vm2graph"].pages
    return made


def following(app: Flask, path: str) -> str:
    """The address of the next page."""
    found = re.search(rb"<resumptionToken[^>]*>([^<]+)<", Client(app).get(path).data)
    assert found is not None
    return f"{LIST}&resumptionToken={found[1].decode()}"


def environ(path: str, method: str = "GET", **headers: str) -> dict[str, Any]:
    return EnvironBuilder(path, method=method, headers=headers).get_environ()


@pytest.mark.parametrize("coding", ["gzip", "gzip;q=0.5, br", "zstd", ""])
def test_a_page_that_is_packed_is_the_one_that_the_application_sends(app: Flask, coding: str) -> None:
    second = following(app, f"{LIST}&metadataPrefix=oai_dc")
    asked = environ(second, Accept_Encoding=coding)
    assert pages(app).made(asked) is None  # nobody has had it yet, so it is packed nowhere
    answer = Client(app).get(second, headers={"Accept-Encoding": coding})
    known = pages(app).made(asked)
    assert known is not None
    assert (known[0], known[1], known[2]) == (200, list(answer.headers.items()), answer.data)


def test_errors_are_those_of_the_application(app: Flask) -> None:
    second = following(app, f"{LIST}&metadataPrefix=oai_dc")
    for wrong in (
        f"{second}x",
        f"{second}&set=a",
        f"{LIST}&resumptionToken=",
        second.replace("=List", "=ListRecordsList"),
    ):
        known, answer = pages(app).made(environ(wrong)), Client(app).get(wrong)
        assert known is not None
        assert (known[1], known[2]) == (list(answer.headers.items()), answer.data)
        assert b"<error code=" in known[2]


def test_only_further_pages_of_everything_are_looked_for(app: Flask) -> None:
    second = following(app, f"{LIST}&metadataPrefix=oai_dc")
    part = following(app, f"{LIST}&metadataPrefix=oai_dc&from=2001-01-01")
    for path in (second, part):
        Client(app).get(path)
    assert pages(app).is_for(environ(second))
    assert pages(app).made(environ(part)) is None  # its records are unpacked one by one
    assert not pages(app).is_for(environ(second, "POST"))
    assert not pages(app).is_for(environ(f"{LIST}&metadataPrefix=oai_dc"))
    assert not pages(app).is_for(environ("/oai?verb=Identify"))

    async def ask() -> bool:
        made = AtOnce(pages(app))
        made.begin(asyncio.get_running_loop())
        return made.now(environ(second)) is not None and made.now(environ("/oai?verb=Identify")) is None

    assert asyncio.run(ask())
