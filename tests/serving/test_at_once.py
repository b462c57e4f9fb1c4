"""Documents that the loop makes itself are those of the application, and leave room for what else arrives."""

import asyncio
from typing import Any

import pytest
from fakes import SLUG, Fake, settings
from flask import Flask
from werkzeug.test import Client, EnvironBuilder

from vm2graph.serving import at_once, create_app
from vm2graph.serving.at_once import AtOnce, SmallDocuments

DOC = f"/doc/publication/{SLUG}"


@pytest.fixture
def app() -> Flask:
    fake = Fake()
    fake.add()
    return create_app(settings(), fake)


def making(app: Flask) -> AtOnce:
    inside = app.extensions["vm2graph"]
    return AtOnce(SmallDocuments(inside.direct, inside.documents), inside.pages)


def environ(path: str, method: str = "GET", **headers: str) -> dict[str, Any]:
    return EnvironBuilder(path, method=method, headers=headers).get_environ()


def begun(app: Flask) -> AtOnce:
    made = making(app)
    made.begin(asyncio.get_running_loop())
    return made


@pytest.mark.parametrize(
    "path", [f"{DOC}.ttl", f"{DOC}.jsonld", f"{DOC}.nt", f"{DOC}.rdf", DOC, "/doc/person/renee-schoonhoven"]
)
@pytest.mark.parametrize("coding", ["gzip", ""])
def test_the_data_and_the_page_of_something_small(app: Flask, path: str, coding: str) -> None:
    async def ask() -> Any:
        return begun(app).now(environ(path, Accept_Encoding=coding))

    status, headers, body = asyncio.run(ask())
    answer = Client(app).get(path, headers={"Accept-Encoding": coding})
    assert (status, sorted(headers), body) == (answer.status_code, sorted(answer.headers.items()), answer.data)


@pytest.mark.parametrize(
    "path", [f"{DOC}.txt", f"{DOC}.trig", f"{DOC}?lang=en", "/doc/publication/none", "/oai?verb=Identify", "/"]
)
def test_what_takes_longer_or_is_unusual_is_left_to_the_application(app: Flask, path: str) -> None:
    async def ask() -> list[Any]:
        made = begun(app)
        return [made.now(environ(path)), await made.soon(environ(path)), made.now(environ(DOC, "HEAD"))]

    assert asyncio.run(ask()) == [None, None, None]


def test_after_a_long_turn_the_rest_waits_for_the_next(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(at_once, "_TURN_SECONDS", 0.0)

    async def ask() -> list[bool]:
        made = begun(app)
        told = [made.now(environ(f"{DOC}.{extension}")) is not None for extension in ("ttl", "nt")]
        await asyncio.sleep(0)
        return [*told, made.now(environ(f"{DOC}.nt")) is not None]

    assert asyncio.run(ask()) == [True, False, True]


def test_those_that_wait_are_made_one_in_each_turn_and_nobody_passes_them(app: Flask) -> None:
    order: list[str] = []

    async def wait(made: AtOnce) -> None:
        assert await made.soon(environ(DOC)) is not None
        order.append("made")

    async def ask() -> None:
        made = begun(app)
        waiting = [asyncio.create_task(wait(made)) for _ in range(3)]
        await asyncio.sleep(0)
        assert made.now(environ(DOC)) is None
        while not all(one.done() for one in waiting):
            order.append("other")
            await asyncio.sleep(0)

    asyncio.run(ask())
    assert "made made" not in " ".join(order)
    assert order.count("made") == 3


def test_what_was_declined_is_not_tried_again() -> None:
    class Declining:
        asked = 0

        def is_for(self, _environ: Any) -> bool:
            return True

        def made(self, _environ: Any) -> None:
            self.asked += 1

    maker = Declining()

    async def ask() -> None:
        made, asked = AtOnce(maker), environ(DOC)
        made.begin(asyncio.get_running_loop())
        assert made.now(asked) is None
        assert await made.soon(asked) is None

    asyncio.run(ask())
    assert maker.asked == 1
