"""How long the road from pages to a collection takes, beside a bare bulk load of what comes out.

    python benchmarks/publish.py 1000 10000 100000 [--repeat 3] [--jobs 2] [--json FILE]

For each size, invented pages are published into an empty collection (fast gate, evidence as documents) in a
process of its own, and what came out is bulk-loaded into an empty store by another: the ratio of both times is the
figure. Then one page is published into the collection, and the collection is opened. ``--pyshacl N`` compares
publishing N pages through pySHACL with pySHACL alone. ``--rooms N`` times each room on N pages in one process.
Memory is the sum of the proportional set sizes of all processes, sampled five times a second.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
BASE = "https://data.example.org"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sizes", nargs="*", type=int)
    parser.add_argument("--repeat", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--pyshacl", type=int, default=0)
    parser.add_argument("--rooms", type=int, default=0)
    parser.add_argument("--json", type=Path)
    parser.add_argument("--folder", type=Path, help="where to work; a temporary folder unless given")
    asked = parser.parse_args()
    home = asked.folder or Path(tempfile.mkdtemp(prefix="vm2graph-benchmark-"))
    home.mkdir(parents=True, exist_ok=True)
    found: list[dict[str, Any]] = []
    try:
        if asked.rooms:
            found.append(rooms(asked.rooms))
        if asked.pyshacl:
            found.append(with_pyshacl(asked.pyshacl, home))
        for size in asked.sizes:
            found.extend(measure(size, asked.jobs, home) for _ in range(asked.repeat))
    finally:
        if asked.folder is None:
            shutil.rmtree(home, ignore_errors=True)
    _summary([each for each in found if "ratio" in each])
    if asked.json:
        asked.json.write_text(json.dumps(found, indent=1) + "\n")


# ---------------------------------------------------------------- one size


def measure(size: int, jobs: int, home: Path) -> dict[str, Any]:
    """Publishes ``size`` pages and bulk-loads the result; times in seconds, memory in MB."""
    pages, folder, quads = home / f"pages-{size}.jsonl", home / f"collection-{size}", home / f"quads-{size}.nq"
    if not pages.exists():
        _run("benchmarks/corpus.py", str(size), "-o", str(pages))
    shutil.rmtree(folder, ignore_errors=True)
    _new_collection(folder, evidence="document", engine="fast")
    seconds, memory = _watched("-m", "vm2graph", "publish", str(folder), str(pages), "--jobs", str(jobs))
    count = _python(_DUMP, str(folder), str(quads))
    bare = _python(_LOAD, str(quads), str(home / "bare"))
    shutil.rmtree(home / "bare", ignore_errors=True)
    one = _python(_ONE, str(folder), str(size))
    opened = statistics.median(_python(_OPEN, str(folder))["seconds"] for _ in range(5))
    records = count["records"]
    row = {
        "pages": size,
        "records": records,
        "publish": round(seconds, 2),
        "bulk_load": round(bare["seconds"], 2),
        "ratio": round(seconds / bare["seconds"], 2),
        "pages_per_second": round(size / seconds, 1),
        "memory_mb": round(memory, 1),
        "quads_per_record": round(count["quads"] / max(1, records), 1),
        "disk_per_record": {name: round(_size(folder / name) / max(1, records)) for name in _DISK},
        "one_page": one,
        "open": round(opened, 4),
    }
    print(json.dumps(row), flush=True)
    quads.unlink()
    return row


_DISK = ("snapshots", "catalogue.sqlite", "sources")

_DUMP = """
import sys, json
from vm2graph.storing.collection import Collection
from pyoxigraph import RdfFormat, Store
now = Collection.open(sys.argv[1]).current()
store = Store.read_only(now.path)
store.dump(sys.argv[2], format=RdfFormat.N_QUADS)
print(json.dumps({"quads": len(store), "records": now.count()}))
"""

_LOAD = """
import sys, json, time
from pyoxigraph import RdfFormat, Store
store = Store(sys.argv[2])
began = time.perf_counter()
store.bulk_load(path=sys.argv[1], format=RdfFormat.N_QUADS)
store.flush()
print(json.dumps({"seconds": time.perf_counter() - began}))
"""

_OPEN = """
import sys, json, time
from vm2graph.storing.collection import Collection
began = time.perf_counter()
Collection.open(sys.argv[1]).current().count()
print(json.dumps({"seconds": time.perf_counter() - began}))
"""

_ONE = """
import sys, json, time
from collections import Counter
sys.path.insert(0, ".")
from benchmarks.corpus import page
from vm2graph.gate import Gate
from vm2graph.model import PageBytes
from vm2graph.pipeline import publish
from vm2graph.storing import batch, collection, files, local
spent = Counter()
def timed(owner, name):
    inner = getattr(owner, name)
    def wrapper(*args, **kwargs):
        began = time.perf_counter()
        try:
            return inner(*args, **kwargs)
        finally:
            spent[name] += time.perf_counter() - began
    setattr(owner, name, wrapper)
