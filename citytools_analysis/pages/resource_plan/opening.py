"""The top of the plan: its finding, five figures, and the three scenarios beside one another."""

from __future__ import annotations

from citytools_analysis.charts.numbers import pounds_text, share_text
from citytools_analysis.metrics.resources import SCENARIOS
from citytools_analysis.metrics.resources.break_even import RATE
from citytools_analysis.metrics.resources.decay import SHARE
from citytools_analysis.pages.resource_plan.findings import cost_finding, given_finding, payback_finding
from citytools_analysis.pages.resource_plan.payers import equal_prices
from citytools_analysis.pages.resource_plan.subject import Plan
from citytools_analysis.style import UNKNOWN
from citytools_analysis.tables.cover import Figure, cover, figures
from citytools_analysis.tables.fragment import Fragment, is_missing, paragraph
from citytools_analysis.tables.frame import Column, from_frame
from citytools_analysis.tables.layout import stack

_DASH = "\N{EN DASH}"
_COLUMNS = (
    Column("scenario", "Scenario", width=1.2),
    Column("people", "Who it pays for", width=3.3),
    Column("programme", "Tools, £", "pounds", width=1.1),
    Column("time", "Own time, £", "pounds", width=1.2),
    Column("total", "Together, £", "pounds", width=1.2),
    Column("price", "Each payer, £", "pounds", width=1.25),
    Column("net", "Its net, £", "pounds", width=1.1),
)
_PEOPLE = {
    "product_owner": "{:g} product owner",
    "steward": "{:g} data steward",
    "category_lead": "{:g} category lead",
    "engineer": "{:g} engineer days",
}


def title(plan: Plan) -> Fragment:
    """
    Open the plan with its finding.

    Parameters
    ----------
    plan
        The plan, as `about` gives it.

    Returns
    -------
    fragment
        The title header with the document's metadata.

    Examples
    --------
    >>> from citytools_analysis.pages.resource_plan.examples import PLAN
    >>> title(PLAN).text.splitlines()[-1][:70]
    'The core scenario costs £171k a year: £147k to run the tools and £24k '
    """
    name = "Resource and funding plan"
    cost = cost_finding(
        plan.cost("total")["value"],
        plan.cost("programme")["value"],
        plan.cost("borough_time")["value"],
        n_boroughs=len(plan.register.boroughs),
    )
    return cover(plan.register, name=name, finding=f"{cost} {payback_finding(plan.net_of())}", report=name)


def key_figures(plan: Plan) -> Fragment:
    """
    Give the five figures of the plan, each with its range or what it rests on.

    Parameters
    ----------
    plan
        The plan, as `about` gives it.

    Returns
    -------
    fragment
        Yearly cost, price of each payer, a payer's net, the saving that pays for it, ends still verified in a year.

    Examples
    --------
    >>> from citytools_analysis.pages.resource_plan.examples import PLAN
    >>> key_figures(PLAN).text.splitlines()[:2]
    ['to run the tools for a year, core', '£147k']
    """
    programme = plan.cost("programme")
    low, high = (pounds_text(programme[name]) for name in ("lower", "upper"))
    own = "without boroughs\N{RIGHT SINGLE QUOTATION MARK} own time"
    return figures(
        Figure("to run the tools for a year, core", pounds_text(programme["value"]), f"{low}{_DASH}{high}, {own}"),
        _price(plan),
        _net(plan),
        _rate(plan),
        _verified(plan),
    )


def _price(plan: Plan) -> Figure:
    prices = equal_prices(plan)
    others = [f"£{price:,.0f} if {n} pay" for n, price in prices if n != plan.n_payers]
    price = dict(prices)[plan.n_payers]
    return Figure(f"each of {plan.n_payers} payers, a year", f"£{price:,.0f}", "; ".join(others) or "in equal shares")


def _net(plan: Plan) -> Figure:
    low, high = (pounds_text(plan.tornado[name].iloc[0]) for name in ("lower", "upper"))
    basis = f"{low} to {high} as one assumption moves"
    return Figure("a year for a payer, on price alone", pounds_text(plan.net_of()), basis)


def _rate(plan: Plan) -> Figure:
    row = plan.break_even[plan.break_even["measure"] == RATE].iloc[1]
    basis = f"of {pounds_text(row['beside_gbp'])} a year influenced; {row['lower']:.1%}{_DASH}{row['upper']:.1%}"
    return Figure("must be saved to pay for it", f"{row['value']:.1%}", basis)


def _verified(plan: Plan) -> Figure:
    rows = plan.decay[plan.decay["measure"].eq(SHARE) & plan.decay["month"].eq(12)]
    row, label = rows.iloc[0], "ends still verified after a year unfunded"
    if is_missing(row["value"]):
        return Figure(label, UNKNOWN, "no end has a day of confirmation")
    return Figure(label, share_text(row["value"]), f"of {row['n']:,.0f} with a day of confirmation")


def scenarios(plan: Plan) -> Fragment:
    """
    Put the three scenarios beside one another.

    Parameters
    ----------
    plan
        The plan, as `about` gives it.

    Returns
    -------
    fragment
        Whether assumptions were changed, then one row a scenario: cost, price of each payer, net of a payer.

    Examples
    --------
    >>> from citytools_analysis.pages.resource_plan.examples import PLAN
    >>> scenarios(PLAN).text.splitlines()[-2][-37:-7]
    ' 290,620 35,640 326,260 10,764'
    """
    n = plan.n_payers
    caption = (
        f"Pounds a year by scenario at the central assumptions, {n} of {len(plan.register.boroughs)} authorities paying"
    )
    note = (
        "Own time is that of the boroughs. A payer's net is its part of the expected effect on price in a market of 3 to 5 suppliers, less its price and its "
        "own time. The part of those who do not pay is not lost: they gain too. Procurements avoided and better terms are "
        "not counted in it."
    )
    rows = [_row(plan, name) for name in SCENARIOS]
    return stack(paragraph(given_finding(plan.given)), from_frame(rows, columns=_COLUMNS, caption=caption, note=note))


def _row(plan: Plan, scenario: str) -> dict[str, object]:
    quantities = plan.costs[plan.costs["scenario"] == scenario].set_index("item")["quantity"]
    people = [words.format(quantities[item]) for item, words in _PEOPLE.items() if item in quantities.index]
    programme = plan.cost("programme", scenario)["value"]
    return {
        "scenario": scenario,
        "people": ", ".join(people),
        "programme": programme,
        "time": plan.cost("borough_time", scenario)["value"],
        "total": plan.cost("total", scenario)["value"],
        "price": programme / plan.n_payers,
        "net": plan.net_of(scenario),
    }
