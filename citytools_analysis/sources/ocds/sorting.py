"""Which releases of a file go on: London's technology; the rest left out or kept aside, each with its reason."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from citytools_analysis.reference import Reference
from citytools_analysis.sources.ocds.codes import is_technology, procurement_codes
from citytools_analysis.sources.ocds.days import instant
from citytools_analysis.sources.ocds.places import placing
from citytools_analysis.sources.ocds.private import blotted, kept_aside
from citytools_analysis.sources.ocds.process import Kept
from citytools_analysis.sources.ocds.releases import Found
from citytools_analysis.sources.ocds.values import mapping, text
from citytools_analysis.sources.reading import LeftOut, Quarantined

# These may be London's technology: what is missing may be told later, by a person or by another notice.
_MAY_BELONG = {"no_buyer", "portal_as_buyer", "no_cpv_code", "no_ocid"}


@dataclass(frozen=True)
class Sorted:
    """
    The releases of a file, sorted.

    Parameters
    ----------
    groups
        Those that go on, by process and buyer.
    left_out, quarantined
        The rest, in the order of the file.

    Examples
    --------
    >>> Sorted({}, (), ()).groups
    {}
    """

    groups: Mapping[tuple[str, str], Sequence[Kept]]
    left_out: tuple[LeftOut, ...]
    quarantined: tuple[Quarantined, ...]


def sort_releases(
    found: Sequence[Found], reference: Reference, known: Collection[tuple[str, str]] = frozenset()
) -> Sorted:
    """
    Sort releases into what goes on, what is left out and what is kept aside.

    Parameters
    ----------
    found
        The releases met.
    reference
        Boroughs with their aliases, and the reviewed decisions about notices.
    known
        Processes, with their borough, that are known to be of technology: a change notice repeats no codes.

    Returns
    -------
    sorted
        Every release once.

    Examples
    --------
    >>> from citytools_analysis.reference import load_reference
    >>> said = {"ocid": "ocds-1", "buyer": {"name": "London Borough of Merton"}, "tender": {"title": "Support"}}
    >>> [one.reason for one in sort_releases([Found("/releases/0", said)], load_reference()).quarantined]
    ['no_cpv_code']
    >>> list(sort_releases([Found("/releases/0", said)], load_reference(), {("ocds-1", "merton")}).groups)
    [('ocds-1', 'merton')]
    """
    place = placing(reference)
    met = [Kept(one, place(one.release)) for one in found]
    london: dict[tuple[str, str], list[Kept]] = {}
    for one in met:
        if not one.placed.reason:
            london.setdefault(group_of(one), []).append(one)
    reasons = {one.found.pointer: reason_alone(one) for one in met if one.placed.reason}
    for key, group in london.items():
        reasons |= reasons_within(group, is_known=key in known)
    groups = {key: [one for one in group if one.found.pointer not in reasons] for key, group in london.items()}
    out = [set_aside(one, reasons[one.found.pointer]) for one in met if one.found.pointer in reasons]
    return Sorted(
        {key: group for key, group in groups.items() if group},
        tuple(one for one in out if isinstance(one, LeftOut)),
        tuple(one for one in out if isinstance(one, Quarantined)),
    )


def group_of(one: Kept) -> tuple[str, str]:
    """
    Give the process and the buyer of a release that is London's: releases of both stand or fall together.

    Parameters
    ----------
    one
        The release.

    Returns
    -------
    ocid, borough_id
        Its group.

    Examples
    --------
    >>> from citytools_analysis.sources.ocds.places import Placed
    >>> group_of(Kept(Found("/releases/0", {"ocid": "ocds-1"}), Placed(("merton",), "Merton")))
    ('ocds-1', 'merton')
    """
    return text(one.found.release["ocid"]), one.placed.borough_ids[0]


def reason_alone(one: Kept) -> str:
    """
    Say why a release has no place here, whatever others say; one of no technology is none of ours, whoever bought it.

    Parameters
    ----------
    one
        A release that is not placed with a borough.

    Returns
    -------
    reason
        Short code.

    Examples
    --------
    >>> from citytools_analysis.sources.ocds.places import Placed
    >>> reason_alone(Kept(Found("/releases/0", {}), Placed((), "Leeds", reason="not_london")))
    'not_london'
    """
    if one.placed.reason not in _MAY_BELONG:
        return one.placed.reason
    codes = procurement_codes(one.found.release)
    return one.placed.reason if not codes or is_technology(codes) else "not_technology"


def reasons_within(group: Sequence[Kept], *, is_known: bool) -> dict[str, str]:
    """
    Say which releases of one process and buyer do not go on, and why.

    Parameters
    ----------
    group
        All of them in the file, in its order.
    is_known
        Whether the process is known to be of technology.

    Returns
    -------
    reasons
        By pointer; those that go on are not in it.

    Examples
    --------
    >>> from citytools_analysis.sources.ocds.places import Placed
    >>> said = {"ocid": "ocds-1", "id": "1"}
    >>> group = [Kept(Found(f"/releases/{n}", said), Placed(("merton",), "Merton")) for n in range(2)]
    >>> reasons_within(group, is_known=True)
    {'/releases/0': 'duplicate_release'}
    """
    return dict(_repeats(group)) | ({} if is_known else dict(_not_technology(group)))


def set_aside(one: Kept, reason: str) -> LeftOut | Quarantined:
    """
    Write down a release that does not go on.

    Parameters
    ----------
    one
        The release.
    reason
        Why.

    Returns
    -------
    record
        Left out; or kept aside with its content, where it may belong here.

    Examples
    --------
    >>> from citytools_analysis.sources.ocds.places import Placed
    >>> set_aside(Kept(Found("/releases/0", {}), Placed((), "Leeds")), "not_london").what
    'Leeds'
    """
    release = one.found.release
    ocid = text(release.get("ocid"))
    if reason not in _MAY_BELONG:
        return LeftOut(one.found.place, reason, _what(one), ocid)
    return Quarantined(one.found.place, reason, _what(one), "release", kept_aside(release, one.found.uri), ocid)


def _repeats(group: Sequence[Kept]) -> Iterator[tuple[str, str]]:
    # The last version of a release stands; one without an id is never taken for another.
    last: dict[str, Kept] = {}
    for one in sorted(group, key=lambda one: instant(one.found.release.get("date"))):
        identity = text(one.found.release.get("id")) or one.found.pointer
        if identity in last:
            yield last[identity].found.pointer, "duplicate_release"
        last[identity] = one


def _not_technology(group: Sequence[Kept]) -> Iterator[tuple[str, str]]:
    # A change notice repeats no codes: what any release of the process tells holds for all of them.
    codes = tuple(code for one in group for code in procurement_codes(one.found.release))
    if is_technology(codes):
        return
    for one in group:
        if not (one.placed.decision and one.placed.decision["decision"] in {"keep", "move"}):
            yield one.found.pointer, "not_technology" if codes else "no_cpv_code"


def _what(one: Kept) -> str:
    release = one.found.release
    title = text(mapping(release, "tender").get("title")) or text(release.get("title"))
    return blotted(": ".join(words for words in (one.placed.buyer, title) if words))[:200]
