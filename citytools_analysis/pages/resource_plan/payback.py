"""What must be saved, or bought together, for the tools to pay for themselves, and whether they are expected to."""

from __future__ import annotations

import pandas as pd

from citytools_analysis.charts.chart import Chart
from citytools_analysis.charts.numbers import pounds_text
from citytools_analysis.charts.tornadoes import tornado
from citytools_analysis.metrics.assumptions import assumed
from citytools_analysis.metrics.resources import SCENARIOS
from citytools_analysis.metrics.resources.break_even import MARKETS, PURCHASES, RATE
from citytools_analysis.pages.resource_plan.findings import (
    drivers_finding,
    payback_finding,
    purchases_finding,
    rate_finding,
)
from citytools_analysis.pages.resource_plan.subject import MARKET, Plan
from citytools_analysis.style import date_text
from citytools_analysis.tables.fragment import Fragment, is_missing, paragraph
from citytools_analysis.tables.frame import Column, from_frame
from citytools_analysis.tables.layout import stack
from citytools_analysis.tables.words import Row

KINDS = {
    "commodity": "more than 5 active suppliers",
    "specialist": "3 to 5 suppliers",
    "concentrated": "at most 2 realistic suppliers",
}
_NET_COLUMNS = (
    Column("market", "Market", width=2),
    *(Column(name, f"{name.capitalize()}, £ a year", "pounds", width=1) for name in SCENARIOS),
)
_RATE_COLUMNS = (
    Column("beside", "Yearly value influenced", width=1.6),
    Column("needed", "Must be saved", width=1),
    Column("range", "As costs go from low to high", width=1.6),
)
_PURCHASE_COLUMNS = (
    Column("market", "A joint purchase in a market of", width=2),
    Column("worth", "Net benefit of one", width=1),
    Column("needed", "Purchases a year that pay", width=1.2),
    Column("range", "At low and high", width=2),
)


def payback(plan: Plan) -> Fragment:
    """
    Say whether a scenario pays for itself on its effect on price alone.

    Parameters
    ----------
    plan
        The plan, as `about` gives it.

    Returns
    -------
    fragment
        The finding, how it comes about, then the net of a payer by market and scenario.

    Examples
    --------
    >>> from citytools_analysis.pages.resource_plan.examples import PLAN
    >>> payback(PLAN).text.splitlines()[0][-44:]
    'a paying borough is £2,981 a year worse off.'
    """
    values = plan.tornado.set_index("assumption_ids")["input_central"]
    needed = plan.break_even[plan.break_even["measure"] == RATE].iloc[1]
    rate = rate_finding(
        float(needed["value"]), float(needed["beside_gbp"]), float(values["go_ahead_chance"]),
        float(values[f"saving_rate_{MARKET}"]),
    )  # fmt: skip
    rows = [{"market": KINDS[market]} | {name: plan.net_of(name, market) for name in SCENARIOS}
            for market in MARKETS]  # fmt: skip
    caption = "Net of a paying borough, by market and scenario, at the central assumptions; a loss has a minus"
    note = (
        "What a borough saves on price, less its price and its own time; the gain is shared by all authorities, paid or "
        "not. Procurements avoided and better terms are not in it, and no spread of prices is counted as a saving. Each "
        "scenario is taken to influence as much as the next, so the cheaper one looks better: that it would is not shown."
    )
    table = from_frame(rows, columns=_NET_COLUMNS, caption=caption, note=note)
    return stack(paragraph(payback_finding(plan.net_of())), paragraph(rate), table)


