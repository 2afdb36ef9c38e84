"""Whose money could pay, and what each payer would pay."""

from __future__ import annotations

import pandas as pd

from citytools_analysis.charts.numbers import pounds_text, share_text
from citytools_analysis.pages.resource_plan.findings import bands_finding, price_finding
from citytools_analysis.pages.resource_plan.subject import Plan
from citytools_analysis.tables.fragment import Fragment, paragraph
from citytools_analysis.tables.frame import Column, from_frame
from citytools_analysis.tables.layout import stack
from citytools_analysis.tables.words import joined

_WAYS = ("equal", "banded", "hybrid")
_BANDS = {"small": "small", "middle": "middle", "large": "large", "apart": "stands apart"}
_IN_LONDON = (
    "the evaluation by the Greater London Authority gave it; LOTI is the London Office of Technology and Innovation"
)
_ELSEWHERE = "the reviewed assumptions give it"
_NO_BAND = {"not known": "residents not known"}
_OPTION_COLUMNS = (
    Column("option", "Way to pay", width=1.6),
    Column("takes", "What it would take", width=2),
    Column("pro", "What speaks for it", width=2.4),
    Column("con", "What speaks against it", width=2.4),
)
_BAND_COLUMNS = (
    Column("n_payers", "Payers", "number", width=0.7),
    Column("band", "Band by residents", width=1.4),
    Column("n", "Authorities of that band", "number", width=1.1),
    *(Column(name, f"{name.capitalize()}, £ a year", "pounds", width=1.1) for name in _WAYS),
)
_PAYER_COLUMNS = (
    Column("who", "Authorities", width=4),
    Column("band", "Band", width=0.9),
    *(Column(name, f"{name.capitalize()}, £ a year", "pounds", width=0.9) for name in _WAYS),
)


def equal_prices(plan: Plan) -> list[tuple[int, float]]:
    """
    Give the price in equal shares by number of payers, the most payers first.

    Parameters
    ----------
    plan
        The plan, as `about` gives it.

    Returns
    -------
    prices
        Number of payers and pounds a year.

    Examples
    --------
    >>> from citytools_analysis.pages.resource_plan.examples import PLAN
    >>> [(n, round(price)) for n, price in equal_prices(PLAN)]
    [(33, 4453), (27, 5443), (18, 8164)]
    """
    equal = plan.prices[plan.prices["way"] == "equal"].drop_duplicates("n_payers")
    return [(int(n), float(price)) for n, price in zip(equal["n_payers"], equal["value"], strict=True)]


def options(plan: Plan) -> Fragment:
    """
    Lay out the ways to pay for the tools, with what each would take.

    Parameters
    ----------
    plan
        The plan, as `about` gives it.

    Returns
    -------
    fragment
        The price in equal shares, then one row a way; suppliers' money is a row that says why it is excluded.

    Examples
    --------
    >>> from citytools_analysis.pages.resource_plan.examples import PLAN
    >>> options(PLAN).text.splitlines()[0]
    'In equal shares each would pay £4,453 a year if 33 pay, £5,443 if 27 pay and £8,164 if 18 pay.'
    """
    n = plan.n_payers
    caption = f"Ways to pay {pounds_text(plan.cost('programme')['value'])} a year, the core scenario"
    given = _ELSEWHERE if plan.register.reference.brand else _IN_LONDON
    note = (
        f"Nobody has been asked and nobody has offered to pay. Shares are of LOTI's income as {given}. "
        "Boroughs that do not pay still read the public edition."
    )
    rows = [*_boroughs_rows(plan, n), *_purse_rows(plan.ceiling.set_index("money"))]
    table = from_frame(rows, columns=_OPTION_COLUMNS, caption=caption, note=note)
    return stack(paragraph(price_finding(equal_prices(plan))), table)


def _boroughs_rows(plan: Plan, n: int) -> list[dict[str, object]]:
    ranges = {way: _range(plan.prices, way, n) for way in _WAYS}
    return [
        {"option": "Boroughs, equal shares", "takes": f"{ranges['equal']} each, {n} paying",
         "pro": "simple; one figure for all", "con": "a small borough pays as much as a large one"},
        {"option": "Boroughs, banded by residents", "takes": f"{ranges['banded']} each, {n} paying",
         "pro": "nearer to what each could pay and gain", "con": "bands must be agreed, and looked at again"},
        {"option": "Boroughs, half equal and half banded", "takes": f"{ranges['hybrid']} each, {n} paying",
         "pro": "softens the step between bands", "con": "harder to explain than either"},
    ]  # fmt: skip


