"""
Spend over £500, as councils publish it: CSV or workbook, the header anywhere, one sheet or one file a month.

Only payments to suppliers that the reviewed tables know become rows; all others are counted, and never copied.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from citytools_analysis.errors import Issue, suggestion
from citytools_analysis.reference import Reference, find_borough, load_reference
from citytools_analysis.sources.cells import Cells, Opened
from citytools_analysis.sources.reading import Reading, sha256_of
from citytools_analysis.sources.spend.amounts import month_of
from citytools_analysis.sources.spend.columns import Heading, Layout, find_layout, known_headings
from citytools_analysis.sources.spend.known import KnownSuppliers
from citytools_analysis.sources.spend.lines import Line, lines_again, lines_of, with_outcomes
from citytools_analysis.sources.spend.payments import sort_line
from citytools_analysis.sources.workbook import open_cells

_NEEDED = ("supplier", "amount_gbp")
_OF_A_CONTRACT = ("contract", "start date", "end date", "tender", "customer")
_PARTS = (":", " - ", " \N{EN DASH} ", "|", ";")


@dataclass(frozen=True)
class Sheet:
    """
    One sheet of payments: its cells, and where its table stands.

    Parameters
    ----------
    cells
        The sheet.
    layout
        Its header and columns.

    Examples
    --------
    >>> Sheet(Cells("", ((1, ("Lambeth",)), (2, ("Name", "Net")))), Layout(2)).preamble
    ['Lambeth']
    """

    cells: Cells
    layout: Layout

    @property
    def preamble(self) -> list[str]:
        """What stands in the lines above the header."""
        above = [row for number, row in self.cells.rows if number < self.layout.row and not self.layout.is_below]
        return [" ".join(cell.split()) for row in above for cell in row if isinstance(cell, str)]


def probe(path: Path) -> bool:
    r"""
    Tell whether a file is a spend file: a header that names who was paid and how much, and nothing of contracts.

    Parameters
    ----------
    path
        The file.

    Returns
    -------
    is_spend
        Whether it is.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = Path(folder) / "april.csv"
    ...     _ = path.write_text("+,Name,Payment date,Net Amount(£)\n", encoding="cp1252")
    ...     probe(path)
    True
    """
    sheets = _sheets(open_cells(path), known_headings(load_reference(), "spend"))
    headers = [" ".join(map(str, filter(None, _header(sheet)))).casefold() for sheet in sheets]
    return bool(headers) and not any(word in header for word in _OF_A_CONTRACT for header in headers)


def read(path: Path, *, reference: Reference, borough: str | None = None) -> Reading:
    r"""
    Read a file of payments.

    Parameters
    ----------
    path
        The file.
    reference
        The reviewed tables: headings, boroughs, suppliers with their other names.
    borough
        Who paid, where the file does not say so; a body outside London's 33 is named too, and all is left out.

    Returns
    -------
    reading
        A row a payment to a known supplier. Left out: `not_a_known_supplier` (its name is not kept), `ambiguous_supplier`,
        `not_london`, `total_row`, `no_supplier`, `no_payment`. Kept aside: `unreadable_amount`, `unreadable_date`.

    Raises
    ------
    OSError
        If there is no such file.

    Examples
    --------
    >>> import tempfile
    >>> from citytools_analysis.reference import load_reference
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = Path(folder) / "2012-05.csv"
    ...     _ = path.write_text("Supplier Name,Date,Net Amount\nCivica UK Ltd,26-Jun-23,(978)\nA Person,26-Jun-23,510\n")
    ...     reading = read(path, reference=load_reference(), borough="Lambeth")
    >>> reading.frames["spend"][["supplier", "amount_gbp", "vat_basis"]].values.tolist(), reading.left_out[0].reason
    ([['Civica UK Ltd', -978.0, 'ex']], 'not_a_known_supplier')
    """
    opened, digest = open_cells(path), sha256_of(path)
    headings = known_headings(reference, "spend")
    sheets = _sheets(opened, headings)
    name = path.name
    if not opened.sheets:
        return Reading(name, "spend", digest, name, issues=opened.issues)
    if not sheets:
        return Reading(name, "spend", digest, name, issues=(*opened.issues, _no_header(name)))
    payer = borough or _payer_above(sheets, reference)
    issues = [*opened.issues, *_doubts(name, opened, sheets), *_wrong_payer(name, sheets, reference, borough)]
    if not payer and not all("borough" in sheet.layout.columns for sheet in sheets):
        return Reading(name, "spend", digest, name, issues=(*issues, _whose(name)))
    suppliers = KnownSuppliers(reference)
    lines = [line for sheet in sheets for line in _lines(name, sheet, payer, is_sure=bool(borough))]
    outcomes = [sort_line(line, reference=reference, known=suppliers) for line in lines]
    letters = [sheet.layout.letters for sheet in sheets]
    cells = {"spend": letters[0]} if opened.is_workbook and all(each == letters[0] for each in letters) else {}
    borough_id = find_borough(reference, payer)
    logical_name = f"{borough_id}/{name}" if borough_id else name  # councils name their files alike
    return with_outcomes(Reading(name, "spend", digest, logical_name, cells=cells, issues=tuple(issues)), outcomes)


def read_again(
    aside: Sequence[tuple[str, str, str]],
    *,
    file_name: str,
    kind: str,
    reference: Reference,
    known: Collection[tuple[str, str]] = frozenset(),  # noqa: ARG001 - every source is tried again alike
) -> Reading:
    """
    Read payments again that were kept aside.

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
    >>> aside = [("line 7", "spend", '{"borough":"Lambeth","supplier":"Civica UK Ltd","amount_gbp":"n/a"}')]
    >>> reading = read_again(aside, file_name="a.csv", kind="spend", reference=load_reference())
    >>> [one.reason for one in reading.quarantined]
    ['unreadable_amount']
    """
    suppliers = KnownSuppliers(reference)
    outcomes = [sort_line(line, reference=reference, known=suppliers) for line in lines_again(aside)]
    return with_outcomes(Reading(file_name, kind, "", file_name), outcomes)


def _sheets(opened: Opened, headings: dict[str, Heading]) -> list[Sheet]:
    found = [(cells, find_layout(opened.file_name, cells, headings, needed=_NEEDED)) for cells in opened.sheets]
    return [Sheet(cells, layout) for cells, layout in found if layout]


def _header(sheet: Sheet) -> Sequence[object]:
    return next(row for number, row in sheet.cells.rows if number == sheet.layout.row)


def _lines(file_name: str, sheet: Sheet, payer: str | None, *, is_sure: bool) -> Iterator[Line]:
    """Go through a sheet's lines, each with who paid, whether with VAT and, where no column says when, the month."""
    layout = sheet.layout
    month = None if "paid_on" in layout.columns else _month(file_name, sheet)
    told = {"vat_basis": layout.vat_basis or "unknown"} | ({"paid_on": month} if month else {})
    for line in lines_of(sheet.cells, layout):
        is_told = payer and (is_sure or "borough" not in line.fields)
        yield replace(line, fields={**line.fields, **told, **({"borough": payer} if is_told else {})})


