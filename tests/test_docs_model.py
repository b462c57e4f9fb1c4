"""docs/model.md and its picture say what the ontology and the packaged page say."""

import importlib.util
import re
from types import ModuleType

import pytest

from tests.conftest import ROOT


@pytest.fixture(scope="module")
def model() -> ModuleType:
    spec = importlib.util.spec_from_file_location("docs_model", ROOT / "docs" / "model.py")
    assert spec is not None
    assert spec.loader is not None
    made = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(made)
    return made


def test_the_picture_and_the_answers_are_current(model: ModuleType, capsys: pytest.CaptureFixture[str]) -> None:
    """Else: python docs/model.py."""
    assert model.main(check=True) == 0, capsys.readouterr().err


def test_every_class_and_property_is_in_the_picture(model: ModuleType) -> None:
    drawn = {word for words in re.findall(r"<text[^>]*>([^<]*)</text>", model.picture()) for word in words.split()}
    ontology = (ROOT / "ontology" / "vm2.ttl").read_text("utf-8")
    terms = re.findall(r"^vm2:(\w+) a (?:owl:\w+|rdf:Property) ;", ontology, re.MULTILINE)
    assert len(terms) > 35
    assert [term for term in terms if not {term, f"vm2:{term}"} & drawn] == []


def test_a_class_without_a_place_is_said(model: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(model, "PLACES", {name: at for name, at in model.PLACES.items() if name != "vm2:Finding"})
    with pytest.raises(SystemExit, match="where to put vm2:Finding"):
        model.picture()
