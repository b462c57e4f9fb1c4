"""The invented pages that vm2graph is measured with: the same everywhere, all different, and read as they mean."""

import hashlib
import json
import os
import subprocess
import sys
import tarfile
import zipfile
from collections import Counter
from importlib.util import find_spec
from pathlib import Path

import pytest

from benchmarks import corpus
from benchmarks.invented.content import isbn
from benchmarks.invented.people import Dice, authors
from tests.conftest import BASE, ROOT
from vm2graph import Gate, Iris, PageBytes, Vm2graphError, convert
from vm2graph.model import Agent, Person, Stated
from vm2graph.names import publication_key
from vm2graph.reading.imprint import is_isbn

MANY = 3000
FIRST_FIFTY = "1de5434b3da350523d7bf6f2924a450e5f6bd6cd739e3f9b676f7264e3f989c1"
DIGEST = """
import hashlib
from benchmarks import corpus
digest = hashlib.sha256()
for name, data in corpus.pages(50):
    digest.update(name.encode() + data)
print(digest.hexdigest())
"""


@pytest.fixture(scope="module")
def truths() -> list[corpus.Truth]:
    return [corpus.truth(number) for number in range(MANY)]


@pytest.fixture(scope="module")
def made() -> list[tuple[str, bytes]]:
    return list(corpus.pages(MANY))


@pytest.mark.parametrize("hash_seed", ["0", "1"])
def test_the_pages_are_the_same_in_every_process(hash_seed: str) -> None:
    """Whoever changes a page changes this digest, and says so: figures of before can no longer be compared."""
    run = subprocess.run(
        [sys.executable, "-c", DIGEST],
        cwd=ROOT,
        env={**os.environ, "PYTHONHASHSEED": hash_seed},
        capture_output=True,
        text=True,
        check=True,
    )
    assert run.stdout.strip() == FIRST_FIFTY


def test_a_page_depends_on_its_number_and_seed_alone(made: list[tuple[str, bytes]]) -> None:
    assert corpus.page(1234) == made[1234]
    assert list(corpus.pages(3, start=1234)) == made[1234:1237]
    assert corpus.page(1234, seed=1)[0][:18] == made[1234][0][:18], "the number names the page"
    assert corpus.page(1234, seed=1)[1] != made[1234][1]
    with pytest.raises(ValueError, match="numbered from 0"):
        corpus.page(-1)


def test_no_two_pages_are_one(made: list[tuple[str, bytes]], truths: list[corpus.Truth]) -> None:
    good = [each for each in truths if each.title is not None]
    assert len({name for name, _ in made}) == MANY
    assert len({(each.title, each.subtitle) for each in good}) == len(good)
    keys = {publication_key(each.title or "", each.subtitle, each.families, each.year) for each in good}
    assert len(keys) == len(good)


def test_pages_far_away_have_a_name_and_a_title_of_their_own() -> None:
    assert corpus.page(999_999)[0].startswith("27/0f/page-0999999.")
    titles = {(t.title, t.subtitle) for n in range(0, 1_000_000, 1999) if (t := corpus.truth(n)).title}
    assert len(titles) > 480


def test_every_kind_has_its_share(made: list[tuple[str, bytes]], truths: list[corpus.Truth]) -> None:
    kinds = Counter(each.kind for each in truths)
    assert 5 <= kinds["refused"] <= 35
    assert 12 <= kinds["poor"] <= 60
    assert 90 <= sum(each.language == "en" for each in truths) <= 220
    assert 220 <= sum(name.endswith(".html") for name, _ in made) <= 390
    assert 3 <= sum(not _is_plain(data) for _, data in made) <= 35
    assert 1900 <= sum(len(data) for _, data in made) / MANY <= 2700
    assert {each.year for each in truths if each.year} == set(range(1995, 2026))


def _is_plain(data: bytes) -> bool:
    try:
        return not data.decode("utf-8").startswith("\ufeff")
    except UnicodeDecodeError:
        return False


def test_some_people_write_often_and_many_once() -> None:
    few, more = (_people(count) for count in (1000, MANY))
    for people, count in ((few, 1000), (more, MANY)):
        assert 0.3 * count <= len(people) <= 0.5 * count, "their number grows with that of the pages"
    assert max(more.values()) > 20
    assert sum(times == 1 for times in more.values()) > 0.35 * len(more)


def _people(count: int) -> Counter[object]:
    return Counter(who for number in range(count) for who in authors(number, Dice(number, 0)))


