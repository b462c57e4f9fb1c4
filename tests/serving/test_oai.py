"""OAI-PMH without HTTP: what is asked, and the XML that comes back, held to the schemas of the protocol."""

import gzip
import itertools
import re
import sqlite3
from collections.abc import Callable
from contextlib import closing
from copy import copy
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial

import pyoxigraph as ox
import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from lxml import etree

from tests.conftest import SEED_NAME, SEED_SLUG, own_page, put
from tests.schemas import schema
from vm2graph.gate import Gate
from vm2graph.serving import content, oai_sets
from vm2graph.serving.oai import Repository
from vm2graph.serving.oai_formats import METADATA_FORMATS
from vm2graph.serving.oai_sets import theme_set
from vm2graph.serving.oai_xml import OAI
from vm2graph.serving.pages import Site
from vm2graph.serving.preparing import prepare
from vm2graph.settings import HarvestingSettings
from vm2graph.storing.cleaning import collect
from vm2graph.storing.collection import Collection
from vm2graph.storing.representations import FILE_NAME
from vm2graph.writing import lines
from vm2graph.writing.lines import About

NOW = datetime(2026, 11, 24, 9, 30, 5, tzinfo=UTC)
N = {"o": OAI, "dc": "http://purl.org/dc/elements/1.1/", "oai_dc": f"{OAI}oai_dc/"}
BASE = "http://localhost:8000"


@pytest.fixture(scope="module")
def protocol() -> etree.XMLSchema:
    """The protocol, with oai_dc and oai-identifier, which it holds strictly."""
    return schema("OAI-PMH.xsd", "oai_dc.xsd", "oai-identifier.xsd")


@pytest.fixture(scope="module")
def openaire() -> etree.XMLSchema:
    return schema("openaire.xsd")


class Asking:
    """A repository, and its answers as trees."""

    def __init__(self, collection: Collection, protocol: etree.XMLSchema, **harvesting: object) -> None:
        settings = replace(collection.settings, harvesting=HarvestingSettings(**harvesting))
        site = Site(settings)
        self.collection, self.protocol = collection, protocol
        self.repository = Repository(settings, collection, partial(content.record_lines, site))

    def raw(self, *pairs: tuple[str, str], **arguments: str) -> bytes:
        made = self.repository.answer([*pairs, *((k.rstrip("_"), v) for k, v in arguments.items())], NOW)
        assert gzip.decompress(made.gzip()) == made.plain()
        return made.plain()

    def __call__(self, *pairs: tuple[str, str], **arguments: str) -> etree._Element:
        made = etree.fromstring(self.raw(*pairs, **arguments))
        envelope = etree.fromstring(etree.tostring(made))
        for metadata in envelope.iterfind(".//o:metadata", N):
            if etree.QName(metadata[0]).namespace != N["oai_dc"]:
                metadata[:] = [etree.Element(f"{{{N['oai_dc']}}}dc")]  # a format that this schema does not know
        self.protocol.assertValid(envelope)
        return made

    def error(self, *pairs: tuple[str, str], **arguments: str) -> tuple[str, dict[str, str]]:
        made = self(*pairs, **arguments)
        (error,) = made.findall("o:error", N)
        assert error.text
        return error.get("code"), dict(made.find("o:request", N).attrib)

    def pages(self, verb: str = "ListIdentifiers", **arguments: str) -> list[etree._Element]:
        made = [self(verb=verb, **arguments)]
        while token := made[-1].findtext(".//o:resumptionToken", namespaces=N):
            made.append(self(verb=verb, resumptionToken=token))
        return made

    def slugs(self, **arguments: str) -> list[str]:
        found = [one for page in self.pages(**arguments) for one in texts(page, ".//o:header/o:identifier")]
        return [one.rpartition("/")[2] for one in found]


def texts(page: etree._Element, path: str) -> list[str]:
    return [one.text for one in page.findall(path, N)]


def pages(count: int) -> dict[str, bytes]:
    return {f"{n}.txt": own_page(n) for n in range(1, count + 1)}


