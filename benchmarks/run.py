"""One run of the serving benchmark: the servers side by side, on the same quads, and the rows of its table."""

from __future__ import annotations

import argparse
import contextlib
import json
import shutil
import statistics
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from benchmarks import clients, peers, queries
from benchmarks.peers import Server

Row = dict[str, Any]


class Run:
    """One run: the servers, and the rows of the table."""

    def __init__(self, asked: argparse.Namespace, home: Path, stack: contextlib.ExitStack) -> None:
        """Dumps the collection and starts what is there."""
        self.asked, self.rows = asked, list[Row]()
        self.collection: Path = asked.collection
        quads, triples = home / "all.nq", home / "all.nt"
        say("dumping the collection")
        _python(_DUMP, str(self.collection), str(quads))
        clients.strip_graphs(quads, triples)
        say("choosing what the queries ask about")
        with peers.ours(self.collection, VM2GRAPH_SPARQL_SECONDS="300") as patient:  # of 100k it takes half a minute
            picked = clients.table(clients.Client(patient).ask(queries.PICK, "text/csv")[1])[0]
        say("starting the servers")
        self.ours = stack.enter_context(peers.ours(self.collection))
        self.others: dict[str, Server] = {}
        if program := asked.oxigraph or shutil.which("oxigraph"):
            self.others["oxigraph"] = stack.enter_context(peers.oxigraph(program, quads, home))
        if shutil.which("virtuoso-t"):
            self.others["virtuoso"] = stack.enter_context(peers.virtuoso(triples, home))
        if program := asked.rdflib_endpoint or shutil.which("rdflib-endpoint"):
            self.others["rdflib-endpoint"] = stack.enter_context(peers.rdflib_endpoint(program, triples))
        for name in ("oxigraph", "virtuoso", "rdflib-endpoint"):
            if name not in self.others:
                say(f"{name} is not on this machine and is left out")
        client = clients.Client(self.ours)
        self.mix = queries.mix(picked["record"], picked["author"], picked["theme"])
        self.record = picked["record"]
        self.records = [row["pub"] for row in clients.table(client.ask(queries.RECORDS, "text/csv")[1])]
        self.files = home / "files"
        self.files.mkdir()
        for extension in ("ttl", "jsonld"):
            with urllib.request.urlopen(f"{self.ours.base}{self.path(self.record)}.{extension}") as answer:
                (self.files / f"record.{extension}").write_bytes(answer.read())
        self.nginx = stack.enter_context(peers.nginx(self.files, home)) if shutil.which("nginx") else None
        # so that the run begins warm
        wait_resident(self.ours)

    def path(self, record: str) -> str:
        """The path of a record's document."""
        return urlsplit(record).path.replace("/id/", "/doc/", 1)

    def tell(self, measure: str, ours: float, unit: str, **more: Any) -> None:
        """A row of the table."""
        self.rows.append({"measure": measure, "ours": round(ours, 2), "unit": unit, **more})
        print(json.dumps(self.rows[-1]), flush=True)

    def against(self, measure: str, ours: float, unit: str, peer: str, theirs: float, mark: str) -> None:
        """A row with a peer; the mark is ``>= 0.8`` or ``<= 0.6`` of the ratio."""
        ratio = ours / theirs
        sign, _, limit = mark.partition(" ")
        reached = ratio >= float(limit) if sign == ">=" else ratio <= float(limit) if sign == "<=" else None
        self.tell(
            measure, ours, unit, peer=peer, theirs=round(theirs, 2), ratio=round(ratio, 3), mark=mark, reached=reached
        )

    def rates(self, loads: dict[str, Callable[[], dict[str, float]]]) -> dict[str, float]:
        """The median of each load's rate, asked in turn."""
        found: dict[str, list[float]] = {name: [] for name in loads}
        for _ in range(self.asked.rounds):
            for name, load in loads.items():
                result = load()
                if result["failed"]:
                    say(f"{name}: {result['failed']} requests failed")
                found[name].append(result["rate"])
        return {name: statistics.median(each) for name, each in found.items()}

    def load(self, accept: str) -> Callable[[Server, list[str]], Callable[[], dict[str, float]]]:
        """What loads a server for the time of a round."""
        return lambda server, paths: lambda: clients.wrk(server, paths, accept, seconds=self.asked.seconds)


def wait_resident(server: Server, seconds: float = 600) -> None:
    """Waits until the memory of the server stands still: each of its processes has loaded its copy."""
    sizes: list[float] = []
    end = time.monotonic() + seconds
    # on a busy machine a copy grows by a few MB a second, so what counts is what came in ten seconds
    while (len(sizes) < 10 or abs(sizes[-1] - sizes[-10]) >= 5) and time.monotonic() < end:
        for _ in range(16):  # a process loads when it is first asked, and which one is asked depends on the connection
            clients.Client(server).ask(f"ASK {{}} # {time.monotonic()}")
        sizes.append(server.memory_mb())
        time.sleep(1)


def say(what: str) -> None:
    """Tells whoever waits what is going on."""
    print(what, file=sys.stderr, flush=True)


_DUMP = """
import sys
from vm2graph.storing.collection import Collection
from pyoxigraph import RdfFormat, Store
Store.read_only(Collection.open(sys.argv[1]).current().path).dump(sys.argv[2], format=RdfFormat.N_QUADS)
"""


def _python(program: str, *arguments: str) -> None:
    subprocess.run([sys.executable, "-c", program, *arguments], check=True)
