"""Ways to write a page or a reference differently without changing what it says.

A variation takes a text and returns another (or bytes), or None where it does not apply.
"""

import html
import re
from collections.abc import Callable
from functools import cache
from typing import NamedTuple

from vm2graph.reading import read_page

Variation = Callable[[str], str | bytes | None]


class Layout(NamedTuple):
    """A plain page of labels: its head, its fields up to the summary, and the summary with all under it."""

    head: list[str]  # title, and subtitle where there is one
    fields: list[tuple[str, list[str]]]  # label and lines; the last is the summary, without lines
    rest: str

    def write(self, between: str = ":\n\n", after: str = "\n\n") -> str:
        """The page with what stands between a label and its value, and after a value."""
        rows = [f"{label}{between}" + "\n".join(lines) for label, lines in self.fields[:-1]]
        return after.join(["\n\n".join(self.head), *rows, f"{self.fields[-1][0]}:\n\n{self.rest}"])


@cache
def layout(text: str) -> Layout | None:
    """The layout of a page, where it is a plain one."""
    page = read_page(text.encode(), "page.txt")
    fields = sorted(page.fields, key=lambda field: field.label)
    if not fields or fields[-1].name != "abstract" or not all(field.values for field in fields):
        return None
    labels = [field.label.of(page.text).strip().rstrip(":").rstrip() for field in fields]
    if not all(labels):
        return None
    values = [[value.of(page.text) for value in field.values] for field in fields[:-1]]
    head = [line for line in page.text[: fields[0].label.start].split("\n") if line.strip()]
    if len(head) not in (1, 2) or "\t" in text or "**" in text:
        return None
    rows = [*zip(labels[:-1], values, strict=True), (labels[-1], [])]
    return Layout(head, rows, page.text[fields[-1].values[0].start :])


def laid_out(between: str, after: str = "\n\n") -> Variation:
    """Every field with this between label and value."""

    def vary(text: str) -> str | None:
        page = layout(text)
        if page is None or ("\n" not in between and any(len(lines) > 1 for _, lines in page.fields)):
            return None
        return page.write(between, after)

    return vary


def changed(change: Callable[[list], list]) -> Variation:
    """The fields before the summary changed: order, number, labels."""

    def vary(text: str) -> str | None:
        page = layout(text)
        return page and page._replace(fields=[*change(page.fields[:-1]), page.fields[-1]]).write()

    return vary


def labelled(change: Callable[[str], str], between: str = ":\n\n", head: str = "") -> Variation:
    """Every label changed, that of the summary too."""

    def vary(text: str) -> str | None:
        page = layout(text)
        if page is None or [label for label, _ in page.fields] == [change(label) for label, _ in page.fields]:
            return None
        fields = [(change(label), lines) for label, lines in page.fields]
        text = Layout([head + page.head[0], *page.head[1:]], fields, "").write(between)
        return text.rstrip(": \n") + between + page.rest

    return vary


def valued(labels: str, change: Callable[[str], str | None]) -> Variation:
    """The one-line values under some labels (a pattern) written otherwise."""

    def vary(text: str) -> str | None:
        page = layout(text)
        if page is None:
            return None
        fields = [
            (label, [new])
            if re.match(labels, label) and len(lines) == 1 and (new := change(lines[0]))
            else (label, lines)
            for label, lines in page.fields
        ]
        return page._replace(fields=fields).write() if fields != page.fields else None

    return vary


def authors(join: Callable[[list[str]], str]) -> Variation:
    """The names of the by-line joined otherwise; only where all are plain names of people."""

    def change(line: str) -> str | None:
        names = re.split(r"\s*(?:,|;|&|\ben\b)\s*", line)
        return join(names) if len(names) > 1 and not re.search(r"[(.;/]|\bal\b|Commissie|Raad|PhD", line) else None

    return valued(r"Auteur|Door", change)


def themes(join: str) -> Variation:
    """Several themes joined otherwise."""
    return valued(
        r"Thema|Trefw", lambda line: join.join(line.split("; ")) if "; " in line and "&" not in line else None
    )


def inverted(name: str) -> str:
    """A name with the family name first."""
    given, _, family = name.partition(" ")
    return f"{family}, {given}"


MONTHS = "januari februari maart april mei juni juli augustus september oktober november december".split()  # noqa: SIM905