def _purse_rows(purses: pd.DataFrame) -> list[dict[str, object]]:
    whole, fees, sponsors = ("LOTI's income", "LOTI's fees of boroughs", "LOTI's sponsors")
    return [
        {"option": "Inside LOTI's fee", "takes": _share(purses, fees, "of the fees"),
         "pro": "no new invoice; the simplest to run", "con": "takes room from LOTI's other work; boroughs outside LOTI do not pay"},
        {"option": "Sponsors alone", "takes": _share(purses, sponsors, "of what the sponsors give"),
         "pro": "no charge to a borough", "con": "two sponsors decide whether it lives"},
        {"option": "Sponsors and members together", "takes": _share(purses, whole, "of the whole income"),
         "pro": "spreads the risk", "con": "two budgets must be agreed each year"},
        {"option": "Suppliers", "takes": "excluded", "pro": "none that outweighs the conflict",
         "con": str(purses.loc["suppliers", "reason"]).removeprefix("suppliers' money is excluded: ")},
    ]  # fmt: skip


def _share(purses: pd.DataFrame, money: str, words: str) -> str:
    share, income = (float(purses[name].loc[money]) for name in ("value", "income_gbp"))
    return f"{share_text(share)} {words}, {pounds_text(income)} a year"


def _range(prices: pd.DataFrame, way: str, n: int) -> str:
    own = prices.loc[prices["way"].eq(way) & prices["n_payers"].eq(n), "value"].dropna()
    low, high = own.min(), own.max()
    return f"£{low:,.0f}" if round(low) == round(high) else f"£{low:,.0f}\N{EN DASH}£{high:,.0f}"


def prices(plan: Plan) -> Fragment:
    """
    Give the price of each band, by how many pay and by which way.

    Parameters
    ----------
    plan
        The plan, as `about` gives it.

    Returns
    -------
    fragment
        The finding, then one row a number of payers and band.

    Examples
    --------
    >>> from citytools_analysis.pages.resource_plan.examples import PLAN
    >>> prices(PLAN).text.splitlines()[3]
    '33 small 10 4,453 3,314 3,884'
    """
    frame = plan.prices[plan.prices["band"].isin(_BANDS)]
    sizes = frame[frame["way"] == "equal"].groupby(["n_payers", "band"])["borough_id"].nunique()
    one = frame.drop_duplicates(["way", "n_payers", "band"]).pivot_table(
        index=["n_payers", "band"], columns="way", values="value"
    )
    wide = one.assign(n=sizes).reset_index()
    order = wide["band"].map({band: place for place, band in enumerate(_BANDS)})
    wide = wide.assign(order=order).sort_values(["n_payers", "order"], ascending=[False, True], kind="stable")
    rows = wide.assign(band=wide["band"].map(_BANDS))
    note = (
        "Where only the number of payers is known, a price is what an authority of the band would pay if the payers were "
        f"of London's mix.{_apart(plan)}"
    )
    caption = "What a payer of each band would pay, core scenario, without VAT"
    table = from_frame(rows.astype({"n_payers": "int64"}), columns=_BAND_COLUMNS, caption=caption, note=note)
    return stack(*_by_band(plan), table)


def _apart(plan: Plan) -> str:
    boroughs = plan.register.boroughs
    apart = boroughs.loc[~boroughs["is_borough"], "borough"].tolist()
    return f" The {apart[0]} stands apart: its residents say little of its size." if len(apart) == 1 else ""


def _by_band(plan: Plan) -> list[Fragment]:
    own = plan.prices[plan.prices["n_payers"] == plan.n_payers]
    banded, equal = (own.loc[own["way"] == way, "value"].dropna() for way in ("banded", "equal"))
    if banded.empty or equal.empty:
        return []
    return [paragraph(bands_finding(float(equal.iloc[0]), banded.min(), banded.max(), n_payers=plan.n_payers))]


def each_payer(plan: Plan) -> Fragment:
    """
    Give what each authority would pay, if the central number of them pay: those of a band pay alike.

    Parameters
    ----------
    plan
        The plan, as `about` gives it.

    Returns
    -------
    fragment
        One row a band with the names of its authorities; a row for those whose residents are not known.

    Examples
    --------
    >>> from citytools_analysis.pages.resource_plan.examples import PLAN
    >>> each_payer(PLAN).text.splitlines()[-2]
    'City of London stands apart 5,443 5,443 5,443'
    """
    own = plan.prices[plan.prices["n_payers"] == plan.n_payers]
    rows = [_band_row(own[own["band"] == band], words) for band, words in (_BANDS | _NO_BAND).items()]
    n = own["borough_id"].nunique()
    caption = f"What each of {n} authorities would pay if {plan.n_payers} pay, core scenario, without VAT"
    note = "A price, not an invoice: who would pay is not known."
    return from_frame([row for row in rows if row["who"]], columns=_PAYER_COLUMNS, caption=caption, note=note)


def _band_row(frame: pd.DataFrame, words: str) -> dict[str, object]:
    names = sorted(frame["borough"].drop_duplicates())
    prices = frame.drop_duplicates("way").set_index("way")["value"]
    return {"who": joined(names), "band": words} | {way: prices.get(way) for way in _WAYS}