def _month(file_name: str, sheet: Sheet) -> str | None:
    """Give the month that all of a sheet was paid in: by its title, the lines above its table, or the file's name."""
    candidates = (sheet.cells.title, *sheet.preamble, Path(file_name).stem)
    return next(filter(None, map(month_of, candidates)), None)


def _payer_above(sheets: Sequence[Sheet], reference: Reference) -> str | None:
    """Find a borough named in the lines above a table, whole or after a mark such as a colon."""
    for text in (text for sheet in sheets for text in sheet.preamble):
        parts = [text]
        for mark in _PARTS:
            parts = [piece for part in parts for piece in (part, *part.split(mark))]
        found = next((part.strip() for part in parts if find_borough(reference, part.strip())), None)
        if found:
            return found
    return None


def _wrong_payer(name: str, sheets: Sequence[Sheet], reference: Reference, borough: str | None) -> Iterator[Issue]:
    """Doubt a named body that is none of the 33, which may be a slip, and one that the file itself contradicts."""
    told = find_borough(reference, borough)
    if borough and not told:
        what = f"{borough!r} is not one of London's 33 authorities, so all of its payments are left out"
        mend = suggestion(borough, reference.boroughs["borough"].tolist()) or "Nothing is to be done if that is right."
        yield Issue(name, "", what, mend, "whose", "warning")
    for sheet in sheets if borough else ():
        column = sheet.layout.columns.get("borough")
        cells = [] if column is None else [(n, row[column]) for n, row in sheet.cells.rows if column < len(row)]
        others = ((n, str(cell)) for n, cell in cells if find_borough(reference, str(cell or "")) not in {None, told})
        for number, text in others:
            what = f"this line is said to be of {text}, and the file to be of {borough}"
            mend = "Name the right borough, or leave --borough out: the file says whose it is."
            yield Issue(name, sheet.cells.place(number, column or 0), what, mend, "whose")
            return


def _doubts(name: str, opened: Opened, sheets: Sequence[Sheet]) -> Iterator[Issue]:
    """Tell once of each column that is not read, of sheets without payments, of a header below, of payments without a day."""
    yield from {(issue.rule, issue.what): issue for sheet in sheets[::-1] for issue in sheet.layout.issues}.values()
    read_titles = {sheet.cells.title for sheet in sheets}
    for cells in opened.sheets:
        if cells.title not in read_titles and cells.rows:
            what = "no row of this sheet names a supplier and an amount, so it is not read"
            yield Issue(name, cells.title, what, "If it holds payments, give it a header.", "sheet", "warning")
    for sheet in sheets:
        place = sheet.cells.place(sheet.layout.row, 0)
        if sheet.layout.is_below:
            what = "the header stands below the payments; they are read by it"
            yield Issue(name, place, what, "Move it to the top.", "header", "warning")
        if "paid_on" not in sheet.layout.columns:
            month = _month(name, sheet)
            what = f"no column says when they were paid; all are taken as of {month}" if month else ""
            what = what or "no column says when they were paid, so these payments have no date"
            mend = "Check that the name of the file, or of the sheet, gives one month, such as 2011-04."
            yield Issue(name, place, what, mend, "paid on", "warning")


def _no_header(name: str) -> Issue:
    what = "its header is missing: no row names both who was paid and the amount"
    mend = "Write headings such as Supplier Name, Payment Date and Net Amount above the payments."
    return Issue(name, "line 1", what, mend, "header")


def _whose(name: str) -> Issue:
    what = "it does not say whose payments these are"
    return Issue(name, "", what, "Name the body that paid them: --borough NAME.", "whose")