def break_even(plan: Plan) -> Fragment:
    """
    Say what must be saved, or how many purchases made together, to pay for the core scenario.

    Parameters
    ----------
    plan
        The plan, as `about` gives it.

    Returns
    -------
    fragment
        The finding, then two tables: by yearly value influenced, and by the kind of market bought in.

    Examples
    --------
    >>> from citytools_analysis.pages.resource_plan.examples import PLAN
    >>> break_even(PLAN).text.splitlines()[3:5]
    ['£5.0m, low 3.4% 2.8% to 4.6%', '£10.0m, central 1.7% 1.4% to 2.3%']
    """
    frame = plan.break_even
    rates = frame[frame["measure"] == RATE].to_dict("records")
    first = from_frame(
        [_rate_row(row) for row in rates],
        columns=_RATE_COLUMNS,
        caption="Saving that would pay for the core scenario, boroughs' own time included",
    )
    rows = [_purchase_row(row) for row in frame[frame["measure"] == PURCHASES].to_dict("records")]
    note = (
        "The net benefit of one is over a whole contract, at present value: it counts procurements avoided and the cost of "
        f"agreeing as well as price. {_discounting(plan)} It says what must be, not what will."
    )
    second = from_frame(rows, columns=_PURCHASE_COLUMNS, caption="Joint purchases that would pay for it", note=note)
    return stack(paragraph(_purchases(frame)), first, second)


def _purchases(frame: pd.DataFrame) -> str:
    is_own = frame["measure"].eq(PURCHASES) & frame["beside"].str.endswith(f", {MARKET}")
    row = frame[is_own].iloc[0]
    needed, low, high = (None if is_missing(row[name]) else float(row[name]) for name in ("value", "lower", "upper"))
    return purchases_finding(needed, low, high, market=KINDS[MARKET])


def _discounting(plan: Plan) -> str:
    rate = assumed(plan.register, "discount_rate").central
    return (
        f"Sums over years are discounted at {rate:.1%} a year in real terms, each year's pounds counted at its end, "
        "here and in the evaluation alike."
    )


def _rate_row(row: Row) -> dict[str, object]:
    kind = str(row["beside"]).rpartition(", ")[2]
    low, high = (f"{float(row[name]):.1%}" for name in ("lower", "upper"))
    return {
        "beside": f"{pounds_text(float(row['beside_gbp']))}, {kind}",
        "needed": f"{float(row['value']):.1%}",
        "range": f"{low} to {high}",
    }


def _purchase_row(row: Row) -> dict[str, object]:
    market = str(row["beside"]).rpartition(", ")[2]
    told: dict[str, object] = {"market": KINDS[market], "worth": pounds_text(float(row["beside_gbp"]))}
    if is_missing(row["value"]):
        return told | {"needed": "no number pays", "range": row["reason"]}
    low = "none known" if is_missing(row["lower"]) else f"{float(row['lower']):.1f}"
    high = row["reason"] if is_missing(row["upper"]) else f"{float(row['upper']):.1f}"
    return told | {
        "needed": f"{float(row['value']):.1f}",
        "range": f"{low} or more; {high}" if is_missing(row["upper"]) else f"{low} to {high}",
    }


def drivers(plan: Plan) -> Chart | Fragment:
    """
    Draw what the result owes to each assumption.

    Parameters
    ----------
    plan
        The plan, as `about` gives it.

    Returns
    -------
    chart
        The tornado of the core scenario, the farthest-reaching assumption first.

    Examples
    --------
    >>> from citytools_analysis.pages.resource_plan.examples import PLAN
    >>> drivers(PLAN).title
    'Two of 11 assumptions could each alone turn the loss into a gain'
    """
    note = (
        f"Net of a paying borough, core scenario, market of {KINDS[MARKET]}, {date_text(plan.register.as_of)}. One "
        "assumption moves at a time: together they may do better or worse."
    )
    return tornado(
        _labelled(plan.tornado), title=drivers_finding(plan.tornado), note=note, unit="pounds a year for a paying borough",
        columns={"label": "what", "at_low": "net_at_low_gbp", "at_high": "net_at_high_gbp", "central": "value",
                 "low": "input_low", "high": "input_high", "setting_unit": "input_unit"},
        value_text=pounds_text,
    )  # fmt: skip


def _labelled(frame: pd.DataFrame) -> pd.DataFrame:
    short = {"influenced_annual_value": "Yearly value of the contracts influenced",
             "go_ahead_chance": "Chance that a purchase goes ahead"}  # fmt: skip
    return frame.assign(what=frame["assumption_ids"].map(short).fillna(frame["what"]))
