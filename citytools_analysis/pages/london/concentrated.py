"""How concentrated supply is in each service area, whether it became more so, and how few suppliers make up how much."""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd

from citytools_analysis.charts.chart import Chart
from citytools_analysis.charts.cumulative import cumulative_share
from citytools_analysis.charts.dots import dot_plot
from citytools_analysis.charts.dumbbells import dumbbell
from citytools_analysis.charts.numbers import number_text, share_text
from citytools_analysis.metrics import concentration
from citytools_analysis.pages.london.findings import (
    few_finding,
    moved_finding,
    span_text,
    supply_finding,
)
from citytools_analysis.pages.london.subject import OVERALL_RANKS, London
from citytools_analysis.style import count_text, date_text
from citytools_analysis.tables.fragment import Fragment, paragraph
from citytools_analysis.tables.frame import Column, from_frame
from citytools_analysis.tables.layout import notice, stack

_COLUMNS = (
    Column("scope_name", "Service area", width=3),
    Column("known", "Boroughs known", width=0.95),
    Column("n_contracts", "Contracts known", "number", width=0.95),
    Column("suppliers", "Suppliers", width=0.95),
    Column("three", "Largest three", width=0.85),
    Column("ten", "Largest ten", width=0.9),
    Column("index", "Concentration index (bounds)", width=2.15),
)
_MEND = "Boroughs\N{RIGHT SINGLE QUOTATION MARK} answers about what they run would fill it."


def by_area(london: London) -> Fragment:
    """
    List how concentrated supply is in each service area.

    Parameters
    ----------
    london
        London, as `about` gives it.

    Returns
    -------
    fragment
        The finding, and one row a service area, the most concentrated first; what is withheld says why.

    Examples
    --------
    >>> from citytools_analysis.pages.london.examples import NOTHING
    >>> by_area(NOTHING).text
    'How concentrated supply is can be said of no service area: nothing is known of any.'
    """
    finding = supply_finding(london.supply)
    if london.supply.empty:
        return notice(finding)
    n_contracts = london.decisions["area_code"].value_counts()
    rows = london.supply.sort_values("hhi_corrected", ascending=False, na_position="last", kind="stable")
    shown = int((~rows["is_withheld"].astype("bool")).sum())
    told = [_told(row, _ratio(london, str(row["scope_code"])), n_contracts) for row in rows.to_dict("records")]
    caption = (
        f"{shown} of {count_text(len(rows), 'service area')} known well enough, by the suppliers of the boroughs known"
    )
    note = (
        "Shares are of boroughs, each supplier with the group it belongs to; resellers supply nothing. The index is the "
        "Herfindahl-Hirschman index in points of 10,000, corrected for boroughs not known; its bounds are what these could "
        "make of it. Service areas hold several functions that do not compete: compare areas with each other, with no line."
    )
    return stack(paragraph(finding), from_frame(told, columns=_COLUMNS, caption=caption, note=note))


def _ratio(london: London, area: str) -> dict[int, float]:
    own = london.shares[(london.shares["scope_code"] == area) & ~london.shares["is_withheld"].astype("bool")]
    return {int(k): float(value) for k, value in zip(own["k"], own["value"], strict=True)}


def _told(row: dict[Any, Any], ratios: dict[int, float], n_contracts: pd.Series[int]) -> dict[str, object]:
    told = {"scope_name": row["scope_name"], "n_contracts": int(n_contracts.get(row["scope_code"], 0))}
    if row["is_withheld"]:
        held = dict.fromkeys(("known", "suppliers", "three", "ten"), "withheld")
        return told | held | {"index": f"withheld: {row['reason']}"}
    low, high = (f"{row[name]:,.0f}" for name in ("hhi_bound_low", "hhi_bound_high"))
    return told | {
        "known": f"{int(row['n'])} of {int(row['n_of'])}",
        "suppliers": f"{int(row['n_suppliers'])}",
        "three": share_text(ratios[3]) if 3 in ratios else "withheld",
        "ten": share_text(ratios[10]) if 10 in ratios else "withheld",
        "index": f"{row['hhi_corrected']:,.0f} ({low} to {high})",
    }


def effective(london: London, *, width_mm: float = 172.0) -> Chart | Fragment:
    """
    Draw as if by how many equal suppliers each service area is supplied, with interval and bounds.

    Parameters
    ----------
    london
        London, as `about` gives it.
    width_mm
        Printed width.

    Returns
    -------
    chart
        One dot a service area; a callout where none is known well enough.

    Examples
    --------
    >>> from citytools_analysis.pages.london.examples import NOTHING
    >>> "would fill it" in effective(NOTHING).text
    True
    """
    title = effective_finding(london.supply)
    note = f"Effective number of suppliers; 95% interval thick, what boroughs not known could make of it thin. As of {date_text(london.register.as_of)}."
    told = london.supply.rename(columns={"scope_name": "label"})
    return dot_plot(
        told, title=title, note=note, unit="suppliers of equal size", mend=_MEND, has_zero=True, width_mm=width_mm
    )


