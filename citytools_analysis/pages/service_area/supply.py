"""How concentrated the supply of a service area is, and of each of its functions, with what is not known."""

from __future__ import annotations

import pandas as pd

from citytools_analysis.charts.chart import Chart
from citytools_analysis.charts.dots import dot_plot
from citytools_analysis.metrics import concentration
from citytools_analysis.metrics.concentration.holdings import Basis
from citytools_analysis.pages.borough.ratings import withheld_reasons
from citytools_analysis.pages.service_area.findings import supply_finding
from citytools_analysis.pages.service_area.subject import ServiceArea
from citytools_analysis.style import date_text
from citytools_analysis.tables.fragment import Fragment, is_missing
from citytools_analysis.tables.frame import Column, from_frame
from citytools_analysis.tables.layout import notice
from citytools_analysis.tables.words import Row

_LARGEST = (1, 3, 10)
_COLUMNS = (
    Column("what", "Shares", width=1.9),
    Column("largest_1", "Largest", width=1),
    Column("largest_3", "Largest 3", width=1.1),
    Column("largest_10", "Largest 10", width=1.2),
    Column("n_suppliers", "Suppliers", "number", width=1),
    Column("known", "Known of", width=1.2),
    Column("who", "The largest three", width=2.6),
)
_BASES: dict[Basis, str] = {"boroughs": "of boroughs", "contracts": "of live contracts", "value": "of yearly value"}


def overall(area: ServiceArea) -> Row | None:
    """
    Give how concentrated a whole service area is.

    Parameters
    ----------
    area
        The service area, as `about` gives it.

    Returns
    -------
    row
        Its row of `concentration.summary`, by boroughs and operating groups; None where nothing is asked of the area.

    Examples
    --------
    >>> from citytools_analysis.pages.service_area.examples import UNTOLD
    >>> overall(UNTOLD) is None
    True
    """
    told = concentration.summary(area.register, by="area")
    rows = told[told["scope_code"] == area.area_code].to_dict("records")
    return rows[0] if rows else None


def supply(area: ServiceArea) -> Chart | Fragment:
    """
    Draw the effective number of suppliers of a service area and each of its functions.

    Parameters
    ----------
    area
        The service area, as `about` gives it.

    Returns
    -------
    chart
        A dot a function with its interval and bounds, what is withheld in words; or a callout.

    Examples
    --------
    >>> from citytools_analysis.pages.service_area.examples import UNTOLD
    >>> supply(UNTOLD).text.splitlines()[0]
    'How concentrated supply for Housing and homelessness is cannot be said: nothing is known.'
    """
    row = overall(area)
    if row is None:
        return notice(
            supply_finding(area.area, value=None, n=None, n_of=None) + ".",
            "It takes eight boroughs whose supplier is known.",
        )
    each = concentration.summary(area.register)
    each = each[each["scope_code"].isin(area.functions["function_code"])]
    shown = pd.concat([pd.DataFrame([row]), each], ignore_index=True)
    names = [f"All of {area.area}", *each["scope_name"]]
    title = _title(area, row)
    if shown["value"].isna().all():
        return notice(f"{title}.", f"Of the functions it is withheld too: {withheld_reasons(each)}.")
    note = (
        "Number of suppliers of equal size that would be as concentrated, by boroughs and operating groups; thick: 95% "
        "interval; thin: what the boroughs not known could make of it; n: boroughs known. One is all from one supplier. As "
        f"of {date_text(area.register.as_of)}."
    )
    return dot_plot(
        shown.assign(label=names),
        title=title,
        note=note,
        unit="suppliers, as if of equal size",
        is_ranked=False,
        has_zero=True,
    )


def _title(area: ServiceArea, row: Row) -> str:
    if is_missing(row["value"]):
        return supply_finding(area.area, value=None, n=None, n_of=None, reason=str(row["reason"]))
    return supply_finding(area.area, value=float(row["value"]), n=int(row["n"]), n_of=int(row["n_of"]))


def largest(area: ServiceArea) -> Fragment:
    """
    Give the share of the largest one, three and ten suppliers of a service area.

    Parameters
    ----------
    area
        The service area, as `about` gives it.

    Returns
    -------
    fragment
        One row each by boroughs, by live contracts and by yearly value, with its denominator, or why it is withheld; or a
        callout.

    Examples
    --------
    >>> from citytools_analysis.pages.service_area.examples import UNTOLD
    >>> largest(UNTOLD).text
    'What share the largest suppliers have is unknown: no supply is known.'
    """
    rows = [row for basis, words in _BASES.items() if (row := _shares(area, basis, words))]
    if not rows:
        return notice("What share the largest suppliers have is unknown: no supply is known.")
    caption = f"Share of the largest suppliers of {area.area}, operating groups together"
    note = (
        "A reseller has no share; a borough that runs its own counts as a supplier of one. A borough with several suppliers gives each a part. Functions differ, and suppliers of "
        "different work do not replace each other: read it beside the figures by function."
    )
    return from_frame(rows, columns=_COLUMNS, caption=caption, note=note)


def _shares(area: ServiceArea, basis: Basis, words: str) -> dict[str, object] | None:
    told = concentration.ratios(area.register, by="area", ks=_LARGEST, basis=basis, view="operating_group")
    own = told[told["scope_code"] == area.area_code].set_index("k")
    if own.empty:
        return None
    one, three = own.loc[1], own.loc[3]
    if is_missing(one["value"]):
        return {"what": words, "known": "withheld", "who": one["reason"]} | {
            f"largest_{k}": "withheld" for k in _LARGEST
        }
    figures = {f"largest_{k}": f"{value:.0%}" for k, value in own["value"].items()}
    known = f"{one['n']:,.0f} of {one['n_of']:,.0f}"
    return {"what": words, "n_suppliers": one["n_suppliers"], "known": known, "who": three["suppliers"]} | figures