SHORT = "jan feb mrt apr mei jun jul aug sept okt nov dec".split()  # noqa: SIM905


def dated(form: str) -> Variation:
    """The day or month of publication in another form; ``form`` knows d, m, y, and M the month in words."""

    def change(line: str) -> str | None:
        found = re.fullmatch(r"(?:(\d\d?) )?([a-z]+) (\d{4})", line)
        if not found or found[2] not in MONTHS or bool(found[1]) != ("{d" in form):
            return None
        month = MONTHS.index(found[2]) + 1
        return form.format(
            d=int(found[1] or 0), m=month, y=found[3], M=found[2], B=found[2].capitalize(), a=SHORT[month - 1]
        )

    return valued(r"Publicatied|Datum|Versch|Gepubl", change)


def marked_up(
    fields: str, field: str, value: str, summary: str, title: str = "<h1>{}</h1>\n<p>{}</p>", lines: str = "<br>"
) -> Variation:
    """The page as HTML: templates of the list of fields, a field, a line of it, the summary, the head."""

    def vary(text: str) -> str | None:
        page = layout(text)
        if page is None or len(page.head) != 2:
            return None
        rows = "".join(
            field.format(html.escape(label), lines.join(value.format(html.escape(line)) for line in values))
            for label, values in page.fields[:-1]
        )
        paragraphs = [f"<p>{html.escape(part)}</p>" for part in re.split(r"\n\s*\n", page.rest.strip())]
        head, *_ = names = [html.escape(line) for line in page.head]
        body = title.format(*names) + fields.format(rows)
        body += summary.format(html.escape(page.fields[-1][0]), "\n".join(paragraphs))
        return (
            f"<!DOCTYPE html>\n<html><head><meta charset=utf-8><title>{head} | Kennisbank</title></head>"
            f"<body><nav><a href='/'>Home</a> <a href='/p'>Publicaties</a></nav>\n<main>{body}</main>"
            "<footer>Postbus 12 | Laatst gewijzigd: 4 mei 2024</footer></body></html>"
        )

    return vary


def renamed(pairs: str) -> Variation:
    """Labels by other words: "old=new, ..."."""
    words = dict(pair.split("=") for pair in pairs.split(", "))
    return labelled(lambda label: words.get(label, label))


def broken(line: str) -> str:
    """A line broken after some fifty characters, as it comes from a PDF."""
    return re.sub(r"(.{50}\S*) (?=\S+ )", r"\1\n", line)


