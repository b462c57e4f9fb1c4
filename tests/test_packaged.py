import pytest

from vm2graph.packaged import packaged


@pytest.mark.parametrize("file", [("ontology", "vm2.ttl"), ("shapes", "core.ttl"), ("data", "vijf-jaar-vm2.txt")])
def test_what_travels_with_the_program_is_found(file: tuple[str, str]) -> None:
    assert packaged(*file).read_bytes()


def test_what_does_not_is_named() -> None:
    with pytest.raises(FileNotFoundError, match=r"data/nothing\.txt"):
        packaged("data", "nothing.txt")
