"""The sentences of a case: whether enough boroughs could start together, and how far they would go."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from citytools_analysis.style import count_text
from citytools_analysis.tables.words import joined, number_word

LEVEL_WORDS = {
    "joint_contract": "sign a joint contract",
    "shared_specification": "share a specification",
    "share_market_engagement": "talk to the market together",
    "alone": "go alone",
}


def mass_finding(counts: Mapping[str, int], *, months: int) -> str:
    """
    Say whether enough boroughs could start together: the test of critical mass.

    Parameters
    ----------
    counts
        Boroughs by where they stand: `now` (as their contracts stand), `extending`, `undated`, `late`, and `all`, those
        with a contract for the function.
    months
        Whole months until the shared start.

    Returns
    -------
    sentence
        The finding.

    Examples
    --------
    >>> mass_finding({"now": 6, "extending": 2, "undated": 1, "late": 0, "all": 11}, months=18)
    '6 of 11 boroughs with a contract for it can start within 18 months; 2 more by using an extension; 1 more if its end were known.'
    """
    within = f"within {count_text(months, 'month')}" if months else "today"
    every = count_text(counts["all"], "borough")
    parts = [f"{counts['now'] or 'None'} of {every} with a contract for it can start {within}"]
    if counts["extending"]:
        parts.append(f"{counts['extending']} {'more ' if counts['now'] else ''}by using an extension")
    if counts["undated"]:
        parts.append(f"{counts['undated']} more if {'its end' if counts['undated'] == 1 else 'their ends'} were known")
    if counts["late"]:
        parts.append(f"{counts['late']} too late for this round")
    return "; ".join(parts) + "."


def short_mass(counts: Mapping[str, int]) -> str:
    """
    Write the test of critical mass for a table.

    Parameters
    ----------
    counts
        As for `mass_finding`.

    Returns
    -------
    words
        The boroughs in the window, of those with a contract for the function, and in brackets those that must extend.

    Examples
    --------
    >>> short_mass({"now": 6, "extending": 2, "undated": 1, "late": 0, "all": 11})
    '8 of 11 (2)'
    """
    both = counts["now"] + counts["extending"]
    extending = f" ({counts['extending']})" if counts["extending"] else ""
    return f"{both} of {counts['all']}{extending}"


def said_finding(levels: pd.DataFrame) -> str:
    """
    Say how far each member would go, and how many have not said.

    Parameters
    ----------
    levels
        Rows of `opportunities.levels` for one set: `borough`, `intention`, `is_after_window`.

    Returns
    -------
    sentence
        The finding; an intention is no commitment.

    Examples
    --------
    >>> told = pd.DataFrame({"borough": ["Brent", "Ealing"], "intention": ["joint_contract", "not said"]})
    >>> said_finding(told.assign(is_after_window=[True, None]))
    'Brent would sign a joint contract; one has not said. Brent could not start in time for this.'
    >>> said_finding(pd.DataFrame({"borough": ["Brent"], "intention": ["not said"], "is_after_window": [None]}))
    'None of its members has said how far it would go.'
    """
    parts = [
        f"{joined(levels.loc[levels['intention'] == level, 'borough'].tolist())} would {words}"
        for level, words in LEVEL_WORDS.items()
        if levels["intention"].eq(level).any()
    ]
    silent = int((~levels["intention"].isin(LEVEL_WORDS)).sum())
    if not parts:
        return "None of its members has said how far it would go."
    rest = [f"{number_word(silent)} {'has' if silent == 1 else 'have'} not said"] if silent else []
    late = levels.loc[levels["is_after_window"].eq(other=True).fillna(value=False), "borough"].tolist()
    too_late = f" {joined(late)} could not start in time for this." if late else ""
    return "; ".join([*parts, *rest]) + "." + too_late
