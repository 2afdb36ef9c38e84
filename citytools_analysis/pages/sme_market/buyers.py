"""Which boroughs already buy from small firms and social enterprises, and how many contracts do not say."""

from __future__ import annotations

from typing import Any

from citytools_analysis.pages.sme_market.findings import buyers_finding
from citytools_analysis.pages.sme_market.subject import Market
from citytools_analysis.style import count_text
from citytools_analysis.tables.fragment import Fragment, is_missing, paragraph
from citytools_analysis.tables.frame import Column, from_frame
from citytools_analysis.tables.layout import notice, stack
from citytools_analysis.tables.words import Row, joined

_COLUMNS = (
    Column("borough", "Borough", width=1.8),
    Column("n_sme", "With small suppliers", "number", width=1.1),
    Column("n_sme_not_known", "Do not say", "number", width=0.9),
    Column("n_vcse", "With social enterprises or charities", "number", width=1.4),
    Column("n_vcse_not_known", "Do not say", "number", width=0.9),
    Column("n_contracts", "Contracts known", "number", width=1),
    Column("small_suppliers", "Small suppliers", width=2.6, missing="none named"),
)
_NOTE = (
    "Small means small or medium-sized, as flagged when the contract was awarded; through a reseller the flag is the "
    "reseller\N{RIGHT SINGLE QUOTATION MARK}s. A contract that does not say is not a no."
)


def small_buyers(market: Market) -> Fragment:
    """
    List the boroughs by what they are known to buy from small firms.

    Parameters
    ----------
    market
        The market, as `about` gives it.

    Returns
    -------
    fragment
        One row a borough with a contract that says so; a callout where no contract says anything.

    Examples
    --------
    >>> from citytools_analysis.pages.sme_market.examples import EMPTY
    >>> small_buyers(EMPTY).text.splitlines()[0]
    'No contract is known, so it is not known which boroughs buy from small firms.'
    """
    told = market.buyers
    sums = told[["n_contracts", "n_sme", "n_not_sme", "n_vcse", "n_not_vcse"]].sum().astype(int)
    n_boroughs, n_said = int((told["n_sme"] > 0).sum()), int(sums["n_sme"] + sums["n_not_sme"])
    finding = buyers_finding(n_boroughs, sums["n_sme"], n_said=n_said, n_contracts=sums["n_contracts"])
    if not n_said and not sums["n_vcse"] + sums["n_not_vcse"]:
        return notice(
            finding,
            "Councils are to publish it in their contract registers (item 10 of the Transparency Code), and in the contract "
            "details notice (UK7) of newer contracts; where they do, it will show here.",
        )
    says = told["n_contracts"] > told[["n_sme_not_known", "n_vcse_not_known"]].min(axis=1)
    rows = [_told(row) for row in told[says].to_dict("records")]
    silent = told.loc[~says, "borough"].tolist()
    caption = f"{count_text(len(rows), 'borough')} with a contract that says, of {len(told)} with a known contract"
    parts = [paragraph(finding), from_frame(rows, columns=_COLUMNS, caption=caption, note=_NOTE)]
    return stack(*parts, *([paragraph(f"No contract says anything of {joined(silent, most=12)}.")] if silent else []))


def _told(row: Row) -> dict[Any, Any]:
    """Give a count only where a contract says anything: nothing said is not none."""
    unsaid = {f"n_{flag}": None for flag in ("sme", "vcse") if row[f"n_{flag}_not_known"] == row["n_contracts"]}
    names = row["small_suppliers"]
    return {**row, **unsaid, "small_suppliers": None if is_missing(names) else str(names).replace("; ", ", ")}
