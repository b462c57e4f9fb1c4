"""Clients: wrk for many requests, one connection for one query after another."""

from __future__ import annotations

import csv
import http.client
import io
import json
import re
import shutil
import subprocess
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import urlencode

from benchmarks.peers import Server

JSON, NTRIPLES = "application/sparql-results+json", "application/n-triples"
_IDLE = 60  # seconds after which to connect anew: one client is one connection, as long as the server keeps it


def wrk(
    server: Server, paths: Sequence[str], accept: str, *, clients: int = 16, seconds: float = 3
) -> dict[str, float]:
    """Requests a second over keep-alive connections, and how many were not 200."""
    program = shutil.which("wrk")
    if program is None:
        raise SystemExit("wrk is not on PATH.")
    with tempfile.NamedTemporaryFile("w", suffix=".lua") as script:
        script.write(_LUA.replace("@ACCEPT@", accept))
        script.write("paths = {\n" + "".join(f"  {json.dumps(path)},\n" for path in paths) + "}\n")
        script.flush()
        command = [program, "-t1", f"-c{clients}", f"-d{seconds:g}s", "--latency", "-s", script.name, server.base]
        said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    found = {name: re.search(pattern, said) for name, pattern in _SAID.items()}
    if found["rate"] is None:
        raise SystemExit(f"wrk gave no figure for {server.name}: {said}")
    failed = sum(int(number) for number in re.findall(r"(?:Non-2xx or 3xx responses|timeout):? (\d+)", said))
    asked = int(found["asked"][1]) if found["asked"] else 0
    return {"rate": float(found["rate"][1]), "asked": asked, "failed": failed}


_SAID = {"rate": r"Requests/sec:\s+([\d.]+)", "asked": r"(\d+) requests in"}
_LUA = """
local at = 0
request = function()
  at = at + 1
  if at > #paths then
    at = 1
  end
  return wrk.format("GET", paths[at], {["Accept"] = "@ACCEPT@"})
end
"""


class Client:
    """One connection to one server."""

    def __init__(self, server: Server) -> None:
        """Connects at the first query."""
        self.server = server
        self._connection: http.client.HTTPConnection | None = None
        self._used = 0.0

    def ask(self, query: str, accept: str | None = None) -> tuple[float, bytes, int]:
        """Seconds to the last byte, the answer, and the status; 0 where the server breaks off."""
        accept = accept or (NTRIPLES if "CONSTRUCT" in query else JSON)
        target = f"{self.server.path}?{urlencode({'query': query, **self.server.extra})}"
        for _ in range(2):  # servers let idle connections go when they like, which shows only at the next query
            fresh = self._connection is None or time.monotonic() - self._used > _IDLE
            if fresh:
                self._connect()
            try:
                return self._ask(target, accept)
            except (ConnectionError, http.client.HTTPException, TimeoutError):
                self._connection = None
                if fresh:
                    break
        return 0.0, b"", 0

    def _connect(self) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", self.server.port, timeout=120)
        self._connection.connect()

    def _ask(self, target: str, accept: str) -> tuple[float, bytes, int]:
        assert self._connection is not None
        began = time.perf_counter()
        self._connection.request("GET", target, headers={"Accept": accept})
        answer = self._connection.getresponse()
        body = answer.read()
        took = time.perf_counter() - began
        self._used = time.monotonic()
        return took, body, answer.status


def rows(body: bytes) -> int:
    """How many rows or triples an answer has; 1 for true."""
    if not body.lstrip().startswith(b"{"):
        return len(set(body.splitlines()))
    document = json.loads(body)
    return int(document["boolean"]) if "boolean" in document else len(document["results"]["bindings"])


def table(body: bytes) -> list[dict[str, str]]:
    """The rows of a CSV answer."""
    return list(csv.DictReader(io.StringIO(body.decode(), newline="")))


def first_byte(server: Server, query: str) -> dict[str, float]:
    """Seconds to the first and the last byte of a long answer, and its MB; the most memory meanwhile, in MB."""
    before = most = server.memory_mb()
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=300)
    connection.connect()
    target = f"{server.path}?{urlencode({'query': query, **server.extra})}"
    began = time.perf_counter()
    connection.request("GET", target, headers={"Accept": JSON})
    answer = connection.getresponse()
    size = len(answer.read(1))
    first = time.perf_counter() - began
    looked = time.monotonic()
    while piece := answer.read(1 << 20):
        size += len(piece)
        if time.monotonic() - looked > 0.5:
            most, looked = max(most, server.memory_mb()), time.monotonic()
    total = time.perf_counter() - began
    connection.close()
    return {"first": first, "total": total, "mb": size / 1e6, "memory_mb": most - before, "status": answer.status}


def strip_graphs(quads: Path, triples: Path) -> None:
    """N-Quads as N-Triples, each once: for servers that are to have one graph."""
    seen: set[bytes] = set()
    with quads.open("rb") as given, triples.open("wb") as made:
        for line in given:
            triple = line.rstrip(b" .\n").rpartition(b" ")[0]
            key = triple if len(triple) < 200 else triple[:100] + hash(triple).to_bytes(8, "big", signed=True)
            if key not in seen:
                seen.add(key)
                made.write(triple + b" .\n")
