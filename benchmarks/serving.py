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
import http.client
import json
import math
import statistics
import tempfile
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote, urlencode

from benchmarks import clients, disturbed
from benchmarks.peers import Server
from benchmarks.run import Row, Run, say


def documents(run: Run) -> None:
    """A document that is known, by 16 clients."""
    graph = run.record.replace("/id/", "/doc/", 1)
    construct = f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ GRAPH <{graph}> {{ ?s ?p ?o }} }}"
    for extension, accept in (("ttl", "text/turtle"), ("jsonld", "application/ld+json")):
        load = run.load(accept)
        loads = {"ours": load(run.ours, [f"{run.path(run.record)}"])}
        if run.nginx:
            loads["nginx"] = load(run.nginx, [f"/record.{extension}"])
        if other := run.others.get("oxigraph"):
            loads["store"] = load(other, [f"/store?graph={quote(graph, safe='')}"])
            loads["construct"] = load(other, [f"/query?{urlencode({'query': construct})}"])
        rates = run.rates(loads)
        for peer, mark in (("nginx", ">= 0.8"), ("store", ">= 5"), ("construct", ">= 5")):
            if peer in rates:
                run.against(f"document {extension}", rates["ours"], "requests/s", peer, rates[peer], mark)


def cold(run: Run) -> None:
    """Documents that nobody has asked yet in that form, each once."""
    paths = [run.path(one) for one in run.records]
    for accept in ("text/turtle", "application/ld+json", "text/html"):
        found = clients.wrk(run.ours, paths, accept, seconds=2)
        if found["asked"] > len(paths):
            say(f"{len(paths)} documents are too few: some were asked twice")
        mark = {} if accept == "text/html" else {"mark": ">= 1500", "reached": found["rate"] >= 1500}
        run.tell(f"cold {accept}", found["rate"], "requests/s", failed=found["failed"], **mark)


def mixed(run: Run) -> None:
    """The mix, one client, every query with a comment of its own."""
    servers = {"ours": run.ours, **run.others}
    asking = {name: clients.Client(server) for name, server in servers.items()}
    times: dict[str, dict[str, list[float]]] = {name: {query: [] for query in run.mix} for name in servers}
    for round_ in range(run.asked.rounds):
        for query, text in run.mix.items():
            counts: dict[str, int] = {}
            for name, client in asking.items():
                took, body, status = client.ask(f"{text}\n# {round_}")
                if status != 200:
                    say(f"{name} answered {query} with {status}")
                    continue
                times[name][query].append(took)
                counts[name] = clients.rows(body) if round_ == 0 else 0
            if len(set(counts.values())) > 1:
                say(f"{query}: the answers differ in size: {counts}")
    for query in run.mix:
        each = {name: round(statistics.median(found[query]) * 1000, 2) for name, found in times.items() if found[query]}
        if "ours" in each:  # what ran into the limit of time has been said
            run.tell(f"query {query}", each.pop("ours"), "ms", **each)
    for name, mark in (("oxigraph", "<= 0.6"), ("virtuoso", "<= 0.8"), ("rdflib-endpoint", "")):
        if name in times:
            both = [query for query in run.mix if times[name][query] and times["ours"][query]]
            means = [
                math.exp(statistics.fmean(math.log(statistics.median(times[one][query])) for query in both))
                for one in ("ours", name)
            ]
            run.against(f"mix of {len(both)}", means[0] * 1000, "ms", name, means[1] * 1000, mark)


def points(run: Run) -> None:
    """Point look-ups by 16 clients: all different, and one and the same."""
    servers = {"ours": run.ours, **run.others}
    servers.pop("virtuoso", None)
    number = iter(range(10**9))

    def different(server: Server) -> Callable[[], dict[str, float]]:
        def load() -> dict[str, float]:
            start = next(number)
            texts = [f"SELECT ?p ?o {{ <{one}> ?p ?o }} # {start}" for one in run.records]
            return clients.wrk(server, [_target(server, text) for text in texts], clients.JSON, seconds=2)

        return load

    same = f"SELECT ?p ?o {{ <{run.record}> ?p ?o }}"
    rates = run.rates({name: different(server) for name, server in servers.items()})
    again = run.rates({name: run.load(clients.JSON)(one, [_target(one, same)]) for name, one in servers.items()})
    for name in servers:
        if name != "ours":
            marks = (">= 0.7", ">= 3") if name == "oxigraph" else ("", "")
            run.against("points, all different", rates["ours"], "requests/s", name, rates[name], marks[0])
            run.against("points, the same", again["ours"], "requests/s", name, again[name], marks[1])


def export(run: Run) -> None:
    """Up to a million rows."""
    query = "SELECT ?s ?p ?o { ?s ?p ?o } LIMIT 1000000"
    servers = {"ours": run.ours, **{name: one for name, one in run.others.items() if name == "oxigraph"}}
    found: dict[str, list[Row]] = {name: [] for name in servers}
    for round_ in range(max(1, run.asked.rounds // 2)):
        for name, server in servers.items():
            try:
                found[name].append(clients.first_byte(server, f"{query} # {round_}"))
            except (http.client.HTTPException, OSError) as error:  # such as a limit of time
                say(f"{name} broke off: {error}")
    if not found["ours"]:
        return
    ours = {key: statistics.median(each[key] for each in found["ours"]) for key in found["ours"][0]}
    run.tell("export, first byte", ours["first"] * 1000, "ms", mark="< 50", reached=ours["first"] < 0.05)
    run.tell("export, memory", ours["memory_mb"], "MB", mark="< 100", reached=ours["memory_mb"] < 100)
    if found.get("oxigraph"):
        theirs = statistics.median(each["mb"] / each["total"] for each in found["oxigraph"])
        run.against("export", ours["mb"] / ours["total"], "MB/s", "oxigraph", theirs, ">= 0.7")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("collection", type=Path)
    parser.add_argument("--only", default=",".join(tuple(_MEASURES)[:-1]))
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
            if name not in _MEASURES:
                raise SystemExit(f"There is no measure {name!r}; there are {', '.join(_MEASURES)}.")
            say(name)
            _MEASURES[name](run)
    if asked.json:
        asked.json.write_text(json.dumps(run.rows, indent=1) + "\n")
    for row in run.rows:
        print(
            "\t".join(
                str(row.get(key, ""))
                for key in ("measure", "ours", "unit", "peer", "theirs", "ratio", "mark", "reached")
            )
        )


_MEASURES: dict[str, Callable[[Run], None]] = {
    "documents": documents,
    "cold": cold,
    "queries": mixed,
    "points": points,
    "export": export,
    "hostile": disturbed.hostile,
    "soak": disturbed.soak,
}


def _target(server: Server, query: str) -> str:
    return f"{server.path}?{urlencode({'query': query, **server.extra})}"


if __name__ == "__main__":
    main()
