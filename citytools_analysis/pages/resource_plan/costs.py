"""What running the tools for a year costs, item by item, in three scenarios."""

from __future__ import annotations

import pandas as pd

from citytools_analysis.charts.numbers import pounds_text, share_text
from citytools_analysis.metrics.resources import SCENARIOS
from citytools_analysis.pages.resource_plan.findings import cost_finding
from citytools_analysis.pages.resource_plan.subject import Plan
from citytools_analysis.tables.fragment import Fragment, paragraph
from citytools_analysis.tables.frame import Column, from_frame
from citytools_analysis.tables.layout import stack

_ITEMS = {
    "product_owner": "Product owner",
    "steward": "Data steward",
    "category_lead": "Category lead",
    "engineer": "Engineer",
    "running_costs": "Hosting, assurance and user research",
    "contingency": "Contingency",
    "programme": "To run the tools",
    "borough_time": "Boroughs\N{RIGHT SINGLE QUOTATION MARK} own time",
    "total": "Together",
}
_COLUMNS = (
    Column("item", "Item", width=2.2),
    Column("rate", "Rate (low to high)", width=2.4),
    *(
        Column(name, f"{name.capitalize()}, £ a year", "pounds", width=1.1, missing="none planned")
        for name in SCENARIOS
    ),
)


def costs(plan: Plan) -> Fragment:
    """
    List every item of cost in three scenarios.

    Parameters
    ----------
    plan
        The plan, as `about` gives it.

    Returns
    -------
    fragment
        The finding, then one row an item with its rate, its low and high, and its sums.

    Examples
    --------
    >>> from citytools_analysis.pages.resource_plan.examples import PLAN
    >>> costs(PLAN).text.splitlines()[2:4]
    ['Item Rate (low to high) Lean, £ a year Core, £ a year Enhanced, £ a year', 'Product owner £82k (£74k to £92k) a year 16,400 32,800 49,200']
    """
    parts = {item: plan.cost(item)["value"] for item in ("total", "programme", "borough_time")}
    finding = cost_finding(
        parts["total"], parts["programme"], parts["borough_time"], n_boroughs=len(plan.register.boroughs)
    )
    share = plan.cost("share_of_technology_spend")["value"]
    beside = f"That is {share:.3%} of what London's councils are estimated to spend on technology in a year."
    total = plan.cost("total")
    note = (
        f"Low and high of the core scenario together: {pounds_text(total['lower'])} to {pounds_text(total['upper'])} with "
        "every assumption at its low or at its high. Without VAT. Quantities are a plan, rates are assumptions."
    )
    caption = "Yearly cost by item and scenario, at the central assumptions"
    rows = [_row(plan.costs, item, words) for item, words in _ITEMS.items()]
    return stack(paragraph(finding, beside), from_frame(rows, columns=_COLUMNS, caption=caption, note=note))


def _row(frame: pd.DataFrame, item: str, words: str) -> dict[str, object]:
    own = frame[frame["item"] == item].set_index("scenario")
    return {"item": words, "rate": _rate(own)} | {
        name: own["value"].get(name) for name in SCENARIOS if name in own.index
    }


def _rate(own: pd.DataFrame) -> str:
    known = own.dropna(subset=["rate_central"])
    if known.empty:
        return "the sum"
    if known["rate_central"].ne(known["rate_central"].iloc[0]).any():
        return "a sum for each scenario"
    row = known.iloc[0]
    write = share_text if str(row["rate_unit"]).startswith("share") else pounds_text
    low, central, high = (write(float(row[f"rate_{name}"])) for name in ("low", "central", "high"))
    return f"{central} ({low} to {high}) {str(row['rate_unit']).removeprefix('pounds ').removeprefix('share ')}"
