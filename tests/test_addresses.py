import pytest
from hypothesis import given
from hypothesis import strategies as st

from vm2graph.addresses import joined, parts_of


@pytest.mark.parametrize(
    ("base", "address", "expected"),
    [
        ("https://example.org/a/b", "../c.pdf", "https://example.org/c.pdf"),
        ("https://example.org/a", "https://elsewhere.example/b", "https://elsewhere.example/b"),
        (None, "a.pdf", "a.pdf"),
        (None, "http://[x", None),
        ("https://example.org/", "http://[x", None),
        ("http://[x", "a.pdf", None),
    ],
)
def test_where_an_address_leads(base: str | None, address: str, expected: str | None) -> None:
    assert joined(base, address) == expected


def test_the_parts_of_an_address() -> None:
    assert parts_of("https://example.org:80/a?b#c").netloc == "example.org:80"
    assert parts_of("http://[x").scheme == ""
    assert parts_of("http://[x").hostname is None


@given(st.text(alphabet=st.sampled_from("http://[]:@?#%.x\u2100é")), st.text(alphabet=st.sampled_from("http:/[].x")))
def test_no_address_raises(one: str, two: str) -> None:
    parts_of(one)
    joined(one, two)
    joined(None, one)
