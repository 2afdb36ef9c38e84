"""What `fuzzing` gives to everything that writes, and what must hold of what is written: the oracles."""

from __future__ import annotations

import ast
import base64
import csv
import gzip
import html
import io
import json
import re
import tempfile
import zipfile
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd
import pypdfium2
from bs4 import BeautifulSoup
from hypothesis import strategies as st
from icalendar import Calendar
from IPython.core.inputtransformer2 import TransformerManager
from matplotlib import pyplot as plt
from nbformat import v4
from openpyxl import load_workbook
from papermill.translators import PythonTranslator
from tiny_world import tiny_tables, worked_register

from citytools_analysis import tables
from citytools_analysis.annotate import annotated_copy
from citytools_analysis.charts import dot_plot
from citytools_analysis.errors import Issue
from citytools_analysis.reporting import sanitise
from citytools_analysis.reporting.annex import annex
from citytools_analysis.reporting.calendar_file import calendar_bytes
from citytools_analysis.reporting.dashboard.page import dashboard_page
from citytools_analysis.reporting.manifest import Entry, FileRecord, Manifest
from citytools_analysis.reporting.render import render
from citytools_analysis.reporting.site import index_html
from citytools_analysis.reporting.tree import visible_text
from citytools_analysis.reporting.typst_text import drawable
from citytools_analysis.slugs import slug, slugs
from citytools_analysis.tables.fragment import DOCUMENT_MIME, clean_text, is_missing, link

RAN = "133701"  # what the code in the tokens would give, were it run
TOKENS = (
    "<script>alert(1)</script>", "</script><script>", "<img src=x onerror=alert(1)>", "]]>", "-->", "<!--", "</style>", "</title>",
    '" onmouseover="x', "' onfocus='x", "javascript:alert(1)", "JaVaScRiPt:x", "java\tscript:x", "data:text/html,<b>", "vbscript:x",
    "//evil.example", "https://example.org/a?b=1&c=2", "mailto:a@example.org", "https:", "http://[", "file:///etc/passwd", "../../etc", "C:\\x",
    "con", "nul.txt", '#import "x"', "#(7 * 19100 + 1)", '#eval("7 * 19100 + 1")', '#panic("x")', "$x$", "$", "$\\frac{1}{0}$", "\\", '"', "\\u{41}",
    "`r`", "```", "@ref", "*b*", "_e_", "//c", "/*", "*/", "{{7*7}}", "{% x %}", "${7*7}", "`id`", "$(id)", "=cmd|' /C calc'!A0", "=1+1", "+1", "-1", "@SUM(1)",
    "\t=1", "\r=1", "\n", "\r\nATTACH:http://evil.example", "\x00", "\x07", "\x1b[31m", "\u202e", "\u2066", "\u200b", "\ufeff", "\u2028", "\ufffe", "\ud800",
    "\U000e0041", "\N{PILE OF POO}", "\u4e2d\u6587", "\u0627\u0644", "e\u0301\u0323", "\ufb01", "\u00ad", "W" * 300, "a b " * 20, "&amp;", "&#60;", "<b>", "<", "'", ";", ",",
    "_x000D_", "_x0041_", "%0a", "!touch ran", "%run x", "'''", "\\N{DIGIT ONE}", "None", "nan", "unknown",
)  # fmt: skip
_FIRST = ("", "", "", "", "=", "+", "@", " ", "'")  # what makes a formula of what follows, or hides that it is one
TEXT = st.builds(
    lambda first, rest: first + "".join(rest),
    st.sampled_from(_FIRST),
    st.lists(st.one_of(st.sampled_from(TOKENS), st.text(max_size=8)), min_size=1, max_size=4),
)
NAMES = TEXT.map(lambda text: text.encode("utf-8", "replace").decode())  # as a register can hold them
ONE: Mapping[str, st.SearchStrategy[Any]] = {"text": TEXT}
_EDGES = re.compile(r"[^a-zA-Z0-9]+")
_GONE = (
    "script",
    "iframe",
    "object",
    "embed",
    "base",
    "form",
    "applet",
    "frame",
    "math",
    "foreignobject",
    "input",
    "button",
    "video",
    "audio",
)
_SAFE_LINK = re.compile(r"(https?://|mailto:|#).*", re.IGNORECASE)
_WITHIN = re.compile(r"[A-Za-z0-9%_.~/-]+(#.*)?")
NOTHING: Mapping[str, int] = {}
_OF_OURS = {"lines-data", "records-data"}


class BrokenOracleError(AssertionError):
    """What was written does not do what it must, whatever text it was given."""


