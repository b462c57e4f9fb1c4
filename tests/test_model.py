import pytest

from vm2graph.model import Bilingual, ParsedPage, PartialDate, Source, Span


def test_a_span_counts_code_points_and_runs_forward() -> None:
    assert Span(1, 3).of("a😀é!") == "😀é"
    for start, end in ((-1, 2), (3, 2)):
        with pytest.raises(ValueError, match="forward"):
            Span(start, end)


def test_dates_are_as_precise_as_they_are() -> None:
    assert [PartialDate(2013).isoformat(), PartialDate(2013, 4).isoformat(), PartialDate(813, 4, 2).isoformat()] == [
        "2013",
        "2013-04",
        "0813-04-02",
    ]


def test_lines_count_from_one() -> None:
    page = ParsedPage(Source("x", "0", "text/plain", 1), "a\nb\nc", None, None, ())
    assert [page.line_of(offset) for offset in (0, 1, 2, 4)] == [1, 1, 2, 3]


def test_dutch_for_nl_else_english() -> None:
    assert Bilingual("ja", "yes").get("nl") == "ja"
    assert Bilingual("ja", "yes").get("de") == "yes"
