"""What a notice says about extending, kept as words: terms are never guessed from sentences."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from citytools_analysis.sources.ocds.period import Period, read_period
from citytools_analysis.sources.ocds.values import mapping, members, text

_EXTENDS = re.compile(r"\b(?:extend(?:ed|ing|s)?|extensions?|renewals?)\b", re.IGNORECASE)
_TERM = re.compile(r"\boption|\bfurther|\badditional|\bperiod|\bmonth|\byear|\bup to\b|\bannum\b", re.IGNORECASE)
_LONGEST_NOTE = 600


def notice_words(*nodes: Mapping[str, Any]) -> str:
    """
    Gather what a notice says in sentences.

    Parameters
    ----------
    *nodes
        The tender, its lots, the award, the contract.

    Returns
    -------
    words
        Titles and descriptions, a full stop between them.

    Examples
    --------
    >>> notice_words({"title": "Licences", "description": None}, {"title": "", "description": "Two years"})
    'Licences. Two years'
    """
    said = (text(node.get(key)) for node in nodes for key in ("title", "description"))
    return ". ".join(dict.fromkeys(words for words in said if words))


def extension_note(words: str, period: Period, *nodes: Mapping[str, Any]) -> str | None:
    """
    Keep what a notice says about extending, as text: terms are never guessed from sentences.

    Parameters
    ----------
    words
        Titles and descriptions of the notice.
    period
        When the agreement runs.
    *nodes
        The contract, the award and the lots: their `renewal`, `options`, `hasRenewal` and proposed amendments are read.

    Returns
    -------
    note
        The latest end, the described terms, and the sentences about extending; at most 600 characters.

    Examples
    --------
    >>> extension_note("A booking tool. Two years with an option to extend by one year.", Period(None, None, None))
    'Two years with an option to extend by one year.'
    """
    notes = (
        [f"May be extended to {period.latest.isoformat()}."] if period.latest and period.latest != period.end else []
    )
    for node in nodes:
        notes += _told_terms(node)
    sentences = re.split(r"(?<=[.;!?])\s+", words)
    notes += [one for one in sentences if _EXTENDS.search(one) and _TERM.search(one)]
    if not notes and any(may_renew(node) for node in nodes):
        notes = ["May be extended; for how long is not published."]
    note = " ".join(dict.fromkeys(notes))
    return (note if len(note) <= _LONGEST_NOTE else note[: _LONGEST_NOTE - 1].rstrip() + "…") or None


def _told_terms(node: Mapping[str, Any]) -> Iterator[str]:
    for key in ("renewal", "options"):
        if told := text(mapping(dict(node), key).get("description")):
            yield told
    for _, proposed in members(dict(node), "proposedAmendments"):
        end = read_period(mapping(proposed, "period")).end
        yield f"A change is proposed{f', to end on {end.isoformat()}' if end else ''}; it is not signed."


def may_renew(node: Mapping[str, Any]) -> bool:
    """
    Say whether the buyer may extend or renew.

    Parameters
    ----------
    node
        A contract, award or lot.

    Returns
    -------
    may
        Whether it says so with `hasRenewal`, a described renewal or an extent beyond the end.

    Examples
    --------
    >>> may_renew({"hasRenewal": True}), may_renew({"renewal": {"description": "12 months"}}), may_renew({})
    (True, True, False)
    """
    periods = (mapping(dict(node), key) for key in ("period", "contractPeriod"))
    described = bool(text(mapping(dict(node), "renewal").get("description")))
    return node.get("hasRenewal") is True or described or any(text(one.get("maxExtentDate")) for one in periods)