TEXTS: dict[str, Variation] = {
    "blank lines doubled": lambda text: text.replace("\n", "\n\n") if "\n\n" in text else None,
    "spaces at line ends": lambda text: text.replace("\n", "  \n"),
    "lines indented": lambda text: re.sub(r"(?m)^(?=.)", "   ", text),
    "CRLF": lambda text: text.replace("\n", "\r\n"),
    "CR": lambda text: text.replace("\n", "\r"),
    "UTF-16, little end first": lambda text: b"\xff\xfe" + text.encode("utf-16-le"),
    "UTF-16, big end first": lambda text: b"\xfe\xff" + text.encode("utf-16-be"),
    "byte order mark": lambda text: "\ufeff" + text,
    "line separators": lambda text: text.replace("\n", "\u2028"),
    "ampersand entity": lambda text: text.replace("&", "&amp;") if "&" in text and ";" not in text else None,
    "ampersand entity twice": lambda text: text.replace("&", "&amp;amp;") if "&" in text and ";" not in text else None,
    "no-break spaces": lambda text: re.sub(r"(?<=\w) (?=\w)", "\u00a0", text),
    "zero-width spaces": lambda text: re.sub(r"(?<=\w) (?=\w)", " \u200b", text),
    "curly apostrophes": lambda text: text.replace("'", "’") if "'" in text else None,
    "straight apostrophes": lambda text: text.replace("’", "'") if "’" in text else None,
    "ends without a line end": lambda text: text.rstrip("\n"),
    "breadcrumbs before": lambda text: "Home > Publicaties > Detail\n\n" + text,
    "breadcrumbs with guillemets": lambda text: "Home » Onderzoek » Publicaties\n\n" + text,
    "a way back before": lambda text: "← Terug naar overzicht\n\n" + text,
    "site links after": lambda text: text + "\n\nDeel deze pagina: LinkedIn | E-mail\n\nContact | Privacy | © 2024",
    "years and places after": lambda text: (
        text.rstrip() + "\n\nVervolg\n\nIn 2031 volgt een meting in Utrecht en Gent.\n"
    ),
    "label and value on one line": laid_out(": "),
    "no space after the colon": laid_out(":"),
    "value on the next line": laid_out(":\n"),
    "value after a blank line": laid_out(":\n\n"),
    "value after two blank lines": laid_out(":\n\n\n"),
    "labels without colon": laid_out("\n\n"),
    "space before the colon": laid_out(" : "),
    "tab after the colon": laid_out(":\t"),
    "a line a field": laid_out(": ", "\n"),
    "value on the next line, no blank lines": laid_out(":\n", "\n"),
    "fields turned round": changed(lambda fields: fields[::-1]),
    "last field first": changed(lambda fields: [fields[-1], *fields[:-1]]),
    "first field last": changed(lambda fields: [*fields[1:], fields[0]]),
    "an empty ISBN": changed(lambda fields: [*fields, ("ISBN", [""])]),
    "an empty series, first": changed(lambda fields: [("Reeks", [""]), *fields]),
    "an empty series in the middle": changed(lambda fields: [fields[0], ("Reeks", [""]), *fields[1:]]),
    "a dash for a value": changed(lambda fields: [*fields, ("ISBN", ["-"])]),
    "number of pages": changed(lambda fields: [*fields, ("Aantal pagina's", ["48"])]),
    "type of publication": changed(lambda fields: [fields[0], ("Type publicatie", ["Rapport"]), *fields[1:]]),
    "commissioned by": changed(lambda fields: [*fields, ("In opdracht van", ["Gemeente Oudekerk"])]),
    "a price": changed(lambda fields: [*fields, ("Prijs", ["€ 12,50"])]),
    "labels in capitals": labelled(str.upper),
    "labels in lower case": labelled(str.lower),
    "labels bold": labelled(lambda label: f"**{label}:**", "\n\n"),
    "labels bold, colon outside": labelled(lambda label: f"**{label}**", ": "),
    "labels as headings": labelled(lambda label: f"## {label}", "\n\n", "# "),
    "labels as bullets": labelled(lambda label: f"- {label}", ": "),
    "labels with full-width colon": labelled(lambda label: label + " ", "：\n"),
    "other labels": renamed(
        "Auteurs=Auteur(s), Auteur=Door, Auteur(s)=Auteurs, Publicatiedatum=Verschenen, Datum=Publicatiedatum,"
        " Thema=Onderwerp, Thema's=Thema, Onderwerp=Thema, APA-referentie=Bronvermelding, Referentie=APA-referentie,"
        " Samenvatting=Korte samenvatting, Korte samenvatting=Samenvatting"
    ),
    "still other labels": renamed(
        "Auteurs=Door, Auteur=Auteur(s), Publicatiedatum=Datum, Datum=Verschenen op, Thema=Thema's,"
        " APA-referentie=Literatuurverwijzing, Referentie=Bronvermelding, Samenvatting=Beknopte samenvatting,"
        " Korte samenvatting=Abstract"
    ),
    "rare labels": renamed(
        "Auteurs=Geschreven door, Auteur=Geschreven door, Publicatiedatum=Datum van publicatie, Datum=Jaar van uitgave,"
        " Thema=Thema('s), APA-referentie=Verwijzing (APA), Referentie=Citeren als, Samenvatting=Inhoud,"
        " Korte samenvatting=Samenvatting van het rapport"
    ),
    "labels in English": renamed(
        "Auteurs=Authors, Auteur=Author, Publicatiedatum=Publication date, Datum=Date, Thema=Theme,"
        " APA-referentie=APA reference, Referentie=Reference, Samenvatting=Summary, Korte samenvatting=Abstract"
    ),
    "authors with ampersand": authors(lambda names: ", ".join(names[:-1]) + " & " + names[-1]),
    "authors with en": authors(lambda names: ", ".join(names[:-1]) + " en " + names[-1]),
    "authors with comma and en": authors(lambda names: ", ".join(names[:-1]) + ", en " + names[-1]),
    "authors with commas": authors(", ".join),
    "authors with semicolons": authors("; ".join),
    "authors with slashes": authors(" / ".join),
    "authors with middle dots": authors(" · ".join),
    "authors with bars": authors(" | ".join),
    "authors a line each": authors("\n".join),
    "authors a bullet each": authors(lambda names: "\n".join(f"- {name}" for name in names)),
    "authors numbered": authors(lambda names: "\n".join(f"{n}. {name}" for n, name in enumerate(names, 1))),
    "authors with titles": authors(lambda names: ", ".join(f"dr. {name}" for name in names)),
    "authors with degrees": authors(lambda names: "; ".join(f"{name}, MSc" for name in names)),
    "authors with affiliations": authors(lambda names: ", ".join(f"{name} (Hogeschool Overkant)" for name in names)),
    "authors with long affiliations": authors(
        lambda names: ", ".join(f"{name} (Instituut voor Werk, Zorg en Wonen)" for name in names)
    ),
    "authors with notes": authors(
        lambda names: ", ".join(f"{name}{n}" for n, name in zip("¹²³⁴⁵⁶⁷⁸⁹", names, strict=False))
    ),
    "authors with a full stop": authors(lambda names: ", ".join(names) + "."),
    "authors, family name first": authors(lambda names: "; ".join(map(inverted, names))),
    "authors, family name first, a line each": authors(lambda names: "\n".join(map(inverted, names))),
    "authors after door": authors(lambda names: "door " + ", ".join(names[:-1]) + " en " + names[-1]),
    "themes with commas": themes(", "),
    "themes with bars": themes(" | "),
    "themes with bullets": themes(" • "),
    "themes a line each": themes("\n"),
    "themes with hashes": valued("Thema$", lambda line: f"#{line}" if re.fullmatch(r"\w+", line) else None),
    "day with numbers": dated("{d}-{m}-{y}"),
    "day with zeros": dated("{d:02}-{m:02}-{y}"),
    "day with slashes": dated("{d:02}/{m:02}/{y}"),
    "day with dots": dated("{d}.{m}.{y}"),
    "day of ISO": dated("{y}-{m:02}-{d:02}"),
    "day with comma": dated("{d} {M}, {y}"),
    "day with time": dated("{d} {M} {y}, 10:30 uur"),
    "day with weekday": dated("woensdag {d} {M} {y}"),
    "month with capital": dated("{B} {y}"),
    "month with numbers": dated("{m:02}-{y}"),
    "month with slash": dated("{m}/{y}"),
    "month of ISO": dated("{y}-{m:02}"),
    "month after the year": dated("{y}, {M}"),
    "month cut short": dated("{a}. {y}"),
    "month with comma": dated("{M}, {y}"),
    "month with a full stop": dated("{M} {y}."),
    "month in brackets": dated("({M} {y})"),
    "the reference broken into lines": valued("(?i).*referentie|Bron", broken),
    "the reference as a bullet": valued("(?i).*referentie|Bron", lambda line: "- " + line),
    "the reference in quotes": valued("(?i).*referentie|Bron", lambda line: f"“{line}”" if "“" not in line else None),
    "the reference with its title in italics": valued(
        "(?i).*referentie|Bron", lambda line: re.sub(r"(\(\d{4}\)\. )([^.?!:*]+)", r"\1*\2*", line)
    ),
}

