"""The top of the overview of London: the finding, five figures and the map of what is known."""

from __future__ import annotations

from citytools_analysis.charts.chart import Chart
from citytools_analysis.charts.maps import coverage_map
from citytools_analysis.pages.london.findings import known_finding
from citytools_analysis.pages.london.subject import London
from citytools_analysis.style import UNKNOWN, count_text
from citytools_analysis.tables.cover import Figure, cover, figures
from citytools_analysis.tables.findings import ending
from citytools_analysis.tables.fragment import Fragment

_MONTHS = 18


def title(london: London) -> Fragment:
    """
    Open the overview with its finding.

    Parameters
    ----------
    london
        London, as `about` gives it.

    Returns
    -------
    fragment
        The title header with the document's metadata.

    Examples
    --------
    >>> from citytools_analysis.pages.london.examples import NOTHING
    >>> title(NOTHING).text.splitlines()[-1]
    'Nothing is known of any of 33 boroughs.'
    """
    finding = known_finding(london.known)
    return cover(london.register, name="What London\N{RIGHT SINGLE QUOTATION MARK}s councils run", finding=finding, report="London overview")  # fmt: skip


def key_figures(london: London) -> Fragment:
    """
    Give the figures of London, each with its coverage.

    Parameters
    ----------
    london
        London, as `about` gives it.

    Returns
    -------
    fragment
        Returns received; contracts with a known end; ending within 18 months; answers that name the system; share of the
        three largest suppliers in the middle service area. What is not known is `unknown`.

    Examples
    --------
    >>> from citytools_analysis.pages.london.examples import NOTHING
    >>> key_figures(NOTHING).text.splitlines()[:3]
    ['boroughs sent a return', '0', 'of 33 boroughs']
    """
    return figures(_returns(london), *_ends(london), _named(london), _largest(london))


def _returns(london: London) -> Figure:
    n = int(london.known["status"].isin(["return received", "held for members"]).sum())
    return Figure("boroughs sent a return", str(n), f"of {count_text(len(london.known), 'borough')}")


def _ends(london: London) -> tuple[Figure, Figure]:
    labels = ("contracts with a known end", f"end within {_MONTHS} months")
    if london.decisions.empty:
        first, second = (Figure(label, UNKNOWN, "no contract is known") for label in labels)
        return first, second
    known = london.decisions[london.decisions["end_state"] == "known"]
    n_soon = len(ending(known, as_of=london.register.as_of, months=_MONTHS))
    return (
        Figure(labels[0], str(len(known)), f"of {count_text(len(london.decisions), 'contract')} known"),
        Figure(labels[1], str(n_soon) if len(known) else UNKNOWN, f"of {count_text(len(known), 'known end')}"),
    )


def _named(london: London) -> Figure:
    label, n_of = "answers name the system", int(london.told["n_systems"].fillna(0).sum())
    if not n_of:
        return Figure(label, UNKNOWN, "nobody has said what it runs")
    return Figure(label, str(int(london.told["n_named"].fillna(0).sum())), f"or say there is none, of {n_of}")


def _largest(london: London) -> Figure:
    label, three = "of supply with the three largest", london.shares[london.shares["k"] == 3]
    told = three[~three["is_withheld"].astype("bool")]
    if told.empty:
        return Figure(label, UNKNOWN, "no service area is known well enough")
    return Figure(
        label, f"{told['value'].median():.0%}", f"in the middle one of {count_text(len(told), 'service area')}"
    )


def map_of_what_is_known(london: London, *, width_mm: float = 172.0) -> Chart:
    """
    Draw what the register holds of each borough.

    Parameters
    ----------
    london
        London, as `about` gives it.
    width_mm
        Printed width.

    Returns
    -------
    chart
        The map.

    Examples
    --------
    >>> from citytools_analysis.pages.london.examples import NOTHING
    >>> map_of_what_is_known(NOTHING).title
    'Something is known of 0 of 33 boroughs'
    """
    return coverage_map(london.known, london.register.reference, width_mm=width_mm)
