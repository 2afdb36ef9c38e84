"""The top of the report on data quality: the finding and five figures."""

from __future__ import annotations

import pandas as pd

from citytools_analysis.metrics import coverage
from citytools_analysis.pages.data_quality.findings import known_finding
from citytools_analysis.pages.data_quality.subject import Quality
from citytools_analysis.style import UNKNOWN, date_text
from citytools_analysis.tables.cover import Figure, cover, figures
from citytools_analysis.tables.fragment import Fragment, is_missing


def title(quality: Quality) -> Fragment:
    """
    Open the report with its finding.

    Parameters
    ----------
    quality
        As `about` gives it.

    Returns
    -------
    fragment
        The title header with the document's metadata.

    Examples
    --------
    >>> from citytools_analysis.pages.data_quality.examples import EMPTY
    >>> title(EMPTY).text.splitlines()[-1]
    'Nothing is known of any of 33 boroughs: no data is not the same as not used.'
    """
    status = quality.known.set_index("borough_id")["status"]
    n_returns = len(quality.answered & set(status.index))
    n_nothing = int(status.eq("nothing known").sum())
    finding = known_finding(n_returns, len(status) - n_returns - n_nothing, n_nothing)
    return cover(quality.register, name="Data quality", finding=finding, report="Data quality")


def key_figures(quality: Quality) -> Fragment:
    """
    Give the figures of how complete and fresh the register is, each with its coverage.

    Parameters
    ----------
    quality
        As `about` gives it.

    Returns
    -------
    fragment
        Boroughs with a return; functions answered; contracts with a known end; answers that name a system; the oldest
        day on which anything was true.

    Examples
    --------
    >>> from citytools_analysis.pages.data_quality.examples import EMPTY
    >>> key_figures(EMPTY).text.splitlines()[:3]
    ['boroughs that sent a return', '0', 'of 33 boroughs']
    """
    known = quality.known
    return figures(
        Figure("boroughs that sent a return", str(len(quality.answered)), f"of {len(known)} boroughs"),
        _answers(known),
        _share(quality.completeness, "end_date", "contracts whose end is on record", "not ended, under the lead buyer"),
        _age(quality),
        Figure("oldest day relied on", _day(known["oldest_date"].min()), f"newest {_day(known['newest_date'].max())}"),
    )


def _answers(known: pd.DataFrame) -> Figure:
    n_of = int(known["n_functions"].sum())
    label, n = "functions answered", int(known["n_functions_known"].sum())
    share = f"{n / n_of:.0%}" if n_of else UNKNOWN
    return Figure(label, share, f"{n:,} of {n_of:,}: {len(known)} boroughs, each function once")


def _share(completeness: pd.DataFrame, field: str, label: str, basis: str) -> Figure:
    rows = completeness[completeness["field"] == field]
    n, n_of = int(rows["n_complete"].fillna(0).sum()), int(rows["n_asked"].fillna(0).sum())
    return (
        Figure(label, f"{n / n_of:.0%}", f"{n} of {n_of} {basis}")
        if n_of
        else Figure(label, UNKNOWN, "no contract is known")
    )


def _age(quality: Quality) -> Figure:
    label, records = "days since half were confirmed", coverage.dated_records(quality.register)
    ages = records.loc[records["field_group"].isin(["contracts", "deployments"]), "age_days"]
    if not ages.notna().any():
        return Figure(label, UNKNOWN, "no record says on which day it was true")
    return Figure(label, f"{ages.median():,.0f}", f"{ages.count():,} of {len(ages):,} records say when")


def _day(day: object) -> str:
    return UNKNOWN if is_missing(day) else date_text(pd.Timestamp(str(day)).date(), short=True)
