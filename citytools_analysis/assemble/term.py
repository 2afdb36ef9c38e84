"""How long a contract runs: its end, its options, and whether they are stated, computed or read from a sentence."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd

from citytools_analysis.assemble.assembly import Assembly, Entry, Row
from citytools_analysis.parse import parse_money, parse_number
from citytools_analysis.resolve import split_list
from citytools_analysis.sources.extension_terms import Terms, parse_terms

_LONGEST_OPTION = 600  # months; more is a slip of the keys
_SLACK_DAYS = 45


@dataclass(frozen=True)
class Term:
    """
    How long a contract runs.

    Parameters
    ----------
    columns
        The contract's columns: `end_date`, its precision, `end_state`, `end_basis` and `option_state`.
    options
        Rows of the options table, without the contract.

    Examples
    --------
    >>> Term({"end_state": "rolling"}, ()).options
    ()
    """

    columns: Row
    options: tuple[Row, ...]


def term_of(assembly: Assembly, entry: Entry) -> Term:
    """
    Work out how long a contract runs.

    Parameters
    ----------
    assembly
        The rows in the making, for problems with a cell.
    entry
        A row of the Contracts sheet. Where it tells neither months of options nor an end, its extension terms are read,
        and what is read so is marked as parsed; terms whose options the stated end already holds give no option.

    Returns
    -------
    term
        The end and the options.

    Examples
    --------
    >>> from citytools_analysis.clean import clean
    >>> from citytools_analysis.reference import load_reference
    >>> from citytools_analysis.resolve import Names
    >>> from citytools_analysis.sources.reading import Reading
    >>> raw = pd.DataFrame({"title": ["Thing"], "start_date": ["2026-04-01"], "extension_note": ["3+2 years"], "where_row": ["2"]})
    >>> assembly = Assembly(clean(Reading("a.csv", "register", "00", "a.csv", {"contracts": raw})), Names(load_reference()), "s")
    >>> term = term_of(assembly, next(assembly.entries("contracts")))
    >>> term.columns["end_date"].isoformat()[:10], term.columns["end_basis"], term.options[0]["months"]
    ('2029-03-31', 'parsed', 24.0)
    """
    stated = _stated_options(assembly, entry)
    said = None if entry["extension_months"] or entry["is_framework"] else parse_terms(entry["extension_note"] or "")
    columns = {
        "end_date": entry["end_date"],
        "end_date_precision": entry["end_date_precision"],
        "end_state": _end_state(assembly, entry),
        "end_basis": entry["end_basis"] or ("stated" if entry["end_date"] is not None else None),
        "option_state": "known" if entry["extension_months"] else assembly.word(entry, "extension_months"),
    }
    if not said or columns["option_state"]:
        return Term(columns, tuple(stated))
    options = _parsed_options(entry, said)
    return Term(columns | _parsed_end(entry, said) | ({"option_state": "known"} if options else {}), options)


def _parsed_end(entry: Entry, said: Terms) -> dict[str, Any]:
    start = entry["start_date"]
    if entry["end_date"] is not None or entry["end_kind"] == "rolling" or start is None or not said.base_months:
        return {}
    end = start + pd.DateOffset(months=said.base_months) - pd.DateOffset(days=1)
    return {
        "end_date": end,
        "end_date_precision": entry["start_date_precision"],
        "end_state": "known",
        "end_basis": "parsed",
    }


def _parsed_options(entry: Entry, said: Terms) -> tuple[Row, ...]:
    start, end = entry["start_date"], entry["end_date"]
    if start is not None and end is not None and said.base_months:
        committed = start + pd.DateOffset(months=said.base_months)
        if abs((end - committed).days) > _SLACK_DAYS:
            return ()  # the stated end is not the committed one of the sentence: what is left of its options is not told
    common = {"holder": entry["extension_holder"] or "unknown", "notice_months": entry["extension_notice_months"]}
    return tuple(
        {"position": position, "months": float(months), "is_exercised": False, "basis": "parsed"} | common
        for position, months in enumerate(said.option_months, start=1)
    )


def _end_state(assembly: Assembly, entry: Entry) -> str | None:
    kind, has_date, word = entry["end_kind"], entry["end_date"] is not None, assembly.word(entry, "end_date")
    if kind == "fixed" and not has_date and not word and not entry["record"]:
        mend = "Write it, or write unknown under Kind of end."
        assembly.wrong(entry, "end_date", "a fixed end has no date", mend, "contradiction")
    _check_kind(assembly, entry, kind, word)
    if kind == "rolling" or (word == "none" and not kind):
        return "rolling"
    if kind == "unknown" or word == "unknown":
        return "unknown"
    return "known" if has_date else None


def _check_kind(assembly: Assembly, entry: Entry, kind: str | None, word: str | None) -> None:
    """Name a kind of end that contradicts the end beside it: the date would count for nothing, and nobody would see it."""
    day = entry["end_date"]
    if assembly.cleaned.reading.kind not in {"return", "facts"}:
        return
    if day is not None and kind in {"rolling", "unknown"}:
        what = f"{kind!r} contradicts the end of {day.day} {day:%b %Y}"
        mend = f"Write fixed here, or {'none' if kind == 'rolling' else 'unknown'} under Ends on."
        assembly.wrong(entry, "end_kind", what, mend, "contradiction")
    if kind == "fixed" and word == "none":
        mend = "Write rolling here, or the date under Ends on."
        assembly.wrong(entry, "end_kind", "'fixed' contradicts that there is no end", mend, "contradiction")


def _stated_options(assembly: Assembly, entry: Entry) -> list[Row]:
    rows = []
    values = _option_values(assembly, entry)
    for position, text in enumerate(split_list(entry["extension_months"]), start=1):
        try:
            months = parse_number(text)
        except ValueError:
            months = 0
        if not 0 < months <= _LONGEST_OPTION:
            mend = "Write the months of each option, such as 12; 12."
            assembly.wrong(entry, "extension_months", f"{text!r} is not a number of months", mend, "number")
            continue
        row = {"position": position, "months": months, "holder": entry["extension_holder"] or "unknown"}
        row |= {"notice_months": entry["extension_notice_months"], "is_exercised": False}
        rows.append(row | {"value_gbp": values.get(position), "basis": entry["extension_basis"] or "stated"})
    return rows


def _option_values(assembly: Assembly, entry: Entry) -> dict[int, float]:
    values = {}
    for position, text in enumerate(split_list(entry["extension_values_gbp"]), start=1):
        try:
            values[position] = parse_money(text)
        except ValueError as fault:
            what, _, mend = str(fault).partition("|")
            assembly.wrong(entry, "extension_values_gbp", what, f"{mend}.", "number")
    return values
