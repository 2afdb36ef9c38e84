"""Gathered tables: the rows of London's technology go on, the rest is left out or kept aside with reasons."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from citytools_analysis.errors import Issue
from citytools_analysis.reference import Reference
from citytools_analysis.sources.gathered.contracts import contract_of
from citytools_analysis.sources.gathered.layout import Line, line_again, lines_of, needed, table_of
from citytools_analysis.sources.gathered.outcomes import Outcome, with_outcomes
from citytools_analysis.sources.gathered.systems import reviewed_name, system_of
from citytools_analysis.sources.reading import LeftOut, Quarantined, Reading, sha256_of
from citytools_analysis.sources.workbook import open_cells

_PLACING: Mapping[str, Callable[[Line, Reference], Outcome]] = {"systems": system_of, "contracts": contract_of}
# Two rows that agree in these speak of the same thing.
_SAME = {
    "systems": ("borough", "function", "slot", "seen_on", "system"),
    "contracts": ("borough", "reference"),
}


def probe(path: Path) -> bool:
    r"""
    Tell whether a file is a table of facts that others gathered.

    Parameters
    ----------
    path
        The file.

    Returns
    -------
    is_gathered
        Whether it is CSV with the columns of systems seen, or of contracts seen.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = Path(folder) / "contracts.csv"
    ...     _ = path.write_text("id,source,buyer_as_seen,title,supplier_as_seen\n", encoding="utf-8")
    ...     probe(path)
    True
    """
    return table_of(open_cells(path)) is not None


def read(path: Path, *, reference: Reference) -> Reading:
    r"""
    Read a table of facts that others gathered.

    Parameters
    ----------
    path
        The file.
    reference
        The reviewed tables.

    Returns
    -------
    reading
        Raw rows of the Systems or of the Contracts sheet. Besides what `system_of` and `contract_of` leave out, the
        second of two lines that say the same is a `duplicate`, and a second contract of one id waits as `repeated_id`.

    Raises
    ------
    OSError
        If there is no such file.

    Examples
    --------
    >>> import tempfile
    >>> from citytools_analysis.reference import load_reference
    >>> line = "Camden,library management / catalogue,spydus,https://camden.spydus.co.uk/,2026-06-21\n"
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = Path(folder) / "systems.csv"
    ...     _ = path.write_text("borough,function,product,evidence_url,source_date\n" + line * 2, encoding="utf-8")
    ...     reading = read(path, reference=load_reference())
    >>> reading.frames["systems"]["system"].tolist(), [(one.pointer, one.reason) for one in reading.left_out]
    (['spydus'], [('line 3', 'duplicate')])
    """
    opened = open_cells(path)
    reading = Reading(path.name, "facts", sha256_of(path), path.name, issues=opened.issues)
    if (found := table_of(opened)) is None:
        what, mend = "it is no CSV table of systems or contracts as others gather them", f"Its columns are: {needed()}."
        return replace(reading, issues=(*opened.issues, Issue(path.name, "", what, mend, "kind")))
    header, cells = found
    sheet = header.sheet.name
    lines = list(lines_of(header, cells))
    issues = [*opened.issues, *header.issues]
    if not lines:
        mend = "Write a line for each fact, or leave the file out."
        issues.append(Issue(path.name, "", "it holds a header, and no line below it", mend, "no rows"))
    return with_outcomes(replace(reading, issues=tuple(issues)), sheet, _sorted(sheet, lines, reference))


def read_again(
    kept_aside: Sequence[tuple[str, str, str]],
    *,
    file_name: str,
    kind: str,
    reference: Reference,
    known: Collection[tuple[str, str]] = frozenset(),  # noqa: ARG001 - every source is read again alike
) -> Reading:
    """
    Read lines again that could not be placed when their file was read.

    Parameters
    ----------
    kept_aside
        Pointer, sheet and content of each.
    file_name
        Name of the file they came from.
    kind
        Kind of the source.
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
    >>> said = '{"borough": "Camden", "function": "a new phrase", "product": "Shelf", "where_row": "7"}'
    >>> reading = read_again([("line 7", "systems", said)], file_name="a.csv", kind="facts", reference=load_reference())
    >>> [(one.pointer, one.reason) for one in reading.quarantined]
    [('line 7', 'unknown_place')]
    """
    reading = Reading(file_name, kind, "", file_name)
    for sheet in _PLACING:
        lines = [line_again(content) for _, name, content in kept_aside if name == sheet]
        reading = with_outcomes(reading, sheet, _sorted(sheet, lines, reference)) if lines else reading
    return reading


def _sorted(sheet: str, lines: Iterable[Line], reference: Reference) -> Iterator[Outcome]:
    """Place each line; of those that speak of the same thing the first stands."""
    seen: dict[tuple[object, ...], Line] = {}
    for line in lines:
        outcome = _PLACING[sheet](line, reference)
        if not isinstance(outcome, Mapping):
            yield outcome
            continue
        told = (
            outcome
            if sheet == "contracts"
            else {**outcome, "system": reviewed_name(outcome["system"] or "", reference)}
        )
        key = tuple(str(told[name] or "").casefold() for name in _SAME[sheet])
        first = seen.setdefault(key, line)
        yield outcome if first is line else _repeated(sheet, line, first)


def _repeated(sheet: str, line: Line, first: Line) -> Outcome:
    what = f"{line['borough'] or line['buyer_as_seen']}: {line['function'] or line['title']}; stands on {first.pointer}"
    if sheet == "systems" or line.said == first.said:
        return LeftOut(line.pointer, "duplicate", what[:200], line["id"])
    return Quarantined(line.pointer, "repeated_id", what[:200], sheet, line.content, line["id"])
