"""The top of the page for small suppliers: what ends within a year, and five figures."""

from __future__ import annotations

import pandas as pd

from citytools_analysis.pages.sme_market.findings import ending_finding
from citytools_analysis.pages.sme_market.subject import Market
from citytools_analysis.style import UNKNOWN, count_text
from citytools_analysis.tables.cover import Figure, cover, figures
from citytools_analysis.tables.findings import ending
from citytools_analysis.tables.fragment import Fragment
from citytools_analysis.tables.words import joined

_MONTHS, _AHEAD = 12, 36
_NO_CONTRACT = "no contract is known"


def title(market: Market) -> Fragment:
    """
    Open the page with what ends within a year.

    Parameters
    ----------
    market
        The market, as `about` gives it.

    Returns
    -------
    fragment
        The title header with the document's metadata.

    Examples
    --------
    >>> from citytools_analysis.pages.sme_market.examples import EMPTY
    >>> title(EMPTY).text.splitlines()[-1]
    'No contract is known, so nothing can be said about what comes up for renewal.'
    """
    name = "The market for small suppliers"
    subject = "" if market.is_whole else joined(list(market.areas.values()), most=3)
    until = (pd.Timestamp(market.register.as_of) + pd.DateOffset(months=_MONTHS)).date()
    n_ending = len(ending(market.contracts, as_of=market.register.as_of, months=_MONTHS))
    finding = ending_finding(n_ending, n_contracts=market.n_contracts, until=until, n_undated=n_undated(market))
    return cover(market.register, name=subject or name, finding=finding, report=name, subject=subject)


def n_undated(market: Market) -> int:
    """
    Count the contracts whose end is not known at all.

    Parameters
    ----------
    market
        The market.

    Returns
    -------
    count
        Contracts that neither end on a known day nor roll on.

    Examples
    --------
    >>> from citytools_analysis.pages.sme_market.examples import EMPTY
    >>> n_undated(EMPTY)
    0
    """
    return int(market.contracts["period"].eq("unknown").sum())


def key_figures(market: Market) -> Fragment:
    """
    Give the figures a small supplier asks for first, each with its coverage.

    Parameters
    ----------
    market
        The market, as `about` gives it.

    Returns
    -------
    fragment
        Contracts ending within 36 months; past their end and still in use; notices of purchases to come; contracts with
        a small supplier; contracts bought through a framework. What is not known is `unknown`, never 0.

    Examples
    --------
    >>> from citytools_analysis.pages.sme_market.examples import EMPTY
    >>> key_figures(EMPTY).text.splitlines()[:3]
    ['contracts end within 36 months', 'unknown', 'no contract is known']
    """
    return figures(_ending(market), _past(market), _early(market), _small(market), _called_off(market))


def _ending(market: Market) -> Figure:
    label = f"contracts end within {_AHEAD} months"
    n_known = market.n_contracts - n_undated(market)
    if not n_known:
        return Figure(label, UNKNOWN, "no end is published" if market.n_contracts else _NO_CONTRACT)
    n_soon = int(market.contracts["period_start_date"].notna().sum())
    return Figure(label, str(n_soon), f"of {n_known} whose end is known")


def _past(market: Market) -> Figure:
    label = "past their end, still in use"
    if not market.n_contracts:
        return Figure(label, UNKNOWN, _NO_CONTRACT)
    n_past = int(market.contracts["period"].eq("expired in use").sum())
    return Figure(label, str(n_past), f"of {count_text(market.n_contracts, 'contract')} known")


def _early(market: Market) -> Figure:
    label = "notices of a purchase to come"
    if market.register.notices.empty:
        return Figure(label, UNKNOWN, "no notice has been read")
    return Figure(label, str(len(market.early)), f"in {_AHEAD} months; they name no service area")


def _small(market: Market) -> Figure:
    label = "contracts with a small supplier"
    n_said = int(market.buyers[["n_sme", "n_not_sme"]].sum().sum())
    if not n_said:
        return Figure(label, UNKNOWN, f"none of {market.n_contracts} says" if market.n_contracts else _NO_CONTRACT)
    return Figure(label, str(int(market.buyers["n_sme"].sum())), f"of {n_said} that say; {market.n_contracts} known")


def _called_off(market: Market) -> Figure:
    label = "bought through a named framework"
    n_known = int(market.routes.drop_duplicates("group_code")["n"].sum())
    if not n_known:
        return Figure(label, UNKNOWN, "no route is published" if market.n_contracts else _NO_CONTRACT)
    n_called = int(market.frameworks["n_call_offs"].sum())
    return Figure(label, str(n_called), f"of {n_known} whose route is known")
