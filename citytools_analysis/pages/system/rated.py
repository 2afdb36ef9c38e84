"""How boroughs rate a system, with counts and interval, or why it is withheld."""

from __future__ import annotations

from citytools_analysis.charts.chart import Chart
from citytools_analysis.charts.diverging import diverging_bars
from citytools_analysis.metrics import satisfaction
from citytools_analysis.pages.borough.ratings import withheld_reasons
from citytools_analysis.pages.system.subject import System
from citytools_analysis.tables.fragment import Fragment, is_missing
from citytools_analysis.tables.layout import notice


def ratings(system: System) -> Chart | Fragment:
    """
    Show how boroughs rate a system, one vote a borough.

    Parameters
    ----------
    system
        The system, as `about` gives it.

    Returns
    -------
    chart
        Bars of dissatisfied, neither and satisfied with their counts; a callout where no rating is held or it is withheld.

    Examples
    --------
    >>> from citytools_analysis.pages.system.examples import UNUSED
    >>> ratings(UNUSED).text
    'No rating of Mapleway is held in this edition.'
    """
    summed = satisfaction.summary(system.register)
    own = summed[summed["system_id"] == system.system_id]
    if own.empty:
        return notice(f"No rating of {system.name} is held in this edition.")
    [row] = own.to_dict("records")
    if is_missing(row["is_withheld"]) or row["is_withheld"]:
        return notice(f"How boroughs rate {system.name} is withheld: {withheld_reasons(own)}.")
    n = int(row["n"])
    title = f"{int(row['n_dissatisfied'])} of {n} boroughs are dissatisfied, {int(row['n_satisfied'])} satisfied"
    note = (
        f"One vote a borough; {row['value']:.0%} dissatisfied, 95% interval {row['lower']:.0%} to {row['upper']:.0%}."
    )
    return diverging_bars(own.assign(label=system.name), label="label", title=title, note=note)