timed(local.LocalStore, "copy_to"); timed(local.LocalWriter, "__init__"); timed(local.LocalWriter, "close")
timed(files, "digests"); timed(files, "sync_tree"); timed(batch.Batch, "put"); timed(batch.Batch, "finish")
where = collection.Collection.open(sys.argv[1])
gate = Gate("fast")
times = []
for number in range(3):
    name, data = page(int(sys.argv[2]) + 10 + number)
    spent.clear()
    began = time.perf_counter()
    publish(where, [PageBytes("one/" + name, data)], gate)
    times.append((time.perf_counter() - began, dict(spent)))
seconds, parts = sorted(times, key=lambda each: each[0])[1]
print(json.dumps({"seconds": round(seconds, 4), **{name: round(value, 4) for name, value in parts.items()}}))
"""


# ---------------------------------------------------------------- pySHACL


def with_pyshacl(size: int, home: Path) -> dict[str, Any]:
    """Publishing through pySHACL, beside pySHACL alone on the same graphs."""
    folder = home / "pyshacl"
    shutil.rmtree(folder, ignore_errors=True)
    _new_collection(folder, evidence="document", engine="pyshacl")
    row = {"pyshacl": size, **_python(_PYSHACL, str(folder), str(size))}
    print(json.dumps(row), flush=True)
    return row


_PYSHACL = """
import sys, json, time
sys.path.insert(0, ".")
import pyshacl
from benchmarks.corpus import page
from vm2graph.gate import Gate
from vm2graph.model import PageBytes
from vm2graph.pipeline import publish
from vm2graph.storing.collection import Collection
own = [0.0, 0]
inner = pyshacl.validate
def validate(*args, **kwargs):
    began = time.perf_counter()
    try:
        return inner(*args, **kwargs)
    finally:
        own[0] += time.perf_counter() - began
        own[1] += 1
pyshacl.validate = validate
gate = Gate("pyshacl")
pages = [PageBytes(*page(number)) for number in range(int(sys.argv[2]))]
gate.check([])
own[:] = [0.0, 0]
began = time.perf_counter()
publish(Collection.open(sys.argv[1]), pages, gate)
whole = time.perf_counter() - began
print(json.dumps({"per_record": round(whole / own[1], 4), "pyshacl_alone": round(own[0] / own[1], 4),
                  "ratio_to_pyshacl": round(whole / own[0], 3)}))
"""


# ---------------------------------------------------------------- the rooms


def rooms(size: int) -> dict[str, Any]:
    """Milliseconds a page in each room, in one process."""
    row = {"rooms": size, **_python(_ROOMS, str(size))}
    print(json.dumps(row), flush=True)
    return row


_ROOMS = """
import sys, json, time, tempfile
from collections import Counter
from pathlib import Path
sys.path.insert(0, ".")
from benchmarks.corpus import page
from benchmarks.publish import settings_of
from vm2graph.gate import Gate
from vm2graph.model import PageBytes
from vm2graph.pipeline import converting, making, publish
from vm2graph.storing import batch, catalogue_writer, collection, local, sources
spent = Counter()
def timed(owner, name, room):
    inner = getattr(owner, name)
    def wrapper(*args, **kwargs):
        began = time.perf_counter()
        try:
            return inner(*args, **kwargs)
        finally:
            spent[room] += time.perf_counter() - began
    setattr(owner, name, wrapper)
