from pathlib import Path

import pytest

from vm2graph import settings
from vm2graph.cli.settings_text import settings_text
from vm2graph.errors import SettingsError
from vm2graph.settings import Settings


def test_the_file_that_init_writes_says_every_setting_and_changes_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / settings.FILE_NAME
    path.write_text(settings_text("https://data.example.org", 'a"b@example.org'))
    made = settings.load(path, {})
    assert made.collection.base_iri == "https://data.example.org"
    assert made.collection.email == 'a"b@example.org'
    assert (made.gate, made.sparql, made.serving) == (Settings().gate, Settings().sparql, Settings().serving)
    text = path.read_text()
    for section, kind in settings._SECTIONS.items():
        assert f"[{section}]" in text
        assert all(f"\n{name} = " in text for name in kind.__dataclass_fields__), section


def test_a_variable_overrules_the_file() -> None:
    made = settings.parse({"sparql": {"seconds": 5}}, {"VM2GRAPH_SPARQL_SECONDS": "2.5", "VM2GRAPH_OTHER": "x"})
    assert made.sparql.seconds == 2.5


@pytest.mark.parametrize(
    ("document", "said"),
    [
        ({"sparkle": {}}, r"\[sparkle\] is not a section"),
        ({"sparql": {"second": 1}}, r"\[sparql\] second is not a setting; there are workers"),
        ({"sparql": {"seconds": "soon"}}, "is not a number"),
        ({"sparql": {"workers": True}}, "is not a number"),
        ({"sparql": {"workers": -1}}, "below zero"),
        ({"sparql": 3}, "must be a section"),
        ({"gate": {"engine": "magic"}}, "not one of auto, pyshacl, fast"),
        ({"collection": {"title_nl": []}}, "is not a text"),
        ({"collection": {"base_iri": "https://x.org/"}}, "without a final slash"),
        ({"collection": {"base_iri": "localhost"}}, "http"),
        ({"collection": {"base_iri": "http://x.org/a b"}}, "http"),
        ({"collection": {"base_iri": "http://[x"}}, "http"),
        ({"harvesting": {"repository_identifier": "localhost"}}, "must be a domain name"),
        ({"harvesting": {"repository_identifier": "127.0.0.1"}}, "must be a domain name"),
        ({"harvesting": {"repository_identifier": " data.example.org"}}, "must be a domain name"),
    ],
)
def test_what_does_not_fit_is_named(document: dict, said: str) -> None:
    with pytest.raises(SettingsError, match=said):
        settings.parse(document)


def test_a_file_that_is_no_toml_is_a_sentence(tmp_path: Path) -> None:
    path = tmp_path / settings.FILE_NAME
    path.write_text("[collection\n")
    with pytest.raises(SettingsError, match="is not TOML"):
        settings.load(path)
    with pytest.raises(SettingsError, match="cannot be read"):
        settings.load(tmp_path / "absent.toml")
