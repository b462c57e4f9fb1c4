"""Pages into a collection: what is known is passed over, the rest is made, held to the gate and committed as one."""

from __future__ import annotations

import hashlib
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

from pyoxigraph import NamedNode

from vm2graph.errors import CollectionDamaged, CollectionError, CurationError, RecordRefused
from vm2graph.gate import Gate
from vm2graph.inputs import Unread
from vm2graph.model import PageBytes
from vm2graph.pipeline.crew import Crew, Orders
from vm2graph.pipeline.making import Made, Maker, Outcome, refused
from vm2graph.pipeline.parcels import Task
from vm2graph.storing import RecordRow
from vm2graph.storing.batch import Batch
from vm2graph.storing.collection import INCOMING, Collection
from vm2graph.storing.merging import parse
from vm2graph.storing.record import NewRecord
from vm2graph.storing.sources import keep_page

OnOutcome = Callable[[Outcome], None]
Make = Callable[[Iterable[Task]], Iterator[Made]]


@dataclass(frozen=True, slots=True)
class Plan:
    """How to publish."""

    jobs: int = 1  # processes that make records; 1 is this one
    same_as: str | None = None  # the slug of which a new source is another one
    restamp: bool = False  # all records get a new datestamp, so that harvesters fetch them again
    dry_run: bool = False  # everything but the commit


@dataclass(slots=True)
class Published:
    """What a publish did: pages by ``change`` (added, updated, unchanged, refused ...), and the batch's own counts."""

    snapshot: int
    seconds: float
    pages: Counter[str] = field(default_factory=Counter)
    batch: Counter[str] = field(default_factory=Counter)


def publish(
    collection: Collection,
    pages: Iterable[PageBytes | Unread],
    gate: Gate,
    *,
    plan: Plan | None = None,
    on_outcome: OnOutcome | None = None,
) -> Published:
    """Converts, checks and commits pages as one batch; refused pages are outcomes, and nothing of them enters.

    Pages are taken as they come and never held all together. Records whose entities ``entities.yaml`` now
    decides otherwise about are made again from their sources.
    """
    plan = plan or Plan()
    started, told = time.perf_counter(), Counter[str]()

    def tell(outcome: Outcome) -> None:
        told[outcome.change] += 1
        if on_outcome is not None:
            on_outcome(outcome)

    with collection.writer(collection.curation(), check=_entity_check(gate), dry_run=plan.dry_run) as batch:
        maker = Maker(collection.settings, gate, batch.curation)
        with _making(collection, maker, plan.jobs, keep=not plan.dry_run) as make:
            entry = _Entry(collection, batch, maker, plan.same_as, tell)
            entry.put(make(entry.tasks(pages)))
            entry.put(_all_made(make(entry.decided_otherwise())))
            entry.forget_unused()
        if plan.jobs > 1 and not plan.dry_run:
            collection.sources.sync()
        if plan.restamp:
            batch.restamp()
    seconds = round(time.perf_counter() - started, 3)
    return Published(collection.current_number(), seconds, told, batch.counts)


def restore(collection: Collection, slug: str, gate: Gate) -> Outcome:
    """Publishes a withdrawn record again, from the page as it was received."""
    last = collection.current().last(slug)
    if last is None:
        raise CollectionError(f"There is no record {slug} to restore.")
    page = page_of(collection, last)
    outcomes: list[Outcome] = []
    with collection.writer(check=_entity_check(gate)) as batch:
        batch.restore(slug)
        entry = _Entry(collection, batch, Maker(collection.settings, gate, batch.curation), None, outcomes.append)
        entry.put([entry.maker.make(page, slug)])
    return outcomes[0]


def _all_made(made: Iterable[Made]) -> Iterator[Made]:
    """Records that must be made again; where one cannot be, ``entities.yaml`` cannot be followed."""
    for each in made:
        if each.record is None:
            told = " ".join(each.outcome.sentences)
            raise CurationError(
                f"entities.yaml decides about {each.outcome.source_id}, which cannot be read again: {told}"
            )
        yield each


def page_of(collection: Collection, row: RecordRow | NewRecord) -> PageBytes:
    """The page that a record was made from, as it was received."""
    noted = row.notes if isinstance(row, NewRecord) else collection.rows.notes(row)
    notes = collection.sources.read(noted) if noted is not None else None
    return PageBytes(row.source_id, collection.sources.read(row.sha256), row.media_type, notes)


