"""
A contract that others saw in a notice or a council's record, as a row of the Contracts sheet.

A range of values, or one that was changed, is never made into one number; words for a buyer are never a buyer.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from citytools_analysis.reference import Reference, find_borough
from citytools_analysis.sources.gathered.layout import Line
from citytools_analysis.sources.gathered.outcomes import Outcome, borough_names, is_day
from citytools_analysis.sources.gathered.remarks import (
    address_of,
    covered_by,
    extension_note,
    firm_of,
    framework_of,
    reference_of,
)
from citytools_analysis.sources.ocds.places import Decision, decisions_of
from citytools_analysis.sources.reading import LeftOut, Quarantined
from citytools_analysis.sources.registers.technology import KnownNames, judge, known_names
from citytools_analysis.sources.registers.values import UnreadableError, amount_of, supplier_of

_LEFT_OUT = {"not_london", "not_technology", "reviewed_exclusion", "tender_only"}
_RANGE = re.compile(r"\D*\d[\d,. ]*[kKmM]?\s*(?:-|\u2013|to|and)\s*\D*\d.*")
_CHANGE = re.compile(r"->|=>|\u2192|\bfrom\b|\bnow\b|\bwas\b", re.IGNORECASE)
_DIRECT = re.compile(r"direct award|waiver|single (?:tender|source)", re.IGNORECASE)
_TENDER = re.compile(r"(?:invitation to )?tender\b", re.IGNORECASE)
_ISO = re.compile(r"\d{4}-\d{2}-\d{2}")


def contract_of(line: Line, reference: Reference) -> Outcome:
    """
    Place one contract.

    Parameters
    ----------
    line
        The line.
    reference
        The reviewed tables: boroughs, suppliers, systems, and decisions about notices.

    Returns
    -------
    outcome
        A raw row of the Contracts sheet; left out as `not_london`, `not_technology`, `reviewed_exclusion` or
        `tender_only`; kept aside as `no_buyer`, `no_evidence`, `unreadable_date`, `undated`, `end_before_start`,
        `range_of_values`, `value_changed`, `unreadable_value`, `no_title` or `unclear_if_technology`.

    Examples
    --------
    >>> from citytools_analysis.reference import load_reference
    >>> said = {"id": "ocds-b5fd17-1", "buyer_as_seen": "London Borough of Camden", "title": "Payroll software",
    ...         "start": "2026-04-01", "value_gbp": "910026-2123394"}
    >>> contract_of(Line("2", said), load_reference()).reason
    'range_of_values'
    """
    buyer = line["buyer_as_seen"]
    borough_id = find_borough(reference, buyer)
    decision = _decision(line["id"], borough_id, reference)
    what = ": ".join(filter(None, (buyer, line["title"])))[:200]
    reason = _why_not(line, borough_id, decision, _names(reference))
    if reason in _LEFT_OUT:
        return LeftOut(line.pointer, reason, what, line["id"])
    if reason:
        return Quarantined(line.pointer, reason, what, "contracts", line.content, line["id"])
    placed = decision["to_borough_id"] if decision.get("decision") == "move" else borough_id
    return _row(line, decision) | {"borough": borough_names(reference)[placed]}


def _row(line: Line, decision: Decision) -> dict[str, Any]:
    identity, note, procedure = line["id"], line["note"], line["procurement_method_details"]
    value = amount_of(line["value_gbp"])[0]
    return {
        "reference": reference_of(identity),
        "title": line["title"],
        "functions": decision.get("function_code") or None,
        "system": decision.get("system") or None,
        "supplier": decision.get("supplier") or firm_of(supplier_of(line["supplier_as_seen"])) or None,
        "start_date": line["start"] or None,
        "end_kind": "fixed" if line["end"] else None,
        "end_date": line["end"] or None,
        "value_gbp": value,
        "value_basis": None if value is None else covered_by(value, note),
        "vat_basis": None if value is None else "unknown",
        "framework": framework_of(procedure),
        "procedure": procedure or None,
        "direct_award": "yes" if _DIRECT.search(procedure) else None,
        "ocid": identity if identity.startswith("ocds-") else None,
        "cpv": line["cpv"] or None,
        "extension_note": extension_note(note),
        "evidence_url": address_of(identity),
        "seen_on": line["start"] or None,
        "where_sheet": "",
        "where_row": line.number,
    }


def _why_not(line: Line, borough_id: str | None, decision: Decision, names: KnownNames) -> str:
    """Give the reason why a line is no row; first what it is not, then what is not told."""
    if not borough_id and not _is_description(line["buyer_as_seen"]):
        return "not_london"
    if decision.get("decision") == "leave_out":
        return "reviewed_exclusion"
    said = {"title": _title(line), "supplier": firm_of(line["supplier_as_seen"]), "cpv": line["cpv"]}
    answer = "technology" if decision else judge(said, names)
    if answer == "not_technology":
        return answer
    if _is_tender(line):
        return "tender_only"
    if not borough_id:
        return "no_buyer"
    return (
        _undated(line) or _valueless(line["value_gbp"]) or _unnamed(line) or ("" if answer == "technology" else answer)
    )


def _is_description(buyer: str) -> bool:
    """Brackets are the gatherer's words beside a name, or in its place: whose contract it is must be asked."""
    return not buyer or "(" in buyer or "[" in buyer


def _is_tender(line: Line) -> bool:
    told = ("supplier_as_seen", "value_gbp", "start", "end")
    return bool(_TENDER.match(line["note"])) and not any(line[column] for column in told)


def _undated(line: Line) -> str:
    days = [line[column] for column in ("start", "end") if line[column]]
    if not all(map(is_day, days)):
        return "unreadable_date"
    if not days:
        return "undated"
    return "end_before_start" if all(map(_ISO.fullmatch, days)) and days != sorted(days) else ""


def _valueless(value: str) -> str:
    try:
        amount_of(value)
    except UnreadableError:
        return (
            "value_changed"
            if _CHANGE.search(value)
            else "range_of_values"
            if _RANGE.fullmatch(value)
            else "unreadable_value"
        )
    return ""


def _unnamed(line: Line) -> str:
    return "no_evidence" if not line["id"] else "" if _title(line) else "no_title"


def _title(line: Line) -> str:
    """Give the title; words in brackets alone, such as (title not in excerpt), stand where none was seen."""
    return "" if line["title"].startswith("(") and line["title"].endswith(")") else line["title"]


def _decision(ocid: str, borough_id: str | None, reference: Reference) -> Decision:
    """Give what a person decided about the notice of this process and buyer, or about all of its buyers."""
    found: Sequence[Decision] = _decisions(reference).get(ocid, ()) if borough_id else ()
    own = [one for one in found if one["borough_id"] == borough_id]
    return next(iter([*own, *(one for one in found if not one["borough_id"])]), {})


@lru_cache(maxsize=4)
def _decisions(reference: Reference) -> Mapping[str, list[Decision]]:
    return decisions_of(reference)


@lru_cache(maxsize=4)
def _names(reference: Reference) -> KnownNames:
    return known_names(reference)
