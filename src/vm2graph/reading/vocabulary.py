"""What embedded metadata calls a publication and its fields (schema.org, Dublin Core, BIBO), by local name."""

from __future__ import annotations

from vm2graph.reading.wordlists import words

WORKS = words(
    "Report ScholarlyArticle Book Thesis TechArticle Chapter DigitalDocument TextDigitalDocument PublicationVolume"
    " BibliographicResource"
)
"""Types of publications. Not Article and CreativeWork: site software gives these to every page."""

FIELDS = {
    "name": "title",
    "title": "title",
    "headline": "title",
    "alternativeHeadline": "subtitle",
    "alternative": "subtitle",
    "author": "creators",
    "creator": "creators",
    "editor": "editors",
    "contributor": "contributors",
    "datePublished": "issued",
    "issued": "issued",
    "publisher": "publishers",
    "keywords": "themes",
    "inLanguage": "language",
    "isbn": "isbn",
    "isbn13": "isbn",
    "doi": "doi",
    "reportNumber": "report",
    "bibliographicCitation": "citation",
}
"""A property of a publication, and the field of the record that it speaks for."""
