from dataclasses import fields

import pytest
from pyoxigraph import Literal, NamedNode, Triple

from tests.conftest import BASE, SEED_SLUG
from vm2graph.knowledge import PUBLICATION as PUBLICATION_REF
from vm2graph.knowledge import Curator, Fact, Ref, Thing
from vm2graph.model import (
    Bilingual,
    Download,
    Identifier,
    Organisation,
    PartialDate,
    Period,
    Person,
    Place,
    Publication,
    Remark,
    RemarkKind,
    Source,
    Span,
    Stated,
    Status,
    Theme,
)
from vm2graph.names import BIBO, DCTERMS, FABIO, RDF, SCHEMA, SKOS, VM2, Iris
from vm2graph.pipeline import Converted
from vm2graph.writing.describe import _Describer, describe

PUBLICATION = NamedNode(f"{BASE}/id/publication/{SEED_SLUG}")


def objects(triples, subject, property_):
    return [t.object for t in triples if t.subject == subject and t.predicate.value == property_]


def said(value, start=0, end=1, status=Status.NORMALISED, note=None):
    return Stated(value, (Span(start, end),), "by hand", status, note)


THINGS = (
    Thing("organisation", "ik", (Fact("name", said("IK")), Fact("same_as", said("https://example.org/ik")))),
    Thing("person", "dekker", (Fact("name", said("Dekker")), Fact("job", said("minister")))),
    Thing("person", "anna", (Fact("name", said("Anna de Wit")), Fact("given_name", said("Anna")))),
    Thing("concept", "uitval", (Fact("name", said("uitval")),), Bilingual("uitval", "drop-out")),
    Thing(
        "monitoring",
        "1",
        (
            Fact("carried_out_by", said(Ref("organisation", "ik"))),
            Fact("period", said(Period(PartialDate(2001), PartialDate(2003)))),
        ),
    ),
    Thing("experiment", "1", (Fact("start", said(PartialDate(2008))),), Bilingual("proef", "trial")),
    Thing(
        "finding",
        "1",
        (
            Fact("text", said("x", status=Status.VERBATIM)),
            Fact("polarity", said("favourable")),
            Fact("outcome", said(Ref("concept", "uitval"))),
            Fact("reported_in", said(PUBLICATION_REF)),
        ),
        section=1,
    ),
)


def whole_publication() -> Publication:
    """Every field filled, so that none can be forgotten on the road."""
    person = Person(said("A. de Wit"), said("A."), said("de"), said("Wit"), initials_only=True)
    body = Organisation(said("Instituut Keuze"), (said("IK"),))
    return Publication(
        source=Source("p.txt", "0" * 64, "text/plain", 9),
        title=said("Titel"),
        language=said("en"),
        page_language=said("nl"),
        kind=said("report"),
        subtitle=said("Ondertitel"),
        creators=(said(person), said(body)),
        editors=(said(person),),
        contributors=(said(body),),
        issued=said(PartialDate(2015, 4)),
        publishers=(said(body),),
        places=(said(Place(said("Zwolle"))),),
        themes=(said(Theme(said("Keuze"))),),
        abstract=said("Samenvatting"),
        citation=said("De Wit, A. (2015). Titel."),
        temporal=said(Period(PartialDate(2008), None)),
        identifiers=(said(Identifier("isbn", "9789050035293")), said(Identifier("doi", "10.1000/x"))),
        series=said("Reeks"),
        download=said(Download(said("Download"), said("https://example.org/r.pdf"))),
        rights=said("https://creativecommons.org/licenses/by/4.0/"),
        sections=(said("Pluspunten"),),
        things=(*THINGS,),
        facts=(Fact("reports_on", said(Ref("monitoring", "1"))),),
        curator=Curator("Anna de Wit", "1" * 64),
        remarks=(
            Remark(RemarkKind.EMPTY_FIELD, "empty_field", "issued", Bilingual("leeg", "empty"), (Span(0, 1),)),
            Remark(RemarkKind.MISSING_FIELD, "missing_theme", "themes", Bilingual("geen", "none")),
        ),
    )


def test_the_seed_says_title_and_year_in_both_vocabularies(converted: Converted) -> None:
    record = converted.description.record
    for property_ in (DCTERMS.title, SCHEMA.name):
        assert objects(record, PUBLICATION, property_) == [Literal("Vijf jaar VM2", language="nl")]
    year = Literal("2013", datatype=NamedNode("http://www.w3.org/2001/XMLSchema#gYear"))
    for property_ in (DCTERMS.issued, SCHEMA.datePublished):
        assert objects(record, PUBLICATION, property_) == [year]


def test_authors_are_things_and_their_order_is_a_list_without_blank_nodes(converted: Converted) -> None:
    record = converted.description.record
    cell, order = objects(record, PUBLICATION, BIBO.authorList)[0], []
    while cell.value != RDF.nil:
        order.append(objects(record, cell, RDF.first)[0].value)
        cell = objects(record, cell, RDF.rest)[0]
    assert order == [f"{BASE}/id/person/renee-van-schoonhoven", f"{BASE}/id/person/machiel-bouwmans"]
    assert {o.value for o in objects(record, PUBLICATION, DCTERMS.creator)} == set(order)
    assert not any("_:" in str(triple) for triple in converted.description.shown())