def hold(*, that: bool, what: str) -> None:
    """Say which oracle is broken, if it is."""
    if not that:
        raise BrokenOracleError(what)


def letters(text: str) -> str:
    """Keep what every way through a font and back keeps: plain letters and digits."""
    return _EDGES.sub("", text)


def check_page(page: str, *, own: Mapping[str, int] = NOTHING, is_index: bool = False) -> BeautifulSoup:
    """Look for anything in a page that acts, or asks for something outside it."""
    soup = BeautifulSoup(f"{page}<wbr>", "html.parser")  # words alone would be taken for an address or a file
    for name, n in acting(soup).items():
        hold(that=n == own.get(name, 0), what=f"a page holds an element {name} that is not ours")
    hold(that=not soup.find_all("meta", {"http-equiv": re.compile("refresh", re.IGNORECASE)}), what="a page sends on")
    for element in soup.find_all(True):
        for name, value in element.attrs.items():
            words = " ".join(value) if isinstance(value, list) else value
            hold(that=not name.lower().startswith("on"), what=f"a page holds a handler {name}")
            if name in {"href", "src", "action", "formaction", "xlink:href", "srcset", "poster"}:
                _check_address(element.name, name, words, is_index=is_index)
    return soup


def acting(soup: BeautifulSoup) -> dict[str, int]:
    """Count by name the elements of a page that do something, or could."""
    return {name: len(soup.find_all(name)) for name in _GONE}


def _check_address(tag: str, name: str, address: str, *, is_index: bool) -> None:
    is_image = tag == "img" and name == "src" and address.startswith("data:image/")
    is_link = name == "href" and tag in {"a", "area"} and bool(_SAFE_LINK.fullmatch(address))
    is_icon = tag == "link" and address.startswith("data:")
    is_within = is_index and name == "href" and bool(_WITHIN.fullmatch(address))
    hold(that=is_image or is_link or is_icon or is_within, what=f"a page leads to {address[:60]!r} by {tag} {name}")


def _notebook(text: str) -> Any:
    about = {
        "title": text,
        "notice": text[:80],
        "as_of": "2026-11-23",
        "edition": "public",
        "register": "3f9a12c7",
        "subject": text,
    }
    shown = (
        tables.from_frame(
            [{"a": text, "b": 1}],
            columns=[tables.Column("a", "A"), tables.Column("b", "B", "pounds")],
            caption=text,
            note=text,
        ),
        tables.stack(tables.heading(text), tables.paragraph(text, link(text, text), link(f"https://{text}", "words"))),
    )
    outputs = [v4.new_output("display_data", data=one._repr_mimebundle_()) for one in shown]
    outputs[0]["data"][DOCUMENT_MIME] = about
    outputs += [
        v4.new_output("stream", name="stdout", text=text),
        v4.new_output("display_data", data={"text/html": _told(text), "text/plain": text}),
        v4.new_output("display_data", data={"text/plain": text}),
        v4.new_output("display_data", data={"image/png": _png()}, metadata={"image/png": {"alt": f"alt {text}"}}),
    ]
    return v4.new_notebook(
        cells=[v4.new_code_cell("x", outputs=outputs, id="a"), v4.new_markdown_cell(_told(text), id="b")]
    )


def _told(markup: str) -> str:
    """Give pictures the words without which a document refuses them."""
    return markup.replace("<img", "<img alt='z'")


@cache
def _png() -> str:
    stream = io.BytesIO()
    figure = plt.Figure(figsize=(1, 1))
    figure.savefig(stream, format="png")
    return base64.b64encode(stream.getvalue()).decode()


def page_of(text: str) -> None:
    """Draw it as HTML, everywhere a text can stand: nothing acts, and the cell of the table gives it back."""
    soup = check_page(render(_notebook(text), file_format="html").decode())
    if is_missing(clean_text(text)):
        return
    cell = soup.find("th", {"scope": "row"})
    hold(that=cell is not None, what="a table's row has lost its head")
    given = visible_text(clean_text(text))
    hold(that=" ".join(cell.get_text().split()) == " ".join(given.split()), what="a cell does not give its text back")


def pdf_of(text: str) -> None:
    """Set it as PDF: it compiles, its text is there, and none of it was run."""
    text = text[:60]
    content = render(_notebook(text), file_format="pdf")
    with pypdfium2.PdfDocument(io.BytesIO(content)) as document:
        words = "".join(document[number].get_textpage().get_text_range() for number in range(len(document)))
    given = drawable(visible_text(clean_text(text)))
    hold(that=letters(given) in letters(words), what="a PDF does not hold the text")
    hold(that=RAN in letters(text) or RAN not in letters(words), what="a PDF shows what code in a text would give")