def test_an_isbn_is_right() -> None:
    assert isbn(5123, 456) == "978-90-5123-456-5"
    assert all(is_isbn(isbn(5000 + n, n).replace("-", "")) for n in range(100))


def test_the_converter_reads_what_a_page_says() -> None:
    gate, iris = Gate("fast" if find_spec("shacl") else "auto"), Iris(BASE)
    refused = [number for number in range(MANY) if corpus.truth(number).kind == "refused"][:5]
    poor = [number for number in range(MANY) if corpus.truth(number).kind == "poor"][:15]
    for number in [*range(130), *poor, *refused]:
        truth = corpus.truth(number)
        if truth.kind == "refused":
            with pytest.raises(Vm2graphError, match=r"does not describe a publication|is empty"):
                convert(PageBytes(*corpus.page(number)), iris, gate)
            continue
        converted = convert(PageBytes(*corpus.page(number)), iris, gate)
        said = converted.publication
        assert converted.status != "error", number
        assert said.title.value == truth.title, number
        # a reference may have the subtitle behind a colon, and then with a small letter
        assert (said.subtitle.value if said.subtitle else "").lower() == (truth.subtitle or "").lower(), number
        assert tuple(map(_family, said.creators or said.editors)) == truth.families, number
        assert (said.issued.value.year if said.issued else None) == truth.year, number
        assert said.page_language.value == truth.language, number


def _family(maker: Stated[Agent]) -> str:
    agent = maker.value
    assert isinstance(agent, Person)
    assert agent.family is not None
    return " ".join(part.value for part in (agent.particle, agent.family) if part is not None)


@pytest.mark.parametrize("name", ["pages.jsonl", "pages.zip", "pages.tar.gz", "pages"])
def test_the_command_writes_every_container(tmp_path: Path, name: str) -> None:
    target = tmp_path / name
    command = [sys.executable, "benchmarks/corpus.py", "60", "-o", str(target), "--start", "240", "--seed", "4"]
    subprocess.run(command, cwd=ROOT, check=True)
    expected = dict(corpus.pages(60, start=240, seed=4))
    if name.endswith(".jsonl"):
        lines = [json.loads(line) for line in target.read_text("utf-8").splitlines()]
        assert all(("html" in line) == line["id"].endswith(".html") for line in lines)
        found = {line["id"]: line.get("text", line.get("html")).encode() for line in lines}
    elif name.endswith(".zip"):
        with zipfile.ZipFile(target) as archive:
            found = {member: archive.read(member) for member in archive.namelist()}
    elif name.endswith(".gz"):
        with tarfile.open(target) as tar:
            found = {member.name: _content(tar, member) for member in tar}
    else:
        found = {path.relative_to(target).as_posix(): path.read_bytes() for path in target.rglob("*.*")}
    assert found == expected


def _content(tar: tarfile.TarFile, member: tarfile.TarInfo) -> bytes:
    file = tar.extractfile(member)
    assert file is not None
    return file.read()


@pytest.mark.parametrize("name", ["a.jsonl", "a.zip", "a.tar.gz"])
def test_a_container_is_the_same_every_time(tmp_path: Path, name: str) -> None:
    digests = set()
    for place in ("one", "two"):
        (tmp_path / place).mkdir()
        corpus.write(tmp_path / place / name, 20)
        digests.add(hashlib.sha256((tmp_path / place / name).read_bytes()).hexdigest())
    assert len(digests) == 1


def test_json_lines_hold_the_text_of_every_encoding(tmp_path: Path) -> None:
    odd = [number for number in range(MANY) if not _is_plain(corpus.page(number)[1])]
    ids = [corpus.page(number)[0] for number in odd]
    encodings = {"utf-16" if data[:1] in b"\xfe\xff" else "other" for data in (corpus.page(n)[1] for n in odd)}
    assert encodings == {"utf-16", "other"}
    for number, name in zip(odd, ids, strict=True):
        corpus.write(tmp_path / "one.jsonl", 1, start=number)
        line = json.loads((tmp_path / "one.jsonl").read_text("utf-8"))
        assert line["id"] == name
        title = corpus.truth(number).title
        assert title is None or title in line.get("text", line.get("html"))


def test_a_target_of_no_known_kind_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        corpus.main(["5", "-o", str(tmp_path / "pages.docx")])
    assert "neither .jsonl, .zip, .tar.gz nor a folder" in capsys.readouterr().err
