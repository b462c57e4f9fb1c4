"""How the server answers, beside its peers, in one run: documents, queries, and what hostile ones do to both.

    python -m benchmarks.serving COLLECTION [--only documents,cold,queries,points,export,hostile,soak]
                                 [--rounds 5] [--seconds 3] [--oxigraph PATH] [--rdflib-endpoint PATH] [--json FILE]

The collection is dumped once, and every peer loads the same quads (Virtuoso the same triples in one graph). The
servers run side by side and are asked in turn, round after round; figures are medians and the ratios of medians.
wrk makes the load of documents and points. No answer is cached but where that is what is measured: every query
carries a comment of its own. Peers that are not installed are left out, and said to be.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import math
import shutil
import statistics
import subprocess
import sys
import tempfile
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

from benchmarks import clients, disturbed, peers, queries
from benchmarks.peers import Server

Row = dict[str, Any]


class Run:
    """One run: the servers, and the rows of the table."""

    def __init__(self, asked: argparse.Namespace, home: Path, stack: contextlib.ExitStack) -> None:
        """Dumps the collection and starts what is there."""
        self.asked, self.rows = asked, list[Row]()
        self.collection: Path = asked.collection
        quads, triples = home / "all.nq", home / "all.nt"
        _say("dumping the collection")
        _python(_DUMP, str(self.collection), str(quads))
        clients.strip_graphs(quads, triples)
        _say("choosing what the queries ask about")
        with peers.ours(self.collection, VM2GRAPH_SPARQL_SECONDS="300") as patient:  # of 100k it takes half a minute
            picked = clients.table(clients.Client(patient).ask(queries.PICK, "text/csv")[1])[0]
        _say("starting the servers")
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
                _say(f"{name} is not on this machine and is left out")
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
        # a document is asked of all processes until the copy in memory is there, so that the run begins warm
        disturbed.wait_resident(self.ours)

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
                    _say(f"{name}: {result['failed']} requests failed")
                found[name].append(result["rate"])
        return {name: statistics.median(each) for name, each in found.items()}

    # ------------------------------------------------------------ measures

    def documents(self) -> None:
        """A document that is known, by 16 clients."""
        graph = self.record.replace("/id/", "/doc/", 1)
        construct = f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ GRAPH <{graph}> {{ ?s ?p ?o }} }}"
        for extension, accept in (("ttl", "text/turtle"), ("jsonld", "application/ld+json")):
            load = self.load(accept)
            loads = {"ours": load(self.ours, [f"{self.path(self.record)}"])}
            if self.nginx:
                loads["nginx"] = load(self.nginx, [f"/record.{extension}"])
            if other := self.others.get("oxigraph"):
                loads["store"] = load(other, [f"/store?graph={quote(graph, safe='')}"])
                loads["construct"] = load(other, [f"/query?{urlencode({'query': construct})}"])
            rates = self.rates(loads)
            for peer, mark in (("nginx", ">= 0.8"), ("store", ">= 5"), ("construct", ">= 5")):
                if peer in rates:
                    self.against(f"document {extension}", rates["ours"], "requests/s", peer, rates[peer], mark)

    def load(self, accept: str) -> Callable[[Server, list[str]], Callable[[], dict[str, float]]]:
        """What loads a server for the time of a round."""
        return lambda server, paths: lambda: clients.wrk(server, paths, accept, seconds=self.asked.seconds)

    def cold(self) -> None:
        """Documents that nobody has asked yet in that form, each once."""
        paths = [self.path(one) for one in self.records]
        for accept in ("text/turtle", "application/ld+json", "text/html"):
            found = clients.wrk(self.ours, paths, accept, seconds=2)
            if found["asked"] > len(paths):
                _say(f"{len(paths)} documents are too few: some were asked twice")
            mark = {} if accept == "text/html" else {"mark": ">= 1500", "reached": found["rate"] >= 1500}
            self.tell(f"cold {accept}", found["rate"], "requests/s", failed=found["failed"], **mark)

    def queries(self) -> None:
        """The mix, one client, every query with a comment of its own."""
        servers = {"ours": self.ours, **self.others}
        asking = {name: clients.Client(server) for name, server in servers.items()}
        times: dict[str, dict[str, list[float]]] = {name: {query: [] for query in self.mix} for name in servers}
        for round_ in range(self.asked.rounds):
            for query, text in self.mix.items():
                counts: dict[str, int] = {}
                for name, client in asking.items():
                    took, body, status = client.ask(f"{text}\n# {round_}")
                    if status != 200:
                        _say(f"{name} answered {query} with {status}")
                        continue
                    times[name][query].append(took)
                    counts[name] = clients.rows(body) if round_ == 0 else 0
                if len(set(counts.values())) > 1:
                    _say(f"{query}: the answers differ in size: {counts}")
        for query in self.mix:
            each = {
                name: round(statistics.median(found[query]) * 1000, 2) for name, found in times.items() if found[query]
            }
            if "ours" in each:  # what ran into the limit of time has been said
                self.tell(f"query {query}", each.pop("ours"), "ms", **each)
        for name, mark in (("oxigraph", "<= 0.6"), ("virtuoso", "<= 0.8"), ("rdflib-endpoint", "")):
            if name in times:
                both = [query for query in self.mix if times[name][query] and times["ours"][query]]
                means = [
                    math.exp(statistics.fmean(math.log(statistics.median(times[one][query])) for query in both))
                    for one in ("ours", name)
                ]
                self.against(f"mix of {len(both)}", means[0] * 1000, "ms", name, means[1] * 1000, mark)

    def points(self) -> None:
        """Point look-ups by 16 clients: all different, and one and the same."""
        servers = {"ours": self.ours, **self.others}
        servers.pop("virtuoso", None)
        number = iter(range(10**9))

        def different(server: Server) -> Callable[[], dict[str, float]]:
            def load() -> dict[str, float]:
                start = next(number)
                texts = [f"SELECT ?p ?o {{ <{one}> ?p ?o }} # {start}" for one in self.records]
                return clients.wrk(server, [_target(server, text) for text in texts], clients.JSON, seconds=2)

            return load

        same = f"SELECT ?p ?o {{ <{self.record}> ?p ?o }}"
        rates = self.rates({name: different(server) for name, server in servers.items()})
        again = self.rates({name: self.load(clients.JSON)(one, [_target(one, same)]) for name, one in servers.items()})
        for name in servers:
            if name != "ours":
                marks = (">= 0.7", ">= 3") if name == "oxigraph" else ("", "")
                self.against("points, all different", rates["ours"], "requests/s", name, rates[name], marks[0])
                self.against("points, the same", again["ours"], "requests/s", name, again[name], marks[1])

    def export(self) -> None:
        """Up to a million rows."""
        query = "SELECT ?s ?p ?o { ?s ?p ?o } LIMIT 1000000"
        servers = {"ours": self.ours, **{name: one for name, one in self.others.items() if name == "oxigraph"}}
        found: dict[str, list[Row]] = {name: [] for name in servers}
        for round_ in range(max(1, self.asked.rounds // 2)):
            for name, server in servers.items():
                found[name].append(clients.first_byte(server, f"{query} # {round_}"))
        ours = {key: statistics.median(each[key] for each in found["ours"]) for key in found["ours"][0]}
        self.tell("export, first byte", ours["first"] * 1000, "ms", mark="< 50", reached=ours["first"] < 0.05)
        self.tell("export, memory", ours["memory_mb"], "MB", mark="< 100", reached=ours["memory_mb"] < 100)
        if "oxigraph" in found:
            theirs = statistics.median(each["mb"] / each["total"] for each in found["oxigraph"])
            self.against("export", ours["mb"] / ours["total"], "MB/s", "oxigraph", theirs, ">= 0.7")

    def hostile(self) -> None:
        """Documents and cheap queries while others send hostile ones."""
        disturbed.hostile(self)

    def soak(self) -> None:
        """Requests while the collection is published to."""
        disturbed.soak(self)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    names = ("documents", "cold", "queries", "points", "export", "hostile", "soak")
    parser.add_argument("collection", type=Path)
    parser.add_argument("--only", default=",".join(names[:-1]))
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=3)
    parser.add_argument("--long", type=float, default=60, help="seconds of hostile and soak")
    parser.add_argument("--oxigraph")
    parser.add_argument("--rdflib-endpoint")
    parser.add_argument("--json", type=Path)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="vm2graph-serving-") as home, contextlib.ExitStack() as stack:
        run = Run(asked, Path(home), stack)
        for name in asked.only.split(","):
            if name not in names:
                raise SystemExit(f"There is no measure {name!r}; there are {', '.join(names)}.")
            _say(name)
            getattr(run, name)()
    if asked.json:
        asked.json.write_text(json.dumps(run.rows, indent=1) + "\n")
    for row in run.rows:
        print(
            "\t".join(
                str(row.get(key, ""))
                for key in ("measure", "ours", "unit", "peer", "theirs", "ratio", "mark", "reached")
            )
        )


_DUMP = """
import sys
from vm2graph.storing.collection import Collection
from pyoxigraph import RdfFormat, Store
Store.read_only(Collection.open(sys.argv[1]).current().path).dump(sys.argv[2], format=RdfFormat.N_QUADS)
"""


def _python(program: str, *arguments: str) -> None:
    subprocess.run([sys.executable, "-c", program, *arguments], check=True)


def _target(server: Server, query: str) -> str:
    return f"{server.path}?{urlencode({'query': query, **server.extra})}"


def _say(what: str) -> None:
    print(what, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