def slides_of(text: str) -> None:
    """Draw it as slides: nothing acts but our own script."""
    page = render(_notebook(text), file_format="slides").decode()
    check_page(page, own=_own_of_slides())


@cache
def _own_of_slides() -> dict[str, int]:
    return acting(BeautifulSoup(render(_notebook("plain"), file_format="slides"), "html.parser"))


def workbook_of(text: str) -> None:
    """Write it into a workbook: no part holds a formula or a link out, every text is text."""
    rows = {
        "kind": "rows",
        "title": text,
        "note": text,
        "headers": [text, "n"],
        "kinds": ["text", "money"],
        "rows": [[text, 1], [None, 2.5]],
    }
    content = annex(text, {"notice": text, "as_of": "2026-11-23", "edition": text, "register": text}, [rows, rows])
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for name in archive.namelist():
            part = archive.read(name)
            is_sheet = name.startswith("xl/worksheets/")
            hold(that=not (is_sheet and re.search(rb"<(?:\w+:)?f[\s>/]", part)), what="a workbook holds a formula")
            targets = [one for one in re.findall(rb"<Relationship [^>]*>", part) if b"External" in one]
            hold(
                that=all(b'Target="#' in one for one in targets) and "external" not in name,
                what="a workbook leads outside",
            )
    book = load_workbook(io.BytesIO(content))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if isinstance(cell.value, str)]
    hold(that=all(cell.data_type == "s" for cell in cells), what="a cell of a workbook is no text")
    given = letters(visible_text(clean_text(text)))
    hold(
        that=letters(str(book["1"]["A5"].value or "")) in {given, letters(text)} or not given,
        what="a cell of a workbook lost its text",
    )


def table_of(text: str) -> None:
    """Write it into the CSV of problems: no cell begins as a formula, and each reads back."""
    with tempfile.TemporaryDirectory() as folder:
        copy = annotated_copy(Path(folder) / "a.csv", [Issue(text, text, text, text, text)])
        rows = list(csv.reader(io.StringIO(copy.read_bytes().decode("utf-8-sig"), newline="")))
    cells = rows[1]
    hold(that=len(rows) == 2 and len(cells) == 5, what="a line of a CSV file is broken in two")
    hold(
        that=not any(cell.startswith(("=", "+", "-", "@", "\t", "\r")) for cell in cells),
        what="a cell of a CSV file is a formula",
    )
    given = text.encode("utf-8", "replace").decode()
    hold(that=cells[0].removeprefix("'") == given.removeprefix("'"), what="a cell of a CSV file lost its text")


def calendar_of(text: str) -> None:
    """Write it into a calendar: one event, with our own lines only, that gives it back."""
    event = {"id": text, "day": "2027-07-31", "summary": text, "description": text}
    content = calendar_bytes(
        {"as_of": "2026-11-23", "edition": "public", "notice": text}, [{"name": text, "events": [event]}]
    )
    events = Calendar.from_ical(content).walk("VEVENT")
    hold(that=len(events) == 1, what="a calendar holds more or fewer events than it was given")
    names = {"UID", "DTSTAMP", "DTSTART", "SUMMARY", "DESCRIPTION", "CLASS", "TRANSP"}
    hold(that=set(events[0].keys()) <= names, what="a calendar holds a line that was not meant")
    lines = content.replace(b"\r\n ", b"").decode().split("\r\n")
    (summary,) = (line.removeprefix("SUMMARY:") for line in lines if line.startswith("SUMMARY:"))
    hold(that=re.sub(r"\\(.)", r"\1", summary) == clean_text(text), what="an event lost its text")


