"""How a borough compares with the others, area by area, and with those that are near it or alike."""

from __future__ import annotations

import numpy as np
import pandas as pd

from citytools_analysis.metrics.adoption import ANSWERS
from citytools_analysis.metrics.coverage.known import named_systems
from citytools_analysis.metrics.held import is_held
from citytools_analysis.metrics.peers import LEAST_OTHERS, positions, statistical_neighbours
from citytools_analysis.pages.borough.findings import compared_finding
from citytools_analysis.pages.borough.others import neighbour_ids
from citytools_analysis.pages.borough.subject import Borough
from citytools_analysis.style import UNKNOWN, count_text, money_text
from citytools_analysis.tables.fragment import Fragment, is_missing, paragraph
from citytools_analysis.tables.frame import Column, from_frame
from citytools_analysis.tables.layout import notice, stack
from citytools_analysis.tables.words import Row, joined

_AREAS = (
    Column("area", "Service area", width=2.2),
    Column("functions_answered", "Functions answered", width=1.4),
    Column("systems", "Systems", width=1.4),
    Column("suppliers", "Suppliers", width=1.4),
    Column("yearly_value", "£ a year, where known", width=2.2),
)
_EVERY = (
    Column("area", "Service area"), Column("measure", "Measure", "state"), Column("unit", "Unit"), Column("own", "You", "number"),
    Column("own_n", "Known of you", "number"), Column("own_n_of", "of", "number"),
    Column("median", "Median of the others", "number", missing="withheld or unknown"),
    Column("n_others", "Others known", "number"), Column("n_fewer", "Have less", "number"), Column("n_same", "As much", "number"),
    Column("n_more", "Have more", "number"), Column("n_not_known", "Not known of", "number"),
)  # fmt: skip
_NEAR = (
    Column("borough", "Borough", width=1.8),
    Column("why", "Why", width=2.4),
    Column("n_functions", "Functions answered", "number", width=1.1),
    Column("n_systems", "Systems known", "number", width=1),
    Column("n_suppliers", "Suppliers known", "number", width=1),
    Column("n_shared", "Systems shared with you", "number", width=1.2),
)


def compared(borough: Borough) -> Fragment:
    """
    Show where a borough stands among the others in each service area.

    Parameters
    ----------
    borough
        The borough, as `about` gives it.

    Returns
    -------
    fragment
        The finding and one row a service area: functions answered, systems, suppliers and yearly value beside the median of
        the others of which it is known; a callout where nothing is known of anyone.

    Examples
    --------
    >>> from datetime import date
    >>> from citytools_analysis.register import Register
    >>> from citytools_analysis.pages.borough.subject import about
    >>> compared(about(Register.from_tables({}, as_of=date(2026, 11, 23)), "camden")).text
    'Nothing is known of any borough yet, so Camden cannot be compared.'
    """
    told = positions(borough.register, borough.borough_id)
    if not told["n_others"].sum() and told["own"].isna().all():
        return notice(f"Nothing is known of any borough yet, so {borough.name} cannot be compared.")
    areas = told[told["area_code"].notna()]
    systems = areas[areas["measure"] == "systems"]
    median = systems["median"].where(systems["own"].notna())
    signs = np.sign((systems["own"] - median).dropna())
    counts = (int((signs > 0).sum()), int((signs == 0).sum()), int((signs < 0).sum()))
    finding = compared_finding(borough.name, *counts, n_areas=len(systems))
    is_known = told["own"].notna() | told["n_others"].gt(0)
    known = told[told["area"].isin(told.loc[is_known, "area"])]
    rows = [_area_row(rows) for _, rows in known.groupby("area", sort=False)]
    n_left = told["area"].nunique() - len(rows)
    note = (
        "Yours, then the median of the other boroughs of which it is known, and how many these are; of the rest it is not known. Systems and "
        "suppliers grow with the functions answered. Pounds a year are of live contracts whose value can be spread over years, without VAT where "
        f"said: a part of what is spent. The others\N{RIGHT SINGLE QUOTATION MARK} pounds are withheld{_why_withheld(borough)}. More is neither worse nor better."
    )
    if n_left:
        note = f"Left out: {count_text(n_left, 'service area')} of which nothing is known in any borough. {note}"
    caption = f"{borough.name} and the {len(borough.names) - 1} others in {len(rows) - 1} of {count_text(len(systems), 'service area')}, and all areas"
    table = from_frame(rows, columns=_AREAS, caption=caption, note=note)
    every = from_frame(told, columns=_EVERY, caption=f"Where {borough.name} stands among the others, by service area")
    return Fragment(stack(paragraph(finding), table).html, attached=every.attached)


