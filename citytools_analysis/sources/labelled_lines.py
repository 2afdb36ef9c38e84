"""A sheet of labels with a value beside each, such as About: whose file it is, and of which day."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from citytools_analysis.errors import Issue, suggestion
from citytools_analysis.schema import Field
from citytools_analysis.sources.cells import Cells
from citytools_analysis.sources.headers import folded


@dataclass(frozen=True)
class Lines:
    """
    What stands beside the labels of a sheet.

    Parameters
    ----------
    told
        By field name; None where the line is missing or blank.
    places
        The place of each value whose label was found.
    issues
        Labels that are unknown, or that stand twice with different values.

    Examples
    --------
    >>> Lines({"borough": "Camden"}, {"borough": "About!B1"}, ()).told["borough"]
    'Camden'
    """

    told: dict[str, object]
    places: dict[str, str]
    issues: tuple[Issue, ...]


def labelled_lines(file_name: str, cells: Cells, fields: Sequence[Field]) -> Lines:
    """
    Read a sheet of labels; a label may stand in any column, its value beside it.

    Parameters
    ----------
    file_name
        Name of the file, for the issues.
    cells
        The sheet.
    fields
        What its lines may be, by name or label.

    Returns
    -------
    lines
        The values, and the place of each.

    Examples
    --------
    >>> from citytools_analysis.schema import ABOUT_FIELDS
    >>> lines = labelled_lines("a.xlsx", Cells("About", ((1, ("Borough", "Camden")), (2, ("Town", "X")))), ABOUT_FIELDS)
    >>> lines.told["borough"], lines.places, str(lines.issues[0])[:48]
    ('Camden', {'borough': 'About!B1'}, "a.xlsx, About!B2: 'Town' is not a line of the Ab")
    """
    names = {folded(word): field.name for field in fields for word in (field.name, field.label)}
    values: dict[str, object] = {field.name: None for field in fields}
    places: dict[str, str] = {}
    issues: list[Issue] = []
    for number, row in cells.rows:
        column = next((position for position, cell in enumerate(row) if cell is not None), 0)
        name, value = names.get(folded(row[column])), (*row, None)[column + 1]
        if name is None:
            labels = [field.label for field in fields]
            issues += _unknown_line(file_name, cells, (number, column), labels, value)
        elif values[name] is None:
            values[name], places[name] = value, cells.place(number, column + 1)
        elif value is not None and folded(value) != folded(values[name]):
            what = f"{str(row[column])!r} stands here and in {places[name]}, with different values"
            issues.append(
                Issue(file_name, cells.place(number, column + 1), what, "Keep one of the two lines.", "repeated line")
            )
    return Lines(values, places, tuple(issues))


def _unknown_line(
    file_name: str, cells: Cells, at: tuple[int, int], labels: Sequence[str], value: object
) -> Iterable[Issue]:
    if value is not None:
        number, column = at
        label = str(dict(cells.rows)[number][column])
        mend = suggestion(label, labels) or f"Its lines are: {', '.join(labels)}."
        what = f"{label!r} is not a line of the {cells.title} sheet, so it is not read"
        yield Issue(file_name, cells.place(number, column + 1), what, mend, "unknown line", "warning")
