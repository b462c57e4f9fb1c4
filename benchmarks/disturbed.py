"""Serving while somebody means harm, and while the collection changes."""

from __future__ import annotations

import http.client
import itertools
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from urllib.parse import urlencode

from benchmarks import clients, peers, queries
from benchmarks.peers import Server
from benchmarks.run import Run


def hostile(run: Run) -> None:
    """Eight clients send hostile queries; documents, cheap queries, memory and processes are watched."""
    server, paths = run.ours, [run.path(one) for one in run.records[:200]]
    calm = clients.wrk(server, paths, "text/turtle", seconds=5)
    over = threading.Event()
    said: dict[int, int] = {}
    lock = threading.Lock()

    def attack(number: int) -> None:
        for text in itertools.islice(itertools.cycle(queries.HOSTILE), number, None):
            if over.is_set():
                return
            status = _status(server, f"{text} # {number} {time.monotonic()}")
            with lock:
                said[status] = said.get(status, 0) + 1

    threads = [threading.Thread(target=attack, args=(number,), daemon=True) for number in range(8)]
    for thread in threads:
        thread.start()
    most, cheap, rates, failed = 0.0, [], [], 0
    end = time.monotonic() + run.asked.long
    while time.monotonic() < end:
        found = clients.wrk(server, paths, "text/turtle", seconds=4)
        rates.append(found["rate"])
        failed += int(found["failed"])
        most = max(most, server.memory_mb())
        cheap.append(_status(server, f"ASK {{ ?s ?p ?o }} # {time.monotonic()}"))
    over.set()
    for thread in threads:
        thread.join(60)
    time.sleep(2)
    rate = statistics.median(rates)
    run.against("documents under attack", rate, "requests/s", "undisturbed", calm["rate"], ">= 0.5")
    run.tell("documents that failed", failed, "requests", mark="0", reached=failed == 0)
    run.tell(
        "cheap queries",
        len(cheap),
        "asked",
        answers={str(one): cheap.count(one) for one in set(cheap)},
        reached=set(cheap) <= {200, 503},
    )
    run.tell("hostile queries", sum(said.values()), "asked", answers={str(one): n for one, n in sorted(said.items())})
    run.tell("memory under attack", most, "MB")


def _status(server: Server, query: str) -> int:
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
    try:
        body = urlencode({"query": query})
        connection.request("POST", server.path, body, {"Content-Type": "application/x-www-form-urlencoded"})
        answer = connection.getresponse()
        status = answer.status
        if status == 503 and not answer.getheader("Retry-After"):
            return -503
        while answer.read(1 << 20):
            pass
        return status
    except (OSError, http.client.HTTPException):
        return 0
    finally:
        connection.close()


def soak(run: Run) -> None:
    """Documents and queries while a page is published every few seconds: no 5xx, no growth."""
    server, paths = run.ours, [run.path(one) for one in run.records[:500]]
    over, statuses = threading.Event(), dict[int, int]()

    def ask() -> None:
        client = clients.Client(server)
        for number in itertools.count():
            if over.is_set():
                return
            _, _, status = client.ask(f"SELECT ?p ?o {{ <{run.records[number % len(run.records)]}> ?p ?o }} # {number}")
            statuses[status] = statuses.get(status, 0) + 1

    threading.Thread(target=ask, daemon=True).start()
    samples, failed, published = [], 0, 0
    end = time.monotonic() + run.asked.long
    with tempfile.TemporaryDirectory() as folder:
        while time.monotonic() < end:
            page = Path(folder, f"soak-{published % 7}.txt")
            page.write_text(_PAGE.format(number=published % 7, words=f"Zin {published} over leren."))
            command = [sys.executable, "-m", "vm2graph", "publish", str(run.collection), str(page)]
            subprocess.run(command, check=True, capture_output=True)
            published += 1
            failed += int(clients.wrk(server, paths, "text/turtle", clients=4, seconds=3)["failed"])
            pids = peers.tree(server.process.pid)
            samples.append((server.memory_mb(), sum(map(_descriptors, pids)), len(pids)))
    over.set()
    quarter = max(1, len(samples) // 4)
    for number, name in enumerate(("memory", "descriptors", "processes")):
        first, last = (
            statistics.median(one[number] for one in part) for part in (samples[:quarter], samples[-quarter:])
        )
        run.tell(f"soak, {name}", last, "MB" if number == 0 else "", first_quarter=round(first, 1))
    bad = failed + sum(count for status, count in statuses.items() if status >= 500)
    run.tell(
        "soak, 5xx", bad, "answers", mark="0", reached=bad == 0, published=published, queries=sum(statuses.values())
    )


def _descriptors(pid: int) -> int:
    try:
        return sum(1 for _ in Path(f"/proc/{pid}/fd").iterdir())
    except OSError:
        return 0


_PAGE = """Duurproef {number}

Auteurs:

Anna de Vries

Publicatiedatum:

2015

Thema:

Duur

APA-referentie:

De Vries, A. (2015). Duurproef {number}. Zwolle: Instituut Keuze.

Korte samenvatting:

{words}
"""
