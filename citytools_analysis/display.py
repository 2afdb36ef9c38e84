"""
How tables and figures that an analyst makes themselves look in a notebook: as ours do, escaped and with alternative text.

Nothing is imported to be registered: IPython finds the types by name once a notebook uses them.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from datetime import datetime
from html import escape
from typing import Any

from citytools_analysis.display_records import RECORDS, frames_of, record_rows, record_text
from citytools_analysis.display_words import rests_on
from citytools_analysis.drawn import image
from citytools_analysis.own_figures import draws, make_ready
from citytools_analysis.style import UNKNOWN, date_text
from citytools_analysis.surface import only_public

MOST_ROWS = 5_000
_NUMBER = ' class="ct-number"'
_WITHHELD = "withheld"
_WITHHELD_FIGURES = {"value", "n", "coverage", "lower", "upper", "bound_low", "bound_high"}  # of a metric's envelope


def enable() -> None:
    """
    Show frames as accessible tables and figures with alternative text in this notebook; outside IPython do nothing.

    Examples
    --------
    >>> enable()
    """
    shell = _shell()
    if shell is None:
        return
    _register()
    # Matplotlib's notebook backend drops every figure formatter when it starts: ours is put back before it draws.
    shell.events.register("post_execute", _register)
    shell.events.register("pre_run_cell", _before)
    _make_ready(str(getattr(shell, "user_ns", {}).get("_ih", [""])[-1]))  # the cell that imports us may draw, too


def _before(cell: Any) -> None:
    _make_ready(cell.raw_cell or "")


def _make_ready(source: str) -> None:
    shell = _shell()
    if shell is not None and draws(source):
        shell.events.unregister("pre_run_cell", _before)
        make_ready()
        _register()


def _shell() -> Any:
    return sys.modules["IPython"].get_ipython() if "IPython" in sys.modules else None


def _register() -> None:
    formatters = _shell().display_formatter.formatters
    html = formatters["text/html"]
    # pandas 3 calls its frame by its public name, earlier ones by the module it lives in.
    for module in ("pandas", "pandas.core.frame"):
        html.for_type_by_name(module, "DataFrame", table_html)
    html.for_type_by_name("pandas.io.formats.style", "Styler", styler_html)
    html.for_type_by_name("matplotlib.figure", "Figure", figure_html)
    for module, name in RECORDS:
        html.for_type_by_name(module, name, record_html)
        formatters["text/plain"].for_type_by_name(module, name, _print_record)
    formatters["image/png"].pop("matplotlib.figure.Figure", None)  # else every figure would be kept twice


def table_html(frame: Any) -> str:
    """
    Write a pandas frame as a whole table.

    Parameters
    ----------
    frame
        The frame; `frame.attrs["caption"]` names it, and its index is shown when it has a name.

    Returns
    -------
    html
        A `ct-table` with header scopes and every row up to 5,000; missing values as unknown, or as withheld where the row
        says so. The caption of a metric's frame ends in what it rests on: n, coverage, day, and what is withheld and why.

    Examples
    --------
    >>> import pandas as pd
    >>> table_html(pd.DataFrame({"supplier": ["<b>"], "n": [None]})).partition("<tbody>")[2]
    '<tr><td>&lt;b&gt;</td><td class="ct-unknown">unknown</td></tr></tbody></table>'
    """
    has_index = any(name is not None for name in frame.index.names)
    shown = frame.head(MOST_ROWS)
    plain = shown.reset_index() if has_index else shown
    n_heads = frame.index.nlevels if has_index else 0
    numeric = [_is_numeric(kind) for kind in plain.dtypes]
    head = "".join(
        f'<th scope="col"{_NUMBER if is_number else ""}>{escape(_words(column))}</th>'
        for column, is_number in zip(plain.columns, numeric, strict=True)
    )
    rows = plain.itertuples(index=False, name=None)
    held = [_withheld_at(plain) if is_held else frozenset() for is_held in _held_rows(plain)]
    body = "".join(_row(row, numeric, n_heads, missing) for row, missing in zip(rows, held, strict=True))
    caption = ": ".join(part for part in (str(frame.attrs.get("caption") or "Table"), rests_on(frame)) if part)
    left = len(frame) - len(shown)
    note = f'<p class="ct-note">The first {MOST_ROWS:,} rows; {left:,} more are not shown.</p>' if left else ""
    return (
        f'<table class="ct-table"><caption>{escape(caption)}</caption><thead><tr>{head}</tr></thead>'
        f"<tbody>{body}</tbody></table>{note}"
    )


def record_html(record: Any) -> str:
    """
    Write a record of ours, such as the opportunities that were found: what it holds, and the first rows of its frames.

    Parameters
    ----------
    record
        A dataclass or named tuple.

    Returns
    -------
    html
        A `ct-table` of its parts, and one for each frame.

    Examples
    --------
    >>> from citytools_analysis.metrics.assumptions import Assumed
    >>> record_html(Assumed("rate", 1.0, 2.0, 3.0, "pounds", "ours", "A")).count("<tr>")
    8
    """
    return record_rows(record) + "".join(table_html(frame) for frame in frames_of(record))


def styler_html(styler: Any) -> str:
    """
    Write a styled pandas frame as a plain table: its data and caption, without its styles.

    Parameters
    ----------
    styler
        A pandas Styler.

    Returns
    -------
    html
        As `table_html` gives.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> import pandas as pd
    >>> frame = pd.DataFrame({"a": [1]})
    >>> "<caption>Ends</caption>" in styler_html(SimpleNamespace(data=frame, caption="Ends"))
    True
    """
    frame = styler.data.copy(deep=False)
    caption = styler.caption or frame.attrs.get("caption")
    frame.attrs = {**styler.data.attrs, "caption": caption[0] if isinstance(caption, tuple | list) else caption}
    return table_html(frame)


def figure_html(figure: Any) -> str:
    """
    Write a matplotlib figure as an image whose alternative text is its own titles and axis labels.

    Parameters
    ----------
    figure
        The figure.

    Returns
    -------
    html
        A `ct-figure`; the same figure always gives the same bytes.

    Raises
    ------
    ValueError
        If the figure has neither a title nor an axis label.

    Examples
    --------
    >>> from matplotlib.figure import Figure
    >>> figure = Figure(figsize=(4, 3))
    >>> _ = figure.subplots().set_title("Contracts by year")
    >>> figure_html(figure).rpartition(" alt=")[2]
    '"Contracts by year" width="384"></figure>'
    """
    alt = _alternative_text(figure)
    if not alt:
        message = (
            "This figure has no title and no axis labels, so nothing can be said to readers who cannot see it. "
            "Add one: axes.set_title('...'), axes.set_xlabel('...') or figure.suptitle('...')."
        )
        raise ValueError(message)
    return f'<figure class="ct-figure">{image(figure, alt=alt)}</figure>'


def _alternative_text(figure: Any) -> str:
    above = figure.get_suptitle()
    titles = [axes.get_title() or axes.get_title(loc="left") or axes.get_title(loc="right") for axes in figure.axes]
    named = "; ".join(part for part in (above, *titles) if part)
    labels = "; ".join(dict.fromkeys(_labels(figure.axes)))
    return ". ".join(part for part in (named, labels) if part)


def _labels(all_axes: Sequence[Any]) -> Iterator[str]:
    for axes in all_axes:
        across, up = axes.get_xlabel(), axes.get_ylabel()
        if across:
            yield f"across: {across}"
        if up:
            yield f"up: {up}"


def _print_record(record: Any, printer: Any, cycle: Any) -> None:
    del cycle
    printer.text(record_text(record))


def _held_rows(plain: Any) -> Sequence[bool]:
    """Tell of each row whether it says that its figures are withheld."""
    if not plain.columns.is_unique or "is_withheld" not in plain:
        return [False] * len(plain)
    return list(plain["is_withheld"].eq(True).fillna(value=False).astype("bool"))


def _withheld_at(plain: Any) -> frozenset[int]:
    return frozenset(position for position, name in enumerate(plain.columns) if name in _WITHHELD_FIGURES)


def _row(values: Sequence[Any], numeric: Sequence[bool], n_heads: int, withheld: frozenset[int]) -> str:
    cells = []
    for position, (value, is_number) in enumerate(zip(values, numeric, strict=True)):
        words = _words(value)
        is_unknown, is_withheld = words == UNKNOWN, words == UNKNOWN and position in withheld
        words = _WITHHELD if is_withheld else words
        state = "ct-withheld" if is_withheld else "ct-unknown" if is_unknown else ""
        classes = " ".join(name for name in ("ct-number" if is_number else "", state) if name)
        mark = f' class="{classes}"' if classes else ""
        text = escape(words)
        cells.append(f'<th scope="row"{mark}>{text}</th>' if position < n_heads else f"<td{mark}>{text}</td>")
    return f"<tr>{''.join(cells)}</tr>"


def _words(value: Any) -> str:
    if value is None or type(value).__name__ in {"NAType", "NaTType"}:
        return UNKNOWN
    if isinstance(value, float):
        return UNKNOWN if value != value else f"{value:,.2f}".removesuffix(".00")  # noqa: PLR0124 - only NaN is unlike itself
    if isinstance(value, datetime):
        return date_text(value) if value.time().isoformat() == "00:00:00" else f"{value:%Y-%m-%d %H:%M}"
    if isinstance(value, tuple):
        return " · ".join(_words(part) for part in value)
    return str(value)


def _is_numeric(kind: Any) -> bool:
    return getattr(kind, "kind", "O") in "iufc"


only_public(sys.modules[__name__])  # an attribute of the package as soon as anything imports it