def test_names_stand_only_in_the_graphs_of_their_entities(converted: Converted) -> None:
    record = {str(t.object) for t in converted.description.record}
    assert '"Renée van Schoonhoven"' not in record
    person = next(e for e in converted.description.entities if e.slug == "renee-van-schoonhoven")
    assert objects(person.triples, NamedNode(person.iri), SCHEMA.familyName) == [Literal("van Schoonhoven")]
    theme = next(e for e in converted.description.entities if e.type == "theme")
    assert objects(theme.triples, NamedNode(theme.iri), SKOS.inScheme) == [NamedNode(f"{BASE}/id/scheme/themes")]


def test_places_period_and_rights_are_said_and_no_licence_is_invented(converted: Converted) -> None:
    record = converted.description.record
    places = {o.value.rpartition("/")[2] for o in objects(record, PUBLICATION, FABIO.hasPlaceOfPublication)}
    assert places == {"utrecht", "s-hertogenbosch"}
    assert objects(record, PUBLICATION, SCHEMA.temporalCoverage) == [Literal("2008/2012")]
    assert objects(record, PUBLICATION, DCTERMS.license) == []
    assert objects(record, PUBLICATION, DCTERMS.rights) == [NamedNode(f"{PUBLICATION.value}#rights")]


@pytest.mark.parametrize("name", [each.name for each in fields(Publication)])
def test_every_field_makes_the_whole_trip(name: str) -> None:
    """Model -> describe: a field has a method of its name, and emptying it takes something out of the graph."""
    assert callable(getattr(_Describer, name))
    if name in ("source", "page_language"):
        return  # the source is always there; the language of the page is a tag, not a property
    full = whole_publication()
    required = {"title": said("Anders"), "language": said("de"), "kind": said("research report")}
    empty = required.get(name, () if isinstance(getattr(full, name), tuple) else None)
    values = {each.name: getattr(full, each.name) for each in fields(Publication)}
    less = Publication(**{**values, name: empty})
    assert graph_of(full) - graph_of(less), f"{name} left no trace in the graph"


def graph_of(publication: Publication) -> set[Triple]:
    return set(describe(publication, "xy", "titel-00000000", Iris(BASE)).shown())


def test_a_person_known_by_initials_stays_within_the_record() -> None:
    description = describe(whole_publication(), "xy", "titel-00000000", Iris(BASE))
    publication = NamedNode(description.publication)
    assert NamedNode(f"{description.publication}#person-1") in objects(description.record, publication, SCHEMA.author)
    assert [entity.slug for entity in description.entities if entity.type == "person"] == ["anna-de-wit"]


def test_a_remark_about_the_whole_page_targets_the_source() -> None:
    description = describe(whole_publication(), "xy", "titel-00000000", Iris(BASE))
    targets = {str(t.object) for t in description.record if t.predicate.value.endswith("#hasTarget")}
    assert targets == {f"<{BASE}/source/{'0' * 64}>", f"<{BASE}/source/{'0' * 64}#char=0,1>"}
    kinds = {t.object.value for t in description.record if t.predicate.value == VM2.remarkKind}
    assert kinds == {VM2.base + "emptyField", VM2.base + "missingField"}


def test_things_of_this_page_are_hash_iris_and_what_has_a_name_is_an_entity() -> None:
    description = describe(whole_publication(), "xy", "titel-00000000", Iris(BASE))
    assert {(each.type, each.slug) for each in description.entities} >= {
        ("organization", "ik"),
        ("person", "anna-de-wit"),
        ("concept", "uitval"),
        ("scheme", "concepts"),
    }
    here = f"{description.publication}#"
    page = NamedNode(f"{BASE}/source/{'0' * 64}")
    spoken_of = {each.value for each in objects(description.record, page, SCHEMA.mentions)}
    assert spoken_of == {f"{here}{name}" for name in ("person-dekker", "monitoring-1", "experiment-1", "finding-1")}
    finding = NamedNode(f"{here}finding-1")
    assert objects(description.record, finding, VM2.outcome) == [NamedNode(f"{BASE}/id/concept/uitval")]
    assert objects(description.record, finding, VM2.polarity) == [NamedNode(VM2.favourable)]
    assert objects(description.record, finding, SCHEMA.isPartOf) == [NamedNode(f"{here}section-1")]
    assert set(objects(description.record, finding, VM2.reportedIn)) == {page, NamedNode(description.publication)}
    assert objects(description.record, finding, VM2.supportedBy) == [NamedNode(f"{page.value}#char=0,1")]


def test_a_period_of_its_own_and_that_of_the_publication_are_two() -> None:
    record = describe(whole_publication(), "xy", "titel-00000000", Iris(BASE)).record
    monitoring = NamedNode(f"{BASE}/id/publication/titel-00000000#monitoring-1")
    (period,) = objects(record, monitoring, DCTERMS.temporal)
    assert period.value.endswith("#monitoring-1-period")
    assert objects(record, NamedNode(f"{BASE}/id/publication/titel-00000000"), DCTERMS.temporal) != [period]