def name_of(text: str) -> None:
    """Make a file's name of it: one that every system takes, and that stays in its folder."""
    others = [text, text.upper(), f"{text} ", text[:3], "con"]
    for name in (slug(text), *slugs(others).values()):
        hold(
            that=bool(re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", name)) and len(name) <= 80,
            what="a file's name is not safe",
        )
        hold(
            that=name not in {"con", "prn", "aux", "nul"} and not re.fullmatch(r"(com|lpt)\d", name),
            what="a file's name is reserved",
        )
    hold(that=len(set(slugs(others).values())) == len(set(others)), what="two texts share a file's name")


def chart_of(text: str) -> None:
    """Draw it as the names of a chart, and say it in the words that read the chart out."""
    frame = pd.DataFrame({"label": [text, "Planning"], "value": [2.0, 4.5], "n": [11, 20]})
    made = dot_plot(frame, title=text, note=text, unit=text, own=text)
    shown = made.html
    plt.close("all")
    images = check_page(shown).find_all("img")
    hold(that=len(images) == 1 and bool(images[0]["alt"].strip()), what="a chart has lost its words")
    hold(that=letters(clean_text(text)) in letters(images[0]["alt"]), what="a chart's words lost a name")
    head, _, body = images[0]["src"].partition(",")
    content = base64.b64decode(body)
    is_drawing = "svg" in head
    hold(that=not (is_drawing and re.search(rb"<script|onload|href=\"(?!#|data:)", content)), what="a drawing acts")


def index_of(text: str) -> None:
    """List it on the page of all documents."""
    states = ("built", "failed", "stale", "unchanged")
    entries = [
        Entry(
            f"a/{state}",
            "a",
            text,
            "borough",
            "ash",
            text,
            {"borough": text},
            state,
            "run",
            text,
            text,
            (FileRecord(f"{slug(text)}.html", "a", 3),),
        )
        for state in states
    ]
    source = {
        "source_name": text,
        "file_name": text,
        "sha256": text,
        "retrieved_date": "2026-11-23",
        "source_kind": text,
        "source_id": text,
    }
    manifest = Manifest("2026-11-23", "public", text, "ab" * 32, "0.1.0", (source,), tuple(entries))
    soup = check_page(index_html(manifest, register=_register()), is_index=True)
    hold(
        that=letters(visible_text(text)) in letters(soup.get_text()) or letters(text) in letters(soup.get_text()),
        what="the index lost a text",
    )


@cache
def _register() -> Any:
    return worked_register(edition="public")


def dashboard_of(names: list[str]) -> None:
    """Put it into a register's names, titles and addresses, and make the dashboard of that."""
    given = tiny_tables()
    of = {"suppliers": ["supplier"], "systems": ["system"], "contracts": ["title", "reference", "evidence_url"]}
    changed = {
        name: given[name].assign(
            **{column: [names[n % len(names)] for n in range(len(given[name]))] for column in columns}
        )
        for name, columns in of.items()
    }
    soup = check_page(
        dashboard_page(worked_register(edition="public", **changed)), own=_own_of_the_dashboard(), is_index=True
    )
    hold(
        that={one.get("id") for one in soup.find_all("script")} == {*_OF_OURS, None},
        what="the dashboard's data holds a script",
    )
    whole = gzip.decompress(base64.b64decode(soup.find(id="lines-data").get_text()))
    header = json.loads(whole[4 : 4 + int.from_bytes(whole[:4], "little")])
    held = letters(json.dumps(header, ensure_ascii=False))
    hold(
        that=all(
            letters(clean_text(name)) in held or "\\" in json.dumps(name, ensure_ascii=False) for name in names[:1]
        ),
        what="the dashboard lost a name",
    )


@cache
def _own_of_the_dashboard() -> dict[str, int]:
    return acting(BeautifulSoup(dashboard_page(_register()), "html.parser"))


def parameter_of(text: str) -> None:
    """Write it into a notebook's cell as a parameter: a literal, and nothing else."""
    code = PythonTranslator.codify({"borough": str.__str__(text)})
    hold(
        that=TransformerManager().transform_cell(code).strip() == code.strip(), what="a parameter is read as a command"
    )
    (assigned,) = ast.parse(code).body
    is_literal = (
        isinstance(assigned, ast.Assign) and isinstance(assigned.value, ast.Constant) and assigned.value.value == text
    )
    hold(that=is_literal, what="a parameter is more than a literal")


def address_of(text: str) -> None:
    """Link to it: only the web, mail and places in the page are ever linked to."""
    given = (text, f"https://{text}", f" {text}", f"mailto:{text}", f"#{text}")
    for address in given:
        check_page(str(link(address, "words", otherwise="none")))
        check_page(
            sanitise.clean(
                f'<a href="{html.escape(address)}">x</a><a href={address}>y</a><img src="{html.escape(address)}" alt="z">'
            )
        )


def markup_of(names: list[str]) -> None:
    """Give it to the allow-list as elements and attributes of any kind."""
    soup = "".join(
        f"<{name} class='ct-a {name}' style={name} id={name} {name}='{name}'>{name}</{name}>" for name in names
    )
    check_page(sanitise.clean(soup))
    check_page(sanitise.clean("<svg><style><!--</style>" + soup + "<math><mtext><table><mglyph><style>" + soup))


TAGS = st.lists(
    st.one_of(st.sampled_from(("a", "p", "img", "table", "svg", "math", "style", "script", "template", "select", "onclick", "td", "noscript", "iframe", "pre")), TEXT),
    min_size=1, max_size=6,
)  # fmt: skip
