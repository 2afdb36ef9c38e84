"""A process to raw Contracts rows: one for each agreement."""

from __future__ import annotations

from typing import Any

from citytools_analysis.sources.ocds import notice, route
from citytools_analysis.sources.ocds.agreement import Agreement, agreements_of
from citytools_analysis.sources.ocds.codes import procurement_codes
from citytools_analysis.sources.ocds.extension import extension_note, may_renew, notice_words
from citytools_analysis.sources.ocds.period import read_period
from citytools_analysis.sources.ocds.process import Process, made_once
from citytools_analysis.sources.ocds.suppliers import identifiers_of, size_of, supplier_party
from citytools_analysis.sources.ocds.values import mapping, members, text
from citytools_analysis.sources.ocds.worth import value_basis, vat_basis

Row = dict[str, Any]
# Releases that tell only what has changed: what they do not mention stays as earlier ones said it
_CHANGES = {"contractAmendment", "contractUpdate", "contractTermination", "implementation", "implementationUpdate"}


@made_once
def contract_rows(process: Process) -> list[Row]:
    """
    Make a raw Contracts row of each agreement.

    Parameters
    ----------
    process
        The joined releases of one process and buyer.

    Returns
    -------
    rows
        Fields of the Contracts sheet with the place columns; what is not known is None. The buyer is part of the
        register's key beside the reference, since one ocid is reused by several buyers.

    Examples
    --------
    >>> from citytools_analysis.sources.ocds.releases import Found
    >>> from citytools_analysis.sources.ocds.places import Placed
    >>> from citytools_analysis.sources.ocds.process import Kept, join_releases
    >>> said = {"tender": {"title": "Bookings"}, "awards": [{"id": "1", "value": {"amount": 900, "currency": "GBP"}}]}
    >>> row = contract_rows(join_releases("ocds-1", [Kept(Found("/releases/0", said), Placed(("merton",), "Merton"))]))[0]
    >>> row["reference"], row["value_gbp"], row["value_basis"], row["end_kind"], row["where_row"]
    ('ocds-1/1', 900.0, 'unknown', 'unknown', '/releases/0/awards/0')
    """
    return [_parties(one) | _terms(process, one) | _provenance(process, one) for one in agreements_of(process)]


def _parties(one: Agreement) -> Row:
    placed = one.part.kept.placed
    decision = placed.decision or {}
    sole = one.suppliers[0] if len(one.suppliers) == 1 else None
    return {
        "borough": placed.borough_ids[0],
        "partner_boroughs": "; ".join(placed.borough_ids[1:]) or None,
        "functions": decision.get("function_code") or None,
        "system": decision.get("system") or None,
        "supplier": decision.get("supplier") or sole,
    } | _of_supplier(one, sole)


def _of_supplier(one: Agreement, name: str | None) -> Row:
    party = supplier_party(one.part.kept.found.release, name or "")
    return {"supplier_identifier": "; ".join(identifiers_of(party)) or None} | size_of(party)


def _terms(process: Process, one: Agreement) -> Row:
    words = notice_words(process.tender, *one.lots, *one.nodes)
    note = None if one.is_terminated else extension_note(words, one.period, *one.nodes, *one.lots)
    framework = route.is_framework(process.tender, one.part.node, _kind(process, one))
    months, renews = one.period.option_months, any(map(may_renew, (*one.nodes, *one.lots)))
    covers = value_basis(words, is_framework=framework, is_new_law=_is_new_law(process), may_extend=bool(note))
    return {
        "start_date": one.period.start and one.period.start.isoformat(),
        "end_kind": "fixed" if one.period.end else "unknown",
        "end_date": one.period.end and one.period.end.isoformat(),
        "end_basis": _end_basis(one),
        "extension_months": str(months) if months else None,
        "extension_holder": ("buyer" if renews else "unknown") if months else None,
        "in_use": "no" if one.is_terminated else None,
        "value_gbp": one.worth.amount,
        "value_basis": covers if one.worth.amount is not None else None,
        "vat_basis": vat_basis(one.worth, words),
        "is_framework": "yes" if framework else None if is_only_changes(process) else "no",
        "framework": route.framework_name(one.part.kept.found.release, process.tender, words),
        "extension_note": note,
    }


