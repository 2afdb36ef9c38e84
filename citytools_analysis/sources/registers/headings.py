"""What the heading of a register's column stands for: by the reviewed tables, first those of its publisher."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Any

from citytools_analysis.reference import Reference, find_borough, normalise_name


@dataclass(frozen=True)
class Heading:
    """
    What a reviewed heading stands for.

    Parameters
    ----------
    field
        Field of the contracts sheet, or one of `schema.register_fields.REGISTER_FIELDS`.
    value_basis, vat_basis
        For a value: what it covers and whether VAT is in it, where the heading says so.

    Examples
    --------
    >>> Heading("value_gbp", "annual").value_basis
    'annual'
    """

    field: str
    value_basis: str | None = None
    vat_basis: str | None = None


def folded_heading(cell: object) -> str:
    """
    Reduce a heading to its letters and digits, whatever encoding a pound sign was saved in.

    Parameters
    ----------
    cell
        A cell.

    Returns
    -------
    heading
        Lower case letters and digits; blank where the cell holds no text.

    Examples
    --------
    >>> folded_heading("Contract Value (œ)"), folded_heading("CONTRACT_VALUE"), folded_heading(2026)
    ('contractvalue', 'contractvalue', '')
    """
    return "".join(re.findall("[a-z0-9]+", cell.casefold())) if isinstance(cell, str) else ""


def known_headings(reference: Reference, *, file_name: str = "", publisher: str | None = None) -> dict[str, Heading]:
    """
    Give the reviewed headings, with those of the publisher over the rest.

    Parameters
    ----------
    reference
        The reviewed tables.
    file_name
        Name of the file.
    publisher
        Whose file it is, where that is known; if it is not, only a rule for files of this name applies.

    Returns
    -------
    headings
        By folded heading.

    Examples
    --------
    >>> from citytools_analysis.reference import load_reference
    >>> known_headings(load_reference())["annualvalue"]
    Heading(field='value_gbp', value_basis='annual', vat_basis=None)
    """
    general = {
        folded_heading(row["heading"]): Heading(row["field"], row["value_basis"] or None, row["vat_basis"] or None)
        for row in reference.register_columns.to_dict("records")
    }
    own = {
        folded_heading(row["heading"]): Heading(row["field"])
        for row in reference.register_publishers.to_dict("records")
        if _applies(row, reference, file_name, publisher)
    }
    return general | own


def _applies(row: Mapping[Any, Any], reference: Reference, file_name: str, publisher: str | None) -> bool:
    pattern = row["file_pattern"]
    if pattern and not fnmatchcase(file_name.casefold(), pattern.casefold()):
        return False
    if not publisher:
        return bool(pattern)
    same_borough = row["borough_id"] and row["borough_id"] == find_borough(reference, publisher)
    return bool(same_borough) or normalise_name(row["publisher"] or "") == normalise_name(publisher)