@pytest.fixture
def seven(make_collection: Callable[..., Collection]) -> Collection:
    return make_collection(pages(7))


@pytest.fixture
def asking(seven: Collection, protocol: etree.XMLSchema) -> Asking:
    return Asking(seven, protocol)


def test_identify(seven: Collection, protocol: etree.XMLSchema, asking: Asking) -> None:
    made = asking(verb="Identify")
    assert made.findtext("o:responseDate", namespaces=N) == "2026-11-24T09:30:05Z"
    told = {one.tag.rpartition("}")[2]: one.text for one in made.find("o:Identify", N)}
    assert told["baseURL"] == made.findtext("o:request", namespaces=N) == f"{BASE}/oai"
    assert told["protocolVersion"] == "2.0"
    assert told["deletedRecord"] == "persistent"
    assert told["granularity"] == "YYYY-MM-DDThh:mm:ssZ"
    assert told["adminEmail"] == "beheer@example.org"
    assert texts(made, ".//o:compression") == ["gzip", "br", "zstd"]
    assert "description" not in told
    named = Asking(seven, protocol, repository_identifier="data.example.org")
    (description,) = named(verb="Identify").findall(".//o:description", N)
    assert len(description) == 1
    sample = description.find(".//{*}sampleIdentifier").text
    assert sample.startswith("oai:data.example.org:kiezen-in-jaar-")
    assert named(verb="GetRecord", identifier=sample, metadataPrefix="oai_dc").find(".//o:metadata", N) is not None


def test_without_an_address_of_the_owner_it_is_that_of_the_postmaster(
    seven: Collection, protocol: etree.XMLSchema
) -> None:
    seven = copy(seven)
    seven.settings = replace(seven.settings, collection=replace(seven.settings.collection, email=""))
    told = Asking(seven, protocol)(verb="Identify").findtext(".//o:adminEmail", namespaces=N)
    assert told == "postmaster@localhost.localdomain"


def test_a_page_has_a_hundred_records_unless_the_owner_wants_otherwise() -> None:
    assert HarvestingSettings().page_records == 100


def withdraw(collection: Collection, slug: str) -> None:
    with collection.writer() as batch:
        batch.withdraw(slug, "vervangen")


def test_the_earliest_datestamp_precedes_every_other_and_stays(seven: Collection, asking: Asking) -> None:
    before = asking(verb="Identify").findtext(".//o:earliestDatestamp", namespaces=N)
    withdraw(seven, asking.slugs(metadataPrefix="oai_dc")[0])
    assert asking(verb="Identify").findtext(".//o:earliestDatestamp", namespaces=N) == before
    stamps = texts(asking(verb="ListIdentifiers", metadataPrefix="oai_dc"), ".//o:datestamp")
    assert min(stamps) >= before
    year = f"{int(before[:4]) - 1}{before[4:]}"
    assert asking.error(verb="ListRecords", metadataPrefix="oai_dc", until=year)[0] == "noRecordsMatch"


