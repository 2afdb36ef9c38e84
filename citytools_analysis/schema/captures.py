"""What a workshop's facilitator hands in: the lines and columns of a capture sheet, made of those of a return."""

from __future__ import annotations

from dataclasses import replace

from citytools_analysis.schema.entries import SHEETS
from citytools_analysis.schema.fields import Field, Sheet

WORKSHOP_FIELDS = (
    Field("workshop", "Workshop", "text", "Its name, such as: use cases, spring 2027.", required=True),
    Field("completed_on", "Held on", "date", "DD/MM/YYYY.", required=True),
    Field("notice", "Notice", "text", "Printed with the data, such as: invented sample data."),
)
KNOWN = Field("known", "What is known", "text", "To talk about; never read back.")

_COLUMNS = {
    "intentions": ("borough", "function", "known", "intention", "earliest_start", "blocker"),
    "scores": ("borough", "use_case", "value", "reach", "readiness"),
    "challenges": ("borough", "system", "supplier", "known", "challenge", "state", "comment"),
}
_PLACES = ("borough", "function", "use_case", "system", "supplier", "known")  # filled in before the workshop


def _captured(name: str) -> Sheet:
    fields = {field.name: field for field in SHEETS[name].fields} | {"known": KNOWN}
    fields["borough"] = replace(fields["borough"], help="Name of the borough.", required=True)
    return replace(SHEETS[name], fields=tuple(fields[column] for column in _COLUMNS[name]))


CAPTURE_SHEETS = {name: _captured(name) for name in _COLUMNS}
ANSWERS = {name: tuple(one for one in columns if one not in _PLACES) for name, columns in _COLUMNS.items()}
