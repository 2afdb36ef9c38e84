"""What buying together may be worth: the figure with its interval, its parts, and the assumptions it rests on."""

from __future__ import annotations

from typing import Any

from citytools_analysis.charts.numbers import pounds_text, share_text
from citytools_analysis.metrics.opportunities.assumed import central
from citytools_analysis.pages.joint_procurement.case import Case
from citytools_analysis.pages.joint_procurement.subject import Joint
from citytools_analysis.tables.fragment import Fragment, paragraph, strong
from citytools_analysis.tables.frame import Column, from_frame
from citytools_analysis.tables.layout import stack

_COLUMNS = (
    Column("what", "What is assumed", width=3),
    Column("low", "Low", width=0.9),
    Column("central", "Central", width=0.9),
    Column("high", "High", width=0.9),
    Column("unit", "Unit", width=1.6),
    Column("source", "Source", width=2.4),
)


def made_of(case: Case) -> Fragment:
    """
    Say what a case may be worth, of what that is made, and what is assumed.

    Parameters
    ----------
    case
        The case.

    Returns
    -------
    fragment
        Two short paragraphs; or why it is withheld.

    Examples
    --------
    >>> worth_finding({"is_withheld": True, "reason": "no contract for it has a known value"})
    'Withheld: no contract for it has a known value.'
    """
    worth = paragraph(strong("Worth what."), worth_finding(case.row))
    return worth if case.row["is_withheld"] else stack(worth, paragraph(strong("Assumed."), assumed_words(case)))


def worth_finding(row: Any) -> str:
    """
    Say what an opportunity may be worth, with its interval and parts.

    Parameters
    ----------
    row
        A row of `worth.sets`.

    Returns
    -------
    sentences
        The finding.

    Examples
    --------
    >>> worth_finding({"is_withheld": True, "reason": "fewer than 2 decision-makers"})
    'Withheld: fewer than 2 decision-makers.'
    """
    if row["is_withheld"]:
        return f"Withheld: {row['reason']}."
    value, lower, upper = (pounds_text(row[name]) for name in ("value", "lower", "upper"))
    price, avoided, talks, aligning = (
        pounds_text(row[f"{name}_gbp"]) for name in ("price_effect", "avoided", "coordination", "alignment")
    )
    share = row["imputed_share"]
    filled = f"; {share_text(share)} of it put at what others pay" if share > 0 else ""
    return (
        f"About {value} over the contract, in present value; eight draws of ten lie between {lower} and {upper}, "
        f"{share_text(row['chance_above_zero'])} of all are above nothing. Central: prices {price}, purchases not run {avoided}, less "
        f"joint work {talks} and moving ends {aligning}. In scope {pounds_text(row['annual_value_gbp'])} a year{filled}."
    )


def assumed_words(case: Case) -> str:
    """
    Name the assumptions that weigh most in a case, with their ranges and source.

    Parameters
    ----------
    case
        The case.

    Returns
    -------
    sentences
        The price effect of its market, what a purchase and working together cost, and where all of them are listed.

    Examples
    --------
    >>> from citytools_analysis.pages.joint_procurement.examples import NOBODY
    >>> rate_words(NOBODY, "specialist")
    'price effect 0% to 8%, 3% central'
    """
    market = str(case.row["market"])
    name = market if market in {"commodity", "concentrated", "specialist"} else "concentrated"
    middle = central(case.here.worth.assumptions)
    is_given = case.here.worth.assumptions["source"].eq("given for this document").any()
    given = "; some were given for this document" if is_given else ""
    return (
        f"A {name} market: {rate_words(case.here, name)} (planning range). "
        f"A purchase not run saves {pounds_text(middle['avoided_procurement'])}; taking part costs each "
        f"{pounds_text(middle['coordination'])} (our planning figures){given}. Sources: What the worth rests on."
    )


def rate_words(here: Joint, market: str) -> str:
    """
    Write the price effect assumed for a kind of market.

    Parameters
    ----------
    here
        The opportunities, as `about` gives them.
    market
        `commodity`, `specialist` or `concentrated`.

    Returns
    -------
    words
        The range and the central value.

    Examples
    --------
    >>> from citytools_analysis.pages.joint_procurement.examples import NOBODY
    >>> rate_words(NOBODY, "commodity")
    'price effect 0% to 15%, 6% central'
    """
    table = here.worth.assumptions
    [row] = table[table["assumption_id"] == f"saving_rate_{market}"].to_dict("records")
    low, middle, high = (_percent(float(row[name])) for name in ("low", "central", "high"))
    return f"price effect {low} to {high}, {middle} central"


def _percent(share: float) -> str:
    return ("\N{MINUS SIGN}" if share < 0 else "") + f"{abs(share) * 100:g}%"


def assumptions(here: Joint) -> Fragment:
    """
    List every assumption behind the worth of the opportunities, with its source.

    Parameters
    ----------
    here
        The opportunities, as `about` gives them.

    Returns
    -------
    fragment
        One row an assumption: low, central, high, source.

    Examples
    --------
    >>> from citytools_analysis.pages.joint_procurement.examples import NOBODY
    >>> "HMT Green Book" in assumptions(NOBODY).text
    True
    """
    rows = [_told(row) for row in here.worth.assumptions.to_dict("records")]
    note = "Planning ranges, not findings: none of them is measured in London. Give others to see what changes."
    return from_frame(rows, columns=_COLUMNS, caption=f"{len(rows)} numbers that no record gives", note=note)


def _told(row: dict[Any, Any]) -> dict[str, object]:
    is_money, is_share = "pounds" in row["unit"], row["unit"].startswith(("share", "probability", "per year"))

    def written(value: float) -> str:
        if is_money:
            return pounds_text(value)
        return _percent(value) if is_share else f"{value:g}"

    told = {name: written(float(row[name])) for name in ("low", "central", "high")}
    return told | {"what": row["what"], "unit": row["unit"], "source": row["source"]}
