"""The servers that are measured side by side: each is started on loopback, and stopped again."""

from __future__ import annotations

import contextlib
import getpass
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

GRAPH = "http://localhost/all"


@dataclass
class Server:
    """A running server: where it answers queries, and what every query must carry."""

    name: str
    process: subprocess.Popen[bytes]
    port: int
    path: str = "/sparql"
    extra: dict[str, str] = field(default_factory=dict)

    @property
    def base(self) -> str:
        """Its address."""
        return f"http://127.0.0.1:{self.port}"

    def memory_mb(self) -> float:
        """What its processes take together: the sum of their proportional set sizes."""
        return sum(map(_pss, tree(self.process.pid))) / 1024


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def tree(pid: int) -> list[int]:
    """A process and all below it."""
    found, queue = [], [pid]
    while queue:
        one = queue.pop()
        found.append(one)
        with contextlib.suppress(OSError):
            for task in Path(f"/proc/{one}/task").iterdir():
                queue += map(int, (task / "children").read_text().split())
    return found


def _pss(pid: int) -> int:
    with contextlib.suppress(OSError):
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1])
    return 0


@contextlib.contextmanager
def _running(server: Server, ready: str, seconds: float = 120) -> Iterator[Server]:
    try:
        _wait(server, ready, seconds)
        yield server
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(server.process.pid, signal.SIGTERM)
        try:
            server.process.wait(15)
        except subprocess.TimeoutExpired:
            os.killpg(server.process.pid, signal.SIGKILL)
            server.process.wait()


def _wait(server: Server, ready: str, seconds: float = 120) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if server.process.poll() is not None:
            raise SystemExit(f"{server.name} ended before it answered.")
        with contextlib.suppress(OSError), urllib.request.urlopen(server.base + ready, timeout=5):
            return
        time.sleep(0.1)
    raise SystemExit(f"{server.name} did not answer within {seconds:g} seconds.")


def _start(command: list[str], cwd: Path | None = None, **environment: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        command,
        cwd=cwd,
        env={**os.environ, **environment},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )


def ours(collection: Path, processes: int = 2, **settings: str) -> contextlib.AbstractContextManager[Server]:
    """vm2graph; ``settings`` are VM2GRAPH_* variables."""
    port = free_port()
    command = [sys.executable, "-m", "vm2graph", "serve", str(collection), "--port", str(port)]
    process = _start(command, VM2GRAPH_SERVING_PROCESSES=str(processes), **settings)
    return _running(Server("vm2graph", process, port), "/robots.txt")


def oxigraph(program: str, quads: Path, home: Path) -> contextlib.AbstractContextManager[Server]:
    """Oxigraph's server, read-only, with its union default graph."""
    store = home / "oxigraph"
    if not store.exists():
        subprocess.run(
            [program, "load", "--location", str(store), "--file", str(quads)], check=True, capture_output=True
        )
    port = free_port()
    command = [program, "serve-read-only", "--location", str(store), "--bind", f"127.0.0.1:{port}"]
    process = _start([*command, "--union-default-graph"])
    return _running(Server("oxigraph", process, port, "/query"), "/query")


def nginx(files: Path, home: Path) -> contextlib.AbstractContextManager[Server]:
    """nginx serving a folder of files, one worker a core."""
    port = free_port()
    (home / "nginx").mkdir(exist_ok=True)
    (home / "nginx.conf").write_text(
        f"user {getpass.getuser()}; daemon off; pid {home}/nginx.pid; worker_processes auto; error_log /dev/null;\n"
        "events { worker_connections 1024; }\n"
        "http { access_log off; sendfile on; tcp_nopush on; keepalive_requests 10000000;\n"
        f"client_body_temp_path {home}/nginx; proxy_temp_path {home}/nginx; fastcgi_temp_path {home}/nginx;\n"
        f"uwsgi_temp_path {home}/nginx; scgi_temp_path {home}/nginx;\n"
        "types { text/turtle ttl; application/ld+json jsonld; }\n"
        f"server {{ listen 127.0.0.1:{port}; root {files}; }} }}\n"
    )
    process = _start([_program("nginx"), "-c", str(home / "nginx.conf"), "-p", str(home)])
    return _running(Server("nginx", process, port), "/record.ttl")


def virtuoso(triples: Path, home: Path) -> contextlib.AbstractContextManager[Server]:
    """Virtuoso on the triples, in one graph that every query names (its default dataset holds system graphs)."""
    port, sql = free_port(), free_port()
    folder = home / "virtuoso"
    fresh = not folder.exists()
    folder.mkdir(exist_ok=True)
    (folder / "virtuoso.ini").write_text(
        "[Database]\nDatabaseFile = virtuoso.db\nTransactionFile = virtuoso.trx\nErrorLogFile = virtuoso.log\n"
        "LockFile = virtuoso.lck\nxa_persistent_file = virtuoso.pxa\n"
        f"[Parameters]\nServerPort = {sql}\nDirsAllowed = {triples.parent}\nNumberOfBuffers = 170000\n"
        "MaxDirtyBuffers = 130000\nThreadsPerQuery = 2\nSchedulerInterval = 10\n"
        f"[HTTPServer]\nServerPort = {port}\nServerThreads = 20\n"
        "[SPARQL]\nResultSetMaxRows = 2000000\nMaxQueryCostEstimationTime = 0\nMaxQueryExecutionTime = 600\n"
    )
    process = _start([_program("virtuoso-t"), "-f", "-c", "virtuoso.ini"], cwd=folder)
    server = Server("virtuoso", process, port, "/sparql", {"default-graph-uri": GRAPH})
    if fresh:
        _wait(server, "/sparql?query=ASK%7B%7D")
        statements = f"DB.DBA.TTLP_MT(file_open('{triples}'), '', '{GRAPH}', 512);\ncheckpoint;\n"
        isql = shutil.which("isql-vt") or _program("isql")
        subprocess.run(
            [isql, f"127.0.0.1:{sql}", "dba", "dba"], input=statements.encode(), capture_output=True, check=False
        )
    return _running(server, "/sparql?query=ASK%7B%7D")


def rdflib_endpoint(program: str, triples: Path) -> contextlib.AbstractContextManager[Server]:
    """rdflib-endpoint on a graph in memory."""
    port = free_port()
    process = _start([program, "serve", "--port", str(port), "--host", "127.0.0.1", str(triples)])
    return _running(Server("rdflib-endpoint", process, port, "/"), "/?query=ASK%7B%7D", 600)  # it parses them all


def _program(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        raise SystemExit(f"{name} is not on PATH.")
    return found
