"""A page that was packed before has the same bytes in every response, and is one whole member of gzip in it."""

import gzip

from hypothesis import given
from hypothesis import strategies as st

from vm2graph.serving.oai_packed import Packed, Written

RECORDS = st.lists(st.binary(max_size=300), max_size=5)


@given(st.binary(max_size=2000), RECORDS, st.binary(max_size=2000))
def test_it_is_unpacked_to_what_it_is(before: bytes, records: list[bytes], after: bytes) -> None:
    whole = before + b"".join(records) + after
    packed = Packed.of(records)
    assert len(packed) == len(records)
    for made in (Written(before, records, after), Written(before, packed, after)):
        assert made.plain() == gzip.decompress(made.gzip()) == whole


@given(RECORDS, st.data())
def test_it_is_kept_as_it_was_and_shows_damage(records: list[bytes], data: st.DataObject) -> None:
    packed = Packed.of(records)
    kept = packed.kept()
    assert Packed.read(kept) == packed
    place = data.draw(st.integers(0, len(kept) - 1))
    damaged = bytearray(kept)
    damaged[place] ^= data.draw(st.integers(1, 255))
    assert Packed.read(bytes(damaged)) is None
    assert Packed.read(kept[:place]) is None
