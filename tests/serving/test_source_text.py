"""The text of a page with its passages marked."""

from hypothesis import given
from hypothesis import strategies as st

from vm2graph.serving.source_text import AROUND, Event, Place, marked

PAGE = "Vijf jaar VM2\n\n" + "Tussen. " * 40 + "\n\nVan Schoonhoven, R. (2013). " + "Daarna. " * 40
YEAR = PAGE.index("2013")
TITLE, REFERENCE, NUMBER = (0, 13), (YEAR - 21, YEAR + 6), (YEAR, YEAR + 4)


def quotes(*places: Place, text: str = PAGE) -> dict[Place, str]:
    return {(start, end): text[start:end] for start, end in places}


def written(events: list[Event]) -> str:
    signs = {"gap": "…", "open": "[", "close": "]"}
    return "".join(event.text or signs[event.kind] for event in events)


def test_a_passage_stands_among_80_characters_of_its_page() -> None:
    shown = written(marked(PAGE, quotes(TITLE, NUMBER)))
    title, number, rest = shown.split("…")
    assert title == "[Vijf jaar VM2]" + PAGE[13 : 13 + AROUND]
    assert number == PAGE[YEAR - AROUND : YEAR] + "[2013]" + PAGE[YEAR + 4 : YEAR + 4 + AROUND]
    assert rest == ""


def test_the_whole_page_is_shown_to_whoever_asks_for_it() -> None:
    assert written(marked(PAGE, quotes(TITLE), whole=True)) == "[Vijf jaar VM2]" + PAGE[13:]


def test_a_passage_within_another_is_marked_within_it() -> None:
    assert "[Van Schoonhoven, R. ([2013]).]" in written(marked(PAGE, quotes(REFERENCE, NUMBER)))


def test_where_passages_cross_the_later_one_is_in_two_pieces() -> None:
    events = marked("abcdef", quotes((0, 4), (2, 6), text="abcdef"))
    assert written(events) == "[ab[cd]][ef]"
    assert [event.whole for event in events if event.kind == "open"] == [True, True, False]
    assert [event.whole for event in events if event.kind == "close"] == [False, True, True]


def test_without_the_page_the_quotations_are_all_there_is() -> None:
    assert written(marked(None, quotes(TITLE, REFERENCE, NUMBER))) == "[Vijf jaar VM2]…[Van Schoonhoven, R. ([2013]).]"


def test_a_page_that_does_not_read_what_is_quoted_is_not_shown() -> None:
    assert written(marked(PAGE.replace("Vijf", "Zes "), quotes(TITLE), whole=True)) == "[Vijf jaar VM2]"


def test_nothing_quoted_is_nothing_shown() -> None:
    assert marked(PAGE, {}) == []
    assert marked(None, {}) == []


@given(st.text(max_size=300), st.lists(st.tuples(st.integers(0, 300), st.integers(0, 300)), max_size=8), st.booleans())
def test_marks_nest_and_every_passage_is_all_there(text: str, pairs: list[Place], whole: bool) -> None:
    places = {(min(pair), max(pair)) for pair in pairs if max(pair) <= len(text)}
    given_ = quotes(*places, text=text)
    for events in (marked(text, given_, whole=whole), marked(None, given_)):
        stack: list[Place] = []
        said: dict[Place, str] = {}
        for event in events:
            if event.kind == "open":
                stack.append(event.place)
            elif event.kind == "close":
                assert stack.pop() == event.place
            elif event.kind == "text":
                for place in stack:
                    said[place] = said.get(place, "") + event.text
        assert not stack
        assert said == {place: quote for place, quote in given_.items() if quote}
        opened = [event.place for event in events if event.kind == "open" and event.whole]
        assert sorted(opened) == sorted(place for place, quote in given_.items() if quote)
