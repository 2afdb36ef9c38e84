"""What changed since a month earlier: new, ended, extended, replaced, a supplier renamed or acquired, each with its source."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import pandas as pd

from citytools_analysis.metrics.changes import KINDS, changes
from citytools_analysis.pages.borough.subject import Borough
from citytools_analysis.register import Register
from citytools_analysis.selection import for_borough
from citytools_analysis.style import UNKNOWN, count_text, date_text
from citytools_analysis.tables.fragment import Fragment, clean_text, is_missing, paragraph
from citytools_analysis.tables.frame import Column, from_frame
from citytools_analysis.tables.layout import notice, stack
from citytools_analysis.tables.sourced import source_of
from citytools_analysis.tables.words import STATE_WORDS, Row, joined, number_word

SHOWN = 20
_WORDS = {
    "new": "new", "ended": "ended", "withdrawn": "no longer told of", "extended": "extended", "replaced": "replaced",
    "supplier_renamed": "supplier renamed", "supplier_acquired": "supplier bought", "corrected": "corrected",
}  # fmt: skip
_FIELDS = {
    "title": "title", "supplier_id": "supplier", "seller_id": "reseller", "system_id": "system", "partner_borough_ids": "partners",
    "start_date": "start", "end_state": "whether it has an end", "end_date": "end", "option_state": "whether it has options",
    "break_date": "break", "notice_months": "months of notice", "value_gbp": "value in pounds", "value_basis": "what the value covers",
    "vat_basis": "VAT", "framework": "framework", "procedure": "procedure", "is_direct_award": "direct award", "is_framework": "is a framework",
    "ocid": "procurement process", "cpv_code": "procurement code", "system": "system", "renamed": "name", "acquired_by": "owner",
}  # fmt: skip
_NAMES = {"supplier_id": "suppliers", "seller_id": "suppliers", "system_id": "systems"}
_COLUMNS = (
    Column("kind", "What happened", width=1.3),
    Column("what", "To what", width=2.6),
    Column("field", "In it", width=1.2, missing="the whole"),
    Column("was", "Before", width=1.5),
    Column("now", "Now", width=1.5),
    Column("source", "Source", width=1.3),
)
_ABSENT = "not told of"
_GONE = {"withdrawn": _ABSENT}
_NO_EARLIER = (
    "No state of the register at least a month old is at hand in this edition, so nothing can be said to have changed."
)


def changed(borough: Borough, before: Register | None) -> Fragment:
    """
    List what changed in a borough in a month, and to its suppliers.

    Parameters
    ----------
    borough
        The borough, as `about` gives it.
    before
        The register as it stood earlier, as `open_earlier` gives it.

    Returns
    -------
    fragment
        The finding and one row a change; a callout where nothing changed, or where no earlier state is at hand.

    Examples
    --------
    >>> from datetime import date
    >>> from citytools_analysis.pages.borough.subject import about
    >>> changed(about(Register.from_tables({}, as_of=date(2026, 11, 23)), "camden"), None).text[:36]
    'No state of the register at least a '
    """
    if before is None:
        return notice(_NO_EARLIER, "The next report on this register, a month on, will show it.")
    every = changes(before, borough.register)
    suppliers = {*borough.uses["supplier_id"].dropna(), *borough.decisions["supplier_id"].dropna()}
    own = for_borough(every, borough.borough_id)
    served = every["key"].isin(borough.decisions["contract_id"]) & every["subject"].eq("contract")
    others = every[
        (every["subject"].eq("supplier") & every["key"].isin(suppliers))
        | (served & every["borough_id"].ne(borough.borough_id))
    ]
    rows = pd.concat([own, others], ignore_index=True)
    return _listed(rows, before, borough.register, where=borough.name)


def changed_in_london(register: Register, before: Register | None) -> Fragment:
    """
    List what changed in all boroughs in a month.

    Parameters
    ----------
    register
        The register.
    before
        The register as it stood earlier, as `open_earlier` gives it.

    Returns
    -------
    fragment
        As `changed` gives, with the borough in each row.

    Examples
    --------
    >>> from datetime import date
    >>> register = Register.from_tables({}, as_of=date(2026, 11, 23))
    >>> changed_in_london(register, Register.from_tables({}, as_of=date(2026, 10, 23))).text
    'Since 23 Oct 2026 nothing is known to have changed in London.'
    """
    if before is None:
        return notice(_NO_EARLIER, "The next report on this register, a month on, will show it.")
    return _listed(changes(before, register), before, register, where="London", has_borough=True)


def changed_finding(counts: Mapping[str, int], *, since: date, where: str) -> str:
    """
    Say how many changes of each kind are known.

    Parameters
    ----------
    counts
        By kind, as `changes.KINDS` names them, how many things changed so.
    since
        The earlier day.
    where
        The borough, or London.

    Returns
    -------
    sentence
        The finding.

    Examples
    --------
    >>> changed_finding({"new": 2, "ended": 1}, since=date(2026, 10, 23), where="Camden")
    'Since 23 Oct 2026 three changes are known in Camden: two new and one ended.'
    >>> changed_finding({"corrected": 1}, since=date(2026, 10, 23), where="Camden")
    'Since 23 Oct 2026 one change is known in Camden: one corrected.'
    """
    n = sum(counts.values())
    told = joined([f"{number_word(counts[kind])} {_WORDS[kind]}" for kind in KINDS if counts.get(kind)])
    verb = "change is" if n == 1 else "changes are"
    return f"Since {date_text(since)} {number_word(n)} {verb} known in {where}: {told}."


def _listed(
    rows: pd.DataFrame, before: Register, register: Register, *, where: str, has_borough: bool = False
) -> Fragment:
    since = date_text(before.as_of)
    if rows.empty:
        return notice(f"Since {since} nothing is known to have changed in {where}.")
    counts = {str(kind): int(n) for kind, n in rows["change"].value_counts().items()}
    finding = changed_finding(counts, since=before.as_of, where=where)
    names = _names(register)
    sources = pd.concat([register.sources, before.sources]).drop_duplicates("source_id")
    dated = rows.rename(columns={"known_on_date": "confirmed_date"}).to_dict("records")
    told = [_told(row, names, sources) for row in dated]
    columns = (Column("borough", "Borough", width=1.3, missing="any"), *_COLUMNS) if has_borough else _COLUMNS
    n = min(SHOWN, len(told))
    caption = f"{n} of {count_text(len(told), 'change')} since {since}, new ones first"
    note = (
        "Corrected: what was known was put right or filled in, which need not be news. No longer told of: the source that told of it is gone, "
        "which is no proof that it ended." + (" All of them are in the workbook." if len(told) > n else "")
    )
    table = from_frame(told[:SHOWN], columns=columns, caption=caption, note=note)
    every = from_frame(told, columns=columns, caption=f"Changes in {where} since {since}")
    return Fragment(stack(paragraph(finding), table).html, attached=every.attached)


def _names(register: Register) -> dict[str, dict[str, str]]:
    one = {"suppliers": "supplier", "systems": "system"}
    tables = {name: register.table(name) for name in one}
    return {name: dict(zip(rows[f"{one[name]}_id"], rows[one[name]], strict=True)) for name, rows in tables.items()}


def _told(row: Row, names: Mapping[str, Mapping[str, str]], sources: pd.DataFrame) -> dict[str, object]:
    column = str(row["column"])
    return {
        "borough": row.get("borough"),
        "kind": _WORDS[row["change"]],
        "what": row["name"] if not is_missing(row["name"]) else row["key"],
        "field": _FIELDS.get(column, column.replace("_", " ")) or None,
        "was": _value(row["before"], column, names) if row["change"] != "new" else _ABSENT,
        "now": _value(row["after"], column, names) if row["change"] not in _GONE else _GONE[row["change"]],
        "source": source_of(row, sources),
    }


def _value(value: object, column: str, names: Mapping[str, Mapping[str, str]]) -> str:
    text = "" if is_missing(value) else clean_text(value)
    if not text:
        return UNKNOWN if column != "system" else "none known"
    if column in _NAMES:
        return names[_NAMES[column]].get(text, text)
    if column.endswith("_date"):
        return date_text(date.fromisoformat(text), short=True)
    if column == "value_gbp":
        return f"{float(text):,.0f}"
    if column in {"title", "framework", "system", "renamed", "acquired_by", "ocid"}:
        return STATE_WORDS.get(text, text)
    return {"True": "yes", "False": "no"}.get(text, STATE_WORDS.get(text, text.replace("_", " ").replace("|", ", ")))
