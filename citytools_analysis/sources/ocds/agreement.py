"""One agreement of a process with its terms read: what a Contracts row is made of."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from citytools_analysis.errors import Issue
from citytools_analysis.sources.ocds.period import Period, read_period
from citytools_analysis.sources.ocds.process import Part, Process, made_once
from citytools_analysis.sources.ocds.suppliers import supplier_names
from citytools_analysis.sources.ocds.values import mapping, members, text
from citytools_analysis.sources.ocds.worth import Worth, read_worth

_MEND = "The row is kept and this is left unknown; write what is true in a correction."


@dataclass(frozen=True)
class Agreement:
    """
    One contract, or one award that no contract follows.

    Parameters
    ----------
    part
        The contract or the award.
    nodes
        Its fields, and those of the award behind it.
    lots
        The lots it is about; a lot marked cancelled does not undo a made award.
    period, worth, suppliers
        Its terms as read.
    reference
        `<ocid>/<contract id, else award id>`.
    keys
        The contract and award by which a release may speak of it: (`contracts` or `awards`, id).

    Examples
    --------
    >>> agreements_of(Process("ocds-1", ()))
    []
    """

    part: Part
    nodes: tuple[Mapping[str, Any], ...]
    lots: tuple[Mapping[str, Any], ...]
    period: Period
    worth: Worth
    suppliers: tuple[str, ...]
    reference: str
    keys: tuple[tuple[str, str], ...]

    @property
    def is_terminated(self) -> bool:
        """Whether it was ended early."""
        return text(self.part.node.get("status")) == "terminated"

    def issues(self, file_name: str) -> Iterator[Issue]:
        """
        Warn of what was published and cannot be used.

        Parameters
        ----------
        file_name
            Name of the file.

        Yields
        ------
        issue
            A warning with its JSON pointer: no real date, an end before its start, another currency.

        Examples
        --------
        >>> from citytools_analysis.sources.ocds.releases import Found
        >>> from citytools_analysis.sources.ocds.places import Placed
        >>> from citytools_analysis.sources.ocds.process import Kept
        >>> part = Part("1", {}, "/releases/0/awards/0", Kept(Found("/releases/0", {}), Placed((), "")))
        >>> worth = Worth(None, fault="the value is in EUR, not in pounds")
        >>> one = Agreement(part, (), (), Period(None, None, None), worth, ("A",), "ocds-1/1", ())
        >>> [issue.what for issue in one.issues("a.json")]
        ['the value is in EUR, not in pounds']
        """
        for fault in self.period.faults:
            yield Issue(file_name, self.part.pointer, fault, _MEND, "date", "warning")
        if self.worth.fault:
            yield Issue(file_name, self.part.pointer, self.worth.fault, _MEND, "currency", "warning")


@made_once
def agreements_of(process: Process) -> list[Agreement]:
    """
    Read the terms of each agreement of a process.

    Parameters
    ----------
    process
        The joined releases of one process and buyer.

    Returns
    -------
    agreements
        Those with a period, a value or a supplier, even if what is told cannot be used.

    Examples
    --------
    >>> from citytools_analysis.sources.ocds.releases import Found
    >>> from citytools_analysis.sources.ocds.places import Placed
    >>> from citytools_analysis.sources.ocds.process import Kept, join_releases
    >>> said = {"awards": [{"id": "1", "suppliers": [{"name": "A Ltd"}]}, {"id": "2", "status": "active"}]}
    >>> [one.reference for one in agreements_of(join_releases("ocds-1", [Kept(Found("", said), Placed((), ""))]))]
    ['ocds-1/1']
    """
    read = (_read(process, part, award) for part, award in process.agreements())
    return [one for one in read if _tells(one)]


def _tells(one: Agreement) -> bool:
    terms = (one.period.start, one.period.end, one.period.faults, one.worth.amount, one.worth.fault, one.suppliers)
    return any(terms) or any(node.get("suppliers") for node in one.nodes)


def _read(process: Process, part: Part, award: Part | None) -> Agreement:
    nodes = (part.node, award.node) if award else (part.node,)
    lots = _lots(process.tender, nodes)
    key = "contracts" if process.contracts.get(part.identity) is part else "awards"
    keys = ((key, part.identity), ("awards", award.identity)) if award else ((key, part.identity),)
    return Agreement(
        part,
        nodes,
        lots,
        _period(nodes, lots),
        read_worth(*(mapping(node, "value") for node in nodes)),
        supplier_names(part.kept.found.release, *nodes),
        f"{process.ocid}/{part.identity}",
        keys,
    )


def _period(nodes: tuple[Mapping[str, Any], ...], lots: tuple[Mapping[str, Any], ...]) -> Period:
    # A terminated contract ended when its implementation did, and its options with it.
    implemented = mapping(nodes[0], "implementation") if text(nodes[0].get("status")) == "terminated" else {}
    told = [mapping(node, key) for node in nodes for key in ("period", "contractPeriod")]
    period = read_period({"endDate": implemented.get("endDate")}, *told)
    if implemented:
        return replace(period, latest=None)
    for lot in lots:
        planned = read_period(mapping(lot, "contractPeriod"))
        if not period.latest and planned.latest and planned.end == period.end:
            period = replace(period, latest=planned.latest)
    return period


def _lots(tender: Mapping[str, Any], nodes: tuple[Mapping[str, Any], ...]) -> tuple[Mapping[str, Any], ...]:
    lots = tuple(lot for _, lot in members(tender, "lots"))
    listed = [node.get("relatedLots") for node in nodes]
    wanted = {text(one) for ids in listed if isinstance(ids, list) for one in ids}
    related = tuple(lot for lot in lots if text(lot.get("id")) in wanted)
    return related or (lots if len(lots) == 1 else ())
