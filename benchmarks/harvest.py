"""A full OAI-PMH harvest of a collection by sickle, beside oai-repo, which has the same records in memory.

    python -m benchmarks.harvest COLLECTION [--rounds 3] [--json FILE]

The records of the peer are harvested from us first, so both send the same oai_dc. Both servers run side by side, and
sickle, in a process of its own, harvests all of each in turn. Reported are records a second (median of the rounds), the
last page's time by the first's, a window of about 100 records, and the memory of our server over the harvests. The
very first harvest, when nothing has been made yet, is a row of its own. oai-repo and waitress come from PyPI; without
them the peer is left out, and said to be.
"""

from __future__ import annotations

import argparse
import contextlib
import importlib.util
import json
import re
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path
from typing import Any

from benchmarks import peers
from benchmarks.peers import Server

_HARVEST = """
import json, sys, time
from sickle import Sickle
from lxml import etree
times, count = [], 0
client = Sickle(sys.argv[1], timeout=120)
began = time.perf_counter()
sink = open(sys.argv[2], "w") if len(sys.argv) > 2 else None
OAI = "{http://www.openarchives.org/OAI/2.0/}"
get = client.harvest
def harvest(**arguments):
    started = time.perf_counter()
    answer = get(**arguments)
    times.append(time.perf_counter() - started)
    return answer
client.harvest = harvest
for record in client.ListRecords(metadataPrefix="oai_dc"):
    count += 1
    if sink:
        metadata = record.xml.find(OAI + "metadata")
        xml = etree.tostring(metadata[0]).decode() if metadata is not None else None
        head = record.header
        sink.write(json.dumps([head.identifier, head.datestamp, head.setSpecs, xml]) + "\\n")
print(json.dumps({"records": count, "seconds": time.perf_counter() - began, "times": times}))
"""

