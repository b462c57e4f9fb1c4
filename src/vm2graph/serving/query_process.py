"""The processes that evaluate queries: a small parent that forks, and the workers it forks.

Run by :mod:`vm2graph.serving.workers` as ``python -c``, with this module's package stubbed, so that
neither Flask nor rdflib is loaded: the parent holds the interpreter, pyoxigraph and nothing else, has
one thread, and a fork of it is ready in the time it takes to open the store. One process evaluates one
query at a time; pyoxigraph results are bound to their thread, so all of it happens here.
"""

from __future__ import annotations

import contextlib
import json
import os
import resource
import signal
import socket
import sys
from collections.abc import Iterator
from typing import Any

import pyoxigraph as ox

from vm2graph.names import PREFIXES
from vm2graph.serving import confinement, lexer
from vm2graph.serving.query_channel import CHUNK, Channel, TooManyRows

GRACE = 2.0
"""Seconds after its deadline at which a worker ends itself, should nobody have killed it."""

_WHILE_LOADING = 256 << 20  # bytes of address space that loading needs for itself

_RESULTS = {
    "json": ox.QueryResultsFormat.JSON,
    "xml": ox.QueryResultsFormat.XML,
    "csv": ox.QueryResultsFormat.CSV,
    "tsv": ox.QueryResultsFormat.TSV,
}
_GRAPHS = {
    "turtle": ox.RdfFormat.TURTLE,
    "ntriples": ox.RdfFormat.N_TRIPLES,
    "jsonld": ox.RdfFormat.JSON_LD,
    "rdfxml": ox.RdfFormat.RDF_XML,
}