ERRORS = [
    ([], "badVerb"),
    ([("verb", "junk")], "badVerb"),
    ([("verb", "Identify"), ("verb", "Identify")], "badVerb"),
    ([("verb", "Identify"), ("metadataPrefix", "oai_dc")], "badArgument"),
    ([("verb", "ListRecords")], "badArgument"),
    ([("verb", "ListRecords"), ("metadataPrefix", "oai_dc"), ("metadataPrefix", "oai_dc")], "badArgument"),
    ([("verb", "ListRecords"), ("metadataPrefix", "oai_dc"), ("wrong", "x")], "badArgument"),
    ([("verb", "ListRecords"), ("metadataPrefix", "")], "badArgument"),
    ([("verb", "ListRecords"), ("metadataPrefix", "nope")], "cannotDisseminateFormat"),
    ([("verb", "ListRecords"), ("metadataPrefix", "oai_dc"), ("set", "theme:none")], "noRecordsMatch"),
    ([("verb", "ListRecords"), ("metadataPrefix", "oai_dc"), ("set", "nope")], "noRecordsMatch"),
    ([("verb", "ListRecords"), ("metadataPrefix", "oai_dc"), ("set", "openaire")], "noRecordsMatch"),
    ([("verb", "ListRecords"), ("metadataPrefix", "oai_dc"), ("set", "a b")], "badArgument"),
    ([("verb", "ListRecords"), ("metadataPrefix", "oai_dc"), ("from", "2026")], "badArgument"),
    ([("verb", "ListRecords"), ("metadataPrefix", "oai_dc"), ("from", "2026-02-30")], "badArgument"),
    ([("verb", "ListRecords"), ("metadataPrefix", "oai_dc"), ("from", "202\u0666-01-01")], "badArgument"),
    (
        [("verb", "ListRecords"), ("metadataPrefix", "oai_dc"), ("from", "2027-01-01"), ("until", "2026-01-01")],
        "badArgument",
    ),
    (
        [
            ("verb", "ListRecords"),
            ("metadataPrefix", "oai_dc"),
            ("from", "2002-02-05"),
            ("until", "2002-02-06T05:35:00Z"),
        ],
        "badArgument",
    ),
    ([("verb", "ListRecords"), ("resumptionToken", "junk")], "badResumptionToken"),
    ([("verb", "ListRecords"), ("resumptionToken", "junk"), ("metadataPrefix", "oai_dc")], "badArgument"),
    ([("verb", "ListSets"), ("resumptionToken", "")], "badResumptionToken"),
    ([("verb", "GetRecord"), ("metadataPrefix", "oai_dc"), ("identifier", 'invalid"id')], "idDoesNotExist"),
    (
        [("verb", "GetRecord"), ("metadataPrefix", "oai_dc"), ("identifier", f"{BASE}/id/publication/")],
        "idDoesNotExist",
    ),
    ([("verb", "ListMetadataFormats"), ("identifier", "\x00")], "idDoesNotExist"),
]


@pytest.mark.parametrize(("given", "code"), ERRORS, ids=[f"{code}-{n}" for n, (_, code) in enumerate(ERRORS)])
def test_every_error_is_the_one_of_the_protocol(asking: Asking, given: list[tuple[str, str]], code: str) -> None:
    told, attributes = asking.error(*given)
    assert told == code
    if code in ("badVerb", "badArgument"):
        assert attributes == {}
    else:
        assert attributes["verb"] == dict(given)["verb"]
        assert all(dict(given)[name] == value for name, value in attributes.items())


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["verb", "identifier", "set", "from", "until", "metadataPrefix", "resumptionToken", "x"]),
            st.one_of(
                st.text(max_size=20), st.sampled_from(["ListRecords", "oai_dc", "GetRecord", "ListSets", "2026-01-01"])
            ),
        )
    )
)
@hypothesis_settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_is_asked_the_answer_is_valid(asking: Asking, pairs: list[tuple[str, str]]) -> None:
    asking(*pairs)


def test_a_list_in_one_response_has_no_token(asking: Asking) -> None:
    for verb in ("ListRecords", "ListIdentifiers"):
        assert b"resumptionToken" not in asking.raw(verb=verb, metadataPrefix="oai_dc")
    assert b"resumptionToken" not in asking.raw(verb="ListSets")


@pytest.mark.parametrize("size", [1, 2, 3, 6])
def test_a_list_in_several_ends_with_an_empty_token(seven: Collection, protocol: etree.XMLSchema, size: int) -> None:
    asking = Asking(seven, protocol, page_records=size)
    found = asking.pages("ListRecords", metadataPrefix="oai_dc")
    tokens = [page.find(".//o:resumptionToken", N) for page in found]
    assert [token.text is None for token in tokens] == [False] * (len(found) - 1) + [True]
    assert [int(token.get("cursor")) for token in tokens] == list(range(0, 7, size))
    assert {token.get("completeListSize") for token in tokens} == {"7"}
    for token in tokens[:-1]:
        assert re.fullmatch(r"[A-Za-z0-9_.~-]+", token.text)
        assert token.get("expirationDate") >= "2026-11-25T08:30:05Z"
    listed = asking.slugs(metadataPrefix="oai_dc")
    assert len(listed) == len(set(listed)) == 7


