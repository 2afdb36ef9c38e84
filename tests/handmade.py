"""A run notebook made by hand, in the markup that tables and charts give; several tests draw it."""

from __future__ import annotations

import base64
import io
from html import escape
from typing import Any

from matplotlib.figure import Figure
from nbformat import v4

DOCUMENT = "application/vnd.citytools.document+json"
ABOUT = {
    "title": "Camden",
    "as_of": "2026-11-23",
    "edition": "members",
    "register": "3f9a12c7",
    "notice": "invented sample data",
    "subject": "Camden",
    "language": "en-GB",
    "description": "What Camden runs and what ends when.",
}
HOSTILE = (
    '=HYPERLINK("http://evil.example","x")',
    "<script>alert(1)</script>",
    '#import "x"',
    "../../etc",
    "$x$",
    "left\u202eright",
    '*b* _e_ @ref // c \\ `r` "q" [x] #{1}',
    "\x07bell\ud800",
)
SHOWN = tuple(
    text.replace("\u202e", "[U+202E]").replace("\x07", "[U+0007]").replace("\ud800", "[U+D800]") for text in HOSTILE
)


def png() -> str:
    drawn = io.BytesIO()
    figure = Figure(figsize=(3, 2))
    figure.subplots().plot([1, 2])
    figure.savefig(drawn, format="png", metadata={"Software": None})
    return base64.b64encode(drawn.getvalue()).decode()


def output(html: str, about: dict[str, str] | None = None, **data: Any) -> Any:
    extra = {DOCUMENT: about} if about else {}
    return v4.new_output("display_data", data={"text/html": html, "text/plain": "plain", **extra, **data})


def code(*outputs: Any, source: str = "secret_call()") -> Any:
    return v4.new_code_cell(source, outputs=list(outputs))


def notebook(*cells: Any) -> Any:
    for number, cell in enumerate(cells):
        cell["id"] = f"cell-{number}"
    return v4.new_notebook(cells=list(cells))


def table(rows: int, columns: int, *, classes: str = "ct-table", caption: str = "Contracts") -> str:
    heads = "".join(f'<th scope="col">Head{column}</th>' for column in range(columns))
    body = "".join(
        f'<tr><th scope="row">name{row}</th>'
        + "".join(f'<td class="ct-number">v{row}x{column}</td>' for column in range(1, columns))
        + "</tr>"
        for row in range(rows)
    )
    return f'<table class="{classes}"><caption>{caption}</caption><thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table>'


def names_table() -> str:
    rows = "".join(f"<tr><td>{escape(name)}</td></tr>" for name in HOSTILE)
    return f'<table class="ct-table"><thead><tr><th>Supplier</th></tr></thead><tbody>{rows}</tbody></table>'


def report() -> Any:
    title = (
        '<header class="ct-title"><p class="ct-kicker">City Tools: London</p><h1>Camden</h1>'
        '<p class="ct-finding">Four contracts need a decision.</p></header>'
    )
    figures = (
        '<dl class="ct-key-figures"><div><dt>systems in use</dt><dd class="ct-value">41</dd>'
        '<dd class="ct-basis">63 of 90 functions known</dd></div></dl>'
    )
    chart = (
        '<figure class="ct-figure"><figcaption><strong>What ends when</strong> <span>23 Nov 2026</span></figcaption>'
        f'<img src="data:image/png;base64,{png()}" alt="Seven contracts by end." width="640"></figure>'
    )
    columns = f'<div class="ct-columns" data-weights="3 2"><div>{chart}</div><div><h3>Who to call</h3><p>Lewisham</p></div></div>'
    return notebook(
        code(output(title, ABOUT), output(figures)),
        v4.new_markdown_cell(
            "## Decide next\n\nSee [the names](#Suppliers) and [the web](https://example.org/a?b=1&c=2)."
        ),
        code(output(table(4, 3))),
        code(output(columns)),
        code(
            output(
                '<div class="ct-page-break"></div><nav class="ct-contents"></nav><div class="ct-callout"><p>Unknown</p></div>'
            )
        ),
        v4.new_markdown_cell("## Suppliers"),
        code(output(names_table())),
        code(
            v4.new_output("stream", name="stdout", text="printed by an analyst"),
            v4.new_output("stream", name="stderr", text="a warning nobody needs"),
        ),
    )
