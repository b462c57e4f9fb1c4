"""``serve`` and ``demo``: the site."""

from __future__ import annotations

import os
import shutil
import signal
import sys
import tempfile
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from pathlib import Path

import click

from vm2graph.cli.settings_text import settings_text
from vm2graph.cli.web import load
from vm2graph.errors import CollectionError
from vm2graph.storing.collection import Collection

DEMO_PAGE = "vijf-jaar-vm2.txt"
DEMO_NOTES = "vijf-jaar-vm2.notes.yaml"
host_option = click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
port_option = click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))


@click.command()
@click.argument("folder", type=click.Path(path_type=Path), metavar="DIR")
@host_option
@port_option
def serve(folder: Path, host: str, port: int) -> None:
    """Serve a collection: pages, RDF, SPARQL. Ctrl-C stops it."""
    from vm2graph.serving.server import free_port  # noqa: PLC0415
    from vm2graph.serving.server import serve as run  # noqa: PLC0415

    collection = Collection.open(folder)
    snapshot = collection.current()
    free = _port(host, port, free_port(host, port))
    told = f"{snapshot.count()} publications at http://{_shown(host)}:{free}/ (Ctrl-C stops)"
    run(collection.settings, str(folder), host, free, on_ready=partial(click.echo, told, err=True), loader=load)


@click.command()
@host_option
@port_option
@click.option("--dir", "folder", type=click.Path(path_type=Path), help="Keep the demo collection here.")
def demo(host: str, port: int, folder: Path | None) -> None:
    """Publish the packaged page into a fresh collection, serve it, and say what to try."""
    from vm2graph.serving.server import free_port  # noqa: PLC0415
    from vm2graph.serving.server import serve as run  # noqa: PLC0415

    temporary = Path(tempfile.mkdtemp(prefix="vm2graph-demo-")) if folder is None else None
    home = folder or temporary
    assert home is not None  # noqa: S101 - one of the two is
    try:
        free = _port(host, port, free_port(host, port))
        base = f"http://{_shown(host)}:{free}"
        collection = Collection.create(home / "collection", settings_text(base, ""))
        # the server starts while the page is published: it sees the new snapshot as any reader would
        with ThreadPoolExecutor(1) as aside:
            published = aside.submit(_publish_demo, collection, home / DEMO_PAGE)
            ready = partial(_tell, published)
            run(collection.settings, str(collection.path), host, free, on_ready=ready, loader=load)
            published.result()
    finally:
        if temporary is not None:
            shutil.rmtree(temporary, ignore_errors=True)


def _publish_demo(collection: Collection, page: Path) -> str:
    """Publishes the packaged page; gives what to try, said once every line of it is true."""
    from vm2graph.gate import Gate  # noqa: PLC0415
    from vm2graph.model import PageBytes  # noqa: PLC0415
    from vm2graph.packaged import packaged  # noqa: PLC0415
    from vm2graph.pipeline import Outcome, publish  # noqa: PLC0415

    data = packaged("data", DEMO_PAGE).read_bytes()
    notes = packaged("data", DEMO_NOTES).read_bytes()
    page.write_bytes(data)
    page.with_name(DEMO_NOTES).write_bytes(notes)
    told: list[Outcome] = []
    gate = Gate(collection.settings.gate.engine)
    publish(collection, [PageBytes(DEMO_PAGE, data, notes=notes, notes_name=DEMO_NOTES)], gate, on_outcome=told.append)
    outcome = told[0]
    if outcome.slug is None or outcome.change == "refused":
        raise CollectionError(f"The packaged page was refused: {' '.join(outcome.sentences)}")
    base = collection.settings.collection.base_iri
    return _TRY.format(base=base, slug=outcome.slug, page=page, status=outcome.status, command=_command())


def _tell(published: Future[str]) -> None:
    """Says what to try, or ends the site where the page could not be published."""
    if published.exception() is not None:
        os.kill(os.getpid(), signal.SIGINT)
        return
    click.echo(published.result())


def _command() -> str:
    """How to call this program from the user's own shell."""
    if shutil.which("vm2graph"):
        return "vm2graph"
    here = Path(sys.argv[0])
    if here.name != "vm2graph":
        return f"{sys.executable} -m vm2graph"
    return str(here.relative_to(Path.cwd())) if here.is_relative_to(Path.cwd()) else str(here)


def _port(host: str, wanted: int, free: int) -> int:
    if free != wanted:
        click.echo(f"Port {wanted} of {host} is taken; using {free}.", err=True)
    return free


def _shown(host: str) -> str:
    return "localhost" if host in ("127.0.0.1", "0.0.0.0", "::", "") else host  # noqa: S104 - shown, not bound


_TRY = """vijf-jaar-vm2.txt: converted, checked against the shapes ({status}) and published.

The site is at {base}/ — five things to try:

  1. the record as Turtle
     curl -sL -H 'Accept: text/turtle' {base}/id/publication/{slug}

  2. the record as JSON-LD
     curl -sL -H 'Accept: application/ld+json' {base}/id/publication/{slug}

  3. a SPARQL query: the authors and the year
     curl -s {base}/sparql -H 'Accept: text/csv' --data-urlencode 'query=
       PREFIX schema: <https://schema.org/>
       SELECT ?title ?author ?year {{
         ?report schema:name ?title ; schema:author/schema:name ?author ; schema:datePublished ?year }}'

  4. the page, in a browser
     {base}/doc/publication/{slug}

  5. the validation report
     {command} check {page}
     curl -s {base}/report/publication/{slug}.json

Ctrl-C stops the site.
"""
