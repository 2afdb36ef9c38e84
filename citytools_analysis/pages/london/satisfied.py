"""Whether fewer suppliers go with lower satisfaction: an association to look at, and no more."""

from __future__ import annotations

from citytools_analysis.charts.chart import Chart
from citytools_analysis.charts.scatters import scatter
from citytools_analysis.pages.london.findings import together_finding
from citytools_analysis.pages.london.subject import London
from citytools_analysis.style import date_text
from citytools_analysis.tables.fragment import Fragment
from citytools_analysis.tables.layout import notice


def suppliers_and_satisfaction(london: London, *, width_mm: float = 172.0) -> Chart | Fragment:
    """
    Draw each function by its number of suppliers and how it is rated.

    Parameters
    ----------
    london
        London, as `about` gives it.
    width_mm
        Printed width.

    Returns
    -------
    chart
        The points, with the correlation and its interval as title; a callout with the reason where it is withheld.

    Examples
    --------
    >>> from citytools_analysis.pages.london.examples import NOTHING
    >>> suppliers_and_satisfaction(NOTHING).text.splitlines()[0]
    'Whether fewer suppliers go with lower satisfaction is not shown: fewer than 10 functions have both figures.'
    """
    [row] = london.correlation.to_dict("records")
    finding = together_finding(row)
    if row["is_withheld"]:
        return notice(finding, "Ratings by boroughs of what they run would show it; it is never drawn of a few points.")
    note = (
        f"One point a function: its effective number of suppliers, each with its group, and its net satisfaction, {row['basis']}. "
        f"With the number of boroughs that reported it held equal, the correlation is {row['partial_rho']:.2f}. It says nothing "
        f"of what leads to what. As of {date_text(london.register.as_of)}."
    )
    return scatter(
        london.points, x="suppliers", y="net", label="function", title=finding.removesuffix("."), note=note,
        x_words="effective number of suppliers", y_words="net satisfaction, \N{MINUS SIGN}100 to 100", is_named=False, width_mm=width_mm,
    )  # fmt: skip