def test_a_token_is_the_same_page_in_another_process_and_no_other_list(
    seven: Collection, protocol: etree.XMLSchema
) -> None:
    asking = Asking(seven, protocol, page_records=2)
    first = asking(verb="ListRecords", metadataPrefix="oai_dc", set="publication")
    token = first.findtext(".//o:resumptionToken", namespaces=N)
    again = Asking(seven, protocol, page_records=2)
    assert again.raw(verb="ListRecords", resumptionToken=token) == asking.raw(verb="ListRecords", resumptionToken=token)
    assert asking.error(verb="ListIdentifiers", resumptionToken=token)[0] == "badResumptionToken"
    for changed in (token[:-1], token + "A", token[::-1], token[:20] + ("A" if token[20] != "A" else "B") + token[21:]):
        assert asking.error(verb="ListRecords", resumptionToken=changed)[0] == "badResumptionToken"


def test_a_record_is_told_alike_by_every_verb(asking: Asking) -> None:
    (listed,) = asking.pages("ListRecords", metadataPrefix="oai_dc")
    (heads,) = asking.pages("ListIdentifiers", metadataPrefix="oai_dc")
    for record, head in zip(listed.findall(".//o:record", N), heads.findall(".//o:header", N), strict=True):
        identifier = head.findtext("o:identifier", namespaces=N)
        (alone,) = asking(verb="GetRecord", identifier=identifier, metadataPrefix="oai_dc").findall(".//o:record", N)
        plain = [etree.tostring(each) for each in (record, alone)]
        assert plain[0] == plain[1]
        assert etree.tostring(record.find("o:header", N)) == etree.tostring(head)


def test_windows_are_exact_to_the_second_and_a_day_is_a_whole_day(seven: Collection, asking: Asking) -> None:
    stamp = texts(asking(verb="ListIdentifiers", metadataPrefix="oai_dc"), ".//o:datestamp")[0]
    day, moment = stamp[:10], datetime.fromisoformat(stamp)
    for window in ({"from_": stamp}, {"until": stamp}, {"from_": stamp, "until": stamp}, {"from_": day, "until": day}):
        assert len(asking.slugs(metadataPrefix="oai_dc", **window)) == 7
    late, early = (
        datetime.fromtimestamp(moment.timestamp() + by, UTC).strftime("%Y-%m-%dT%H:%M:%SZ") for by in (1, -1)
    )
    for window in ({"from_": late}, {"until": early}):
        assert asking.error(verb="ListRecords", metadataPrefix="oai_dc", **window)[0] == "noRecordsMatch"


def test_a_withdrawn_record_is_deleted_in_its_sets_and_windows(seven: Collection, asking: Asking) -> None:
    slug = asking.slugs(metadataPrefix="oai_dc")[2]
    withdraw(seven, slug)
    for arguments in ({}, {"set": "theme:loopbaanbegeleiding"}, {"set": "theme"}, {"set": "publication:report"}):
        made = asking(verb="ListRecords", metadataPrefix="oai_dc", **arguments)
        (gone,) = (one for one in made.findall(".//o:record", N) if one.find("o:header", N).get("status"))
        assert gone.findtext("o:header/o:identifier", namespaces=N).endswith(slug)
        assert gone.find("o:metadata", N) is None
        assert texts(gone, "o:header/o:setSpec") == ["publication:report", "theme:loopbaanbegeleiding"]
    stamp = gone.findtext("o:header/o:datestamp", namespaces=N)
    assert asking.slugs(metadataPrefix="oai_dc", from_=stamp) == [slug]
    collect(seven)
    kept = asking(verb="ListIdentifiers", metadataPrefix="oai_dc", set="theme:loopbaanbegeleiding", from_=stamp)
    assert texts(kept, ".//o:header/o:identifier") == [f"{BASE}/id/publication/{slug}"]


