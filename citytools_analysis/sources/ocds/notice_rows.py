"""A process to raw Notices rows: one for each release."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from citytools_analysis.sources.ocds import notice, route
from citytools_analysis.sources.ocds.agreement import agreements_of
from citytools_analysis.sources.ocds.codes import procurement_codes
from citytools_analysis.sources.ocds.contract_rows import Row, title_of
from citytools_analysis.sources.ocds.extension import extension_note, notice_words
from citytools_analysis.sources.ocds.overlay import identified
from citytools_analysis.sources.ocds.period import read_period
from citytools_analysis.sources.ocds.process import Kept, Process
from citytools_analysis.sources.ocds.values import mapping, members, text
from citytools_analysis.sources.ocds.worth import Worth, read_worth, value_basis


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
        Fields of the Notices sheet with the place columns, oldest first; what is not known is None.

    Examples
    --------
    >>> from citytools_analysis.sources.ocds.releases import Found
    >>> from citytools_analysis.sources.ocds.places import Placed
    >>> from citytools_analysis.sources.ocds.process import join_releases
    >>> said = {"id": "083655-2026", "tag": ["planning"], "tender": {"title": "Bookings"}}
    >>> row = notice_rows(join_releases("ocds-1", [Kept(Found("/releases/0", said), Placed(("merton",), "Merton"))]))[0]
    >>> row["notice_type"], row["contract_reference"]
    ('planning', None)
    """
    references = {key: one.reference for one in reversed(agreements_of(process)) for key in one.keys}
    return [_row(process, kept, references) for kept in process.releases]


def _row(process: Process, kept: Kept, references: Mapping[tuple[str, str], str]) -> Row:
    release, tender = kept.found.release, mapping(kept.found.release, "tender")
    parts = [(key, *part) for key in ("contracts", "awards") for part in identified(release, key)]
    spoken = (references.get((key, identity)) for key, identity, _, _ in parts)
    kind, worth, codes = notice.notice_type(release), _worth(release), procurement_codes(release)
    return {
        "borough": kept.placed.borough_ids[0],
        "notice_id": text(release.get("id")) or process.ocid,
        "ocid": process.ocid,
        "notice_type": kind,
        "published_date": kept.day or None,
        "buyer_identifier": kept.placed.buyer_identifier or None,
        "title": title_of(tender, release) if text(tender.get("title")) else title_of(process.tender, release),
        "cpv": codes[0] if codes else None,
        "value_gbp": worth.amount,
        "value_basis": _covers(release, kind) if worth.amount is not None else None,
        "direct_award": route.direct_award(tender, kind),
        "contract_reference": next(filter(None, spoken), None),
        "evidence_url": notice.notice_address(kept.found),
        "where_sheet": "",
        "where_row": kept.found.place,
    }


def _worth(release: Mapping[str, Any]) -> Worth:
    contracts, awards = ([node for _, _, node in identified(release, key)] for key in ("contracts", "awards"))
    said = contracts or awards
    if len(said) == 1:
        return read_worth(*(mapping(node, "value") for node in (said + awards if len(awards) == 1 else said)))
    # Several agreements have no one value, and a tender's estimate is not theirs.
    tender = mapping(release, "tender")
    return Worth(None) if said else read_worth(mapping(tender, "value"), mapping(tender, "minValue"))


def _covers(release: Mapping[str, Any], kind: str) -> str:
    tender = mapping(release, "tender")
    parts = [node for key in ("contracts", "awards") for _, node in members(release, key)]
    lots = [lot for _, lot in members(tender, "lots")]
    words = notice_words(tender, *lots, *parts)
    period = read_period(*(mapping(node, key) for node in [*parts, *lots] for key in ("period", "contractPeriod")))
    return value_basis(
        words,
        is_framework=route.is_framework(tender, parts[0] if parts else {}, kind),
        is_new_law=notice.is_new_law(release),
        may_extend=bool(extension_note(words, period, *parts, *lots)),
    )
