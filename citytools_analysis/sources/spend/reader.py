"""
Spend over £500, as councils publish it: CSV or workbook, the header anywhere, one sheet or one file a month.

Only payments to suppliers that the reviewed tables know become rows; all others are counted, and never copied.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from citytools_analysis.reference import Reference, find_borough, load_reference
from citytools_analysis.resolve import Names
from citytools_analysis.slugs import slug
from citytools_analysis.sources.hidden import hidden_parts
from citytools_analysis.sources.reading import Reading, sha256_of
from citytools_analysis.sources.registers import probe as is_register
from citytools_analysis.sources.spend.columns import known_headings
from citytools_analysis.sources.spend.days import is_month_first
from citytools_analysis.sources.spend.doubts import doubts, no_header, whose, without_payer, wrong_payer
from citytools_analysis.sources.spend.lines import MONTH_FIRST, SLIPPED, Line, lines_again, lines_of, with_outcomes
from citytools_analysis.sources.spend.payments import sort_line
from citytools_analysis.sources.spend.sheets import Sheet, sheets_of
from citytools_analysis.sources.spend.unread import slipped_lines
from citytools_analysis.sources.workbook import open_cells

_OF_SOMETHING_ELSE = ("start date", "end date", "tender", "customer")
_PARTS = (":", " - ", " \N{EN DASH} ", "|", ";")


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
    sheets = sheets_of(open_cells(path), known_headings(load_reference(), "spend"))
    headers = [" ".join(map(str, filter(None, sheet.header))).casefold() for sheet in sheets]
    if not headers or any(word in header for word in _OF_SOMETHING_ELSE for header in headers):
        return False
    return not any("contract" in header for header in headers) or not is_register(path)


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
        `not_london`, `no_buyer`, `total_row`, `no_supplier`, `no_payment`, `placeholder_amount`. Kept aside:
        `unreadable_amount`, `unreadable_date`, `unclear_date` (the month may come first), `too_many_cells`.

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
    sheets = sheets_of(opened, headings)
    name = path.name
    if not opened.sheets:
        return Reading(name, "spend", digest, name, issues=opened.issues)
    if not sheets:
        return Reading(name, "spend", digest, name, issues=(*opened.issues, no_header(name)))
    payer = borough or _payer_above(sheets, reference)
    issues = [*opened.issues, *doubts(name, opened, sheets, headings), *wrong_payer(name, sheets, reference, borough)]
    issues += hidden_parts(path) if opened.is_workbook else ()
    if not payer and not all("borough" in sheet.layout.columns for sheet in sheets):
        return Reading(name, "spend", digest, name, issues=(*issues, whose(name)))
    names = Names(reference)
    lines = [line for sheet in sheets for line in _lines(name, sheet, payer, is_sure=bool(borough))]
    outcomes = [sort_line(line, reference=reference, names=names) for line in lines]
    issues += without_payer(name, outcomes)
    letters = [sheet.layout.letters for sheet in sheets]
    cells = {"spend": letters[0]} if opened.is_workbook and all(each == letters[0] for each in letters) else {}
    payer_id = _one_payer(lines, reference, payer)
    logical_name = f"{payer_id}/{name}" if payer_id else name  # councils name their files alike
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
    names = Names(reference)
    outcomes = [sort_line(line, reference=reference, names=names) for line in lines_again(aside)]
    return with_outcomes(Reading(file_name, kind, "", file_name), outcomes)


def _lines(file_name: str, sheet: Sheet, payer: str | None, *, is_sure: bool) -> Iterator[Line]:
    """Go through a sheet's lines, each with who paid, whether with VAT and, where no column says when, the month."""
    layout = sheet.layout
    month = None if "paid_on" in layout.columns else sheet.month(file_name)
    told = {"vat_basis": layout.vat_basis or "unknown"} | ({"paid_on": month} if month else {})
    lines, slipped = list(lines_of(sheet.cells, layout)), slipped_lines(sheet.cells, layout)
    if any(is_month_first(line.fields.get("paid_on")) for line in lines):
        told |= {MONTH_FIRST: "yes"}
    for line in lines:
        is_told = payer and (is_sure or "borough" not in line.fields)
        marks = {SLIPPED: "yes"} if line.number in slipped else {}
        yield replace(line, fields={**line.fields, **told, **marks, **({"borough": payer} if is_told else {})})


def _one_payer(lines: Sequence[Line], reference: Reference, payer: str | None) -> str | None:
    """Name the one body whose payments these are; nothing where lines name several, or what may be a person."""
    named = {line.text("borough") for line in lines} - {""}
    found = {find_borough(reference, text) or (slug(text) if text == payer else None) for text in named}
    return found.pop() if len(found) == 1 else None


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