PLAIN_DL = ("<dl>{}</dl>", "<dt>{0}</dt><dd>{1}</dd>", "{0}", "<h2>{0}</h2>{1}")

MARKED_UP: dict[str, Variation] = {
    "definition list": marked_up(*PLAIN_DL),
    "definition list, a dd a value": marked_up(
        "<dl>{}</dl>", "<dt>{0}:</dt>{1}", "<dd>{0}</dd>", "<h2>{0}</h2>{1}", lines=""
    ),
    "definition list in divs": marked_up(
        "<dl>{}</dl>", "<div><dt>{0}</dt><dd>{1}</dd></div>", "{0}", "<h2>{0}</h2>{1}"
    ),
    "summary in the list": marked_up("<dl>{}", "<dt>{0}</dt><dd>{1}</dd>", "{0}", "<dt>{0}</dt><dd>{1}</dd></dl>"),
    "table, th": marked_up("<table>{}</table>", "<tr><th>{0}</th><td>{1}</td></tr>", "{0}", "<h2>{0}</h2>{1}"),
    "table, td": marked_up("<table>{}</table>", "<tr><td>{0}:</td><td>{1}</td></tr>", "{0}", "<h2>{0}</h2>{1}"),
    "table, bold td": marked_up("<table>{}</table>", "<tr><td><b>{0}</b>\n<td>{1}", "{0}", "<h3>{0}</h3>{1}"),
    "table, a row for the label": marked_up(
        "<table>{}</table>", "<tr><td><b>{0}</b></td></tr><tr><td>{1}</td></tr>", "{0}", "<h3>{0}</h3>{1}"
    ),
    "strong and br": marked_up(
        "<p>{}</p>", "<strong>{0}:</strong> {1}<br>\n", "{0}", "<p><strong>{0}:</strong></p>{1}"
    ),
    "strong, colon outside": marked_up("{}", "<p><strong>{0}</strong>: {1}</p>", "{0}", "<p><b>{0}</b></p>{1}"),
    "strong, then a line": marked_up("{}", "<p><strong>{0}</strong><br>{1}</p>", "{0}", "<h2>{0}</h2>{1}"),
    "strong, no colon": marked_up("{}", "<p><strong>{0}</strong> {1}</p>", "{0}", "<h2>{0}</h2>{1}"),
    "strong with a no-break space": marked_up("{}", "<p><strong>{0}:&nbsp;</strong>{1}</p>", "{0}", "<h2>{0}</h2>{1}"),
    "em": marked_up("{}", "<p><em>{0}:</em> {1}</p>", "{0}", "<h2>{0}</h2>{1}"),
    "headings": marked_up("{}", "<h3>{0}</h3><p>{1}</p>", "{0}", "<h3>{0}</h3>{1}"),
    "headings of two levels": marked_up("{}", "<h4>{0}:</h4><div>{1}</div>", "{0}", "<h2>{0}</h2>{1}"),
    "headings, bare text": marked_up("{}", "<h4>{0}</h4>{1}", "{0}", "<h4>{0}</h4>{1}"),
    "list": marked_up("<ul>{}</ul>", "<li><span>{0}:</span> {1}</li>", "{0}", "<h2>{0}</h2>{1}"),
    "list, bold": marked_up("<ul>{}</ul>", "<li><b>{0}</b> {1}</li>", "{0}", "<h2>{0}</h2>{1}"),
    "list in values": marked_up(
        "<dl>{}</dl>", "<dt>{0}</dt><dd><ul>{1}</ul></dd>", "<li>{0}</li>", "<h2>{0}</h2>{1}", lines=""
    ),
    "divs": marked_up(
        "<div>{}</div>", "<div><div>{0}</div><div>{1}</div></div>", "{0}", "<div><div>{0}</div>{1}</div>"
    ),
    "divs with items": marked_up(
        "{}", "<div><div>{0}</div><div>{1}</div></div>", "<div>{0}</div>", "<div><div>{0}</div>{1}</div>", lines=""
    ),
    "spans": marked_up("{}", "<div><span>{0}</span><span>{1}</span></div>", "{0}", "<div>{0}</div>{1}"),
    "labels": marked_up("{}", "<div><label>{0}</label><span>{1}</span></div>", "{0}", "<h3>{0}</h3>{1}"),
    "a paragraph each": marked_up("{}", "<p>{0}:</p><p>{1}</p>", "{0}", "<p>{0}:</p>{1}"),
    "sections": marked_up(
        "{}", "<section><h2>{0}</h2><p>{1}</p></section>", "{0}", "<section><h2>{0}</h2>{1}</section>"
    ),
    "details": marked_up("{}", "<p><b>{0}:</b> {1}</p>", "{0}", "<details><summary>{0}</summary>{1}</details>"),
    "old fonts": marked_up("{}", "<font size=2><b>{0}:</b></font> {1}<br>", "{0}", "<font><b>{0}:</b></font><br>{1}"),
    "capital tags": marked_up("<DL>{}</DL>", "<DT>{0}<DD>{1}", "{0}", "<H2>{0}</H2>{1}", "<H1>{}</H1><P>{}</P>"),
    "links in values": marked_up("<dl>{}</dl>", "<dt>{0}</dt><dd>{1}</dd>", "<a href='/x'>{0}</a>", "<h2>{0}</h2>{1}"),
    "spans in values": marked_up(
        "<dl>{}</dl>", "<dt>{0}</dt><dd>{1}</dd>", "<span>\n  {0}\n</span>", "<h2>{0}</h2>{1}"
    ),
    "icons in labels": marked_up(
        "<dl>{}</dl>", "<dt><i class=icon></i> {0}</dt><dd>{1}</dd>", "{0}", "<h2>{0}</h2>{1}"
    ),
    "comments": marked_up(
        "<dl>{}</dl>", "<dt>{0}<!-- x --></dt><!-- Auteur: Niemand --><dd>{1}</dd>", "{0}", "<h2>{0}</h2>{1}"
    ),
    "scripts between": marked_up(
        "<dl>{}</dl>", "<dt>{0}</dt><dd>{1}<script>var a='Auteur: Niemand'</script></dd>", "{0}", "<h2>{0}</h2>{1}"
    ),
    "title in a header": marked_up(*PLAIN_DL, "<header><h1>{}</h1></header><h2>{}</h2>"),
    "subtitle in the title": marked_up(*PLAIN_DL, "<h1>{}<br><small>{}</small></h1>"),
    "title of divs": marked_up(*PLAIN_DL, "<div>{}</div><div>{}</div>"),
    "title in a link": marked_up(*PLAIN_DL, "<h1><a href='/p/1'>{}</a></h1><h3>{}</h3>"),
    "title after a kind": marked_up(*PLAIN_DL, "<p>Rapport</p><h1>{}</h1><p>{}</p>"),
    "title after the name of the site": marked_up(*PLAIN_DL, "<h1>Kennisbank</h1><h2>{}</h2><h3>{}</h3>"),
    "cookies before": marked_up(*PLAIN_DL, "<div>Deze website gebruikt cookies.</div><h1>{}</h1><p>{}</p>"),
    "a picture before": marked_up(*PLAIN_DL, "<img alt='Omslag' src=x><h1>{}</h1><p>{}</p>"),
    "others after": marked_up(
        *PLAIN_DL[:3], "<h2>{0}</h2>{1}<aside><h2>Zie ook</h2><ul><li>Ander rapport (2011)</li></ul></aside>"
    ),
    "others after, with labels": marked_up(
        *PLAIN_DL[:3],
        "<h2>{0}</h2>{1}<div><h2>Gerelateerde publicaties</h2><div><h3>Ander rapport</h3><p>Auteur: Kees Niemand</p>"
        "<p>Publicatiedatum: 2001</p></div></div>",
    ),
    "search before": marked_up(
        *PLAIN_DL, "<form><label>Auteur</label><input><label>Thema</label></form><h1>{}</h1><p>{}</p>"
    ),
}