def main(descriptor: int) -> None:
    """The forking parent: obeys one JSON line at a time until its socket closes, then takes its children along.

    Only this process kills and reaps workers, so a process id is never used after it has been given away.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the server, which then closes us
    confinement.yield_as_session()
    control = socket.socket(fileno=descriptor)
    children: set[int] = set()
    resident: ox.Store | None = None
    try:
        while order := _order(control):
            line, received = order
            _reap(children)
            if line["do"] == "fork":
                pid = os.fork()
                if pid == 0:
                    control.close()
                    _be_worker(received, line, resident)
                os.close(received)
                children.add(pid)
                control.sendall(b"%d\n" % pid)
            elif line["do"] == "load":
                resident = _load(line["path"], line["limit_bytes"], line["copies"])
                control.sendall(b"%d\n" % (resident is not None))
            else:
                if line["pid"] in children:
                    os.kill(line["pid"], signal.SIGKILL)
                control.sendall(b"0\n")
    except ConnectionError:
        pass  # the server has gone, in the middle of an order
    finally:
        for pid in children:
            os.kill(pid, signal.SIGKILL)


def _order(control: socket.socket) -> tuple[dict[str, Any], int] | None:
    data, received = b"", -1
    while not data.endswith(b"\n"):
        part, descriptors, _, _ = socket.recv_fds(control, CHUNK, 1)
        if not part:
            return None
        data += part
        received = descriptors[0] if descriptors else received
    return json.loads(data), received


def _reap(children: set[int]) -> None:
    with contextlib.suppress(ChildProcessError):
        while (pid := os.waitpid(-1, os.WNOHANG)[0]) != 0:
            children.discard(pid)


def _load(path: str, limit_bytes: int, copies: int) -> ox.Store | None:
    """A copy of a store in memory; None where the store cannot be read.

    The store on disk has threads, and a process with threads must not be forked: a child reads it, and this
    process only takes in what comes through a pipe. It ends as soon as so many copies are more than the limit.
    """
    before = _held()
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        code = 1
        try:
            os.close(reading)
            os.nice(10)  # there is no hurry, and queries are being answered meanwhile
            with os.fdopen(writing, "wb", buffering=CHUNK) as file:
                ox.Store.read_only(path).dump(file, format=ox.RdfFormat.N_QUADS)
            code = 0
        finally:
            os._exit(code)
    os.close(writing)
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    if sys.platform == "linux":
        resource.setrlimit(resource.RLIMIT_AS, (_size() + limit_bytes // copies + _WHILE_LOADING, hard))
    said = os.dup(2)
    _quiet(2)  # the engine's last words, where the limit ends it, are no news for the server's log
    store = ox.Store()
    with os.fdopen(reading, "rb", buffering=CHUNK) as file:
        store.bulk_load(file, format=ox.RdfFormat.N_QUADS, lenient=True)  # as the store had them
    _, status = os.waitpid(child, 0)
    resource.setrlimit(resource.RLIMIT_AS, (hard, hard))
    os.dup2(said, 2)
    os.close(said)
    confinement.tidy_memory()  # what loading left in small pieces slows every allocation of every worker
    if (_held() - before) * copies > limit_bytes:
        raise SystemExit
    return store if status == 0 else None


def _be_worker(descriptor: int, order: dict[str, Any], resident: ox.Store | None) -> None:
    """A worker's whole life; never returns into the parent's loop."""
    code = 1
    try:
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        if confinement.die_with_parent(order["parent"]):
            channel = Channel(socket.socket(fileno=descriptor))
            before = (
                _size() if resident is not None else 0
            )  # shared with the parent, so not this process's to answer for
            store = _open(channel, order, resident, before)
            if store is not None:
                while request := channel.receive():
                    _answer(store, request, channel, order, before)
            code = 0
    except (BrokenPipeError, ConnectionResetError):
        code = 0  # whoever asked has gone
    finally:
        os._exit(code)


def _open(channel: Channel, order: dict[str, Any], resident: ox.Store | None, before: int) -> ox.Store | None:
    try:
        confinement.limit(order["memory_mb"] and order["memory_mb"] + (before >> 20))
        store = resident if resident is not None else ox.Store.read_only(order["path"])
        _quiet(0, 1, 2)  # an abort deep in the engine must not write into the server's log
        how = "networked" if order["networked"] else confinement.forbid_sockets()
    except (OSError, MemoryError, ValueError) as error:
        channel.error("unavailable", f"{type(error).__name__}: {error}")
        return None
    channel.frame(b"R", how.encode())
    channel.send()
    return store


def _quiet(*streams: int) -> None:
    nowhere = os.open(os.devnull, os.O_RDWR)
    for stream in streams:
        os.dup2(nowhere, stream)
    os.close(nowhere)


class _NoFormatError(Exception):
    """The form of this query has no format that was asked for."""


def _answer(store: ox.Store, request: dict[str, Any], channel: Channel, order: dict[str, Any], before: int) -> None:
    # the default action of SIGALRM ends the process even inside native code
    signal.setitimer(signal.ITIMER_REAL, request["seconds"] + GRACE)
    try:
        _evaluate(store, request, channel)
    except SyntaxError as error:
        channel.error("syntax", str(error.msg or error))
    except ValueError as error:
        channel.error("syntax", str(error))
    except RuntimeError as error:  # the engine's word for what it does not support, such as an unknown function
        channel.error("refused", str(error))
    except MemoryError:
        channel.error("exhausted", "")
    except (BrokenPipeError, ConnectionResetError):
        raise
    except OSError as error:
        channel.error(*_told(error, request["text"], order))
    except _NoFormatError as error:
        channel.error("format", str(error))
    except TooManyRows:
        channel.error("rows", "")
    else:
        channel.end(replace=_swollen(order["memory_mb"], before))
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


def _told(error: OSError, text: str, order: dict[str, Any]) -> tuple[str, str]:
    """What an input or output error is about: a format, the network or the store."""
    if "JSON-LD does not support" in str(error):
        return "format", "triple terms"
    if "service" in text.lower():
        return "remote" if order["networked"] else "network", str(error)
    return "failed", str(error)


def _evaluate(store: ox.Store, request: dict[str, Any], channel: Channel) -> None:
    text, default, named = request["text"], request["default_graphs"], request["named_graphs"]
    if default or named:  # SPARQL 1.1 Protocol section 2.1.4: the dataset is exactly what the request names
        result = store.query(
            text,
            base_iri=request["base"],
            default_graph=[ox.NamedNode(iri) for iri in default],
            named_graphs=[ox.NamedNode(iri) for iri in named],
        )
    else:  # the engine's union switch would overrule a FROM of the query
        union = request["union"] and ("from" not in text.lower() or not lexer.scan(text).dataset)
        result = store.query(text, base_iri=request["base"], use_default_graph_as_union=union)
    if isinstance(result, ox.QueryTriples):
        media_type, name = _pick("graph", request["graphs"])
        _head(channel, "graph", media_type)
        prefixes = PREFIXES if name in ("turtle", "rdfxml") else None
        triples = _at_most(request["rows"], result) if request["rows"] else result
        ox.serialize(triples, channel, _GRAPHS[name], prefixes=prefixes)  # type: ignore[arg-type]  # a writer is enough # write() suffices
        return
    results = request["results"]
    if isinstance(result, ox.QueryBoolean):
        # CSV and TSV have no form for a boolean, so they are the last resort
        form, results = "boolean", sorted(results, key=lambda pair: pair[1] in ("csv", "tsv"))
    else:
        form = "solutions"
    media_type, name = _pick(form, results)
    _head(channel, form, media_type)
    channel.allow(name, request["rows"] if form == "solutions" else 0)
    result.serialize(channel, _RESULTS[name])  # type: ignore[arg-type]  # a writer is enough
    channel.settle()


def _at_most(rows: int, triples: ox.QueryTriples) -> Iterator[ox.Triple]:
    for number, triple in enumerate(triples):
        if number == rows:
            raise TooManyRows
        yield triple


def _pick(form: str, formats: list[list[str]]) -> list[str]:
    if not formats:
        raise _NoFormatError(form)
    return formats[0]


def _head(channel: Channel, form: str, media_type: str) -> None:
    channel.frame(b"H", f"{form} {media_type}".encode())


def _swollen(memory_mb: int, before: int) -> bool:
    """Whether what earlier queries left behind takes half the memory the next one may have."""
    if sys.platform != "linux" or memory_mb <= 0:
        return False
    if resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 4 < memory_mb * 1024:
        return False  # it never held much; asking this is cheap and comes after every query
    return _size() - before > memory_mb * 1024 * 1024 // 2


def _size() -> int:
    """Bytes of address space this process takes; 0 where the system does not tell."""
    return _statm(0)


def _held() -> int:
    """Bytes of memory this process takes; 0 where the system does not tell."""
    return _statm(1)


def _statm(column: int) -> int:
    if sys.platform != "linux":
        return 0
    with open("/proc/self/statm", "rb") as file:  # noqa: PTH123 - pathlib is not loaded in this process
        return int(file.read().split()[column]) * os.sysconf("SC_PAGESIZE")
