"""What a person should know of a spend file before its payments are believed: whose they are, when, and what is not read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from citytools_analysis.brand import authorities_of
from citytools_analysis.errors import Issue, suggestion
from citytools_analysis.reference import Reference, find_borough
from citytools_analysis.sources.cells import Opened
from citytools_analysis.sources.reading import LeftOut
from citytools_analysis.sources.spend.columns import Heading
from citytools_analysis.sources.spend.lines import Outcome
from citytools_analysis.sources.spend.sheets import Sheet
from citytools_analysis.sources.spend.unread import slips, unread_columns

_NO_PAYMENT = {"total_row", "no_payment", "no_supplier"}


def doubts(name: str, opened: Opened, sheets: Sequence[Sheet], headings: Mapping[str, Heading]) -> Iterator[Issue]:
    """
    Tell of what is not read, of a header below its payments, and of payments without a day.

    Parameters
    ----------
    name
        Name of the file.
    opened
        The file.
    sheets
        Those of its sheets that hold payments.
    headings
        The headings that are known.

    Yields
    ------
    issue
        A warning, once for each column whatever the number of sheets.

    Examples
    --------
    >>> from citytools_analysis.sources.cells import Cells
    >>> opened = Opened("a.xlsx", (Cells("Notes", ((1, ("Read me",)),)),))
    >>> print(next(doubts("a.xlsx", opened, [], {})))
    a.xlsx, Notes: no row of this sheet names a supplier and an amount, so it is not read. If it holds payments, give it a header.
    """
    unread = [each for sheet in sheets[::-1] for each in unread_columns(name, sheet.cells, sheet.layout, headings)]
    yield from {(issue.rule, issue.what): issue for issue in unread}.values()
    yield from (issue for sheet in sheets for issue in slips(name, sheet.cells, sheet.layout))
    read_titles = {sheet.cells.title for sheet in sheets}
    for cells in opened.sheets:
        if cells.title not in read_titles and cells.rows:
            what = "no row of this sheet names a supplier and an amount, so it is not read"
            yield Issue(name, cells.title, what, "If it holds payments, give it a header.", "sheet", "warning")
    for sheet in sheets:
        yield from _of_a_sheet(name, sheet)


def wrong_payer(name: str, sheets: Sequence[Sheet], reference: Reference, borough: str | None) -> Iterator[Issue]:
    """
    Doubt a named body that is none of the 33, which may be a slip, and one that the file itself contradicts.

    Parameters
    ----------
    name
        Name of the file.
    sheets
        Its sheets.
    reference
        The reviewed tables.
    borough
        Who is said to have paid.

    Yields
    ------
    issue
        A warning, or an error where the file says something else.

    Examples
    --------
    >>> from citytools_analysis.reference import load_reference
    >>> print(next(wrong_payer("a.csv", [], load_reference(), "Cambden")))
    a.csv: 'Cambden' is not one of London's 33 authorities, so all of its payments are left out. Did you mean 'Camden'?
    """
    told = find_borough(reference, borough)
    if borough and not told:
        every = authorities_of(reference.brand, len(reference.boroughs))
        what = f"{borough!r} is not one of {every}, so all of its payments are left out"
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


def without_payer(name: str, outcomes: Sequence[Outcome]) -> Iterator[Issue]:
    """
    Ask whose payments these are, where lines do not say so.

    Parameters
    ----------
    name
        Name of the file.
    outcomes
        What became of its lines.

    Yields
    ------
    issue
        An error where no line says whose it is, a warning where some do not.

    Examples
    --------
    >>> print(next(without_payer("a.csv", [LeftOut("line 2", "no_buyer")])))
    a.csv: it does not say whose payments these are. Name the body that paid them: --borough NAME.
    """
    without = [one for one in outcomes if isinstance(one, LeftOut) and one.reason == "no_buyer"]
    payments = [one for one in outcomes if not isinstance(one, LeftOut) or one.reason not in _NO_PAYMENT]
    if without and len(without) == len(payments):
        yield whose(name)
    elif without:
        n_lines = f"{len(without)} lines do" if len(without) > 1 else "one line does"
        what = f"{n_lines} not say who paid, and so cannot be placed"
        mend = "If all are of one body, name it: --borough NAME."
        yield Issue(name, without[0].pointer, what, mend, "whose", "warning")


def no_header(name: str) -> Issue:
    """
    Say that a file has no header.

    Parameters
    ----------
    name
        Name of the file.

    Returns
    -------
    issue
        The error.

    Examples
    --------
    >>> no_header("a.csv").rule
    'header'
    """
    what = "its header is missing: no row names both who was paid and the amount"
    mend = "Write headings such as Supplier Name, Payment Date and Net Amount above the payments."
    return Issue(name, "line 1", what, mend, "header")


def whose(name: str) -> Issue:
    """
    Ask whose payments a file holds.

    Parameters
    ----------
    name
        Name of the file.

    Returns
    -------
    issue
        The error.

    Examples
    --------
    >>> whose("a.csv").mend
    'Name the body that paid them: --borough NAME.'
    """
    what = "it does not say whose payments these are"
    return Issue(name, "", what, "Name the body that paid them: --borough NAME.", "whose")


def _of_a_sheet(name: str, sheet: Sheet) -> Iterator[Issue]:
    place = sheet.cells.place(sheet.layout.row, 0)
    if sheet.layout.is_below:
        what = "the header stands below the payments; they are read by it"
        yield Issue(name, place, what, "Move it to the top.", "header", "warning")
    if "paid_on" not in sheet.layout.columns:
        month = sheet.month(name)
        what = f"no column says when they were paid; all are taken as of {month}" if month else ""
        what = what or "no column says when they were paid, so these payments have no date"
        mend = "Check that the name of the file, or of the sheet, gives one month, such as 2011-04."
        yield Issue(name, place, what, mend, "paid on", "warning")
