"""Whether a collection is what was committed, down to the words that every value rests on; and its repair."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Container, Iterator, Sequence
from datetime import UTC, datetime

from pyoxigraph import Literal, Triple

from vm2graph.curation import Curation
from vm2graph.errors import CollectionDamaged, CollectionError, ReadError
from vm2graph.gate import Gate
from vm2graph.names import OA
from vm2graph.pipeline.making import Maker
from vm2graph.pipeline.publishing import page_of
from vm2graph.reading import read_page
from vm2graph.storing import RecordRow, files
from vm2graph.storing.auditing import Problem, RecordAudit, audit_catalogue, audit_files
from vm2graph.storing.batch import Batch
from vm2graph.storing.cleaning import remove_orphans
from vm2graph.storing.collection import Collection, rfc3339
from vm2graph.storing.merging import merge, ntriples
from vm2graph.storing.record import NewRecord
from vm2graph.storing.snapshot import SnapshotView

Step = Callable[[], None]


def verify(collection: Collection, on_step: Step = lambda: None) -> Iterator[Problem]:
    """Everything that is not as it was committed; nothing at all for a sound collection.

    ``on_step`` is called after every record and entity.
    """
    yield from audit_files(collection)
    unsound = False
    for problem in audit_catalogue(collection):
        unsound = unsound or problem.where == "catalogue.sqlite"
        yield problem
    if unsound:
        return
    try:
        yield from _verify_content(collection, collection.current(), on_step)
    except CollectionDamaged as error:
        yield Problem("quads", str(error), "quads")


def steps(collection: Collection) -> int:
    """How often :func:`verify` will call ``on_step``."""
    number = collection.current_number()
    return collection.rows.snapshot(number)[1] + collection.rows.count_entities(number)


def _verify_content(collection: Collection, snapshot: SnapshotView, on_step: Step) -> Iterator[Problem]:
    audit = RecordAudit(collection, snapshot)
    after = ""
    while slugs := collection.rows.slugs(snapshot.number, after):
        for slug in slugs:
            yield from audit.record(slug)
            row = snapshot.record(slug)
            if isinstance(row, RecordRow):
                yield from _verify_source(collection, snapshot, row)
            on_step()
        after = slugs[-1]
    curation = Curation.from_json(collection.rows.curation(snapshot.number))
    last = 0
    while entities := collection.rows.all_entities(snapshot.number, last):
        for number, entity in entities:
            yield from audit.entity(number, entity, curation)
            on_step()
        last = entities[-1][0]
    yield from audit.graphs()


def _verify_source(collection: Collection, snapshot: SnapshotView, row: RecordRow) -> Iterator[Problem]:
    """The page is the one that was read, and says what it is quoted for, where it is quoted."""
    try:
        page = page_of(collection, row)
    except CollectionDamaged as error:
        yield Problem(row.slug, str(error), "rows")
        return
    if hashlib.sha256(page.data).hexdigest() != row.sha256:
        yield Problem(row.slug, f"Its page, sources/{row.sha256[:2]}/{row.sha256}, is not as it was received.", "rows")
        return
    if page.notes is not None and (noted := collection.rows.notes(row)) != page.notes_sha256:
        yield Problem(row.slug, f"The notes on its page, {noted}, are not as they were received.", "rows")
        return
    try:
        text = read_page(page.data, page.source_id, page.media_type).text
    except ReadError as error:
        yield Problem(row.slug, f"Its page cannot be read any more: {error}", "rows")
        return
    for start, end, quote in _quotes(snapshot.evidence(row.slug)):
        if text[start:end] != quote:
            told = quote if len(quote) <= 60 else f"{quote[:59]}…"
            yield Problem(row.slug, f"The page does not say “{told}” at {start}-{end}.", "quads")


def _quotes(evidence: Sequence[Triple]) -> Iterator[tuple[int, int, str]]:
    selectors: dict[str, dict[str, str]] = {}
    for triple in evidence:
        if triple.predicate.value in (OA.start, OA.end, OA.exact) and isinstance(triple.object, Literal):
            selectors.setdefault(str(triple.subject), {})[triple.predicate.value] = triple.object.value
    for said in selectors.values():
        yield int(said.get(OA.start, -1)), int(said.get(OA.end, -1)), said.get(OA.exact, "")


def repair(collection: Collection, gate: Gate, problems: list[Problem], on_step: Step = lambda: None) -> list[Problem]:
    """Puts right what can be: removes what is nobody's, and makes the quads of all records again from their pages.

    Gives the problems that remain: those of the catalogue, which only a dump or a copy can replace.
    """
    wrong = {problem.repair for problem in problems}
    if "rows" in wrong:
        return [problem for problem in problems if problem.repair == "rows"]
    if "quads" in wrong:
        rebuild(collection, gate, {problem.where for problem in problems}, on_step)
    with files.locked(collection.path / "lock", rfc3339(datetime.now(UTC))):
        remove_orphans(collection)
    return []


def rebuild(collection: Collection, gate: Gate, wrong: Container[str] = (), on_step: Step = lambda: None) -> int:
    """A new snapshot whose quads are made from the sources alone; the older snapshots go.

    The rows of the records whose slugs are in ``wrong`` are made anew too.

    Records keep their datestamps where they come out as they were. Gives the snapshot's number. Raises
    CollectionError for a page that is gone or is now refused: its record must be withdrawn, or a copy found.
    """
    number = collection.current_number()
    curation = Curation.from_json(collection.rows.curation(number))
    maker = Maker(collection.settings, gate, curation)
    base = collection.settings.collection.base_iri
    with collection.commit(curation) as commit:
        store = commit.fresh_store()
        batch = Batch(commit.rows, lambda: store, base, curation)
        after = ""
        while slugs := collection.rows.slugs(number, after):
            for slug in slugs:
                batch.put_again(_again(collection, maker, slug), rows=slug in wrong)
                on_step()
            after = slugs[-1]
        for type_, slug, said in collection.rows.wordings(number):
            document = maker.iris.document(type_, slug)
            text = ntriples(merge(said, maker.iris.thing(type_, slug), curation.get(type_, slug)))
            store.add(text.replace(" .\n", f" <{document}> .\n").encode())
            on_step()
        batch.finish()
        commit.complete({"rebuilt": 1, **batch.counts})
    for older in collection.kept()[:-1]:
        files.remove_tree(collection.folder(older))
    return collection.current_number()


def _again(collection: Collection, maker: Maker, slug: str) -> NewRecord:
    row = collection.rows.record(collection.current_number(), slug)
    assert isinstance(row, RecordRow)  # noqa: S101 - its slug is that of a live record
    made = maker.make(page_of(collection, row), slug)
    if made.record is None:
        raise CollectionError(f"The page of {slug} is now refused: {' '.join(made.outcome.sentences)}")
    return made.record
