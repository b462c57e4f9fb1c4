"""Draws docs/model.svg from ontology/vm2.ttl, and writes the questions and answers into docs/model.md.

    python docs/model.py            writes both
    python docs/model.py --check    says what is not current

Boxes, lines and words come from the ontology; only where a box stands is said here. Answers come from the packaged
page, published into a collection of its own.
"""

from __future__ import annotations

import re
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterator, Sequence
from html import escape
from pathlib import Path

import pyoxigraph as ox

from vm2graph import inputs
from vm2graph.cli.settings_text import settings_text
from vm2graph.gate import Gate
from vm2graph.names import RDF, RDFS, VM2
from vm2graph.packaged import packaged
from vm2graph.pipeline import publish
from vm2graph.serving.sparql_examples import Example, questions
from vm2graph.storing import Store
from vm2graph.storing.collection import Collection
from vm2graph.writing.facts import Facts
from vm2graph.writing.jsonld import compact

HERE = Path(__file__).parent
BASE, PAGE = "http://localhost:8000", "vijf-jaar-vm2.txt"
OWL = "http://www.w3.org/2002/07/owl#"
WIDTH, HEIGHT, BOX, LINE = 1100, 860, 190, 16
# the middle of a box
PLACES = {
    "prov:Agent": (105, 60),
    "prov:Activity": (460, 60),
    "schema:CreativeWork": (880, 60),
    "vm2:Monitoring": (105, 215),
    "vm2:PolicyExperiment": (460, 215),
    "schema:Claim": (880, 215),
    "vm2:LearningRoute": (460, 370),
    "vm2:Finding": (770, 385),
    "vm2:Conclusion": (990, 385),
    "skos:Concept": (460, 535),
    "prov:Entity": (880, 535),
    "vm2:SourceRemark": (105, 655),
    "vm2:SourcedStatement": (460, 700),
    "vm2:Passage": (880, 700),
    "oa:Annotation": (105, 815),
    "rdf:Property": (355, 815),
    "rdfs:Resource": (565, 815),
    "oa:SpecificResource": (880, 815),
}
HIDDEN = {"schema:Event", "schema:EducationalOccupationalProgram"}  # named in the box of the class below them
STYLE = """
  svg { background: #fff; font: 12px system-ui, "Segoe UI", Roboto, "Liberation Sans", Arial, sans-serif; }
  rect { fill: #f4f6f8; stroke: #55606b; }
  rect.own { fill: #e6eef6; stroke: #0f4c81; stroke-width: 1.5; }
  text { fill: #1d2329; text-anchor: middle; }
  text.name { font-weight: 650; }
  text.small { fill: #55606b; font-size: 11px; }
  text.line { fill: #0f4c81; paint-order: stroke; stroke: #fff; stroke-width: 4px; }
  line { stroke: #0f4c81; stroke-width: 1.2; marker-end: url(#arrow); }
  line.below { stroke: #8a949e; stroke-dasharray: 5 4; marker-end: url(#triangle); }
"""


def picture() -> str:
    """The SVG: a box a class, with its literal properties; a line a pair of classes; dashed lines to superclasses."""
    facts = Facts(
        quad.triple for quad in ox.parse(packaged("ontology", "vm2.ttl").read_bytes(), format=ox.RdfFormat.TURTLE)
    )
    boxes: dict[str, list[str]] = defaultdict(list)
    lines: dict[tuple[str, str], list[str]] = defaultdict(list)
    kinds = (OWL + "ObjectProperty", OWL + "DatatypeProperty", RDF.base + "Property")
    inverse = {two: one for one in facts.typed(kinds[0]) for two in facts.things(one, OWL + "inverseOf")}
    for property_ in (one for kind in kinds for one in facts.typed(kind) if one.startswith(VM2.base)):
        if property_ in inverse:
            continue
        name = " / ".join(short(one) for one in (property_, *facts.things(property_, OWL + "inverseOf")))
        (domain,), (range_,) = (facts.things(property_, RDFS.base + end) for end in ("domain", "range"))
        if compact(range_).startswith("xsd:") or compact(range_) == "rdf:langString":
            boxes[named(domain)].append(name)
        else:
            lines[named(domain), named(range_)].append(name)
    below = [
        (named(class_), named(over))
        for class_ in facts.typed(OWL + "Class")
        for over in facts.things(class_, RDFS.base + "subClassOf")
    ]
    for name in {one for pair in (*lines, *below) for one in pair} - HIDDEN:
        boxes.setdefault(name, [])
    missing = set(boxes) - set(PLACES)
    if missing:
        raise SystemExit(f"docs/model.py does not say where to put {', '.join(sorted(missing))}.")
    return "".join(_svg(boxes, lines, below))


