import time

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vm2graph.serving.lexer import scan, services

# a port the engine's HTTP client refuses by itself, so that an attempt is an OSError and no traffic
TARGET = "<http://127.0.0.1:1/x>"


@pytest.mark.parametrize(
    "text",
    [
        f"SELECT * {{ SERVICE {TARGET} {{ ?s ?p ?o }} }}",
        f"SELECT * {{ service{TARGET}{{ ?s ?p ?o }} }}",
        f"SELECT * {{ SERVICE #{{\n silent {TARGET} {{ ?s ?p ?o }} }}",
        f"SELECT * {{ SERVICESILENT{TARGET}{{ ?s ?p ?o }} }}",
        f"SELECT * {{ #\rSERVICE {TARGET} {{ ?s ?p ?o }} }}",
        f"PREFIX : {TARGET} SELECT * {{ SERVICE: {{ ?s ?p ?o }} }}",
        f"PREFIX : {TARGET} PREFIX service: <http://a> SELECT * {{ service: {{ ?s ?p ?o }} }}",
        f"SELECT * {{ ?s ?p trueSERVICE{TARGET}{{ ?s ?p ?o }} }}",
        f"SELECT * {{ ?s ?p 1SERVICE{TARGET}{{ ?s ?p ?o }} }}",
        f"SELECT * {{ BIND(1 AS ?a) BIND(2 AS ?b) FILTER(?a<?b)SERVICE#>\n{TARGET} {{ ?s ?p ?o }} }}",
        f"PREFIX x: <http://h:8> SELECT * {{ ?s ?p x:SERVICE {TARGET} {{ ?s ?p ?o }} }}",
        f"PREFIX x: <http://h/> SELECT * {{ ?s ?p x:a.b.SERVICE {TARGET} {{ ?s ?p ?o }} }}",
        f"PREFIX x: <http://h/> PREFIX y: {TARGET} SELECT * {{ ?s ?p x:a.b.SERVICEy: {{ ?s ?p ?o }} }}",
        rf"SELECT * {{ \u0053ERVICE {TARGET} {{ ?s ?p ?o }} }}",
        rf"SELECT * {{ \U00000053\u0065RVICE {TARGET} {{ ?s ?p ?o }} }}",
        rf"SELECT * {{ ?s ?p 'a\u0027 SERVICE {TARGET} {{ ?s ?p ?o }} }}",
    ],
)
def test_service_is_found(text: str) -> None:
    assert scan(text).service


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * { ?s a <http://example.org/SERVICE> }",
        "SELECT * { ?s<http://example.org/(x)/service>?o }",
        "SELECT * { ?s ?p <service> }",
        "# SERVICE <x> {\nSELECT * { ?s ?p 'SERVICE <x> {' }",
        'SELECT * { ?s ?p """a " SERVICE <x> {""" }',
        "SELECT * { ?s ?p '''it's SERVICE \\''' <x> {''' }",
        "PREFIX ex: <http://example.org/> SELECT ?service { ?service ex:service ex:service }",
        "PREFIX service: <http://example.org/> SELECT * FROM service:g { GRAPH service:x { ?s service:p service:o } }",
        "SELECT * { ?s ?p 'x'@en-service }",
    ],
)
def test_the_word_alone_is_not_service(text: str) -> None:
    assert not scan(text).service
    ox.Store().query(text, base_iri="http://example.org/")  # and the engine takes it


@pytest.mark.parametrize(
    ("text", "depth"),
    [
        ("ASK {}", 1),
        ("ASK { FILTER((1 + (2)) = 3) [] ?p ( ( 1 ) ) }", 4),
        ("ASK { ?s ?p '((((' } # ((((", 1),
        ("ASK { ?s ?p <http://example.org/((()> }", 1),
        ("ASK " + "{" * 5000 + "}" * 5000, 5000),
        ("ASK { FILTER(?a<?b&&((((1))))>?c) }", 6),
        ("ASK { ?s ?p 'open ((( }", 4),
    ],
)
def test_depth(text: str, depth: int) -> None:
    assert scan(text).depth == depth


@pytest.mark.parametrize(
    ("text", "keyword", "update"),
    [
        ("SELECT * {}", "select", False),
        ("# x\nPREFIX delete: <http://x/insert> BASE <y> ASK {}", "ask", False),
        ("PREFIX a: <b> prefix : <c> insert data {}", "insert", True),
        ("WITH <g> DELETE {} WHERE {}", "with", True),
        ("LOAD <x>", "load", True),
        ("CLEAR ALL", "clear", True),
        ("\\u0044ROP ALL", "drop", True),
        ("", "", False),
        ("<x>", "", False),
    ],
)
def test_leading_keyword(text: str, keyword: str, *, update: bool) -> None:
    assert (scan(text).keyword, scan(text).update) == (keyword, update)


