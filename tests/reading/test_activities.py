"""Who commissioned and carried out a study: only where a documented pattern says so."""

import pytest

from vm2graph.knowledge import PUBLICATION
from vm2graph.model import PartialDate, Period, Span, Stated, Status
from vm2graph.reading.activities import activities


def roles(text: str, people: tuple[str, ...] = ()) -> dict[str, list[str]]:
    things, _ = activities(text, Span(0, len(text)), (), people)
    names = {thing.ref: thing.all("name")[0].value for thing in things if thing.kind == "organisation"}
    found: dict[str, list[str]] = {}
    for thing in things:
        if thing.kind != "organisation":
            found[thing.kind] = [f"{fact.key} {names[fact.stated.value]}" for fact in thing.facts]
    return found


@pytest.mark.parametrize(
    ("text", "kind", "expected"),
    [
        (
            "In opdracht van ECBO monitorde Actis de voortgang.",
            "monitoring",
            ["commissioned_by ECBO", "carried_out_by Actis"],
        ),
        (
            "In opdracht van het ministerie van Onderwijs, Cultuur en Wetenschap onderzocht Actis de uitval.",
            "research",
            ["commissioned_by ministerie van Onderwijs, Cultuur en Wetenschap", "carried_out_by Actis"],
        ),
        (
            "Dit onderzoek is in opdracht van NRO uitgevoerd door het Kohnstamm Instituut i.s.m. de MBO Raad.",
            "research",
            ["commissioned_by NRO", "carried_out_by Kohnstamm Instituut", "carried_out_by MBO Raad"],
        ),
        (
            "Dit onderzoek is in opdracht van NRO door het Kohnstamm Instituut uitgevoerd.",
            "research",
            ["commissioned_by NRO", "carried_out_by Kohnstamm Instituut"],
        ),
        (
            "This study was carried out by the University of Twente.",
            "research",
            ["carried_out_by University of Twente"],
        ),
        (
            "Die Studie wurde im Auftrag von BMBF von BIBB durchgeführt.",
            "research",
            ["commissioned_by BMBF", "carried_out_by BIBB"],
        ),
        ("Dit onderzoek is uitgevoerd door Panteia voor Cedefop.", "research", ["carried_out_by Panteia"]),
        (
            "This study was conducted by the Centre for the Study of Work on behalf of Cedefop.",
            "research",
            ["commissioned_by Cedefop", "carried_out_by Centre for the Study of Work"],
        ),
    ],
)
def test_patterns(text: str, kind: str, expected: list[str]) -> None:
    assert roles(text) == {kind: expected}


@pytest.mark.parametrize(
    "text",
    [
        "Het onderzoek is uitgevoerd door Renée van Schoonhoven.",  # a person
        "Het onderzoek is uitgevoerd door Bouwmans.",  # the author
        "Dit onderzoek is uitgevoerd door studenten van de opleiding.",
        "Dit onderzoek is uitgevoerd door KBA Nijmegen en ResearchNed.",  # one body or two
        "Dit onderzoek is uitgevoerd door Actis, Ecbo en KBA.",
        "This study was carried out by Kohnstamm Instituut for the Dutch Inspectorate of Education.",  # where one ends
        "Die Studie wurde im Auftrag des Bundesministeriums für Bildung durchgeführt.",  # not its name
        "De evaluatie is uitgevoerd door Jan de Wit van Panteia.",
        "Het experiment is in opdracht van OCW gestart.",  # no study
        "De resultaten zijn besproken met Actis.",
        "In opdracht van de directie onderzocht hij de zaak.",
    ],
)
def test_what_is_not_so_clearly_said_states_nothing(text: str) -> None:
    assert roles(text, ("bouwmans",)) == {}


def test_a_monitor_with_its_years_in_the_title() -> None:
    text = "Samenvatting van de uitkomsten van de Keuze-monitor 2008-2012"
    line = Stated(text, (Span(0, len(text)),), "title", Status.VERBATIM)
    (monitor,), (fact,) = activities(text, None, (line, None), ())
    assert monitor.all("name")[0].value == "Keuze-monitor 2008-2012"
    assert monitor.all("period")[0].value == Period(PartialDate(2008), PartialDate(2012))
    assert (fact.key, fact.stated.value) == ("reports_on", monitor.ref)
    assert PUBLICATION.id == ""


def test_a_monitor_that_a_title_only_mentions_is_not_what_it_reports() -> None:
    text = "Na de Keuze-monitor 2008-2012"
    line = Stated(text, (Span(0, len(text)),), "title", Status.VERBATIM)
    things, facts = activities(text, None, (line,), ())
    assert [thing.kind for thing in things] == ["monitoring"]
    assert facts == []