_PEER = """
import json, sys
from datetime import datetime, UTC
import oai_repo
from lxml import etree
from urllib.parse import parse_qsl
from waitress import serve
rows = [json.loads(line) for line in open(sys.argv[1])]
records = {identifier: (stamp, sets, xml.encode()) for identifier, stamp, sets, xml in rows if xml}
names = list(records)
class Data(oai_repo.DataInterface):
    limit = 100
    def get_identify(self):
        told = oai_repo.Identify()
        told.base_url, told.repository_name = "http://127.0.0.1/oai", "peer"
        told.admin_email, told.earliest_datestamp = ["a@example.org"], "2000-01-01T00:00:00Z"
        told.deleted_record, told.granularity = "no", "YYYY-MM-DDThh:mm:ssZ"
        return told
    def is_valid_identifier(self, identifier):
        return identifier in records
    def get_metadata_formats(self, identifier=None):
        return [oai_repo.MetadataFormat("oai_dc", "http://www.openarchives.org/OAI/2.0/oai_dc.xsd",
                                        "http://www.openarchives.org/OAI/2.0/oai_dc/")]
    def get_record_header(self, identifier):
        return oai_repo.RecordHeader(identifier=identifier, datestamp=records[identifier][0],
                                     setspecs=records[identifier][1])
    def get_record_metadata(self, identifier, metadataprefix):
        return etree.fromstring(records[identifier][2])
    def get_record_abouts(self, identifier):
        return []
    def list_set_specs(self, identifier=None, cursor=0):
        return ([], None, None)
    def list_identifiers(self, metadataprefix, filter_from=None, filter_until=None, filter_set=None, cursor=0):
        return (names[cursor:cursor + self.limit], len(names), None)
repository = oai_repo.OAIRepository(Data())
def app(environ, start_response):
    answer = bytes(repository.process(dict(parse_qsl(environ["QUERY_STRING"]))))
    start_response("200 OK", [("Content-Type", "text/xml; charset=utf-8"), ("Content-Length", str(len(answer)))])
    return [answer]
serve(app, host="127.0.0.1", port=int(sys.argv[2]), threads=4)
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("collection", type=Path)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--json", type=Path)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as home, contextlib.ExitStack() as stack:
        found = run(asked.collection, asked.rounds, Path(home), stack)
    print(json.dumps(found, indent=1))
    if asked.json:
        asked.json.write_text(json.dumps(found, indent=1) + "\n")


def run(collection: Path, rounds: int, home: Path, stack: contextlib.ExitStack) -> dict[str, Any]:
    """All figures of one run; times in seconds, memory in MB."""
    ours = stack.enter_context(peers.ours(collection, processes=1, VM2GRAPH_SPARQL_RESIDENT_SHARE="0"))
    _say("the first harvest, when nothing has been made yet")
    memory = [ours.memory_mb()]
    first = harvest(ours, home / "records.jsonl")
    memory.append(ours.memory_mb())
    peer = oai_repo(home / "records.jsonl", stack)
    rates: dict[str, list[float]] = {"ours": [], "oai-repo": []}
    tails = []
    for number in range(rounds):
        for name, server in (("ours", ours), ("oai-repo", peer)):
            if server is not None:
                _say(f"round {number + 1} of {rounds}: {name}")
                done = harvest(server)
                rates[name].append(done["records"] / done["seconds"])
                if server is ours:
                    tails.append(_tail(done["times"]))
                    memory.append(ours.memory_mb())
    medians = {name: round(statistics.median(rate), 1) for name, rate in rates.items() if rate}
    return {
        "records": first["records"],
        "first_harvest_per_second": round(first["records"] / first["seconds"], 1),
        "first_harvest_last_by_first": round(_tail(first["times"]), 2),
        "records_per_second": medians,
        "ratio": round(medians["ours"] / medians["oai-repo"], 2) if "oai-repo" in medians else None,
        "last_page_by_first": round(statistics.median(tails), 2),
        "window_ms": window(ours),
        "memory_mb": [round(one, 1) for one in memory],
    }


def harvest(server: Server, sink: Path | None = None) -> dict[str, Any]:
    """One harvest by sickle in a process of its own."""
    more = [str(sink)] if sink else []
    done = subprocess.run(
        [sys.executable, "-c", _HARVEST, f"{server.base}/oai", *more], check=True, stdout=subprocess.PIPE
    )
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def oai_repo(records: Path, stack: contextlib.ExitStack) -> Server | None:
    """The peer, with the records in memory; None where it is not installed."""
    if any(importlib.util.find_spec(name) is None for name in ("oai_repo", "waitress")):
        _say("oai-repo and waitress are not on this machine; they are left out")
        return None
    port = peers.free_port()
    process = subprocess.Popen([sys.executable, "-c", _PEER, str(records), str(port)])
    server = Server("oai-repo", process, port, "/oai")
    stack.callback(process.kill)
    for _ in range(300):
        with contextlib.suppress(OSError):
            urllib.request.urlopen(f"{server.base}/oai?verb=Identify", timeout=5).close()
            return server
        time.sleep(0.2)
    raise SystemExit("oai-repo did not start")


def window(server: Server) -> float | None:
    """Milliseconds for ListIdentifiers over the newest commit, median of 20: publish about 100 records for it first."""
    feed = urllib.request.urlopen(f"{server.base}/feed.atom", timeout=60).read().decode()
    newest = re.findall(r"<updated>([^<]+)</updated>", feed)[0]
    address = f"{server.base}/oai?verb=ListIdentifiers&metadataPrefix=oai_dc&from={newest}&until={newest}"
    times = []
    for _ in range(20):
        began = time.perf_counter()
        urllib.request.urlopen(address, timeout=60).read()
        times.append((time.perf_counter() - began) * 1000)
    return round(statistics.median(times), 1)


def _tail(times: list[float]) -> float:
    """The median of the last full pages by that of the first."""
    few = max(1, min(20, len(times) // 4))
    return statistics.median(times[-few - 1 : -1] or times) / statistics.median(times[1 : few + 1] or times)


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