class _Entry:
    """How pages enter one batch."""

    def __init__(
        self, collection: Collection, batch: Batch, maker: Maker, same_as: str | None, tell: OnOutcome
    ) -> None:
        self.collection, self.batch, self.maker = collection, batch, maker
        self._same_as, self._tell = same_as, tell
        self._otherwise = dict.fromkeys(batch.meant_elsewhere())
        self._unused: set[str] = set()

    def tasks(self, pages: Iterable[PageBytes | Unread]) -> Iterator[Task]:
        """The pages that have to be made: neither unreadable, nor the same bytes by the same recipe as before."""
        for page in pages:
            if isinstance(page, Unread):
                self._tell(refused(page.source_id, page.error))
                continue
            sha256 = hashlib.sha256(page.data).hexdigest()
            known = self.batch.known(page.source_id)
            made_of = (sha256, self.maker.recipe, page.notes_sha256)
            same = known is not None and (known.sha256, known.recipe, known.notes) == made_of
            if known is not None and same and known.slug not in self._otherwise:
                self.batch.counts["unchanged"] += 1
                self._tell(Outcome(page.source_id, "ok", [], 0.0, known.slug, "unchanged"))
            else:
                yield Task(page, sha256, None if known is None else known.slug)

    def decided_otherwise(self) -> Iterator[Task]:
        """The pages of records about whose entities ``entities.yaml`` has changed, unless they have just been made."""
        snapshot = self.collection.current()
        for slug in self._otherwise:
            row = snapshot.last(slug)
            if row is not None and not self.batch.made_here(slug):
                yield Task(page_of(self.collection, row), row.sha256, slug)

    def put(self, made: Iterable[Made]) -> None:
        """Puts records into the batch as they come, and tells how each fared."""
        for each in made:
            outcome, record = each.outcome, each.record
            try:
                if record is not None:
                    slug = self.batch.slug_for(record, self._same_as)
                    if slug != record.slug:  # --same-as, or another publication has that slug
                        record = self._renamed(record, slug)
                    outcome.slug, outcome.change = slug, self.batch.put(record)
            except RecordRefused as error:  # any other error is not about the page, and ends the batch
                outcome = refused(outcome.source_id, error)
                self._unused |= {record.sha256, record.notes or ""} if record is not None else set()
            self._tell(outcome)

    def forget_unused(self) -> None:
        """Pages and notes of records that were then refused go, unless another record is made from them."""
        for sha256 in self._unused:
            if sha256 and not self.batch.uses(sha256):
                self.collection.sources.remove(sha256)

    def _renamed(self, record: NewRecord, slug: str) -> NewRecord:
        """The record under another slug: made again, since its graphs bear the slug."""
        try:
            page = page_of(self.collection, record)
        except CollectionDamaged:  # a dry run keeps no pages, and needs no graphs
            return replace(record, slug=slug)
        return self.maker.make(page, slug).record or record


@contextmanager
def _making(collection: Collection, maker: Maker, jobs: int, *, keep: bool) -> Iterator[Make]:
    """How tasks are made: in this process, or in several."""
    if jobs <= 1:

        def here(tasks: Iterable[Task]) -> Iterator[Made]:
            for task in tasks:
                made = maker.make(task.page, task.slug)
                if keep and made.record is not None:
                    keep_page(collection.sources, task.page, task.sha256)
                yield made

        yield here
        return
    incoming = collection.path / INCOMING
    incoming.mkdir(exist_ok=True)
    engine = "fast" if maker.gate.engine.startswith("shacl") else "pyshacl"
    kept = collection.sources.folder if keep else None
    orders = Orders(collection.settings, engine, maker.curation.to_json(), kept, incoming)
    with Crew(orders, maker.recipe, jobs) as crew:
        yield crew.make


def _entity_check(gate: Gate) -> Callable[[str, str, str], None]:
    """Holds the graph of a curated entity to the gate."""

    def check(type_: str, slug: str, text: str) -> None:
        triples = parse(text)
        about = {triple.subject.value for triple in triples if isinstance(triple.subject, NamedNode)}
        # what the shapes miss for want of a publication is not about the entity
        violations = [each for each in gate.check(triples).violations if each.focus in about]
        if violations:
            raise CurationError(f"entities.yaml: {type_}/{slug}: {violations[0].message.en} {violations[0].remedy.en}")

    return check
