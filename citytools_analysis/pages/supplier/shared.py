"""Problems that several boroughs report with one supplier, and could raise together."""

from __future__ import annotations

import pandas as pd

from citytools_analysis.metrics import challenges
from citytools_analysis.pages.borough.ratings import withheld_reasons
from citytools_analysis.pages.supplier.findings import problems_finding
from citytools_analysis.pages.supplier.subject import Supplier
from citytools_analysis.pages.supplier.wording import PROBLEMS
from citytools_analysis.style import count_text
from citytools_analysis.tables.fragment import Fragment, is_missing, paragraph
from citytools_analysis.tables.frame import Column, from_frame
from citytools_analysis.tables.layout import notice, stack
from citytools_analysis.tables.words import Row, joined

_COLUMNS = (
    Column("problem", "Problem", width=2.4),
    Column("value", "Who report it", "number", width=1.2),
    Column("n_open", "Open", "number", width=0.8),
    Column("n_raised_with_supplier", "Raised", "number", width=0.8),
    Column("n_resolved", "Resolved", "number", width=1),
    Column("last_raised_date", "Last reported", "date", width=1.4),
)


def problems_of(supplier: Supplier) -> pd.DataFrame:
    """
    Keep the shared problems with a supplier's systems that its edition may tell.

    Parameters
    ----------
    supplier
        The supplier, as `about` gives it.

    Returns
    -------
    problems
        Rows of `challenges.shared_problems`: of all its systems together where it is at the top of its group, else by
        system; most often reported first, what is withheld last. In an edition that holds no problems, its one row.

    Examples
    --------
    >>> from citytools_analysis.pages.supplier.examples import UNUSED
    >>> problems_of(UNUSED).empty
    True
    """
    told = challenges.shared_problems(supplier.register, by="supplier" if supplier.is_top else "system")
    is_held_whole = told["challenge_tag"].isna()
    own = (
        told["supplier_id"].eq(supplier.supplier_id) if supplier.is_top else told["system_id"].isin(supplier.system_ids)
    )
    kept = told[own.to_numpy(dtype=bool) | is_held_whole.to_numpy(dtype=bool)]
    return kept.sort_values(["value", "challenge_tag"], ascending=[False, True], kind="stable", na_position="last")


def problems(supplier: Supplier) -> Fragment:
    """
    List the problems that at least two decision-makers report with a supplier's systems.

    Parameters
    ----------
    supplier
        The supplier, as `about` gives it.

    Returns
    -------
    fragment
        The finding, one row a problem whose count may be told, the others by name with the reason; or why none is told.

    Examples
    --------
    >>> from citytools_analysis.pages.supplier.examples import UNUSED
    >>> problems(UNUSED).text
    'No problem is known to be reported by two decision-makers or more.'
    """
    own = problems_of(supplier)
    if supplier.is_reseller:
        return notice(
            f"{supplier.name} sells what others make; problems are reported of systems and stand with their makers."
        )
    if own["challenge_tag"].isna().any():
        return notice(f"The problems boroughs report are withheld: {withheld_reasons(own)}.")
    told, held = own[~own["is_withheld"].astype("bool")], own[own["is_withheld"].astype("bool")]
    asked = told["n"].dropna()
    finding = problems_finding(
        len(own), len(held), n_asked=int(asked.iloc[0]) if len(asked) and supplier.is_top else None
    )
    if own.empty:
        return notice(finding)
    names = sorted({PROBLEMS.get(tag, tag) for tag in held["challenge_tag"]})
    rest = paragraph(f"Withheld: {joined(names)} ({withheld_reasons(held)}).")
    if told.empty:
        return stack(paragraph(finding), rest)
    rows = [row | {"problem": _named(row, supplier)} for row in told.to_dict("records")]
    caption = f"{count_text(len(rows), 'problem')} of {len(own)} that at least two decision-makers report"
    note = (
        "Boroughs that share a service are one decision-maker. Open, raised with the supplier and resolved count "
        "boroughs. A report says what a borough finds, not why it is so."
    )
    table = from_frame(rows, columns=_COLUMNS, caption=caption, note=note)
    return stack(paragraph(finding), table, *([rest] if names else []))


def _named(row: Row, supplier: Supplier) -> str:
    words = PROBLEMS.get(str(row["challenge_tag"]), str(row["challenge_tag"]))
    return words if supplier.is_top or is_missing(row["system"]) else f"{row['system']}: {words}"
