"""A register in words: a line for a prompt, and for a notebook its tables with how much, how fresh and what is withheld."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from html import escape
from typing import Protocol

import pandas as pd

from citytools_analysis.register_info import RegisterInfo
from citytools_analysis.schema import MAY_SEE, TABLES, Table

_HEADS = ("table", "rows", "latest confirmed", "what a row is")


class Described(Protocol):
    """What a register must have to be told of."""

    @property
    def info(self) -> RegisterInfo:
        """What it says of itself."""

    @property
    def as_of(self) -> date:
        """The day the question is asked."""

    @property
    def sha256(self) -> str:
        """Hash of its content."""

    @property
    def boroughs(self) -> pd.DataFrame:
        """The authorities there are."""

    def table(self, name: str, *, columns: Sequence[str] | None = None) -> pd.DataFrame:
        """Give a table with one row a key, or some columns of it."""


class RegisterWords:
    """How a register is shown where it stands alone, at a prompt or at the end of a cell."""

    def __repr__(self: Described) -> str:
        """Say which register it is; no table is read for it."""
        return f"Register({line(self)})"

    def _repr_html_(self: Described) -> str:
        """Give notebooks what it is and the table of its tables."""
        return page(self)


def line(register: Described) -> str:
    """
    Say in one line which register it is; no table is read for it.

    Parameters
    ----------
    register
        The register.

    Returns
    -------
    line
        Its name, whether it is invented, its edition, day and hash.

    Examples
    --------
    >>> from citytools_analysis.register import Register
    >>> line(Register.from_tables({}, as_of=date(2026, 11, 23)))[:51]
    'City Tools: London, full edition, as of 2026-11-23,'
    """
    info = register.info
    notice = f" ({info.notice})" if info.notice else ""
    return f"{info.name}{notice}, {info.edition_name} edition, as of {register.as_of}, sha256 {register.sha256[:8]}"


def page(register: Described) -> str:
    """
    Write what a register holds as HTML: its tables with their rows, how fresh they are, and what is withheld.

    Parameters
    ----------
    register
        The register.

    Returns
    -------
    html
        A `ct-table` and a note; every text in it escaped.

    Examples
    --------
    >>> from citytools_analysis.register import Register
    >>> page(Register.from_tables({}, as_of=date(2026, 11, 23))).partition("</table>")[2]
    '<p class="ct-note">Nothing has been added to it.</p>'
    """
    rows = "".join(_row(register, table) for table in TABLES.values())
    heads = "".join(f'<th scope="col"{_number(head == "rows")}>{head}</th>' for head in _HEADS)
    return (
        f'<table class="ct-table"><caption>{escape(line(register))}</caption><thead><tr>{heads}</tr></thead>'
        f'<tbody>{rows}</tbody></table><p class="ct-note">{escape(" ".join(_notes(register)))}</p>'
    )


def _row(register: Described, table: Table) -> str:
    if _is_withheld(register.info, table):
        told = '<td class="ct-number ct-withheld">withheld</td><td></td>'
    else:
        frame = register.table(table.name, columns=[*table.key, *({"confirmed_date"} & {*table.names})])
        told = f'<td class="ct-number">{len(frame):,}</td><td>{_latest(frame)}</td>'
    return f'<tr><th scope="row">{table.name}</th>{told}<td>{escape(table.meaning)}</td></tr>'


def _latest(frame: pd.DataFrame) -> str:
    days = frame["confirmed_date"].dropna() if "confirmed_date" in frame else ()
    return f"{max(days):%Y-%m-%d}" if len(days) else ""


def _is_withheld(info: RegisterInfo, table: Table) -> bool:
    return table.tier not in MAY_SEE.get(info.edition, (table.tier,))


def _notes(register: Described) -> Iterator[str]:
    sources = register.table("sources")
    if not len(sources):
        yield "Nothing has been added to it."
        return
    kinds = sources["source_kind"].astype("str").value_counts().sort_index()
    said = ", ".join(f"{count:,} {kind}" for kind, count in kinds.items())
    yield f"Sources: {len(sources):,} ({said}), obtained up to {sources['retrieved_date'].max():%Y-%m-%d}."
    known = set().union(
        *(register.table(name, columns=["borough_id"])["borough_id"].dropna() for name in ("deployments", "contracts"))
    )
    yield f"Boroughs with a system or a contract: {len(known):,} of {len(register.boroughs):,}."
    released = register.table("released")
    if len(released):
        yield f"Released figures: {len(released):,}, of which {int(released['is_withheld'].sum()):,} are withheld."


def _number(is_number: bool) -> str:  # noqa: FBT001 - said at the one place that calls it
    return ' class="ct-number"' if is_number else ""
