"""The site behind its real server, in processes of its own."""

import http.client
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest

from vm2graph.cli.settings_text import settings_text
from vm2graph.gate import Gate
from vm2graph.model import PageBytes
from vm2graph.pipeline import publish
from vm2graph.serving.server import free_port
from vm2graph.storing.collection import Collection

PROGRAM = """
import sys
from pathlib import Path
from vm2graph.serving.server import serve
from vm2graph.settings import load

if __name__ == "__main__":
    folder, port, processes = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    settings = load(Path(folder) / "vm2graph.toml")
    serve(settings, folder, "127.0.0.1", port, processes, lambda: print("ready", flush=True))
"""


class Running:
    def __init__(self, folder: Path, processes: int = 1) -> None:
        self.port = free_port("127.0.0.1", 18_400)
        self.process = subprocess.Popen(
            [sys.executable, "-c", PROGRAM, str(folder), str(self.port), str(processes)],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        assert self.process.stdout is not None
        assert self.process.stdout.readline() == "ready\n"

    def ask(self, path: str, method: str = "GET", **headers: str) -> tuple[int, dict[str, str], bytes]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            connection.request(method, path, headers=headers)
            answer = connection.getresponse()
            return answer.status, {k.lower(): v for k, v in answer.getheaders()}, answer.read()
        finally:
            connection.close()

    def stop(self, number: int = signal.SIGTERM, *, group: bool = False) -> str:
        if group:
            os.killpg(self.process.pid, number)
        else:
            self.process.send_signal(number)
        said, _ = self.process.communicate(timeout=20)
        return said


@pytest.fixture(scope="module")
def published_path(tmp_path_factory: pytest.TempPathFactory, seed: bytes, gate: Gate) -> Path:
    path = tmp_path_factory.mktemp("served") / "collection"
    collection = Collection.create(path, settings_text("http://localhost:8000", ""))
    publish(collection, [PageBytes("vijf-jaar-vm2.txt", seed)], gate)
    return path


@pytest.fixture(scope="module")
def running(published_path: Path) -> Iterator[Running]:
    server = Running(published_path)
    yield server
    said = server.stop()
    assert (server.process.returncode, said) == (0, "")


@pytest.fixture(scope="module")
def slug(published_path: Path) -> str:
    return Collection.open(published_path).current().records()[0].slug


def test_the_site_over_http(running: Running, slug: str) -> None:
    status, headers, _ = running.ask(f"/id/publication/{slug}")
    assert (status, headers["location"]) == (303, f"../../doc/publication/{slug}")
    status, headers, body = running.ask(f"/doc/publication/{slug}", Accept="text/turtle")
    assert (status, headers["content-type"]) == (200, "text/turtle; charset=utf-8")
    for _ in range(2):
        head_status, head_headers, head_body = running.ask(f"/doc/publication/{slug}", "HEAD", Accept="text/turtle")
        assert (head_status, head_body) == (200, b"")
        assert {k: v for k, v in head_headers.items() if k != "date"} == {
            k: v for k, v in headers.items() if k != "date"
        }
        assert int(head_headers["content-length"]) == len(body)
        again, _, nothing = running.ask(
            f"/doc/publication/{slug}", **{"Accept": "text/turtle", "If-None-Match": headers["etag"]}
        )
        assert (again, nothing) == (304, b"")
    assert running.ask("/nothing")[0] == 404
    assert running.ask("/", "POST")[0] == 405


def test_encoded_paths_over_http(running: Running, slug: str) -> None:
    assert running.ask(f"/doc/publication/{slug.replace('-', '%2D', 1)}")[0] == 200
    assert running.ask("/doc/theme/" + quote("é/x", safe=""))[0] == 404
    assert running.ask("/doc/theme/%ff")[0] == 404


def test_queries_over_http(running: Running) -> None:
    query = quote("SELECT (COUNT(*) AS ?n) { ?s a <https://schema.org/Report> }")
    status, _, body = running.ask(f"/sparql?query={query}&format=csv")
    assert (status, body.split()[1]) == (200, b"1")


@pytest.mark.parametrize(("number", "group"), [(signal.SIGINT, True), (signal.SIGTERM, False)])
def test_it_ends_cleanly(published_path: Path, number: int, group: bool) -> None:
    server = Running(published_path, processes=2)
    server.ask("/sparql?query=ASK%7B%7D")
    assert server.stop(number, group=group) == ""
    assert server.process.returncode == 0
    deadline = time.monotonic() + 5
    while left := members(server.process.pid):
        assert time.monotonic() < deadline, left
        time.sleep(0.05)
    assert free_port("127.0.0.1", server.port) == server.port


def members(session: int) -> list[str]:
    """The processes of a session that still run."""
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = re.sub(r"\(.*\)", "x", path.read_text()).split()
        except OSError:
            continue
        if int(fields[5]) == session and fields[2] != "Z":
            found.append(path.parent.name)
    return found


def test_a_taken_port_is_passed_over() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert free_port("127.0.0.1", port) != port
    with pytest.raises(OSError):
        free_port("192.0.2.1", 8000)


def test_the_parent_process_needs_no_flask() -> None:
    check = (
        "import sys, vm2graph.serving.server; sys.exit(any(m in sys.modules for m in ('flask', 'rdflib', 'pyshacl')))"
    )
    assert subprocess.run([sys.executable, "-c", check], check=False).returncode == 0


def test_serving_never_loads_rdflib(published_path: Path) -> None:
    check = (
        "import sys; from vm2graph.serving.running import load; load(sys.argv[1]);"
        "sys.exit(any(m in sys.modules for m in ('rdflib', 'pyshacl', 'vm2graph.gate', 'vm2graph.reading')))"
    )
    assert subprocess.run([sys.executable, "-c", check, str(published_path)], check=False).returncode == 0
