"""What is published of a supplier's contracts: direct awards, changes, ends and assessed performance."""

from __future__ import annotations

import pandas as pd

from citytools_analysis.metrics.names import with_names
from citytools_analysis.pages.supplier.findings import awards_finding
from citytools_analysis.pages.supplier.opening import awarded
from citytools_analysis.pages.supplier.subject import Supplier
from citytools_analysis.pages.supplier.wording import NOTICES, RATINGS
from citytools_analysis.style import UNKNOWN, count_text
from citytools_analysis.tables.fragment import Fragment, is_missing, paragraph
from citytools_analysis.tables.frame import Column, from_frame
from citytools_analysis.tables.layout import notice, stack
from citytools_analysis.tables.words import joined

_NOTICES = (
    Column("kind", "What was published", width=1.6),
    Column("published_date", "When", "date", width=1.1),
    Column("borough", "Borough", width=1.5),
    Column("title", "Title as published", width=3.2),
    Column("evidence_url", "Notice", "link", width=0.9, missing="not linked"),
)
_ASSESSED = (
    Column("borough", "Borough", width=1.5),
    Column("indicator", "What was assessed", width=2.4),
    Column("rating_words", "Rating", width=1.6),
    Column("breach", "Breach", width=1.4),
    Column("published_date", "Published", "date", width=1.1),
    Column("evidence_url", "Notice", "link", width=0.9, missing="not linked"),
)
_NONE = "None here does not mean that there is none: a notice whose contract or supplier is not known cannot be shown."


def notices_of(supplier: Supplier) -> pd.DataFrame:
    """
    Keep the notices of direct award, change and end that speak of a supplier's contracts.

    Parameters
    ----------
    supplier
        The supplier, as `about` gives it.

    Returns
    -------
    notices
        The latest first; those published after the day are left out.

    Examples
    --------
    >>> from citytools_analysis.pages.supplier.examples import UNUSED
    >>> notices_of(UNUSED).empty
    True
    """
    rows = supplier.register.notices
    is_own = rows["contract_id"].isin(supplier.contract_ids) & rows["notice_type"].isin(["UK5", "UK10", "UK11"])
    return _till_today(rows[is_own], supplier)


def assessments_of(supplier: Supplier) -> pd.DataFrame:
    """
    Keep the published assessments of a supplier's performance.

    Parameters
    ----------
    supplier
        The supplier, as `about` gives it.

    Returns
    -------
    assessments
        Rows of `performance`, the latest first.

    Examples
    --------
    >>> from citytools_analysis.pages.supplier.examples import UNUSED
    >>> assessments_of(UNUSED).empty
    True
    """
    rows = supplier.register.performance
    by_contract = rows["contract_id"].isin(supplier.contract_ids) & rows["supplier_id"].isna()
    return _till_today(rows[by_contract | rows["supplier_id"].isin(supplier.company_ids)], supplier)


def _till_today(rows: pd.DataFrame, supplier: Supplier) -> pd.DataFrame:
    rows = rows[~(rows["published_date"] > pd.Timestamp(supplier.register.as_of))]
    rows = rows.sort_values(["published_date", "notice_id"], ascending=[False, True], na_position="last", kind="stable")
    return with_names(rows.reset_index(drop=True), supplier.register)


def awards(supplier: Supplier) -> Fragment:
    """
    Say how many contracts were awarded directly, and list the notices of direct award, change and end.

    Parameters
    ----------
    supplier
        The supplier, as `about` gives it.

    Returns
    -------
    fragment
        The finding, then one row a notice; or that none is known.

    Examples
    --------
    >>> from citytools_analysis.pages.supplier.examples import UNUSED
    >>> awards(UNUSED).text.splitlines()[0]
    'No contract is known, so nothing can be said about how they were awarded.'
    """
    told = awarded(supplier)
    known = told.dropna()
    finding = paragraph(awards_finding(int(known.sum()), len(known), len(told)))
    rows = notices_of(supplier)
    if rows.empty:
        return stack(finding, notice("No notice of a direct award, a change or an end is known.", _NONE))
    rows = rows.assign(kind=rows["notice_type"].map(NOTICES) + " (" + rows["notice_type"] + ")")
    counts = [(NOTICES[code], int((rows["notice_type"] == code).sum())) for code in ("UK5", "UK10", "UK11")]
    parts = joined([f"{n} of {words}" for words, n in _spoken(counts) if n])
    caption = f"{count_text(len(rows), 'notice')} known: {parts}"
    note = "A direct award is lawful where the rules allow it, and a change may be what the borough wanted. " + _NONE
    return stack(finding, from_frame(rows, columns=_NOTICES, caption=caption, note=note))


def _spoken(counts: list[tuple[str, int]]) -> list[tuple[str, int]]:
    words = {"contract changed": "a change", "contract ended": "an end", "direct award": "direct award"}
    return [(words[name], n) for name, n in counts]


def performance(supplier: Supplier) -> Fragment:
    """
    List what boroughs have published on how a supplier performed.

    Parameters
    ----------
    supplier
        The supplier, as `about` gives it.

    Returns
    -------
    fragment
        One row an assessment; or a callout that says what none means.

    Examples
    --------
    >>> from citytools_analysis.pages.supplier.examples import UNUSED
    >>> performance(UNUSED).text.splitlines()[0]
    'No published assessment of how Mapleway performed is known.'
    """
    rows = assessments_of(supplier)
    if rows.empty:
        return notice(
            f"No published assessment of how {supplier.name} performed is known.",
            "Performance notices (UK9) are published for the larger contracts under the Procurement Act 2023; none "
            "does not mean that all went well.",
        )
    is_breach = rows["is_breach"].astype("boolean")
    n_below = int(rows["rating"].isin(["approaching_target", "requires_improvement", "inadequate"]).sum())
    breaches = "; ".join([f"{int(is_breach.fillna(value=False).sum())} report a breach"])
    shown = rows.assign(
        rating_words=[UNKNOWN if is_missing(one) else RATINGS.get(str(one), str(one)) for one in rows["rating"]],
        breach=[UNKNOWN if is_missing(one) else ("reported" if one else "none reported") for one in is_breach],
    )
    caption = f"{count_text(len(rows), 'assessment')} published; {n_below} below good; {breaches}"
    note = "A rating stands on its notice's own scale and is of one contract."
    return from_frame(shown, columns=_ASSESSED, caption=caption, note=note)
