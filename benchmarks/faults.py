"""Faults done for real to a collection that is being written, and what is left of it.

    python benchmarks/faults.py [--kills 200] [--seed 1] [--only publish,withdraw,...]

Each operation is measured first; then its process is killed (SIGKILL) at moments spread over that time, and the
collection must be the old one or the new one, whole: the same records with the same digests, datestamps and
answers, nothing wrong that ``verify`` finds but files that are nobody's, and the next publish works. Then: a disk
that is full at any moment, a disk that can only be read, two writers, a reader that holds on across five publishes,
damaged files, and a clock that goes back.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from benchmarks.corpus import page
from vm2graph.cli.settings_text import settings_text
from vm2graph.errors import Vm2graphError
from vm2graph.gate import Gate
from vm2graph.model import PageBytes
from vm2graph.pipeline import publish, verifying
from vm2graph.storing.collection import Collection
from vm2graph.storing.rolling_back import roll_back

HERE = Path(__file__).resolve().parent
BASE = "https://data.example.org"
OPERATIONS = ("publish", "publish-jobs", "withdraw", "rollback", "gc", "purge")
State = dict[str, Any]


def pages(start: int, count: int) -> list[PageBytes]:
    """Invented pages."""
    return [PageBytes(*page(number)) for number in range(start, start + count)]


def state_of(collection: Collection) -> State:
    """What readers see: records with digests and dates, tombstones, entities, and the answer to a query."""
    now = collection.current()
    records = {row.slug: (row.digest, row.datestamp, row.source_id) for row in now.records(limit=100_000)}
    answer = now.store.query("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }")
    quads = [row["n"].value for row in answer]
    return {"snapshot": now.number, "records": records, "quads": quads}


def same(one: State, other: State) -> bool:
    """Whether two states show the same, dates of the last commit aside."""
    return bool(
        one["snapshot"] == other["snapshot"]
        and one["quads"] == other["quads"]
        and {slug: row[0] for slug, row in one["records"].items()}
        == {slug: row[0] for slug, row in other["records"].items()}
    )


def make_base(home: Path, gate: Gate, count: int = 12) -> Path:
    """A collection with a few snapshots behind it: pages, an update, a withdrawal."""
    folder = home / "base"
    text = settings_text(BASE, "").replace("keep_snapshots = 5", "keep_snapshots = 3")
    collection = Collection.create(folder, text)
    publish(collection, pages(0, count), gate)
    changed = [PageBytes(each.source_id, each.data + b"\n\n") for each in pages(0, 3)]
    publish(collection, [*changed, *pages(count, 2)], gate)
    with collection.writer() as batch:
        batch.withdraw(collection.current().records()[-1].slug, "replaced")
    publish(collection, pages(count + 2, 2), gate)
    return folder


# ---------------------------------------------------------------- killing

_CHILD = """
import sys
sys.path.insert(0, {root!r})
from benchmarks import faults
from vm2graph.gate import Gate
gate = Gate("fast")
print("ready", flush=True)
sys.stdin.readline()
faults.operate({name!r}, {folder!r}, gate)
print("done", flush=True)
"""


def operate(name: str, folder: str, gate: Gate) -> None:
    """One operation on a collection; what a killed process was doing."""
    from vm2graph.pipeline import Plan  # noqa: PLC0415
    from vm2graph.storing.cleaning import collect  # noqa: PLC0415
    from vm2graph.storing.purging import purge  # noqa: PLC0415

    collection = Collection.open(folder)
    first = collection.current().records()[0].slug
    if name == "publish":
        publish(collection, pages(1000, 40), gate)
    elif name == "publish-jobs":
        publish(collection, pages(1000, 150), gate, plan=Plan(jobs=2))
    elif name == "withdraw":
        with collection.writer() as batch:
            batch.withdraw(first, "killed")
    elif name == "rollback":
        roll_back(collection)
    elif name == "gc":
        collect(collection)
    elif name == "purge":
        purge(collection, first, "killed")
    else:
        raise SystemExit(f"there is no operation {name}")


def start(name: str, folder: Path) -> subprocess.Popen[str]:
    """A process that has loaded everything and waits for a line to begin."""
    code = _CHILD.format(root=str(HERE.parent), name=name, folder=str(folder))
    process = subprocess.Popen(
        [sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, start_new_session=True
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    return process


def begin(process: subprocess.Popen[str]) -> None:
    """Lets it go."""
    assert process.stdin is not None
    process.stdin.write("\n")
    process.stdin.flush()


def kill(process: subprocess.Popen[str]) -> None:
    """SIGKILL to the process and all it started."""
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    for stream in (process.stdin, process.stdout):
        if stream is not None:
            stream.close()


def expected(name: str, base: Path, home: Path) -> tuple[State, State, float]:
    """The state before and after an operation that nobody disturbs, and how long it takes."""
    folder = copy(base, home / f"undisturbed-{name}")
    old = state_of(Collection.open(folder))
    process = start(name, folder)
    began = time.perf_counter()
    begin(process)
    assert process.stdout is not None
    assert process.stdout.readline() == "done\n"
    seconds = time.perf_counter() - began
    process.wait()
    kill_streams(process)
    return old, state_of(Collection.open(folder)), seconds


def kill_streams(process: subprocess.Popen[str]) -> None:
    """Closes what is left of a process that ended by itself."""
    for stream in (process.stdin, process.stdout):
        if stream is not None:
            stream.close()


def killed_at(name: str, base: Path, folder: Path, moment: float, old: State, new: State, gate: Gate) -> str:
    """Kills an operation after ``moment`` seconds and checks what is left: gives "old" or "new"."""
    copy(base, folder)
    process = start(name, folder)
    begin(process)
    time.sleep(moment)
    kill(process)
    left = survived(folder, old, new, gate)
    shutil.rmtree(folder)
    return left


def survived(folder: Path, old: State, new: State, gate: Gate) -> str:
    """Whether a collection is the old or the new one, whole, and can be gone on with."""
    collection = Collection.open(folder)
    now = state_of(collection)
    left = "old" if same(now, old) else "new" if same(now, new) else "neither"
    if left == "neither":
        raise AssertionError(f"snapshot {now['snapshot']} with {len(now['records'])} records is neither state")
    if left == "old" and now["records"] != old["records"]:
        raise AssertionError("a datestamp moved although nothing was committed")
    wrong = [each for each in verifying.verify(collection) if each.repair != "remove"]
    if wrong:
        raise AssertionError(f"verify: {wrong[0]}")
    told = publish(collection, pages(5000, 1), gate)
    if told.pages["added"] != 1:
        raise AssertionError(f"the next publish: {told}")
    remaining = verifying.repair(collection, gate, list(verifying.verify(collection)))
    sound = list(verifying.verify(collection))
    if remaining or sound:
        raise AssertionError(f"verify after the next publish: {[*remaining, *sound][0]}")
    return left


def copy(base: Path, folder: Path) -> Path:
    """A collection of its own to disturb."""
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(base, folder, symlinks=True)
    return folder


# ---------------------------------------------------------------- disks


@contextmanager
def small_disk(home: Path, megabytes: int) -> Iterator[Path]:
    """A file system in memory of a given size. Needs the right to mount one; raises OSError without it."""
    place = home / f"disk-{megabytes}"
    place.mkdir(exist_ok=True)
    made = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "vm2graph", str(place)], capture_output=True, check=False
    )
    if made.returncode:
        raise OSError(f"no file system can be mounted here: {made.stderr.decode().strip()}")
    try:
        yield place
    finally:
        subprocess.run(["umount", "-l", str(place)], check=True)


def full_disk(base: Path, home: Path, room: int, gate: Gate) -> str:
    """Publishes with ``room`` bytes left. The collection must be as before, or the publish complete."""
    with small_disk(home, 200) as disk:
        folder = copy(base, disk / "collection")
        old = state_of(Collection.open(folder))
        filler = disk / "filler"
        usage = shutil.disk_usage(disk)
        with filler.open("wb") as handle:
            left = max(0, usage.free - room)
            while left:
                left -= handle.write(b"\0" * min(left, 1 << 20))
        try:
            publish(Collection.open(folder), pages(1000, 40), gate)
            ended = "published"
        except Vm2graphError as error:
            if "\n" in str(error):
                raise AssertionError(f"more than a sentence: {error}") from error
            ended = "refused"
            if state_of(Collection.open(folder)) != old:
                raise AssertionError("the disk was full, and the collection is not as it was") from error
        filler.unlink()
        new = state_of(Collection.open(folder))
        survived(folder, old, new, gate)
        return ended


def read_only_disk(base: Path, home: Path, gate: Gate) -> str:
    """On a disk that cannot be written the collection is served, and a publish says so in a sentence."""
    with small_disk(home, 200) as disk:
        folder = copy(base, disk / "collection")
        old = state_of(Collection.open(folder))
        bound = home / "read-only"
        bound.mkdir(exist_ok=True)
        subprocess.run(["mount", "--bind", str(disk), str(bound)], check=True)
        try:
            subprocess.run(["mount", "-o", "remount,bind,ro", str(bound)], check=True)
            collection = Collection.open(bound / folder.name)
            if state_of(collection) != old:
                raise AssertionError("the collection reads otherwise on a read-only disk")
            publish(collection, pages(1000, 1), gate)
        except Vm2graphError as error:
            return str(error)
        finally:
            subprocess.run(["umount", "-l", str(bound)], check=True)
    raise AssertionError("a read-only disk was written to")


# ---------------------------------------------------------------- the rest


def held_reader(base: Path, home: Path, gate: Gate) -> None:
    """A reader's snapshot answers the same across five publishes, though its folder is gone by then."""
    folder = copy(base, home / "held")
    collection = Collection.open(folder)
    held = Collection.open(folder).current()

    def told() -> tuple[object, ...]:
        rows = held.records(limit=1000)
        graphs = [sorted(map(str, held.store.graph(f"{BASE}/doc/publication/{row.slug}"))) for row in rows]
        entities = [(each.slug, each.label, each.mentions) for each in held.entities("person", limit=1000)]
        return held.number, rows, graphs, entities, held.count()

    before = told()
    for number in range(5):
        changed = [PageBytes(each.source_id, each.data + b"\n" * number) for each in pages(0, 6)]
        publish(collection, [*changed, *pages(2000 + number, 1)], gate)
        if told() != before:
            raise AssertionError(f"after {number + 1} publishes the held snapshot reads otherwise")
    if collection.folder(held.number).exists():
        raise AssertionError("the snapshot was still kept, so nothing was shown")