PAGES_OF_HTML: dict[str, Variation] = {
    "tags in capitals": lambda text: re.sub(r"</?[a-z][a-z0-9]*", lambda tag: tag[0].upper(), text),
    "no breaks between tags": lambda text: re.sub(r">\s+<", "><", text),
    "breaks between tags": lambda text: re.sub(r"><(?!/?(?:span|time|a|b|i|strong))", ">\n    <", text),
    "inside divs": lambda text: re.sub(r"(<body[^>]*>)", r"\1<div id=p><div class=q>", text).replace(
        "</body>", "</div></div></body>"
    ),
    "inside a table of layout": lambda text: re.sub(r"(<body[^>]*>)", r"\1<table width=800><tr><td>", text).replace(
        "</body>", "</td></tr></table></body>"
    ),
    "no-break spaces": lambda text: re.sub(r"(?<=[a-z]) (?=[a-z]+[^<>]*<)", "&nbsp;", text),
    "numeric entities": lambda text: re.sub(r"[^\x00-\x7f]", lambda sign: f"&#{ord(sign[0])};", text),
    "a comment in every block": lambda text: re.sub(r"(<(?:p|dd|td|div|li)>)", r"\1<!-- veld -->", text),
    "a span in every block": lambda text: re.sub(r"<(p|dd|td|li)>([^<>]+)</\1>", r"<\1><span>\2</span></\1>", text),
    "an anchor before every heading": lambda text: re.sub(r"(<h[1-6])", r'<a name="x"></a>\1', text),
    "a style and a script in the body": lambda text: re.sub(
        r"(<body[^>]*>)", r"\1<style>h1{color:red}</style><script>var Auteur = 'Niemand';</script>", text
    ),
    "something hidden": lambda text: re.sub(r"(<body[^>]*>)", r"\1<div hidden>Auteur: Niemand</div>", text),
    "hidden by style": lambda text: re.sub(
        r"(<body[^>]*>)", r'\1<div style="display: none">Auteur: Niemand</div>', text
    ),
    "a skip link": lambda text: re.sub(r"(<body[^>]*>)", r'\1<a href="#inhoud">Naar de inhoud</a>', text),
    "a dialog about cookies": lambda text: text.replace(
        "</body>", "<div role=dialog><p>Wij gebruiken cookies.</p><button>Akkoord</button></div></body>"
    ),
    "a form for news": lambda text: text.replace(
        "</footer>", "<form><label>Naam</label><input><label>Thema</label><input></form></footer>"
    ),
    "no end tags": lambda text: re.sub(r"</(?:p|li|dt|dd|tr|td|th)>", "", text),
    "an XML declaration": lambda text: '<?xml version="1.0" encoding="UTF-8"?>\n' + text,
    "no doctype, head nor body tags": lambda text: re.sub(r"(?i)<!doctype[^>]*>|</?(?:html|body)[^>]*>", "", text),
    "UTF-16": lambda text: b"\xff\xfe" + text.encode("utf-16-le"),
    "byte order mark": lambda text: "\ufeff" + text,
}