timed(converting, "read_page", "read"); timed(converting, "interpret", "interpret")
timed(converting, "describe", "describe"); timed(converting, "evidence_lines", "evidence")
timed(Gate, "check_ntriples", "gate"); timed(making.Maker, "_record", "keep")
timed(local.LocalWriter, "_load", "load"); timed(catalogue_writer.CatalogueWriter, "put", "catalogue")
for name in ("settle_entities", "settle_records", "settle_tallies"):
    timed(batch, name, "settle")
timed(sources.Sources, "keep", "source")
size = int(sys.argv[1])
pages = [PageBytes(*page(number)) for number in range(size)]
with tempfile.TemporaryDirectory() as home:
    where = collection.Collection.create(Path(home) / "c", settings_of("document", "fast"))
    gate = Gate("fast")
    began = time.perf_counter()
    publish(where, pages, gate)
    whole = time.perf_counter() - began
found = {room: round(value / size * 1000, 3) for room, value in spent.items()}
print(json.dumps({"whole": round(whole / size * 1000, 3), **found}))
"""


# ---------------------------------------------------------------- processes


def settings_of(evidence: str, engine: str) -> str:
    """The settings file of a collection for measuring."""
    from vm2graph.cli.settings_text import settings_text  # noqa: PLC0415 - the measured program

    text = settings_text(BASE, "").replace('evidence = "queryable"', f'evidence = "{evidence}"')
    return text.replace('engine = "auto"', f'engine = "{engine}"')


def _new_collection(folder: Path, *, evidence: str, engine: str) -> None:
    from vm2graph.storing.collection import Collection  # noqa: PLC0415 - the measured program

    Collection.create(folder, settings_of(evidence, engine))


def _run(*arguments: str) -> None:
    subprocess.run([sys.executable, *arguments], cwd=HERE.parent, check=True, stdout=subprocess.DEVNULL)


def _python(code: str, *arguments: str) -> dict[str, Any]:
    done = subprocess.run([sys.executable, "-c", code, *arguments], cwd=HERE.parent, check=True, stdout=subprocess.PIPE)
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def _watched(*arguments: str) -> tuple[float, float]:
    """Seconds that a command took, and the most memory it and its children had at once."""
    began = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, *arguments], cwd=HERE.parent, stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL
    )
    peak, over = [0.0], threading.Event()

    def watch() -> None:
        while not over.wait(0.2):
            peak[0] = max(peak[0], _memory(process.pid))

    watcher = threading.Thread(target=watch)
    watcher.start()
    code = process.wait()
    seconds = time.perf_counter() - began
    over.set()
    watcher.join()
    if code not in (0, 1):  # 1: some of the pages are no publications, as they should be
        raise SystemExit(f"vm2graph {' '.join(arguments)} ended with {code}")
    return seconds, peak[0]


def _memory(root: int) -> float:
    """Proportional set size of a process and all below it, in MB."""
    total, waiting = 0, [root]
    while waiting:
        process = waiting.pop()
        try:
            rollup = Path(f"/proc/{process}/smaps_rollup").read_text()
            total += next(int(line.split()[1]) for line in rollup.splitlines() if line.startswith("Pss:"))
            for task in Path(f"/proc/{process}/task").iterdir():
                waiting += [int(child) for child in (task / "children").read_text().split()]
        except (OSError, StopIteration):
            continue
    return total / 1024


def _size(path: Path) -> int:
    """Bytes on disk; a file that several snapshots share by hard links counts once."""
    every = [each.stat() for each in ([path] if path.is_file() else path.rglob("*")) if each.is_file()]
    return sum({(each.st_dev, each.st_ino): each.st_size for each in every}.values())


def _summary(rows: list[dict[str, Any]]) -> None:
    """Median and spread for each size."""
    for size in dict.fromkeys(row["pages"] for row in rows):
        same = [row for row in rows if row["pages"] == size]
        told = []
        for name in ("ratio", "pages_per_second", "memory_mb", "open"):
            values = sorted(row[name] for row in same)
            told.append(f"{name} {statistics.median(values)} ({values[0]}-{values[-1]})")
        print(f"{size:>8} pages, {len(same)} runs: {', '.join(told)}")


if __name__ == "__main__":
    main()