def damage(base: Path, home: Path, chance: random.Random) -> str:
    """One byte of a snapshot's file is flipped, or its end cut off: ``verify`` says so, and nothing false is served."""
    folder = copy(base, home / "damaged")
    collection = Collection.open(folder)
    right = {slug: _graph(collection, slug) for slug in state_of(collection)["records"]}
    snapshot = collection.folder(collection.current_number())
    files = [path for path in sorted(snapshot.rglob("*")) if path.is_file() and path.stat().st_size]
    files = [path for path in files if path.name not in ("LOCK", "LOG") and not path.name.startswith("LOG.old")]
    path = chance.choice(files)
    data = bytearray(path.read_bytes())
    if chance.random() < 0.3:
        del data[chance.randrange(len(data)) :]
    else:
        data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
    path.unlink()  # the snapshots before it have the same file
    path.write_bytes(data)
    found = list(verifying.verify(Collection.open(folder)))
    if not any(path.name in problem.where for problem in found):
        raise AssertionError(f"verify did not notice {path}: {found[:2]}")
    for slug, graph in right.items():
        try:
            if _graph(Collection.open(folder), slug) != graph:
                raise AssertionError(f"{path} is damaged, and {slug} is served wrong")
        except Vm2graphError:
            continue
    return path.suffix or path.name