def _why_withheld(borough: Borough) -> str:
    is_untold = is_held(borough.register, "contracts.value_gbp")
    return (
        ", for this edition is told only those published" if is_untold else f" for fewer than {LEAST_OTHERS} boroughs"
    )


def _area_row(rows: pd.DataFrame) -> dict[str, object]:
    told: dict[str, object] = {"area": rows["area"].iloc[0]}
    return told | {str(row["measure"]): _cell(row) for row in rows.to_dict("records")}


def _cell(row: Row) -> str:
    is_money = row["measure"] == "yearly_value"
    own = UNKNOWN if is_missing(row["own"]) else money_text(row["own"]) if is_money else f"{row['own']:.0f}"
    if row["measure"] == "functions_answered":
        own = f"{own} of {row['own_n_of']:.0f}" if own != UNKNOWN else own
    elif is_money and not is_missing(row["own_n_of"]):
        own = f"{own} in {row['own_n']:.0f} of {count_text(int(row['own_n_of']), 'contract')}"
    if not row["n_others"]:
        return own if own == UNKNOWN else f"{own}; others {UNKNOWN}"
    if row["is_withheld"]:
        return f"{own}; others withheld"
    median = money_text(row["median"]) if is_money else f"{row['median']:g}"
    return f"{own}; others {median} ({row['n_others']})"


def near_and_alike(borough: Borough) -> Fragment:
    """
    Set the boroughs that touch a borough, and those most alike in kind, beside it.

    Parameters
    ----------
    borough
        The borough, as `about` gives it.

    Returns
    -------
    fragment
        One row a borough, the reader's own first; what is not known is `unknown`, never nought.

    Examples
    --------
    >>> from datetime import date
    >>> from citytools_analysis.register import Register
    >>> from citytools_analysis.pages.borough.subject import about
    >>> near_and_alike(about(Register.from_tables({}, as_of=date(2026, 11, 23)), "camden")).text.splitlines()[2]
    'Camden you unknown unknown unknown unknown'
    """
    near = neighbour_ids(borough)
    peers = statistical_neighbours(borough.register)
    peers = peers[(peers["borough_id"] == borough.borough_id) & peers["neighbour_id"].notna()]
    alike = [str(name) for name in peers["neighbour_id"]]
    why = {borough.borough_id: ["you"]}
    for name in near:
        why.setdefault(name, []).append("touches you")
    for name in alike:
        why.setdefault(name, []).append("alike in kind")
    counts = _counts(borough)
    rows = [
        {"borough": borough.names[name], "why": joined(words), **counts.get(name, {})} for name, words in why.items()
    ]
    measures = f" Alike by: {peers['variables'].iloc[0]}." if len(peers) else ""
    note = f"Alike in kind is not alike in systems.{measures} Unknown: the borough has told of nothing here."
    n_near = count_text(len(near), "borough that touches", "boroughs that touch")
    caption = f"{borough.name}, {n_near} it and the {len(alike)} most alike"
    return from_frame(rows, columns=_NEAR, caption=caption, note=note)


def _counts(borough: Borough) -> dict[str, dict[str, object]]:
    uses = borough.all_uses
    answered = uses[uses["system_state"].isin([*ANSWERS, "not_applicable"])]
    named = named_systems(uses, borough.register)
    own = set(named.loc[named["borough_id"] == borough.borough_id, "named"])
    told: dict[str, dict[str, object]] = {}
    for name, rows in answered.groupby("borough_id", sort=False):
        held = named[named["borough_id"] == name]
        shared = {"n_shared": len(own & set(held["named"]))} if own else {}
        told[str(name)] = {
            "n_functions": rows["function_code"].nunique(),
            "n_systems": held["named"].nunique(),
            "n_suppliers": held["supplier_id"].nunique() or (0 if held.empty else None),
            **shared,
        }
    return told
