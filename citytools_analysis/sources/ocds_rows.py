"""One process to raw rows: a Contracts row for each agreement, a Notices row for each release."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from citytools_analysis.errors import Issue
from citytools_analysis.sources import ocds_notice as notice
from citytools_analysis.sources import ocds_terms as terms
from citytools_analysis.sources.ocds_filter import procurement_codes
from citytools_analysis.sources.ocds_json import day_text, mapping, members, text
from citytools_analysis.sources.ocds_process import Kept, Part, Process, identified

Row = dict[str, Any]

_MEND = "The row is kept and this is left unknown; write what is true in a correction."


def contract_rows(process: Process) -> list[Row]:
    """
    Make a raw Contracts row of each agreement that has a period, a value or a supplier.

    Parameters
    ----------
    process
        The joined releases of one process and buyer.

    Returns
    -------
    rows
        Fields of the Contracts sheet with the place columns; what is not known is absent. Identity is
        `<ocid>/<contract id, else award id>`; the buyer is part of the register's key beside it.

    Examples
    --------
    >>> from citytools_analysis.sources.ocds_filter import Placed
    >>> from citytools_analysis.sources.ocds_packages import Found
    >>> from citytools_analysis.sources.ocds_process import join_releases
    >>> said = {"tender": {"title": "Bookings"}, "awards": [{"id": "1", "value": {"amount": 900, "currency": "GBP"}}]}
    >>> row = contract_rows(join_releases("ocds-1", [Kept(Found("/releases/0", said), Placed(("merton",), "Merton"))]))[0]
    >>> row["reference"], row["value_gbp"], row["value_basis"], row["end_kind"], row["where_row"]
    ('ocds-1/1', 900.0, 'unknown', 'unknown', '/releases/0/awards/0')
    """
    rows = []
    for part, award in process.agreements():
        period, worth = _period(part, award), _worth(part, award)
        named = terms.supplier_names(part.kept.found.release, *_nodes(part, award))
        if period.start or period.end or worth.amount is not None or worth.fault or _lists_suppliers(part, award):
            rows.append(_contract(process, part, award, named))
    return rows


def _contract(process: Process, part: Part, award: Part | None, suppliers: tuple[str, ...]) -> Row:
    kept, tender, nodes = part.kept, process.tender, _nodes(part, award)
    period, worth = _period(part, award), _worth(part, award)
    lots = _lots(tender, *nodes)
    words = terms.notice_words(tender, *lots, *nodes)
    kind = _kind(process, part)
    framework = notice.is_framework(tender, part.node, kind)
    note = terms.extension_note(words, period, *nodes, *lots)
    decision = kept.placed.decision or {}
    new_law = any(notice.is_new_law(one.found.release) for one in process.releases)
    codes = _codes(process)
    return _placed_row(kept, part.pointer) | {
        "partner_boroughs": "; ".join(kept.placed.borough_ids[1:]) or None,
        "reference": f"{process.ocid}/{part.identity}",
        "title": _title(tender, *nodes),
        "functions": decision.get("function_code") or None,
        "system": decision.get("system") or None,
        "supplier": decision.get("supplier") or (suppliers[0] if len(suppliers) == 1 else None),
        "start_date": period.start and period.start.isoformat(),
        "end_kind": "fixed" if period.end else "unknown",
        "end_date": period.end and period.end.isoformat(),
        "extension_months": str(period.option_months) if period.option_months else None,
        "extension_holder": "buyer" if period.option_months else None,
        "in_use": "no" if text(part.node.get("status")) == "terminated" else None,
        "value_gbp": worth.amount,
        "value_basis": None if worth.amount is None else terms.value_basis(
            words, is_framework=framework, is_new_law=new_law, may_extend=bool(note)),
        "vat_basis": terms.vat_basis(worth, words),
        "is_framework": "yes" if framework else "no",
        "framework": notice.framework_name(kept.found.release, tender, words),
        "procedure": notice.procedure(tender),
        "direct_award": notice.direct_award(tender, kind),
        "procurement_date": notice.procurement_began(tuple(one.found.release for one in process.releases), tender),
        "ocid": process.ocid,
        "cpv": codes[0] if codes else None,
        "extension_note": note,
        "evidence_url": notice.notice_address(kept.found),
        "seen_on": kept.day or None,
        "may_publish": "yes",
    }  # fmt: skip


def notice_rows(process: Process) -> list[Row]:
    """
    Make a raw Notices row of each release.

    Parameters
    ----------
    process
        The joined releases of one process and buyer.

    Returns
    -------
    rows
        Fields of the Notices sheet with the place columns, oldest first.

    Examples
    --------
    >>> from citytools_analysis.sources.ocds_filter import Placed
    >>> from citytools_analysis.sources.ocds_packages import Found
    >>> from citytools_analysis.sources.ocds_process import join_releases
    >>> said = {"id": "083655-2026", "tag": ["planning"], "tender": {"title": "Bookings"}}
    >>> row = notice_rows(join_releases("ocds-1", [Kept(Found("/releases/0", said), Placed(("merton",), "Merton"))]))[0]
    >>> row["notice_type"], row["contract_reference"]
    ('planning', None)
    """
    references = _references(process)
    return [_notice(process, kept, references) for kept in process.releases]


def _notice(process: Process, kept: Kept, references: Mapping[tuple[str, str], str]) -> Row:
    release, tender = kept.found.release, mapping(kept.found.release, "tender")
    spoken = [(key, identity) for key in ("contracts", "awards") for identity, _, _ in identified(release, key)]
    said = [node for key in ("contracts", "awards") for _, _, node in identified(release, key)]
    kind = notice.notice_type(release)
    worth = _notice_worth(release, tender)
    codes = procurement_codes(release)
    words = terms.notice_words(tender, *said)
    basis = terms.value_basis(
        words, is_framework=notice.is_framework(tender, said[0] if said else {}, kind),
        is_new_law=notice.is_new_law(release), may_extend=bool(_option_note(release, words)),
    )  # fmt: skip
    return _placed_row(kept, kept.found.pointer) | {
        "notice_id": text(release.get("id")) or process.ocid,
        "ocid": process.ocid,
        "notice_type": kind,
        "published_date": kept.day or None,
        "buyer_identifier": kept.placed.buyer_identifier or None,
        "title": text(tender.get("title")) or text(release.get("title")) or _title(process.tender, *said),
        "cpv": codes[0] if codes else None,
        "value_gbp": worth.amount,
        "value_basis": None if worth.amount is None else basis,
        "direct_award": notice.direct_award(tender, kind),
        "contract_reference": next((references[one] for one in spoken if one in references), None),
        "evidence_url": notice.notice_address(kept.found),
    }


def _notice_worth(release: Mapping[str, Any], tender: Mapping[str, Any]) -> terms.Worth:
    contracts, awards = list(identified(release, "contracts")), list(identified(release, "awards"))
    said = contracts or awards
    if len(said) == 1:
        return terms.read_worth(*(mapping(node, "value") for _, _, node in [*contracts, *awards][:2]))
    # Several agreements have no one value, and a tender's estimate is not theirs.
    return terms.Worth(None) if said else terms.read_worth(mapping(tender, "value"), mapping(tender, "minValue"))


def _option_note(release: Mapping[str, Any], words: str) -> str | None:
    parts = [node for key in ("contracts", "awards") for _, node in members(dict(release), key)]
    lots = [lot for _, lot in members(mapping(dict(release), "tender"), "lots")]
    periods = [mapping(node, key) for node in [*parts, *lots] for key in ("period", "contractPeriod")]
    return terms.extension_note(words, terms.read_period(*periods), *parts, *lots)


def row_issues(process: Process, file_name: str) -> Iterator[Issue]:
    """
    Warn of what a process publishes and cannot be used.

    Parameters
    ----------
    process
        The joined releases of one process and buyer.
    file_name
        Name of the file.

    Yields
    ------
    issue
        A warning with its JSON pointer: no real date, an end before its start, another currency, several suppliers.

    Examples
    --------
    >>> list(row_issues(Process("ocds-1", ()), "a.json"))
    []
    """
    for part, award in process.agreements():
        for fault in _period(part, award).faults:
            yield Issue(file_name, part.pointer, fault, _MEND, "date", "warning")
        if fault := _worth(part, award).fault:
            yield Issue(file_name, part.pointer, fault, _MEND, "currency", "warning")
        named = terms.supplier_names(part.kept.found.release, *_nodes(part, award))
        if len(named) > 1 and not (part.kept.placed.decision or {}).get("supplier"):
            what = f"{len(named)} suppliers, so none is credited: {', '.join(named[:3])}{' ...' if len(named) > 3 else ''}"
            yield Issue(file_name, part.pointer, what, _MEND, "several_suppliers", "warning")


def _references(process: Process) -> dict[tuple[str, str], str]:
    made = {row["reference"] for row in contract_rows(process)}
    found = {}
    for part, award in process.agreements():
        reference = f"{process.ocid}/{part.identity}"
        if reference in made:
            key = "contracts" if award or part.identity in process.contracts else "awards"
            found.setdefault((key, part.identity), reference)
            if award:
                found.setdefault(("awards", award.identity), reference)
    return found


def _placed_row(kept: Kept, pointer: str) -> Row:
    return {"borough": kept.placed.borough_ids[0], "where_sheet": "", "where_row": pointer}


def _nodes(part: Part, award: Part | None) -> tuple[Mapping[str, Any], ...]:
    return (part.node, award.node) if award else (part.node,)


def _lists_suppliers(part: Part, award: Part | None) -> bool:
    return any(node.get("suppliers") for node in _nodes(part, award))


def _period(part: Part, award: Part | None) -> terms.Period:
    nodes = _nodes(part, award)
    return terms.read_period(*(mapping(dict(node), key) for node in nodes for key in ("period", "contractPeriod")))


def _worth(part: Part, award: Part | None) -> terms.Worth:
    return terms.read_worth(*(mapping(dict(node), "value") for node in _nodes(part, award)))


def _title(*nodes: Mapping[str, Any]) -> str:
    tender, *parts = nodes
    titles = (text(node.get("title")) for node in (*parts, tender))
    described = (text(node.get("description"))[:120] for node in (tender, *parts))
    return next((words for words in (*titles, *described) if words), "No title published")


def _lots(tender: Mapping[str, Any], *nodes: Mapping[str, Any]) -> list[dict[str, Any]]:
    lots = [lot for _, lot in members(dict(tender), "lots")]
    listed = [node.get("relatedLots") for node in nodes]
    wanted = {text(one) for ids in listed if isinstance(ids, list) for one in ids}
    related = [lot for lot in lots if text(lot.get("id")) in wanted]
    return related or (lots if len(lots) == 1 else [])


def _kind(process: Process, part: Part) -> str:
    # A change notice says nothing of how the contract was won; a transparency notice in the same process does.
    kinds = [notice.notice_type(one.found.release) for one in process.releases]
    return "UK5" if "UK5" in kinds else notice.notice_type(part.kept.found.release)


def _codes(process: Process) -> tuple[str, ...]:
    main = procurement_codes({"tender": {"classification": process.tender.get("classification")}})
    return main + tuple(code for one in process.releases for code in procurement_codes(one.found.release))


def release_day(kept: Kept) -> str:
    """
    Give the day of a release.

    Parameters
    ----------
    kept
        The release.

    Returns
    -------
    day
        ISO text; blank when it has none.

    Examples
    --------
    >>> from citytools_analysis.sources.ocds_filter import Placed
    >>> from citytools_analysis.sources.ocds_packages import Found
    >>> release_day(Kept(Found("", {"date": "2025-01-02"}), Placed((), "")))
    '2025-01-02'
    """
    return day_text(kept.found.release.get("date")) or ""
