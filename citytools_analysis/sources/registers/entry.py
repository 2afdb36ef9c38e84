"""One row of a register as fields of the contracts sheet, with what is told beside them and what could not be read."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from citytools_analysis.sources.cells import Unusable
from citytools_analysis.sources.ocds.codes import is_technology
from citytools_analysis.sources.registers.days import day_of, is_rolling
from citytools_analysis.sources.registers.layout import Column
from citytools_analysis.sources.registers.values import (
    UnreadableError,
    amount_of,
    answer_of,
    identifier_of,
    is_error,
    prose_of,
    supplier_of,
    text_of,
)

_DAYS = ("start_date", "end_date", "review_date", "procurement_date")
_ANSWERS = ("sme_supplier", "vcse_supplier", "direct_award", "is_framework")
_TEXTS = ("title", "reference", "ocid", "department", "procedure", "framework", "system", "seller", "partner_boroughs",
          "description", "contract_type", "notice_months")  # fmt: skip
_PROSE = ("title", "description", "category", "procedure", "department", "length")
_PREFERRED = (
    "committed_term",
    None,
    "max_incl_options",
    "ceiling",
    "annual",
)  # of two values the one that covers most surely
_OPTION = re.compile(r"\+|exten|option", re.IGNORECASE)
_DIRECT = re.compile(
    r"direct award|waiver|exemption|single (?:tender|source)|without (?:prior )?(?:publication|competition)",
    re.IGNORECASE,
)
_FRAMEWORK = re.compile(r"framework(?: agreement)?|dynamic purchasing system|dps", re.IGNORECASE)
_SINGLE = re.compile(r"(?:single|multiple) award contract|call[- ]?off(?: contract)?", re.IGNORECASE)
_ORDER = re.compile(r"purchase orders?|p\.?o\.?", re.IGNORECASE)
_ORDER_NUMBER = re.compile(r"P\.?O\.?[\s/-]*\d{3,}", re.IGNORECASE)
_GRANT = re.compile(r"grants?(?: (?:agreement|award|funding|payment))?", re.IGNORECASE)
_GRANT_TITLE = re.compile(r"grant (?:agreement|award|funding|payment|to)\b.*", re.IGNORECASE)
_WEB = re.compile(r"https?://\S+", re.IGNORECASE)
_LONE = re.compile(r"(?:yes|no|y|n|true|false|[\d./:T\- ]+)", re.IGNORECASE)


@dataclass(frozen=True)
class Entry:
    """
    One row of a register.

    Parameters
    ----------
    fields
        Fields of the contracts sheet.
    beside
        Text that decides what the row is: `category`, `contract_type`, `description`, codes under `cpv`.
    reason
        Why it is no contract: `purchase_order` or `grant`; else blank.
    faults
        Column and what is wrong with its cell.

    Examples
    --------
    >>> Entry({"title": "Support"}).reason
    ''
    """

    fields: Mapping[str, Any]
    beside: Mapping[str, str] = field(default_factory=dict)
    reason: str = ""
    faults: tuple[tuple[int, str], ...] = ()


def entry_of(columns: Sequence[Column], row: Sequence[object]) -> Entry:
    """
    Read one row.

    Parameters
    ----------
    columns
        The columns whose headings are known.
    row
        Its cells.

    Returns
    -------
    entry
        The contract; columns of contact points are never looked at.

    Examples
    --------
    >>> from citytools_analysis.sources.registers.headings import Heading
    >>> columns = (Column(0, Heading("title"), "Title"), Column(1, Heading("value_gbp", "annual"), "Annual Value"))
    >>> entry_of(columns, ("Library system", "£5,000")).fields
    {'title': 'Library system', 'value_gbp': 5000.0, 'value_basis': 'annual'}
    """
    cells = _Cells(columns, row)
    fields: dict[str, Any] = {name: cells.first(name) for name in _TEXTS}
    beside: dict[str, str] = {
        "category": " / ".join(cells.all("category")),
        "contract_type": fields.pop("contract_type"),
        "description": fields.pop("description"),
        "cpv": _codes(cells),
    }
    fields["title"] = fields["title"] or beside["description"]
    if str(fields["reference"]).startswith("ocds-"):
        fields["ocid"] = fields["ocid"] or fields["reference"]
    fields["supplier"] = next((name for _, cell in cells.of("supplier") if (name := supplier_of(cell))), None)
    fields["cpv"] = _first_code(beside["cpv"])
    fields["supplier_identifier"] = "; ".join(_identifiers(cells))
    fields["evidence_url"] = next(
        (address[0] for text in cells.all("evidence_url") if (address := _WEB.search(text))), None
    )
    fields["extension_note"] = "; ".join(_extension_notes(cells))
    fields |= _days(cells) | _value(cells)
    fields |= {name: next((said for _, cell in cells.of(name) if (said := answer_of(cell))), None) for name in _ANSWERS}
    fields |= _kind(beside["contract_type"], fields)
    filled: dict[str, Any] = {name: value for name, value in fields.items() if value not in (None, "")}
    told = {name: text for name, text in beside.items() if text}
    return Entry(filled, told, _not_a_contract(cells, filled, told), tuple(cells.faults))


class _Cells:
    """The cells of one row by field, and what could not be read in them."""

    def __init__(self, columns: Sequence[Column], row: Sequence[object]) -> None:
        self._columns, self._row = columns, row
        self.faults: list[tuple[int, str]] = []
        for column in columns:
            cell = self._at(column)
            if isinstance(cell, Unusable) and column.heading.field != "ignore":
                self.faults.append((column.index, cell.what))
            elif is_error(cell) and column.heading.field != "ignore":
                self.faults.append((column.index, f"the cell shows the error {cell}"))

    def _at(self, column: Column) -> object:
        return self._row[column.index] if column.index < len(self._row) else None

    def of(self, name: str) -> list[tuple[Column, object]]:
        """Give the filled cells of a field with their columns, in order."""
        found = [(column, self._at(column)) for column in self._columns if column.heading.field == name]
        return [(column, cell) for column, cell in found if cell is not None and not isinstance(cell, Unusable)]

    def all(self, name: str) -> list[str]:
        """Give the texts of a field."""
        read = prose_of if name in _PROSE else text_of
        return [text for _, cell in self.of(name) if (text := read(cell))]

    def first(self, name: str) -> str:
        """Give the first text of a field."""
        return next(iter(self.all(name)), "")


def _codes(cells: _Cells) -> str:
    texts = [str(cell).zfill(8) if isinstance(cell, int) else text_of(cell) for _, cell in cells.of("cpv")]
    padded = [text.zfill(8) if text.isdigit() and 7 <= len(text) <= 8 else text for text in texts]
    return " ".join(dict.fromkeys(re.findall(r"(?<!\d)\d{8}(?!\d)", " ".join(padded))))


def _first_code(codes: str) -> str | None:
    listed = codes.split()
    return next((code for code in listed if is_technology((code,))), next(iter(listed), None))


def _identifiers(cells: _Cells) -> Iterator[str]:
    for name, scheme in (("company_number", "GB-COH"), ("charity_number", "GB-CHC")):
        yield from (number for _, cell in cells.of(name) if (number := identifier_of(scheme, cell)))
    for text in cells.all("other_identifier"):
        yield from re.findall(r"GB-[A-Z]{3,4}-[A-Z0-9-]+", text)


def _extension_notes(cells: _Cells) -> Iterator[str]:
    """Give the text as written; a lone number, day or yes means nothing without its heading."""
    for column, cell in cells.of("extension_note"):
        if text := prose_of(cell):
            yield f"{column.text}: {text}" if _LONE.fullmatch(text) else text
    yield from (text for text in cells.all("length") if _OPTION.search(text))


def _days(cells: _Cells) -> dict[str, Any]:
    days: dict[str, Any] = {}
    for name in _DAYS:
        for column, cell in cells.of(name):
            if name == "end_date" and is_rolling(cell):
                days.setdefault("end_kind", "rolling")
                continue
            try:
                days[name] = days.get(name) or day_of(cell)
            except UnreadableError as fault:
                cells.faults.append((column.index, str(fault)))
    if days.get("end_date"):
        days.pop("end_kind", None)
    return days


def _value(cells: _Cells) -> dict[str, Any]:
    """Take the first amount that is one; a column that covers the whole term goes before one that covers a year."""
    ranked = sorted(cells.of("value_gbp"), key=lambda found: _PREFERRED.index(found[0].heading.value_basis))
    value: dict[str, Any] = {}
    for column, cell in ranked:
        try:
            amount, said = amount_of(cell)
        except UnreadableError as fault:
            cells.faults.append((column.index, str(fault)))
            continue
        if amount is not None and not value:
            heading = column.heading
            value = {"value_gbp": amount, "value_basis": said or heading.value_basis, "vat_basis": heading.vat_basis}
    return value


def _kind(contract_type: str, fields: Mapping[str, Any]) -> dict[str, Any]:
    kind: dict[str, Any] = {}
    if _FRAMEWORK.fullmatch(contract_type):
        kind["is_framework"] = "yes"
    elif _SINGLE.fullmatch(contract_type):
        kind["is_framework"] = "no"
    if not fields.get("direct_award") and _DIRECT.search(fields.get("procedure") or ""):
        kind["direct_award"] = "yes"
    return kind


def _not_a_contract(cells: _Cells, fields: Mapping[str, Any], beside: Mapping[str, str]) -> str:
    kind, reference = beside.get("contract_type", ""), str(fields.get("reference", ""))
    if cells.all("purchase_order") or _ORDER.fullmatch(kind) or _ORDER_NUMBER.fullmatch(reference):
        return "purchase_order"
    is_grant = _GRANT.fullmatch(kind) or _GRANT_TITLE.fullmatch(str(fields.get("title", "")))
    said = [text for text in cells.all("grant") if text.casefold() not in {"no", "n", "false", "0"}]
    return "grant" if is_grant or said else ""