def short(iri: str) -> str:
    """A property of ours without its prefix."""
    return iri.removeprefix(VM2.base)


def named(iri: str) -> str:
    """A class by its prefixed name; JSON-LD leaves those of schema.org bare."""
    name = compact(iri)
    return name if ":" in name else f"schema:{name}"


def _svg(
    boxes: dict[str, list[str]], lines: dict[tuple[str, str], list[str]], below: list[tuple[str, str]]
) -> Iterator[str]:
    yield f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img">\n'
    yield "<title>The classes of the ontology and what connects them</title>\n"
    yield f"<style>{STYLE}</style>\n<defs>\n"
    for name, shape in (("arrow", "M0 0 9 4 0 8z"), ("triangle", "M0 0 11 5 0 10z")):
        fill = "#0f4c81" if name == "arrow" else "#fff"
        yield (
            f'<marker id="{name}" markerWidth="12" markerHeight="10" refX="{9 if name == "arrow" else 11}" refY="'
            f'{4 if name == "arrow" else 5}" orient="auto" markerUnits="userSpaceOnUse">'
            f'<path d="{shape}" fill="{fill}" stroke="{"none" if name == "arrow" else "#8a949e"}"/></marker>\n'
        )
    yield "</defs>\n"
    sizes = {name: _size([*_over(name, below), *rows]) for name, rows in boxes.items()}
    words = []
    for pair in sorted({*lines, *((one, two) for one, two in below if two not in HIDDEN)}):
        both = {pair, pair[::-1]} & {*lines} and {pair, pair[::-1]} & {*below}
        if pair in below:
            yield _line(pair, sizes, ' class="below"', -14 if both and pair in lines else 14 if both else 0)
        if pair in lines and pair[0] != pair[1]:
            yield _line(pair, sizes, "", 14 if both else 0)
            words.append((_middle(pair, sizes, 14 if both else 0), lines[pair]))
    for name in sorted(boxes):
        loop = lines.get((name, name), [])
        yield _box(name, sizes[name], _over(name, below), boxes[name], loop)
    for (x, y), names in words:
        for row, name in enumerate(names):
            at = y + LINE * (row - (len(names) - 1) / 2) + 4
            yield f'<text class="line" x="{x:.0f}" y="{at:.0f}">{escape(name)}</text>\n'
    yield "</svg>\n"


def _size(rows: list[str]) -> tuple[int, int]:
    """Width and height of a box; a letter is seven wide."""
    return max(BOX, 16 + 6 * max((len(row) for row in rows), default=0)), 30 + LINE * len(rows)


def _over(name: str, below: list[tuple[str, str]]) -> list[str]:
    return [f"a {over}" for one, over in below if one == name and over in HIDDEN]


def _box(name: str, size: tuple[int, int], over: list[str], rows: list[str], loop: list[str]) -> str:
    (x, y), (width, height) = PLACES[name], size
    top = y - height / 2
    own = ' class="own"' if name.startswith("vm2:") else ""
    parts = [f'<rect{own} x="{x - width / 2:.0f}" y="{top:.0f}" width="{width}" height="{height}" rx="4"/>']
    parts.append(f'<text class="name" x="{x}" y="{top + 20:.0f}">{escape(name)}</text>')
    for number, row in enumerate([*over, *rows], 1):
        parts.append(f'<text class="small" x="{x}" y="{top + 20 + LINE * number:.0f}">{escape(row)}</text>')
    parts += [f'<text class="line" x="{x}" y="{top + height + 14:.0f}">{escape(row)} ↻</text>' for row in loop]
    return "\n".join(parts) + "\n"


