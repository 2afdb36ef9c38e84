"""What changed since the register as it stood a month earlier, and where supply became more or less concentrated."""

from __future__ import annotations

from citytools_analysis.charts.chart import Chart
from citytools_analysis.charts.dumbbells import dumbbell
from citytools_analysis.metrics import concentration
from citytools_analysis.pages.borough.changed import changed_in_london
from citytools_analysis.pages.london.changed import since_the_cut_before
from citytools_analysis.pages.london.findings import moved_finding, span_text
from citytools_analysis.pages.london.subject import London
from citytools_analysis.register import Register
from citytools_analysis.style import count_text, date_text
from citytools_analysis.tables.fragment import Fragment, paragraph

_NO_EARLIER = (
    "How concentration changed since the last edition cannot be told: no state of the register at least a month old is at "
    "hand in this edition. The next on this register, a month on, will show it."
)


def changed(london: London, before: Register | None) -> Fragment:
    """
    List what changed since the register as it stood earlier; without such a state, since its own sources before the latest.

    Parameters
    ----------
    london
        London, as `about` gives it.
    before
        The register as it stood earlier, as `open_earlier` gives it.

    Returns
    -------
    fragment
        The finding and one row a change; a callout where nothing changed, or where there is nothing to compare with.

    Examples
    --------
    >>> from citytools_analysis.pages.london.examples import NOTHING
    >>> changed(NOTHING, None).text
    'There is no earlier cut to compare with: no source was obtained.'
    """
    return since_the_cut_before(london) if before is None else changed_in_london(london.register, before)


def moved_since(london: London, before: Register | None, *, width_mm: float = 172.0) -> Chart | Fragment:
    """
    Draw how the effective number of suppliers of each service area changed since the register as it stood earlier.

    Parameters
    ----------
    london
        London, as `about` gives it.
    before
        The register as it stood earlier, as `open_earlier` gives it.
    width_mm
        Printed width.

    Returns
    -------
    chart
        Pairs of dots of the areas that changed; a sentence where none did, or where there is nothing to compare with.

    Examples
    --------
    >>> from citytools_analysis.pages.london.examples import NOTHING
    >>> moved_since(NOTHING, None).text[:57]
    'How concentration changed since the last edition cannot b'
    """
    if before is None:
        return paragraph(_NO_EARLIER)
    names = {"value": "before", "n": "n_before"}
    told = concentration.summary(before, "area")[["scope_code", *names]].rename(columns=names)
    both = london.supply.merge(told, on="scope_code").dropna(subset=["value", "before"])
    since, day = date_text(before.as_of), date_text(london.register.as_of)
    if both.empty:
        return paragraph(f"Of no service area it is known how concentrated supply was on {since} and is now.")
    rows = both[both["value"].round(2) != both["before"].round(2)]
    if rows.empty:
        n = count_text(len(both), "service area")
        return paragraph(f"In none of {n} supply is more or less concentrated than it was on {since}.")
    pairs = rows.rename(columns={"value": "after", "scope_name": "label"})[["label", "before", "after"]]
    note = (
        f"By what the register told on each day; those that did not change are left out. Boroughs known then "
        f"{span_text(both['n_before'])}, now {span_text(both['n'])}: some of it is what became known."
    )
    finding = moved_finding(both.rename(columns={"value": "after"}), then=f"on {since}")
    return dumbbell(
        pairs, title=finding, note=note, unit="suppliers of equal size", before_words=since, after_words=day, width_mm=width_mm
    )  # fmt: skip