def _provenance(process: Process, one: Agreement) -> Row:
    kept, releases = one.part.kept, tuple(kept.found.release for kept in process.releases)
    codes = [*_own_code(process), *(code for release in releases for code in procurement_codes(release))]
    return {
        "reference": one.reference,
        "title": None
        if is_only_changes(process) and not _has_title(process, one)
        else title_of(process.tender, *one.nodes),
        "procedure": route.procedure(process.tender),
        "direct_award": route.direct_award(process.tender, _kind(process, one)),
        "procurement_date": None if is_only_changes(process) else notice.procurement_began(releases, process.tender),
        "ocid": process.ocid,
        "cpv": codes[0] if codes else None,
        "evidence_url": notice.notice_address(kept.found),
        "seen_on": kept.day or None,
        "may_publish": "yes",
        "where_sheet": "",
        "where_row": one.part.pointer,
    }


def title_of(*nodes: Any) -> str:
    """
    Give the title of an agreement or notice.

    Parameters
    ----------
    *nodes
        The tender, then the contract and the award.

    Returns
    -------
    title
        The contract's or award's own, else the tender's, else the first 120 characters of a description.

    Examples
    --------
    >>> title_of({"title": "Laptops &amp; tablets"}, {"title": ""})
    'Laptops & tablets'
    """
    tender, *parts = nodes
    titles = (text(mapping(node).get("title")) for node in (*parts, tender))
    described = (text(mapping(node).get("description"))[:120] for node in (tender, *parts))
    return next((words for words in (*titles, *described) if words), "No title published")


def is_only_changes(process: Process) -> bool:
    """
    Say whether all that is told of a process are changes of what was told before, elsewhere.

    Parameters
    ----------
    process
        The joined releases of one process and buyer.

    Returns
    -------
    only_changes
        Whether no release is a tender, an award or a contract as made.

    Examples
    --------
    >>> from citytools_analysis.sources.ocds.releases import Found
    >>> from citytools_analysis.sources.ocds.places import Placed
    >>> from citytools_analysis.sources.ocds.process import Kept, join_releases
    >>> change = Kept(Found("/releases/0", {"tag": ["contractAmendment"]}), Placed(("merton",), "Merton"))
    >>> is_only_changes(join_releases("ocds-1", [change]))
    True
    """
    tags = [kept.found.release.get("tag") for kept in process.releases]
    return all(isinstance(tag, list) and tag and {text(one) for one in tag} <= _CHANGES for tag in tags)


def _has_title(process: Process, one: Agreement) -> bool:
    return any(text(node.get("title")) for node in (process.tender, *one.nodes))


def _end_basis(one: Agreement) -> str | None:
    """Say how the end is known; a change notice (UK10) that tells a period has moved it, or confirmed it anew."""
    if not one.period.end:
        return None
    if one.is_terminated:
        return "terminated"
    last = one.part.kept.found.release
    tells = next((node for _, node in members(last, "contracts") if text(node.get("id")) == one.part.identity), {})
    if notice.notice_type(last) == "UK10" and read_period(mapping(tells, "period")).end:
        return "changed"
    return "computed" if one.period.is_computed else "stated"


def _own_code(process: Process) -> tuple[str, ...]:
    return procurement_codes({"tender": {"classification": process.tender.get("classification")}})


def _is_new_law(process: Process) -> bool:
    return any(notice.is_new_law(kept.found.release) for kept in process.releases)


def _kind(process: Process, one: Agreement) -> str:
    # A change notice says nothing of how the contract was won; a transparency notice of the same process does.
    kinds = [notice.notice_type(kept.found.release) for kept in process.releases]
    return "UK5" if "UK5" in kinds else notice.notice_type(one.part.kept.found.release)
