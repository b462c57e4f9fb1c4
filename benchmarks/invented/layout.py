"""Content as the text of a page: plain, or HTML."""

from __future__ import annotations

from html import escape

from benchmarks.invented.content import Content
from benchmarks.invented.people import Dice


def as_text(page: Content, dice: Dice) -> str:
    """A page of plain text: each value below its label, after a blank line or not, or beside it."""
    form = dice.random()
    gap = "\n\n" if form < 0.6 else "\n" if form < 0.75 else " "
    parts = [page.title]
    if page.subtitle:
        parts.append(page.subtitle)
    for label, values in page.fields:
        between = "\n" if gap == " " and len(values) > 1 else gap
        parts.append(f"{label}:{between}" + "\n".join(values) if values else f"{label}:\n")
    if page.summary:
        paragraphs = "\n\n".join(f"{head}\n\n{told}" if head else told for head, told in page.summary)
        parts.append(f"{page.summary_label}:\n\n{paragraphs}")
    parts.append(f"{page.link}: {page.target}" if dice.often(0.3) else page.link)
    return "\n\n".join(parts) + "\n"


_HTML = """<!DOCTYPE html>
<html lang="{language}">
<head><meta charset="{encoding}"><title>{title} | Onderzoeksbank</title></head>
<body>
<nav><a href="/">Home</a> <a href="/publicaties">Publicaties</a> <a href="/contact">Contact</a></nav>
<main>
<h1>{title}</h1>
{body}
</main>
<footer>Onderzoeksbank, 2025</footer>
</body>
</html>
"""


def as_html(page: Content, dice: Dice, encoding: str) -> str:
    """A page of HTML: its fields a definition list, or paragraphs with the label in bold."""
    listed = dice.often(0.5)
    body = [f'<p class="subtitle">{_safe(page.subtitle)}</p>'] if page.subtitle else []
    rows = [_row(label, values, listed=listed) for label, values in page.fields]
    body += ["<dl>", *rows, "</dl>"] if listed else rows
    if page.summary:
        body.append(f"<h2>{_safe(page.summary_label)}</h2>")
        for head, told in page.summary:
            body += [f"<h3>{_safe(head)}</h3>"] if head else []
            body.append(f"<p>{_safe(told)}</p>")
    body.append(f'<p><a href="{page.target}">{_safe(page.link)}</a></p>')
    return _HTML.format(language=page.truth.language, encoding=encoding, title=_safe(page.title), body="\n".join(body))


def _row(label: str, values: list[str], *, listed: bool) -> str:
    if listed:
        return f"<dt>{_safe(label)}</dt>" + "".join(f"<dd>{_safe(value)}</dd>" for value in values or [""])
    return f"<p><strong>{_safe(label)}:</strong> {'<br>'.join(map(_safe, values))}</p>"


def _safe(text: str) -> str:
    return escape(text, quote=False)
