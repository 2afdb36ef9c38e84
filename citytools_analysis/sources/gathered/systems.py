"""
A reading of one public page as a row of the Systems sheet.

How a page is read (`Custom`) is no system; who is thought to make a product is no supplier, since only the reviewed
tables say that.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from citytools_analysis.reference import Reference, find_borough, normalise_name
from citytools_analysis.sources.gathered.addresses import page_address
from citytools_analysis.sources.gathered.layout import Line
from citytools_analysis.sources.gathered.outcomes import Outcome, borough_names, is_day
from citytools_analysis.sources.reading import LeftOut, Quarantined

_REMARK = re.compile(r"\(.*\)|\[.*\]|[\W_]*")  # (unknown): a word of the gatherer's about the product, not its name
_IS_STATED = re.compile(r"\b(?:scraper (?:base )?class|connector type)\b", re.IGNORECASE)


def system_of(line: Line, reference: Reference) -> Outcome:
    """
    Place one reading of a page.

    Parameters
    ----------
    line
        The line.
    reference
        The reviewed tables: boroughs, and the phrases for places and products.

    Returns
    -------
    outcome
        A raw row of the Systems sheet; left out as `not_london`; kept aside as `no_borough`, `unclear_borough`,
        `unknown_place`, `no_evidence`, `undated` or `unreadable_date`.

    Examples
    --------
    >>> from citytools_analysis.reference import load_reference
    >>> said = {"borough": "Camden", "function": "waste collection look-up", "product": "(unknown)",
    ...         "evidence_url": "https://a.example/waste/6087017", "source_date": "2026-08-03"}
    >>> row = system_of(Line("2", said), load_reference())
    >>> row["function"], row["slot"], row["use"], row["system"], row["evidence_url"]
    ('ENV01', 'public waste look-up', 'unknown', None, 'https://a.example/waste/')
    """
    borough_id, reason = _borough(line, reference)
    code, slot = _places(reference).get(_folded(line["function"]), ("", ""))
    # a page of which it is not known what it is may be one on which a household looks itself up
    page = page_address(line["evidence_url"], is_look_up=not slot or "look-up" in slot)
    kept = line.with_cell("evidence_url", page)
    what = ": ".join(filter(None, (borough_names(reference).get(borough_id) or line["borough"], line["function"])))
    if reason == "not_london":
        return LeftOut(line.pointer, reason, what[:200])
    if reason := reason or _not_told(kept, code):
        return Quarantined(line.pointer, reason, what[:200], "systems", kept.content)
    system = _system(line, code, reference)
    return {
        "borough": borough_names(reference)[borough_id],
        "function": code,
        "use": "known" if system else "unknown",
        "system": system,
        "slot": slot,
        "basis": _basis(line) if system else None,
        "evidence_url": page,
        "seen_on": line["source_date"],
        "where_sheet": "",
        "where_row": line.number,
    }


def reviewed_name(system: str, reference: Reference) -> str:
    """
    Give the name under which the reviewed tables hold a system, so that two names of one are told.

    Parameters
    ----------
    system
        A name as gathered, or blank.
    reference
        The reviewed tables.

    Returns
    -------
    name
        The reviewed name; the name as it is where it stands for none, or for several.

    Examples
    --------
    >>> from citytools_analysis.reference import load_reference
    >>> reviewed_name("Public Access", load_reference()), reviewed_name("Brand New Portal", load_reference())
    ('Idox Public Access', 'Brand New Portal')
    """
    found = _named(reference).get(normalise_name(system), set()) if system else set()
    return next(iter(found)) if len(found) == 1 else system


def _borough(line: Line, reference: Reference) -> tuple[str | None, str]:
    """Give the borough of the code and the name, which must agree, or the reason why there is none."""
    said = [line[column] for column in ("gss", "borough") if line[column]]
    found = {find_borough(reference, text) for text in said}
    if not said or (found == {None} and said == [line["borough"]] and "(" in line["borough"]):
        return None, "no_borough"
    if found == {None}:
        return None, "not_london"
    return (found.pop(), "") if len(found) == 1 else (None, "unclear_borough")


def _not_told(line: Line, code: str) -> str:
    if not code:
        return "unknown_place"
    if not line["evidence_url"]:
        return "no_evidence"
    if not line["source_date"]:
        return "undated"
    return "" if is_day(line["source_date"]) else "unreadable_date"


def _system(line: Line, code: str, reference: Reference) -> str | None:
    product, known = line["product"], _products(reference)
    for key in ((_folded(product), code), (_folded(product), "")):
        if key in known:
            return known[key]
    return None if _REMARK.fullmatch(product) else product


def _basis(line: Line) -> str:
    """Only a source that names the product states it; else it was read off the address."""
    return "stated" if _IS_STATED.search(line["note"]) and "inferred" not in line["note"].casefold() else "inferred"


def _folded(text: str) -> str:
    return " ".join(text.split()).casefold()


@lru_cache(maxsize=4)
def _named(reference: Reference) -> Mapping[str, set[str]]:
    names = dict(zip(reference.systems["system_id"], reference.systems["system"], strict=True))
    aliases = zip(reference.system_aliases["system_id"], reference.system_aliases["alias"], strict=True)
    found: dict[str, set[str]] = {}
    for key, name in (*names.items(), *aliases):
        found.setdefault(normalise_name(name), set()).add(names[key])
    return found


@lru_cache(maxsize=4)
def _places(reference: Reference) -> Mapping[str, tuple[str, str]]:
    rows = reference.gathered_places.to_dict("records")
    return {_folded(row["phrase"]): (str(row["function_code"]), str(row["slot"])) for row in rows}


@lru_cache(maxsize=4)
def _products(reference: Reference) -> Mapping[tuple[str, str], str | None]:
    names = dict(zip(reference.systems["system_id"], reference.systems["system"], strict=True))
    rows = reference.gathered_products.to_dict("records")
    return {(_folded(row["product"]), row["function_code"] or ""): names.get(row["system_id"]) for row in rows}