def _graph(collection: Collection, slug: str) -> list[str]:
    return sorted(map(str, collection.current().store.graph(f"{BASE}/doc/publication/{slug}")))


def clock_back(base: Path, home: Path, gate: Gate) -> None:
    """The clock goes back a year between two publishes: datestamps still rise."""
    from datetime import UTC, datetime, timedelta  # noqa: PLC0415
    from unittest.mock import patch  # noqa: PLC0415

    folder = copy(base, home / "clock")
    collection = Collection.open(folder)
    before = collection.current().time
    with patch("vm2graph.storing.collection.datetime", wraps=datetime) as clock:
        clock.now.return_value = datetime.now(UTC) - timedelta(days=365)
        publish(collection, pages(3000, 2), gate)
    now = collection.current()
    stamps = [row.datestamp for row in now.records(limit=1000)]
    if not (now.time > before and max(stamps) == now.time) or list(verifying.verify(collection)):
        raise AssertionError(f"the clock went back and so did the collection: {before}, {now.time}")


# ---------------------------------------------------------------- the command


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", default=",".join(OPERATIONS))
    asked = parser.parse_args()
    home, gate, chance = Path(tempfile.mkdtemp(prefix="vm2graph-faults-")), Gate("fast"), random.Random(asked.seed)
    try:
        base = make_base(home, gate)
        names = [name for name in asked.only.split(",") if name in OPERATIONS]
        for number, name in enumerate(names):
            share = asked.kills // len(names) + (number < asked.kills % len(names))
            _kills(name, share, base, home, gate, chance)
        _others(base, home, gate, chance)
    finally:
        shutil.rmtree(home, ignore_errors=True)


def _kills(name: str, share: int, base: Path, home: Path, gate: Gate, chance: random.Random) -> None:
    old, new, seconds = expected(name, base, home)
    left: Counter[str] = Counter()
    for number in range(share):
        # one moment in each part of the time it takes, and a little beyond
        moment = (number + chance.random()) / share * seconds * 1.1
        left[killed_at(name, base, home / "killed", moment, old, new, gate)] += 1
    told = {"operation": name, "seconds": round(seconds, 3), "kills": share, **left}
    print(json.dumps(told), flush=True)


def _others(base: Path, home: Path, gate: Gate, chance: random.Random) -> None:
    tried: list[tuple[str, Callable[[], object]]] = [
        ("read-only disk", lambda: read_only_disk(base, home, gate)),
        ("full disk", lambda: dict(Counter(full_disk(base, home, 40_000 * 4**step, gate) for step in range(6)))),
        ("a reader across five publishes", lambda: held_reader(base, home, gate)),
        ("40 damaged files", lambda: dict(Counter(damage(base, home, chance) for _ in range(40)))),
        ("the clock a year back", lambda: clock_back(base, home, gate)),
    ]
    for name, attempt in tried:
        try:
            print(json.dumps({name: attempt() or "survived"}), flush=True)
        except OSError as error:
            print(json.dumps({name: f"not tried: {error}"}), flush=True)


if __name__ == "__main__":
    main()
