"""
A process to raw Performance rows: one for each official assessment, on the scale of the Procurement Regulations 2024.

No contract performance notice (UK9) is at hand. Key performance indicators are read as OCDS gives metrics (of the
contract: `agreedMetrics`; of its implementation: `metrics`, each with `observations`), and breaches as it gives
performance failures (`implementation.performanceFailures`), which is what the UK extension points to.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from citytools_analysis.sources.ocds import notice
from citytools_analysis.sources.ocds.overlay import identified
from citytools_analysis.sources.ocds.period import read_period
from citytools_analysis.sources.ocds.process import Kept, Process
from citytools_analysis.sources.ocds.suppliers import supplier_names
from citytools_analysis.sources.ocds.values import mapping, members, text

Row = dict[str, Any]
_RATINGS = {
    "good": "good",
    "approaching target": "approaching_target",
    "requires improvement": "requires_improvement",
    "inadequate": "inadequate",
    "other": "other",
}
_SAYS_RATING = ("rating", "measure", "status", "statusDetails", "value", "notes", "description")


def performance_rows(process: Process) -> list[Row]:
    """
    Make a raw Performance row of each assessment and of each breach.

    Parameters
    ----------
    process
        The joined releases of one process and buyer.

    Returns
    -------
    rows
        Fields of the Performance sheet with the place columns, oldest first; only releases that are UK9 give any.

    Examples
    --------
    >>> from citytools_analysis.sources.ocds.releases import Found
    >>> from citytools_analysis.sources.ocds.places import Placed
    >>> from citytools_analysis.sources.ocds.process import join_releases
    >>> seen = {"measure": "Approaching target", "period": {"startDate": "2026-01-01", "endDate": "2026-12-31"}}
    >>> contract = {"id": "1", "agreedMetrics": [{"title": "Calls answered", "observations": [seen]}],
    ...             "documents": [{"noticeType": "UK9"}]}
    >>> said = {"id": "090001-2026", "contracts": [contract]}
    >>> row = performance_rows(join_releases("ocds-1", [Kept(Found("/releases/0", said), Placed(("merton",), "Merton"))]))[0]
    >>> row["indicator"], row["rating"], row["period_end"]
    ('Calls answered', 'approaching_target', '2026-12-31')
    """
    return [
        _common(process, kept) | {"contract_reference": f"{process.ocid}/{identity}"} | row
        for kept in process.releases
        if notice.notice_type(kept.found.release) == "UK9"
        for identity, position, contract in identified(kept.found.release, "contracts")
        for row in _assessments(process, kept, identity, contract, f"{kept.found.pointer}/contracts/{position}")
    ]


def _common(process: Process, kept: Kept) -> Row:
    return {
        "borough": kept.placed.borough_ids[0],
        "notice_id": text(kept.found.release.get("id")) or process.ocid,
        "ocid": process.ocid,
        "published_date": kept.day or None,
        "evidence_url": notice.notice_address(kept.found),
        "where_sheet": "",
    }


def _assessments(
    process: Process, kept: Kept, identity: str, contract: Mapping[str, Any], pointer: str
) -> Iterator[Row]:
    known = process.contracts[identity].node if identity in process.contracts else contract
    award = process.awards.get(text(known.get("awardID")))
    names = supplier_names(kept.found.release, contract, known, award.node if award else {})
    supplier = names[0] if len(names) == 1 else None
    for place, indicator, node in (*_observations(contract, pointer), *_failures(contract, pointer)):
        period = read_period(mapping(node, "period"))
        yield {
            "supplier": supplier,
            "indicator": indicator or None,
            "rating": _rating(node),
            "period_start": period.start and period.start.isoformat(),
            "period_end": period.end and period.end.isoformat(),
            "breach": "yes" if "/performanceFailures/" in place else None,
            "where_row": place,
        }


def _observations(contract: Mapping[str, Any], pointer: str) -> Iterator[tuple[str, str, dict[str, Any]]]:
    held = (("agreedMetrics", contract, ""), ("metrics", mapping(dict(contract), "implementation"), "/implementation"))
    for key, node, path in held:
        for position, metric in members(dict(node), key):
            place = f"{pointer}{path}/{key}/{position}"
            name = text(metric.get("title")) or text(metric.get("description"))
            for number, seen in members(metric, "observations"):
                yield f"{place}/observations/{number}", name, seen


def _failures(contract: Mapping[str, Any], pointer: str) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for position, failure in members(mapping(dict(contract), "implementation"), "performanceFailures"):
        place = f"{pointer}/implementation/performanceFailures/{position}"
        yield place, text(failure.get("category")) or text(failure.get("description")), failure


def _rating(node: Mapping[str, Any]) -> str | None:
    """Read the words of the scale, alone or before a dash, wherever the notice puts them; nothing is guessed."""
    for key in _SAYS_RATING:
        words = re.split(r"\s+[-\u2013:]\s+|[.:]", text(node.get(key)), maxsplit=1)[0].strip().casefold()
        if found := _RATINGS.get(words.replace("_", " ")):
            return found
    return None