def _ends(
    pair: tuple[str, str], sizes: dict[str, tuple[int, int]], shift: int
) -> tuple[tuple[float, float], tuple[float, float]]:
    """Where the line leaves the one box and meets the other; ``shift`` moves it aside."""
    (ax, ay), (bx, by) = PLACES[pair[0]], PLACES[pair[1]]
    length = ((bx - ax) ** 2 + (by - ay) ** 2) ** 0.5
    sx, sy = -(by - ay) / length * shift, (bx - ax) / length * shift

    def leaves(name: str, dx: float, dy: float) -> tuple[float, float]:
        """Where a line that runs beside the middle of a box comes out of it."""
        (x, y), (width, height) = PLACES[name], sizes[name]
        sides = [
            ((width / 2 - sx) if dx > 0 else (-width / 2 - sx), dx),
            ((height / 2 - sy) if dy > 0 else (-height / 2 - sy), dy),
        ]
        way = min(reach / step for reach, step in sides if step)
        return x + sx + dx * way, y + sy + dy * way

    return leaves(pair[0], bx - ax, by - ay), leaves(pair[1], ax - bx, ay - by)


def _line(pair: tuple[str, str], sizes: dict[str, tuple[int, int]], style: str, shift: int) -> str:
    (x1, y1), (x2, y2) = _ends(pair, sizes, shift)
    return f'<line{style} x1="{x1:.0f}" y1="{y1:.0f}" x2="{x2:.0f}" y2="{y2:.0f}"/>\n'


def _middle(pair: tuple[str, str], sizes: dict[str, tuple[int, int]], shift: int) -> tuple[float, float]:
    (x1, y1), (x2, y2) = _ends(pair, sizes, shift)
    return (x1 + x2) / 2, (y1 + y2) / 2


def written(text: str) -> str:
    """docs/model.md with its written parts made anew."""
    with tempfile.TemporaryDirectory() as folder:
        collection = Collection.create(Path(folder) / "collection", settings_text(BASE, ""))
        publish(collection, inputs.pages([str(packaged("data", PAGE))]), Gate())
        snapshot = collection.current()
        (record,) = snapshot.records()
        parts = {
            "size": _told(snapshot.evidence(record.slug)),
            "questions": "\n".join(_answered(snapshot.store, one) for one in questions()),
        }
    for name, part in parts.items():
        start, end = f"<!-- {name}: written by docs/model.py -->\n", "<!-- end -->"
        head, _, rest = text.partition(start)
        text = head + start + part + end + rest.partition(end)[2]
    return text


def _told(evidence: Sequence[ox.Triple]) -> str:
    facts = Facts(evidence)
    values, passages = facts.typed(VM2.SourcedStatement), facts.typed(VM2.Passage)
    used = {passage for value in values for passage in facts.things(value, VM2.supportedBy)}
    place = "=" + passages[0].rpartition("=")[2]  # ends the IRIs of a passage and of its selector
    of_a_passage = len([one for one in evidence if str(one.subject).strip("<>").endswith(place)])
    own = len(evidence) - of_a_passage * (len(passages) - len(used))
    return (
        f"The packaged page has {len(values)} stated values. They rest on {len(used)} passages, "
        f"{of_a_passage} triples each, and the evidence for them is {own} triples: {own / len(values):.1f} a value. "
        f"With the passages that only remarks point at the graph has {len(evidence)}.\n"
    )


def _answered(store: Store, question: Example) -> str:
    prefixes = re.compile(r"PREFIX [^\n]*\n+")
    answer = store.query(question.query)
    parts = [f"**{question.title.en}**\n", f"```sparql\n{prefixes.sub('', question.query)}\n```\n"]
    if isinstance(answer, ox.QueryBoolean):
        return "\n".join([*parts, f"{'Yes' if answer else 'No'}.\n"])
    assert isinstance(answer, ox.QuerySolutions)  # noqa: S101 - questions are SELECT and ASK
    rows = [[_cell(row[name]) for name in answer.variables] for row in answer]
    head = [variable.value for variable in answer.variables]
    table = [f"| {' | '.join(row)} |" for row in (head, ["---"] * len(head), *rows)]
    return "\n".join([*parts, *table, ""])


def _cell(term: object) -> str:
    value = getattr(term, "value", "–")
    return str(value).replace("|", "\\|")


def main(*, check: bool) -> int:
    """Writes both files, or says which of them are not current."""
    made = {HERE / "model.svg": picture(), (HERE / "model.md"): written((HERE / "model.md").read_text("utf-8"))}
    stale = [path for path, text in made.items() if path.read_text("utf-8") != text]
    for path in stale:
        if check:
            sys.stderr.write(f"docs/{path.name} is not current; run python docs/model.py.\n")
        else:
            path.write_text(made[path], encoding="utf-8")
    return int(check and bool(stale))


if __name__ == "__main__":
    sys.exit(main(check="--check" in sys.argv))
