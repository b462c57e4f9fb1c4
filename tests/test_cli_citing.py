"""``vm2graph reference``, in a process of its own."""

import json
import subprocess
import sys
from pathlib import Path

REFERENCE = "Bos, A., & van der Linden, C. (2011). Leren in de wijk: Een terugblik. Utrecht/Zwolle: Kans & Co."


def run(given: bytes, file: str = "-") -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "vm2graph", "reference", file], input=given, capture_output=True, timeout=60
    )


def answers(given: bytes) -> list[dict[str, object]]:
    result = run(given)
    assert result.returncode == 0, result.stderr
    return [json.loads(line) for line in result.stdout.splitlines()]


def test_a_reference_is_taken_apart() -> None:
    (answer,) = answers(REFERENCE.encode())
    assert answer["reference"] == REFERENCE
    assert answer["authors"] == [
        {"family": "Bos", "particle": None, "initials": "A."},
        {"family": "Linden", "particle": "van der", "initials": "C."},
    ]
    assert (answer["issued"], answer["title"], answer["subtitle"]) == ("2011", "Leren in de wijk", "Een terugblik")
    assert (answer["places"], answer["publishers"], answer["doi"]) == (["Utrecht", "Zwolle"], ["Kans & Co"], None)


def test_each_line_is_one_answer_and_json_keeps_its_id() -> None:
    lines = [REFERENCE, "", json.dumps({"id": 7, "raw": REFERENCE, "other": 1})]
    first, second = answers("\r\n".join(lines).encode())
    assert (second.pop("id"), "other" in second) == (7, False)
    assert first == second


def test_every_encoding_is_read() -> None:
    name = "Café, É. (2011). Één. Zwolle: Kans."
    for data in (name.encode("utf-8-sig"), name.encode("cp1252"), name.encode("utf-16")):
        assert answers(data)[0]["reference"] == name


def test_what_cannot_be_read_is_told_and_the_rest_is_answered(tmp_path: Path) -> None:
    file = tmp_path / "references.txt"
    bad = ["{", '{"id": 1}', '{"raw": 3}', "a" * 500_000, "\0\0", "[" * 9000]
    file.write_text("\n".join([REFERENCE, *bad, REFERENCE]))
    result = run(b"", str(file))
    told = result.stderr.decode().strip().splitlines()
    assert (result.returncode, len(result.stdout.splitlines())) == (1, 2)
    assert [line.partition(":")[0] for line in told] == [f"line {number}" for number in range(2, 8)]
    assert "Traceback" not in result.stderr.decode()


def test_a_file_that_is_not_there_is_one_sentence() -> None:
    result = run(b"", "nowhere.txt")
    assert result.returncode == 2
    assert "Traceback" not in result.stderr.decode()


def test_no_reference_has_no_parts() -> None:
    assert answers(b"Zomaar een zin")[0]["authors"] == []
