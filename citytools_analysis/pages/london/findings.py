"""The sentences of the overview of London, each true whatever is known."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import pandas as pd

from citytools_analysis.charts.numbers import number_text
from citytools_analysis.style import count_text, date_text
from citytools_analysis.tables.words import joined, number_word, sentence_start


def known_finding(known: pd.DataFrame) -> str:
    """
    Say of how many boroughs something is known, and from where.

    Parameters
    ----------
    known
        As `coverage.by_borough` gives: `status`.

    Returns
    -------
    sentence
        The finding.

    Examples
    --------
    >>> known_finding(pd.DataFrame({"status": ["return received", "public facts only", "nothing known"]}))
    'Something is known of 2 of 3 boroughs: one has sent a return, of one only public facts are held; of one nothing is known.'
    >>> known_finding(pd.DataFrame({"status": ["nothing known"] * 33}))
    'Nothing is known of any of 33 boroughs.'
    """
    status, total = known["status"], len(known)
    n_returned = int(status.isin(["return received", "held for members"]).sum())
    n_public, n_none = int(status.eq("public facts only").sum()), int(status.eq("nothing known").sum())
    if n_none == total:
        return f"Nothing is known of any of {count_text(total, 'borough')}."
    parts = [f"{number_word(n_returned)} {'has' if n_returned == 1 else 'have'} sent a return"] if n_returned else []
    parts += [f"of {number_word(n_public)} only public facts are held"] if n_public else []
    rest = f"; of {number_word(n_none)} nothing is known" if n_none else ""
    return f"Something is known of {total - n_none} of {count_text(total, 'borough')}: {', '.join(parts)}{rest}."


def fresh_finding(told: pd.DataFrame) -> str:
    """
    Say how much of what is told has an end date or a system's name, and how old the oldest of it is.

    Parameters
    ----------
    told
        As `coverage.by_source` gives.

    Returns
    -------
    sentence
        The finding.

    Examples
    --------
    >>> fresh_finding(pd.DataFrame(columns=["n_contracts", "n_with_end", "n_systems", "n_named", "oldest_date"]))
    'No source tells anything of a contract or a system.'
    """
    n_contracts, n_with_end, n_systems, n_named = (
        int(told[name].fillna(0).sum()) for name in ("n_contracts", "n_with_end", "n_systems", "n_named")
    )
    if not n_contracts and not n_systems:
        return "No source tells anything of a contract or a system."
    ends = (
        f"{n_with_end} of {count_text(n_contracts, 'contract')} told of have an end or roll on" if n_contracts else ""
    )
    names = f"{n_named} of {count_text(n_systems, 'answer')} about a function name the system, or say there is none"
    first = "; ".join(part for part in (ends, names if n_systems else "") if part)
    oldest = told["oldest_date"].dropna()
    since = f" The oldest was true up to {date_text(oldest.min())}." if len(oldest) else ""
    return f"{sentence_start(first)}.{since}"


def supply_finding(supply: pd.DataFrame) -> str:
    """
    Say in which service area supply is most and least concentrated, and how much of it is known.

    Parameters
    ----------
    supply
        As `concentration.summary` gives by area.

    Returns
    -------
    sentence
        The finding.

    Examples
    --------
    >>> supply_finding(pd.DataFrame({"is_withheld": [True], "reason": ["fewer than 8 boroughs are known"], "value": [None]}))
    'How concentrated supply is can be said of no service area: fewer than 8 boroughs are known.'
    >>> supply_finding(pd.DataFrame(columns=["is_withheld", "reason", "value"]))
    'How concentrated supply is can be said of no service area: nothing is known of any.'
    """
    shown = supply[~supply["is_withheld"].astype("bool")].sort_values("value", kind="stable")
    if shown.empty:
        reasons = joined(sorted(set(supply["reason"]))) or "nothing is known of any"
        return f"How concentrated supply is can be said of no service area: {reasons}."
    low, high = shown.iloc[0], shown.iloc[-1]
    first = f"Supply is most concentrated in {low['scope_name']}: {_as_if(float(low['value']))}"
    last = f"least in {high['scope_name']}, {_as_if(float(high['value']))}" if len(shown) > 1 else ""
    basis = f"by {span_text(shown['n'])} of {int(shown['n_of'].max())} boroughs"
    return "; ".join(part for part in (first, last, basis) if part) + "."


def _as_if(value: float) -> str:
    return "one supplier" if value < 1.05 else f"as if {number_text(value)} equal suppliers"


def span_text(counts: pd.Series[float]) -> str:
    """
    Write the least and the most of several counts.

    Parameters
    ----------
    counts
        Counts; those not known are left out.

    Returns
    -------
    words
        Such as `11 to 22`, `8` where all are alike, `none` where there is none.

    Examples
    --------
    >>> span_text(pd.Series([22.0, 11.0, None])), span_text(pd.Series([8.0])), span_text(pd.Series([], dtype="float64"))
    ('11 to 22', '8', 'none')
    """
    known = counts.dropna()
    if known.empty:
        return "none"
    low, high = int(known.min()), int(known.max())
    return str(low) if low == high else f"{low} to {high}"


def moved_finding(pairs: pd.DataFrame, *, then: str = "a year before") -> str:
    """
    Say in how many service areas supply is shared by fewer or more than before.

    Parameters
    ----------
    pairs
        `before` and `after`, effective numbers of suppliers.
    then
        When `before` was.

    Returns
    -------
    sentence
        Without a full stop, as a chart's title.

    Examples
    --------
    >>> moved_finding(pd.DataFrame({"before": [3.0, 2.0, None], "after": [2.5, 2.4, 1.0]}))
    'In one of 2 service areas supply is more concentrated than a year before, in one less'
    """
    both = pairs.dropna(subset=["before", "after"])
    if both.empty:
        return "For no service area both days are known"
    change = both["after"].astype("float64").round(2) - both["before"].astype("float64").round(2)
    more, less = int((change < 0).sum()), int((change > 0).sum())
    return (
        f"In {number_word(more) if more else 'none'} of {count_text(len(both), 'service area')} supply is more concentrated "
        f"than {then}, in {number_word(less) if less else 'none'} less"
    )


def few_finding(ratios: pd.DataFrame) -> str:
    """
    Say how much of all supply the three and ten largest suppliers have.

    Parameters
    ----------
    ratios
        Rows of `concentration.ratios` for all functions: `k_used`, `value`, `n`, `n_of`, `n_suppliers`.

    Returns
    -------
    sentence
        Without a full stop, as a chart's title.

    Examples
    --------
    >>> frame = pd.DataFrame({"k_used": [1, 2, 3], "value": [0.5, 0.8, 1.0], "n": 22, "n_of": 33, "n_suppliers": 3})
    >>> few_finding(frame)
    'The three largest of 3 suppliers have 100% of what is supplied to 22 of 33 boroughs'
    """
    at = {int(row["k_used"]): row for row in ratios.to_dict("records")}
    first = at.get(3) or at[max(at)]
    n = int(first["k_used"])
    who = (
        f"The {number_word(n)} largest of {int(first['n_suppliers'])} suppliers have"
        if n > 1
        else "The one supplier has"
    )
    words = f"{who} {first['value']:.0%}"
    ten = f", the ten largest {at[10]['value']:.0%}," if 10 in at else ""
    return f"{words}{ten} of what is supplied to {int(first['n'])} of {int(first['n_of'])} boroughs"


def together_finding(row: Mapping[Any, Any]) -> str:
    """
    Say whether fewer suppliers go with lower satisfaction, or why it cannot be told.

    Parameters
    ----------
    row
        The row of `satisfaction.supplier_count_correlation` by function.

    Returns
    -------
    sentence
        The finding.

    Examples
    --------
    >>> together_finding({"is_withheld": True, "reason": "fewer than 10 functions have both figures"})
    'Whether fewer suppliers go with lower satisfaction is not shown: fewer than 10 functions have both figures.'
    >>> together_finding({"is_withheld": False, "value": 0.2, "lower": 0.1, "upper": 0.29, "n": 89, "n_of": 89})
    'Functions with fewer suppliers tend to be rated lower: rank correlation 0.2, 95% interval 0.1 to 0.29, over 89 of 89 functions. An association only.'
    """
    if row["is_withheld"]:
        return f"Whether fewer suppliers go with lower satisfaction is not shown: {row['reason']}."
    value, lower, upper = (number_text(float(row[name])) for name in ("value", "lower", "upper"))
    measured = f"rank correlation {value}, 95% interval {lower} to {upper}, over {row['n']} of {row['n_of']} functions"
    if row["lower"] <= 0 <= row["upper"]:
        first = "It cannot be told whether fewer suppliers go with lower satisfaction"
    else:
        way = "lower" if row["value"] > 0 else "higher"
        first = f"Functions with fewer suppliers tend to be rated {way}"
    return f"{first}: {measured}. An association only."


def changes_finding(counts: Mapping[str, int], *, since: date) -> str:
    """
    Say how much changed since an earlier register.

    Parameters
    ----------
    counts
        Number of changes by kind.
    since
        The day of the earlier register.

    Returns
    -------
    sentence
        The finding.

    Examples
    --------
    >>> changes_finding({"new": 3, "extended": 1}, since=date(2026, 10, 23))
    'Since the register of 23 Oct 2026 four things changed: three new and one extended.'
    >>> changes_finding({}, since=date(2026, 10, 23))
    'Since the register of 23 Oct 2026 nothing changed.'
    """
    total = sum(counts.values())
    if not total:
        return f"Since the register of {date_text(since)} nothing changed."
    parts = [f"{number_word(n)} {kind.replace('_', ' ')}" for kind, n in counts.items() if n]
    many = f"{number_word(total)} {'thing' if total == 1 else 'things'}"
    return f"Since the register of {date_text(since)} {many} changed: {joined(parts)}."


def happened_finding(counts: Mapping[str, int], *, since: date) -> str:
    """
    Say how much the register dates after a day.

    Parameters
    ----------
    counts
        Number of events by what they are.
    since
        The day.

    Returns
    -------
    sentence
        The finding.

    Examples
    --------
    >>> happened_finding({"contract began": 2, "notice": 1}, since=date(2026, 8, 23))
    'The register dates three events after 23 Aug 2026: contract began (2), notice (1).'
    >>> happened_finding({}, since=date(2026, 8, 23))
    'The register dates nothing after 23 Aug 2026.'
    """
    total = sum(counts.values())
    if not total:
        return f"The register dates nothing after {date_text(since)}."
    told = ", ".join(f"{what} ({n})" for what, n in counts.items())
    return f"The register dates {number_word(total)} {'event' if total == 1 else 'events'} after {date_text(since)}: {told}."
