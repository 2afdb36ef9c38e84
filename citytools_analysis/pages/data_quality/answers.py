"""Which questions the data can answer, and what is missing for the others."""

from __future__ import annotations

import pandas as pd

from citytools_analysis.metrics import coverage
from citytools_analysis.pages.data_quality.subject import Quality
from citytools_analysis.style import count_text
from citytools_analysis.tables.fragment import Fragment, paragraph
from citytools_analysis.tables.frame import Column, from_frame
from citytools_analysis.tables.layout import notice, stack

_SHOWN = 12
_COLUMNS = (
    Column("question", "Question", width=3),
    Column("metric", "The figure that answers it", width=2.4),
    Column("n", "Boroughs it can count", "number", width=1.1, missing="withheld"),
    Column("missing", "Missing most often", width=2.6),
)


def answers(quality: Quality) -> Fragment:
    """
    Say for which questions the data of few boroughs is enough, and what they lack.

    Parameters
    ----------
    quality
        As `about` gives it.

    Returns
    -------
    fragment
        The finding and the questions that fewest boroughs can be counted in; all are in the workbook.

    Examples
    --------
    >>> from citytools_analysis.pages.data_quality.examples import EMPTY
    >>> answers(EMPTY).text.splitlines()[0][:33]
    'Of 57 figures, 1 can be given for'
    """
    supported = coverage.supported(quality.register)
    is_outside = supported["missing_fields"].str.contains("outside.", regex=False)
    n_outside = supported.loc[is_outside, "metric_id"].nunique()
    supported = supported[~is_outside]
    if supported.empty:
        return notice("No figure is defined, so nothing can be said about what the data can answer.")
    rows = pd.DataFrame([_figure(own) for _, own in supported.groupby("metric_id", sort=False)])
    rows = rows.sort_values(["n", "metric"], kind="stable", na_position="last", ignore_index=True)
    n_boroughs = len(quality.known)
    most = int((rows["n"] * 2 > n_boroughs).fillna(value=False).sum())
    n_held = int(rows["n"].isna().sum())
    held = f" {count_text(n_held, 'figure')} rest on what only members see." if n_held else ""
    finding = (
        f"Of {count_text(len(rows), 'figure')}, {most} can be given for more than half of {n_boroughs} boroughs.{held}"
    )
    outside = f" Another {n_outside} rest on what no borough is asked." if n_outside else ""
    n = min(_SHOWN, len(rows))
    caption = f"The {n} of {len(rows)} figures in which fewest boroughs can be counted"
    note = f"A borough that can be counted may still be too few for the figure to stand. All {len(rows)} are in the workbook."
    shown = from_frame(rows.head(_SHOWN), columns=_COLUMNS, caption=caption, note=note)
    every = from_frame(rows, columns=_COLUMNS, caption="What the data can answer, by figure")
    return Fragment(stack(paragraph(finding + outside), shown).html, attached=every.attached)


def _figure(own: pd.DataFrame) -> dict[str, object]:
    first = own.iloc[0]
    lacks = own["missing"].str.split("; ").explode()
    counts = lacks[lacks.fillna("") != ""].value_counts(sort=False).sort_index()
    top = counts.sort_values(ascending=False, kind="stable").head(1)
    missing = f"{top.index[0]} ({int(top.iloc[0])})" if len(top) else str(first["reason"]) or "nothing"
    n = None if own["is_supported"].isna().any() else int(own["is_supported"].sum())
    return {"metric": first["metric"], "question": first["question"], "n": n, "missing": missing}