REFERENCES: dict[str, Variation] = {
    "no full stop at the end": lambda text: text.rstrip(".") if text.endswith(".") else None,
    "spaces around": lambda text: f"  {text} ",
    "double spaces": lambda text: text.replace(". ", ".  "),
    "no-break spaces": lambda text: text.replace(" ", "\u00a0"),
    "a line end inside": lambda text: text.replace(" ", "\n", 9).replace("\n", " ", 8),
    "a bullet": lambda text: "- " + text,
    "a round bullet": lambda text: "• " + text,
    "a number": lambda text: "1. " + text,
    "a number in brackets": lambda text: "[12] " + text,
    "in quotes": lambda text: f'"{text}"' if '"' not in text else None,
    "a name before": lambda text: "APA: " + text,
    "ampersand entity": lambda text: text.replace("&", "&amp;") if "&" in text and "&amp;" not in text else None,
    "ampersand as en": lambda text: re.sub(r",? & (?=[^()]*\()", " en ", text, count=1) if "., & " in text else None,
    "ampersand as and": lambda text: text.replace("., & ", "., and ", 1) if "., & " in text else None,
    "ampersand without comma": lambda text: text.replace("., & ", ". & ", 1) if "., & " in text else None,
    "initials without spaces": lambda text: re.sub(r"(?<=\b[A-Z]\.) (?=[A-Z]\.)", "", text),
    "comma after the year": lambda text: (
        re.sub(r"(\(\d{4}\))\. ", r"\1, ", text, count=1) if re.search(r"\(\d{4}\)\. ", text) else None
    ),
    "colon after the year": lambda text: (
        re.sub(r"(\(\d{4}\))\. ", r"\1: ", text, count=1) if re.search(r"\(\d{4}\)\. ", text) else None
    ),
    "nothing after the year": lambda text: (
        re.sub(r"(\(\d{4}\))\. ", r"\1 ", text, count=1) if re.search(r"\(\d{4}\)\. ", text) else None
    ),
    "full stop before the year": lambda text: re.sub(r"\.? (\(\d{4}\))", r". \1", text, count=1),
    "space before the colon of the imprint": lambda text: (
        re.sub(r"(?<=[a-z]): (?=[^:]+$)", " : ", text) if "http" not in text else None
    ),
    "title in italics of Markdown": lambda text: re.sub(
        r"(\(\d{4}\)\. )([^.?!:*(\[]+)(?=[.:])", r"\1*\2*", text, count=1
    ),
    "title in italics of HTML": lambda text: re.sub(
        r"(\(\d{4}\)\. )([^.?!:*(\[]+)(?=[.:])", r"\1<em>\2</em>", text, count=1
    ),
    "curly apostrophes": lambda text: text.replace("'", "’") if "'" in text else None,
    "straight apostrophes": lambda text: text.replace("’", "'") if "’" in text else None,
    "zero-width spaces": lambda text: text.replace(" ", " \u200b"),
    "soft hyphens": lambda text: re.sub(r"([a-z]{5})(?=[a-z]{4})", "\\1\u00ad", text),
    "pages with dashes": lambda text: (
        re.sub(r"(?<=\d)-(?=\d+\)?\.)", "–", text) if re.search(r"pp?\. \d+-", text) else None
    ),
    "typed by a careless hand": lambda text: text.replace("., & ", ".,& ", 1) if "., & " in text else None,
}


