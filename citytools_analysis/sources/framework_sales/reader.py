"""
G-Cloud sales: who sold how much to whom in which month, as the suppliers declared it.

They are sales that a supplier reports, not payments that a borough publishes: the two are never added up. Whether the
amounts include VAT is not said in the file, so it is unknown.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from pathlib import Path

from citytools_analysis.errors import Issue
from citytools_analysis.reference import Reference, find_borough, load_reference
from citytools_analysis.sources.hidden import hidden_parts
from citytools_analysis.sources.reading import LeftOut, Reading, sha256_of
from citytools_analysis.sources.spend.amounts import amount_of, is_placeholder
from citytools_analysis.sources.spend.columns import find_layout, known_headings
from citytools_analysis.sources.spend.days import paid_on
from citytools_analysis.sources.spend.lines import Line, Outcome, kept_aside, lines_again, lines_of, with_outcomes
from citytools_analysis.sources.spend.payments import is_total
from citytools_analysis.sources.spend.unread import unread_columns
from citytools_analysis.sources.workbook import open_cells

_NEEDED = ("framework", "supplier", "customer", "paid_on", "amount_gbp")


def probe(path: Path) -> bool:
    r"""
    Tell whether a file is one of sales under a framework.

    Parameters
    ----------
    path
        The file.

    Returns
    -------
    is_sales
        Whether a row names framework, supplier, customer, month and amount.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = Path(folder) / "g-cloud.csv"
    ...     _ = path.write_text("Framework,Lot,Supplier,Customer,For_Month,Total_Charge\n", encoding="utf-8")
    ...     probe(path)
    True
    """
    headings = known_headings(load_reference(), "framework_sales")
    return any(find_layout(cells, headings, needed=_NEEDED) for cells in open_cells(path).sheets)


def read(path: Path, *, reference: Reference, borough: str | None = None) -> Reading:  # noqa: ARG001 - every source is read alike
    r"""
    Read a file of sales under a framework.

    Parameters
    ----------
    path
        The file.
    reference
        The reviewed tables: headings, and boroughs with their other names.
    borough
        Not used: each line names its customer.

    Returns
    -------
    reading
        A row a line whose customer is one of the 33, whoever the supplier; the rest is left out as `not_london`,
        `total_row` or `no_payment`. Kept aside: `unreadable_amount`, `unreadable_date`.

    Raises
    ------
    OSError
        If there is no such file.

    Examples
    --------
    >>> import tempfile
    >>> from citytools_analysis.reference import load_reference
    >>> lines = "Framework,Lot,Supplier,Customer,For_Month,Total_Charge\rG-Cloud III,3,Acme Ltd,Hackney,2013-08-01l,15000\r"
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = Path(folder) / "g-cloud.csv"
    ...     _ = path.write_text(lines, encoding="utf-8", newline="")
    ...     frame = read(path, reference=load_reference()).frames["spend"]
    >>> frame[["borough", "paid_on", "amount_gbp", "framework"]].values.tolist()
    [['Hackney', '08/2013', 15000.0, 'G-Cloud III, lot 3']]
    """
    opened, digest = open_cells(path), sha256_of(path)
    headings = known_headings(reference, "framework_sales")
    laid_out = [(cells, find_layout(cells, headings, needed=_NEEDED)) for cells in opened.sheets]
    tables = [(cells, layout) for cells, layout in laid_out if layout]
    unread = (issue for cells, layout in tables for issue in unread_columns(path.name, cells, layout, headings))
    issues = [*opened.issues, *unread]
    issues += hidden_parts(path) if opened.is_workbook else ()
    if opened.sheets and not tables:
        what = "its header is missing: no row names framework, supplier, customer, month and amount"
        mend = "Write headings such as Framework, Lot, Supplier, Customer, For_Month and Total_Charge."
        issues.append(Issue(path.name, "line 1", what, mend, "header"))
    reading = Reading(path.name, "framework_sales", digest, path.name, issues=tuple(issues))
    lines = [line for cells, layout in tables for line in lines_of(cells, layout)]
    return with_outcomes(reading, [_outcome(line, reference) for line in lines]) if tables else reading


def read_again(
    aside: Sequence[tuple[str, str, str]],
    *,
    file_name: str,
    kind: str,
    reference: Reference,
    known: Collection[tuple[str, str]] = frozenset(),  # noqa: ARG001 - every source is tried again alike
) -> Reading:
    """
    Read sales again that were kept aside.

    Parameters
    ----------
    aside
        Pointer, sheet and content of each.
    file_name
        Name of the file they came from.
    kind
        Kind of source.
    reference
        The reviewed tables as they are now.
    known
        Not used; every source takes it.

    Returns
    -------
    reading
        As of a file that holds only these.

    Examples
    --------
    >>> from citytools_analysis.reference import load_reference
    >>> aside = [("line 7", "spend", '{"customer":"Hackney","supplier":"Acme Ltd","paid_on":"08/2013","amount_gbp":"?"}')]
    >>> reading = read_again(aside, file_name="a.csv", kind="framework_sales", reference=load_reference())
    >>> [one.reason for one in reading.quarantined]
    ['unreadable_amount']
    """
    outcomes = [_outcome(line, reference) for line in lines_again(aside)]
    return with_outcomes(Reading(file_name, kind, "", file_name), outcomes)


def _outcome(line: Line, reference: Reference) -> Outcome:
    customer, lot = line.text("customer"), line.text("lot")
    if reason := _no_sale(line, reference):
        return LeftOut(line.pointer, reason, customer if reason == "not_london" else "")
    amount, month = amount_of(line.fields.get("amount_gbp")), _month(line.fields.get("paid_on"))
    if amount is None or month is None:
        reason = "unreadable_amount" if amount is None else "unreadable_date"
        return kept_aside(line.pointer, reason, {**line.fields, "borough": customer})
    if is_placeholder(amount):
        return LeftOut(line.pointer, "placeholder_amount", customer)
    return {
        **line.fields,
        "borough": customer,
        "spend_kind": "framework_sale",
        "paid_on": month,
        "amount_gbp": amount,
        "vat_basis": "unknown",
        "framework": ", ".join(filter(None, (line.text("framework"), f"lot {lot}" if lot else ""))),
        **line.place,
    }


def _no_sale(line: Line, reference: Reference) -> str:
    """Give the reason why a line is no sale to one of the 33; nothing if it is one."""
    customer, supplier = line.text("customer"), line.text("supplier")
    if any(map(is_total, (line.text("framework"), supplier, customer))):
        return "total_row"
    if not customer:
        if any(map(is_total, line.cells)):
            return "total_row"
        return "no_buyer" if line.text("amount_gbp") else "no_payment"
    if not find_borough(reference, customer):
        return "not_london"
    return "" if supplier else "no_supplier"


def _month(cell: object) -> str | None:
    """Give the month as MM/YYYY; these files write it as its first day, and some with a letter too many: 2012-10-01l."""
    day = paid_on(cell)
    text = f"{day:%m/%Y}" if isinstance(day, date) else day
    return text if text and "/" in text else None