def test_volatile_functions() -> None:
    assert scan("SELECT (NOW() AS ?n) {}").volatile
    assert scan("SELECT (rand () AS ?n) {}").volatile
    assert not scan("SELECT ?now { ?now <now> 'NOW()' }").volatile


@pytest.mark.parametrize(
    ("text", "dataset"),
    [
        ("SELECT * FROM <g> {}", True),
        ("CONSTRUCT {} FROM NAMED <g> {}", True),
        ("ASK FROM:g {}", True),
        ("PREFIX from: <x> DESCRIBE from:g", False),
        ("PREFIX from: <x> ASK { from:s ?from 'FROM' } # FROM", False),
    ],
)
def test_dataset_clause(text: str, *, dataset: bool) -> None:
    assert scan(text).dataset == dataset


@pytest.mark.parametrize(
    "unit",
    [
        '\\"',
        '"""\\"""',
        "\\'''",
        "<a",
        "(",
        "a:",
        "<",
        "ex:a.",
        "a.b:",
        "#",
        "?a<?b",
        "\\u0053",
        "a",
        ".",
        "a.a",
        "<a(>",
        "'''a'",
    ],
)
def test_linear_time(unit: str) -> None:
    text = "'''" * (unit == "\\'''") + unit * (65_536 // len(unit))
    began = time.perf_counter()
    scan(text)
    assert time.perf_counter() - began < 1.0


def attempts_service(text: str) -> bool:
    """Whether the engine, given this text, tries to reach a service."""
    try:
        for _ in ox.Store().query(text):  # type: ignore[union-attr]
            pass
    except OSError:
        return True
    except (SyntaxError, ValueError, RuntimeError, TypeError):
        pass
    return False


PIECES = st.sampled_from(
    [
        *("SERVICE", "service", "SILENT", "silent", "Service"),
        *(
            "{",
            "}",
            "{ ?s ?p ?o }",
            "{}",
            "(",
            ")",
            "<",
            ">",
            "#",
            "#>\n",
            "\n",
            " ",
            ".",
            ";",
            ",",
            ":",
            "?",
            "'",
            '"',
        ),
        *(
            TARGET,
            "<http://e/>",
            ":",
            "x:",
            "x:a",
            "h:",
            "h:1",
            "x:a.b.",
            "?v",
            "?a",
            "true",
            "1",
            "1.",
            "'''",
            "'a'",
            "@en",
        ),
        *(
            "FILTER(1<2)",
            "FILTER(1<",
            "BIND(1 AS ?a)",
            "OPTIONAL",
            "UNION",
            "GRAPH",
            "VALUES ?v { x:a }",
            "?x x:p",
            "\\u0053",
        ),
    ]
)
PROLOGUE = f"PREFIX : {TARGET} PREFIX x: {TARGET} PREFIX h: <http://h:8> PREFIX service: {TARGET} "


@settings(max_examples=400, deadline=None)
@given(st.lists(PIECES, max_size=8), st.lists(PIECES, max_size=3))
def test_nothing_reaches_the_network_unseen(before: list[str], between: list[str]) -> None:
    for keyword in ("SERVICE", "SERVICESILENT"):
        text = f"{PROLOGUE}SELECT * {{ {''.join(before)}{keyword}{''.join(between)}{{ }} }}"
        if attempts_service(text):
            assert scan(text).service


@given(st.text(alphabet="'\"\\<>#(){}[]:?@abSERVICE \n", max_size=80))
def test_any_text_is_survived(text: str) -> None:
    assert scan(text).depth >= 0


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("ASK { SERVICE <http://a/> { ?s ?p ?o } }", ("http://a/",)),
        ("ASK { service silent <http://a/> {} SERVICE <http://b/x>{} }", ("http://a/", "http://b/x")),
        ("ASK { ?s ?p 'SERVICE ?x {}' } # SERVICE ?y {}", ()),
        ("ASK { SERVICE ?x { ?s ?p ?o } }", None),
        ("PREFIX a: <http://a/> ASK { SERVICE a: { ?s ?p ?o } }", None),
        ("ASK { SERVICE:x { ?s ?p ?o } }", None),
        ("ASK { SERVICESILENT<http://a/>{} }", None),
        ("ASK { SERVICE <http://a/> {} SERVICE $x {} }", None),
        ("ASK { SERVICE <http://\\u0061/> {} }", None),
        ("ASK { FILTER(?a<?b)SERVICE#>", None),
        ("ASK { SERVICE", None),
    ],
)
def test_the_services_a_query_asks(text: str, found: tuple[str, ...] | None) -> None:
    assert services(text) == found