@pytest.mark.parametrize("prefix", list(METADATA_FORMATS))
def test_every_format_that_is_listed_is_had(
    make_collection: Callable[..., Collection], seed: bytes, protocol: etree.XMLSchema, prefix: str
) -> None:
    asking = Asking(make_collection({SEED_NAME: seed, **pages(2)}), protocol)
    listed = asking(verb="ListMetadataFormats", identifier=f"{BASE}/id/publication/{SEED_SLUG}")
    assert prefix in texts(listed, ".//o:metadataPrefix")
    made = asking(verb="ListRecords", metadataPrefix=prefix)
    roots = [one[0] for one in made.findall(".//o:metadata", N)]
    assert len(roots) == 3
    format_ = METADATA_FORMATS[prefix]
    for root in roots:
        assert etree.QName(root).namespace == format_.namespace
        where = root.get("{http://www.w3.org/2001/XMLSchema-instance}schemaLocation")
        assert where.split() == [format_.namespace, format_.schema]
        assert not [one for one in root.iter() if not len(one) and not (one.text or "").strip() and not one.attrib]


def test_the_seed_in_oai_dc(make_collection: Callable[..., Collection], seed: bytes, protocol: etree.XMLSchema) -> None:
    made = Asking(make_collection({SEED_NAME: seed}), protocol)(
        verb="GetRecord", metadataPrefix="oai_dc", identifier=f"{BASE}/id/publication/{SEED_SLUG}"
    )
    assert texts(made, ".//dc:creator") == ["Schoonhoven, R. (Renée) van", "Bouwmans, M. (Machiel)"]
    assert texts(made, ".//dc:date") == ["2013"]
    assert texts(made, ".//dc:language") == ["nld"]
    assert texts(made, ".//dc:identifier") == [f"{BASE}/id/publication/{SEED_SLUG}"]
    assert texts(made, ".//dc:type")[0] == "info:eu-repo/semantics/report"
    assert texts(made, ".//dc:rights") == [
        "info:eu-repo/semantics/closedAccess",
        "http://rightsstatements.org/vocab/CNE/1.0/",
    ]


@pytest.mark.parametrize("prefix", list(METADATA_FORMATS))
def test_a_record_is_well_formed_whatever_its_text(prefix: str) -> None:
    nasty, thing = "\x00\x0b\ufffe]]></dc><x>&\x1f\u00e9", "https://example.org/id/publication/x"
    text = ox.Literal(nasty)
    triples = [
        ox.Triple(ox.NamedNode(thing), ox.NamedNode(f"http://purl.org/dc/terms/{name}"), text)
        for name in ("title", "abstract", "bibliographicCitation")
    ]
    year = ox.Literal("2013", datatype=ox.NamedNode("http://www.w3.org/2001/XMLSchema#gYear"))
    triples.append(ox.Triple(ox.NamedNode(thing), ox.NamedNode("http://purl.org/dc/terms/issued"), year))
    said = lines.about("".join(f"{triple} .\n" for triple in triples))
    made = etree.fromstring(METADATA_FORMATS[prefix].write(thing, said))
    assert "]]></dc><x>&\u00e9" in "".join(made.itertext())


OPENAIRE = [
    "count(//*[local-name()='resource']/*[local-name()='identifier'])=1",
    "count(//*[local-name()='rights'][@rightsURI])=1",
    "count(//*[local-name()='resourceType'])=1",
    "count(//*[local-name()='title'])>0",
    "count(//*[local-name()='date'][@dateType='Issued'])=1",
    "not(//*[not(*) and not(normalize-space())])",
]


