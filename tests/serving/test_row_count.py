import io
import itertools
import json

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vm2graph.serving.row_count import RowCount

FORMATS = {
    "json": ox.QueryResultsFormat.JSON,
    "xml": ox.QueryResultsFormat.XML,
    "csv": ox.QueryResultsFormat.CSV,
    "tsv": ox.QueryResultsFormat.TSV,
}
odd = st.text(alphabet=st.sampled_from("a\"\\{}:[],\n\r\t<>&'resultbindings/ é"), max_size=12)


def answer(values: list[tuple[str, str]], format_name: str) -> bytes:
    """What the engine writes for rows of two literals; an empty first one is left unbound."""
    quoted = [tuple(json.dumps(value, ensure_ascii=False) for value in row) for row in values]
    rows = " ".join(f"({'UNDEF' if a == chr(34) * 2 else a} {b})" for a, b in quoted)
    result = ox.Store().query(f"SELECT ?a ?b {{ VALUES (?a ?b) {{ {rows} }} }}")
    assert isinstance(result, ox.QuerySolutions)
    out = io.BytesIO()
    result.serialize(out, FORMATS[format_name])
    return out.getvalue()


@pytest.mark.parametrize("format_name", FORMATS)
@given(values=st.lists(st.tuples(odd, odd), max_size=6), cuts=st.lists(st.integers(0, 400), max_size=8))
def test_the_rows_are_counted_whatever_they_hold_and_wherever_they_are_cut(
    format_name: str, values: list[tuple[str, str]], cuts: list[int]
) -> None:
    data = answer(values, format_name)
    count = RowCount(format_name)
    edges = [0, *sorted(min(cut, len(data)) for cut in cuts), len(data)]
    seen = [count.add(data[start:end]) for start, end in itertools.pairwise(edges)]
    assert seen[-1] == len(values)
    assert seen == sorted(seen)


@pytest.mark.parametrize("format_name", FORMATS)
def test_rows_without_variables_and_nested_triples(format_name: str) -> None:
    for text, rows in (
        ("SELECT * { {} UNION {} }", 2),
        ("SELECT * { BIND(TRIPLE(<http://e/s>, <http://e/p>, 'x:{') AS ?t) }", 1),
        ("SELECT * { FILTER(false) }", 0),
    ):
        result = ox.Store().query(text)
        assert isinstance(result, ox.QuerySolutions)
        out = io.BytesIO()
        result.serialize(out, FORMATS[format_name])
        assert RowCount(format_name).add(out.getvalue()) == rows
