"""How the records that some questions are answered with are shown: what they hold, and the first rows of their frames."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from html import escape
from typing import Any

from citytools_analysis.display_words import rests_on
from citytools_analysis.style import count_text

FIRST_ROWS = 10
_PAGES = {
    "borough.subject": "Borough", "data_quality.subject": "Quality", "evaluation.subject": "Evaluation",
    "joint_procurement.subject": "Joint", "london.subject": "London", "project_plan.subject": "Plan",
    "resource_plan.subject": "Plan", "service_area.subject": "ServiceArea", "sme_market.subject": "Market",
    "supplier.subject": "Supplier", "system.subject": "System", "workshop_suppliers.evidence": "Suppliers",
    "workshop_use_cases.room": "Room",
}  # fmt: skip
# Named, not imported: IPython finds the types once a notebook uses them.
RECORDS = (
    ("citytools_analysis.metrics.assumptions", "Assumed"),
    ("citytools_analysis.metrics.opportunities.benefit", "Worth"),
    ("citytools_analysis.metrics.opportunities.sets", "Opportunities"),
    ("citytools_analysis.metrics.peers.incidence", "Incidence"),
    ("citytools_analysis.metrics.peers.measures", "Scores"),
    ("citytools_analysis.metrics.renewals.lead_times", "LeadTimes"),
    *((f"citytools_analysis.pages.{module}", name) for module, name in _PAGES.items()),
)


def parts_of(record: Any) -> Iterator[tuple[str, Any]]:
    """
    Go through what a record holds.

    Parameters
    ----------
    record
        A dataclass or named tuple.

    Yields
    ------
    part
        Name and value of each public field.

    Examples
    --------
    >>> from citytools_analysis.tables import Column
    >>> next(parts_of(Column("n", "number")))
    ('name', 'n')
    """
    names = [field.name for field in dataclasses.fields(record)] if dataclasses.is_dataclass(record) else record._fields
    return ((name, getattr(record, name)) for name in names if not name.startswith("_"))


def part_text(value: Any) -> str:
    """
    Say in one line what a part of a record is.

    Parameters
    ----------
    value
        The part.

    Returns
    -------
    line
        How many rows and what they rest on for a frame, how large for an array, else the value.

    Examples
    --------
    >>> import pandas as pd
    >>> part_text(pd.DataFrame({"n": [5], "n_of": [33]})), part_text(0.5)
    ('1 row, n 5 of 33', '0.5')
    """
    if _is_frame(value):
        return ", ".join(part for part in (count_text(len(value), "row"), rests_on(value)) if part)
    if hasattr(value, "shape") and value.ndim:
        return f"{' by '.join(f'{size:,}' for size in value.shape)} {value.dtype} values"
    return str(value)


def record_text(record: Any) -> str:
    """
    Write a record for a prompt.

    Parameters
    ----------
    record
        A dataclass or named tuple.

    Returns
    -------
    text
        A line for each part.

    Examples
    --------
    >>> from citytools_analysis.metrics.assumptions import Assumed
    >>> print(record_text(Assumed("rate", 1.0, 2.0, 3.0, "pounds", "ours", "A")).splitlines()[:3])
    ['Assumed', '  assumption_id: rate', '  low: 1.0']
    """
    return "\n".join([type(record).__name__, *(f"  {name}: {part_text(value)}" for name, value in parts_of(record))])


def record_rows(record: Any) -> str:
    """
    Write the parts of a record as the rows of a table, with what each is.

    Parameters
    ----------
    record
        A dataclass or named tuple.

    Returns
    -------
    html
        A `ct-table`; every text escaped.

    Examples
    --------
    >>> from citytools_analysis.metrics.assumptions import Assumed
    >>> record_rows(Assumed("<b>", 1.0, 2.0, 3.0, "pounds", "ours", "A")).partition("<tbody>")[2][:61]
    '<tr><th scope="row">assumption_id</th><td>&lt;b&gt;</td></tr>'
    """
    rows = "".join(
        f'<tr><th scope="row">{name}</th><td>{escape(part_text(value))}</td></tr>' for name, value in parts_of(record)
    )
    head = '<thead><tr><th scope="col">part</th><th scope="col">what it holds</th></tr></thead>'
    return f'<table class="ct-table"><caption>{type(record).__name__}</caption>{head}<tbody>{rows}</tbody></table>'


def frames_of(record: Any) -> Iterator[Any]:
    """
    Give the first rows of each frame of a record, named.

    Parameters
    ----------
    record
        A dataclass or named tuple.

    Yields
    ------
    frame
        At most 10 rows; its caption says of how many.

    Examples
    --------
    >>> import pandas as pd
    >>> from citytools_analysis.metrics.opportunities import Worth
    >>> held = Worth(pd.DataFrame({"a": range(12)}), pd.DataFrame())
    >>> [frame.attrs["caption"] for frame in frames_of(held)]
    ['sets: the first 10 of 12 rows']
    """
    for name, value in parts_of(record):
        if _is_frame(value) and len(value):
            first = value.head(FIRST_ROWS)
            few = len(value) <= FIRST_ROWS
            said = count_text(len(value), "row") if few else f"the first {FIRST_ROWS} of {len(value):,} rows"
            first.attrs = {"caption": f"{name}: {said}"}
            yield first


def _is_frame(value: Any) -> bool:
    return hasattr(value, "columns") and hasattr(value, "itertuples")