def both(first: str, then: str) -> Variation:
    """A variation of the text, and the outcome as HTML."""

    def vary(text: str) -> str | bytes | None:
        varied = TEXTS[first](text)
        return MARKED_UP[then](varied) if isinstance(varied, str) else None

    return vary


TOGETHER = [
    ("a dash for a value", "definition list"),
    ("number of pages", "table, td"),
    ("type of publication", "strong and br"),
    ("labels in lower case", "headings"),
    ("labels in capitals", "spans"),
    ("authors a line each", "divs with items"),
    ("authors a line each", "list in values"),
    ("authors, family name first, a line each", "definition list, a dd a value"),
    ("the reference with its title in italics", "links in values"),
    ("fields turned round", "table, th"),
    ("last field first", "headings, bare text"),
    ("breadcrumbs before", "strong, no colon"),
    ("years and places after", "others after"),
]
MARKED_UP |= {f"{first}, as {then}": both(first, then) for first, then in TOGETHER}


def in_head(markup: str) -> Variation:
    """More in the head of a page: none of it goes before what the page shows."""

    def vary(text: str) -> str | None:
        return text.replace("</head>", markup + "</head>", 1) if "</head>" in text else None

    return vary


def linked_data(data: str) -> Variation:
    return in_head(f'<script type="application/ld+json">{{"@context":"https://schema.org",{data}}}</script>')