def test_openaire_holds_what_the_schema_does_not_and_refuses_what_has_no_date(
    make_collection: Callable[..., Collection], seed: bytes, protocol: etree.XMLSchema, openaire: etree.XMLSchema
) -> None:
    undated = own_page(
        9, date="", reference="De Vries, A., & Jansen, P. (z.d.). Kiezen in jaar 9. Zwolle: Instituut Keuze."
    )
    asking = Asking(make_collection({SEED_NAME: seed, "9.txt": undated}), protocol, page_records=1)
    slugs = asking.slugs(metadataPrefix="oai_dc")
    assert len(slugs) == 2
    assert asking.slugs(metadataPrefix="oai_openaire") == [SEED_SLUG]
    (page,) = asking.pages("ListRecords", metadataPrefix="oai_openaire")
    (resource,) = page.findall(".//{*}resource")
    alone = etree.fromstring(etree.tostring(resource))
    openaire.assertValid(alone)
    assert [rule for rule in OPENAIRE if not alone.xpath(rule)] == []
    (lacking,) = set(slugs) - {SEED_SLUG}
    identifier = f"{BASE}/id/publication/{lacking}"
    code, _ = asking.error(verb="GetRecord", metadataPrefix="oai_openaire", identifier=identifier)
    assert code == "cannotDisseminateFormat"
    assert "oai_openaire" not in texts(asking(verb="ListMetadataFormats", identifier=identifier), ".//o:metadataPrefix")


def test_sets_are_listed_a_page_at_a_time(
    make_collection: Callable[..., Collection], protocol: etree.XMLSchema
) -> None:
    given = {f"{n}.txt": own_page(n, theme=f"Thema {n}") for n in range(1, 10)}
    asking = Asking(make_collection(given), protocol, page_records=4)
    found = asking.pages("ListSets")
    assert len(found) == 3
    specs = [one for page in found for one in texts(page, ".//o:setSpec")]
    assert specs == [
        "openaire",
        "publication",
        "publication:report",
        "theme",
        *(f"theme:thema-{n}" for n in range(1, 10)),
    ]
    assert len(asking.slugs(metadataPrefix="oai_dc", set="theme:thema-3")) == 1
    assert len(asking.slugs(metadataPrefix="oai_dc", set="theme")) == 9


@given(st.text(min_size=1, max_size=30))
def test_the_set_of_any_theme_has_a_valid_name(slug: str) -> None:
    spec = theme_set(slug)
    assert re.fullmatch(r"theme:[A-Za-z0-9\-_.!~*'()]+", spec)
    assert oai_sets.selection(spec, "", "", dated=False).theme == slug


@given(st.data())
@hypothesis_settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_harvest_that_runs_while_records_change_neither_loses_nor_repeats(
    make_collection: Callable[..., Collection], protocol: etree.XMLSchema, gate: Gate, data: st.DataObject
) -> None:
    collection = make_collection(pages(6), f"changing-{next(_numbers)}")
    size = data.draw(st.integers(1, 4))
    known = {row.slug for row in collection.current().records(limit=100)}
    heard: list[str] = []
    token = None
    number = 10
    while token != "":
        asking = Asking(collection, protocol, page_records=size)  # another process
        more = {"metadataPrefix": "oai_dc"} if token is None else {"resumptionToken": token}
        page = asking(verb="ListRecords", **more)
        heard += [one.rpartition("/")[2] for one in texts(page, ".//o:header/o:identifier")]
        token = page.findtext(".//o:resumptionToken", namespaces=N) or ""
        change = data.draw(st.sampled_from(["nothing", "new", "changed", "withdrawn"]))
        live = [row.slug for row in collection.current().records(limit=100)]
        if change == "new":
            number += 1
            put(collection, {f"{number}.txt": own_page(number)}, gate)
        elif change == "changed":
            put(collection, {"2.txt": own_page(2, theme=data.draw(st.sampled_from(["Taal", "Rekenen", "Zorg"])))}, gate)
        elif change == "withdrawn" and live:
            withdraw(collection, data.draw(st.sampled_from(live)))
    assert len(heard) == len(set(heard))
    assert known <= set(heard)


_numbers = itertools.count()