def effective_finding(supply: pd.DataFrame) -> str:
    """
    Say from how few to how many equal suppliers service areas are supplied by.

    Parameters
    ----------
    supply
        As `concentration.summary` gives by area.

    Returns
    -------
    sentence
        Without a full stop, as a chart's title.

    Examples
    --------
    >>> frame = pd.DataFrame({"value": [2.61, 7.6], "n": [22, 19], "n_of": 33, "is_withheld": False})
    >>> effective_finding(frame)
    'Service areas are supplied as if by 2.6 to 7.6 equal suppliers: 2 areas, by 19 to 22 of 33 boroughs'
    """
    shown = supply[~supply["is_withheld"].astype("bool")]
    if shown.empty:
        return "No service area is known well enough"
    low, high = number_text(float(shown["value"].min())), number_text(float(shown["value"].max()))
    many = low if low == high else f"{low} to {high}"
    n_of = int(shown["n_of"].max())
    return (
        f"Service areas are supplied as if by {many} equal {'supplier' if many == '1' else 'suppliers'}: "
        f"{count_text(len(shown), 'area')}, by {span_text(shown['n'])} of {n_of} boroughs"
    )


def moved(london: London, *, width_mm: float = 172.0) -> Chart | Fragment:
    """
    Draw how the effective number of suppliers of each service area changed in a year.

    Parameters
    ----------
    london
        London, as `about` gives it.
    width_mm
        Printed width.

    Returns
    -------
    chart
        Pairs of dots, by what the register now tells of both days; a callout where no area is known.

    Examples
    --------
    >>> from citytools_analysis.pages.london.examples import NOTHING
    >>> "would fill it" in moved(NOTHING).text
    True
    """
    day = london.register.as_of
    earlier = _year_before(day)
    before = concentration.summary(london.register, "area", on=earlier)
    names = {"value": "before", "n": "n_before"}
    both = london.supply.merge(before[["scope_code", *names]].rename(columns=names), on="scope_code", how="left")
    pairs = both.rename(columns={"value": "after", "scope_name": "label"})[
        ["label", "before", "after", "n_before", "n"]
    ]
    if pairs[["before", "after"]].notna().all(axis=1).sum() == 0:
        return notice(f"{moved_finding(pairs)}.", _MEND)
    note = (
        f"By what the register now tells of both days. Boroughs known then {span_text(pairs['n_before'])}, now "
        f"{span_text(pairs['n'])}: some of it is what became known."
    )
    return dumbbell(
        pairs.drop(columns=["n_before", "n"]), title=moved_finding(pairs), note=note, unit="suppliers of equal size",
        before_words=date_text(earlier), after_words=date_text(day), mend=_MEND, width_mm=width_mm,
    )  # fmt: skip


def _year_before(day: date) -> date:
    return (pd.Timestamp(day) - pd.DateOffset(years=1)).date()


def few(london: London, *, width_mm: float = 172.0) -> Chart | Fragment:
    """
    Draw how few suppliers make up how much of what all boroughs are supplied with.

    Parameters
    ----------
    london
        London, as `about` gives it.
    width_mm
        Printed width.

    Returns
    -------
    chart
        The shares added up, the largest first; a callout where too little is known.

    Examples
    --------
    >>> from citytools_analysis.pages.london.examples import NOTHING
    >>> few(NOTHING).text
    'How few suppliers make up how much cannot be said: nothing is known of any supplier.'
    """
    told = concentration.ratios(
        london.register, "overall", ks=OVERALL_RANKS, basis="boroughs", view="operating_group", draws=1
    )
    shown = told[~told["is_withheld"].astype("bool")].drop_duplicates("k_used")
    if shown.empty:
        reason = str(told["reason"].iloc[0]) if len(told) else "nothing is known of any supplier"
        return notice(f"How few suppliers make up how much cannot be said: {reason}.")
    names = str(shown["suppliers"].iloc[-1]).split("; ")
    frame = pd.DataFrame(
        {"supplier": names, "share": shown["value"].diff().fillna(shown["value"]).to_numpy(dtype=float)}
    )
    note = (
        "Each borough counts alike, and so does each supplier it has in a function; suppliers with their group. It adds up "
        f"functions that do not compete with each other. As of {date_text(london.register.as_of)}."
    )
    return cumulative_share(
        frame, title=few_finding(shown), note=note, basis="what boroughs are supplied with", width_mm=width_mm
    )