PAGES_OF_HTML |= {
    "JSON-LD of the web page": linked_data('"@type":"WebPage","name":"Detail","datePublished":"2022-02-02"'),
    "JSON-LD of the site": linked_data('"@type":"Organization","name":"Kennisbank","url":"https://www.example.org/"'),
    "JSON-LD of a news item": linked_data(
        '"@type":"NewsArticle","headline":"Nieuw rapport","datePublished":"2022-02-02",'
        '"author":{"@type":"Person","name":"Kees Niemand"},"publisher":{"@type":"Organization","name":"Kennisbank"}'
    ),
    "JSON-LD of another report": linked_data(
        '"@graph":[{"@type":"Report","name":"Iets heel anders","author":"Kees Niemand","datePublished":"1999"}]'
    ),
    "JSON-LD of a list of reports": linked_data(
        '"@type":"ItemList","itemListElement":[{"@type":"Report","name":"Een","author":"Kees Niemand"},'
        '{"@type":"Report","name":"Twee","author":"Jan Niemand"}]'
    ),
    "JSON-LD that is broken": in_head('<script type="application/ld+json">{"@type":"Report","name":"Iets</script>'),
    "Open Graph of the web page": in_head(
        '<meta property="og:title" content="Detail | Kennisbank"><meta property="og:site_name" content="Kennisbank">'
        '<meta property="article:published_time" content="2022-02-02"><meta property="og:locale" content="en_US">'
    ),
    "Dublin Core of the web page": in_head(
        '<meta name="DC.publisher" content="Kennisbank"><meta name="DC.date" content="2022-02-02">'
        '<meta name="DC.format" content="text/html"><meta name="DC.type" content="Text">'
    ),
    "author of the web page": in_head(
        '<meta name="author" content="Webredactie"><meta name="date" content="2022-02-02">'
    ),
    "keywords of the site": in_head('<meta name="keywords" content="kennis, zorg, wonen, onderzoek, rapporten">'),
    "description of the web page": in_head('<meta name="description" content="Op deze pagina staat een rapport.">'),
    "generator": in_head('<meta name="generator" content="Publicatiedatum 9.1"><link rel="author" href="/kees">'),
}
