"""The house rules, held by tests."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

import vm2graph
from tests.conftest import ROOT

SOURCES = sorted((ROOT / "src" / "vm2graph").rglob("*.py"))
MODULES = [str(path.relative_to(ROOT / "src")) for path in SOURCES]


@pytest.mark.parametrize("path", SOURCES, ids=MODULES)
def test_a_module_holds_one_idea(path: Path) -> None:
    """At most 300 lines a module and 60 a function, and the first lines say what it is for."""
    text = path.read_text()
    tree = ast.parse(text)
    assert ast.get_docstring(tree), "a module says what it is for"
    assert len(text.splitlines()) <= 300, "two ideas in one room?"
    for node in ast.walk(tree):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            assert (node.end_lineno or 0) - node.lineno < 60, node.name


def test_the_public_names_are_these() -> None:
    assert sorted(vm2graph.__all__) == [
        "Collection",
        "Converted",
        "Gate",
        "Iris",
        "PageBytes",
        "ParsedPage",
        "Publication",
        "Report",
        "Stated",
        "Vm2graphError",
        "__version__",
        "convert",
        "describe",
        "interpret",
        "publish",
        "read_page",
        "to_rdflib",
    ]
    for name in vm2graph.__all__:
        assert getattr(vm2graph, name)
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        vm2graph.nothing  # noqa: B018 - the look-up is the test


def test_the_example_in_the_first_docstring_runs() -> None:
    run = subprocess.run([sys.executable, "-m", "doctest", "src/vm2graph/__init__.py"], cwd=ROOT, capture_output=True)
    assert run.returncode == 0, run.stdout.decode()


@pytest.mark.parametrize("module", ["vm2graph.serving", "vm2graph.serving.query_process", "vm2graph.cli"])
def test_the_web_side_and_the_start_of_a_command_load_no_heavy_library(module: str) -> None:
    """rdflib and pySHACL cost half a second, and pySHACL changes rdflib for the whole process."""
    heavy = "[name for name in ('rdflib', 'pyshacl', 'SPARQLWrapper') if name in sys.modules]"
    run = subprocess.run(
        [sys.executable, "-c", f"import sys, {module}; print({heavy})"], capture_output=True, text=True, check=True
    )
    assert run.stdout.strip() == "[]"


def test_every_exception_to_a_lint_rule_has_a_reason() -> None:
    bare = re.compile(r"#\s*(noqa(?!: [A-Z0-9, ]+ - )|type: ignore(?!\[[\w-]+\]\s+#))")
    allowed = re.compile(r"# noqa: PLC0415$")  # an import inside a function: the first of a module says why
    offenders = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in SOURCES
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if bare.search(line) and not allowed.search(line)
    ]
    assert offenders == []


def test_no_file_is_parked_and_nothing_is_left_to_do() -> None:
    for path in SOURCES:
        assert not re.search(r"\b(TODO|FIXME|XXX)\b", path.read_text()), path