def test_what_is_kept_is_what_would_be_made(seven: Collection, protocol: etree.XMLSchema) -> None:
    asking = Asking(seven, protocol, page_records=3)
    for prefix in METADATA_FORMATS:
        first = [etree.tostring(page) for page in asking.pages("ListRecords", metadataPrefix=prefix)]
        assert [etree.tostring(page) for page in asking.pages("ListRecords", metadataPrefix=prefix)] == first
        new = Asking(seven, protocol, page_records=3)
        assert [etree.tostring(page) for page in new.pages("ListRecords", metadataPrefix=prefix)] == first


def nothing(_snapshot: object, slug: str) -> About:
    raise AssertionError(f"{slug} was made again")


def test_what_was_prepared_is_not_made_again(seven: Collection, protocol: etree.XMLSchema) -> None:
    expected = Asking(seven, protocol).raw(verb="ListRecords", metadataPrefix="oai_dc")
    (seven.path / FILE_NAME).unlink()
    list(prepare(seven, ["oai_dc"]))
    repository = Repository(seven.settings, seven, nothing)
    assert repository.answer([("verb", "ListRecords"), ("metadataPrefix", "oai_dc")], NOW).plain() == expected


def test_without_room_nothing_is_kept(seven: Collection, protocol: etree.XMLSchema) -> None:
    asking = Asking(seven, protocol, page_records=3, kept_mb=0)
    assert len(asking.slugs(metadataPrefix="oai_dc")) == 7
    asking.pages("ListRecords", metadataPrefix="oai_dc")
    with closing(sqlite3.connect(seven.path / FILE_NAME)) as connection:
        assert connection.execute("SELECT count(*) FROM kept").fetchone() == (0,)
        assert connection.execute("SELECT count(*) FROM page").fetchone() == (0,)


def test_a_page_that_was_kept_is_sent_as_it_was_until_a_record_of_it_changes(
    make_collection: Callable[..., Collection], protocol: etree.XMLSchema, gate: Gate
) -> None:
    collection = make_collection(pages(3))
    asking = Asking(collection, protocol)
    asked = {"verb": "ListRecords", "metadataPrefix": "oai_dc"}
    whole = asking.raw(**asked)
    with closing(sqlite3.connect(collection.path / FILE_NAME)) as connection, connection:
        connection.execute("DELETE FROM kept")
    repository = Repository(collection.settings, collection, nothing)
    assert repository.answer([*asked.items()], NOW).plain() == whole
    with closing(sqlite3.connect(collection.path / FILE_NAME)) as connection, connection:
        connection.execute("UPDATE page SET body = substr(body, 2)")
    assert asking.raw(**asked) == whole  # made again
    put(collection, {"2.txt": own_page(2).replace(b"Loopbaan", b"Studie")}, gate)
    changed = asking.raw(**asked)
    assert (changed.count(b"Studie"), changed.count(b"Loopbaan")) == (1, 2)
    with collection.writer() as batch:
        batch.withdraw(asking.slugs(metadataPrefix="oai_dc")[0], "vervangen")
    gone = asking.raw(**asked)
    assert gone.count(b'<header status="deleted">') == 1
    assert asking.raw(**asked) == gone


@pytest.mark.parametrize("verb", ["ListRecords", "ListIdentifiers"])
def test_a_later_page_of_which_everything_left_the_window_is_no_empty_list(
    make_collection: Callable[..., Collection], protocol: etree.XMLSchema, gate: Gate, verb: str
) -> None:
    collection = make_collection(pages(4))
    asking = Asking(collection, protocol, page_records=2)
    first = asking(verb=verb, metadataPrefix="oai_dc", until=collection.current().time)
    put(collection, {name: page.replace(b"Loopbaan", b"Studie") for name, page in pages(4).items()}, gate)
    code, echoed = asking.error(verb=verb, resumptionToken=first.findtext(".//o:resumptionToken", namespaces=N))
    assert (code, echoed["verb"]) == ("noRecordsMatch", verb)
