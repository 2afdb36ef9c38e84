"""What one field and one sheet of entries are, and the fields that several sheets share."""

from __future__ import annotations

from dataclasses import dataclass

from citytools_analysis.schema.columns import Kind


@dataclass(frozen=True)
class Field:
    """
    One column of a sheet that somebody fills in.

    Parameters
    ----------
    name
        Name in a CSV header and in code.
    label
        Header in the workbook.
    kind
        How the text is read.
    help
        What to write, with the format.
    required
        Whether a row without it is refused.
    allowed
        Words a `choice` may take, as stored; spaces and hyphens are read as underscores, case is ignored.
    in_return
        Whether a borough is asked for it; the rest is read from what is published.

    Examples
    --------
    >>> Field("end_date", "Ends on", "date", "DD/MM/YYYY").label
    'Ends on'
    """

    name: str
    label: str
    kind: Kind
    help: str
    required: bool = False
    allowed: tuple[str, ...] = ()
    in_return: bool = True


@dataclass(frozen=True)
class Sheet:
    """
    One sheet of a return, or one CSV file of the same columns.

    Parameters
    ----------
    name
        Stable name: `systems`, `contracts`, `satisfaction`, `challenges`, `skills`, `intentions`, `about`.
    title
        Name of the sheet in the workbook.
    meaning
        What one row is.
    fields
        The columns, in order.
    row_key
        Columns whose repeated values make a row a duplicate.

    Examples
    --------
    >>> Sheet("skills", "Skills", "One row a skill.", (Field("level", "Level", "integer", "0 to 4."),), ()).names
    ('level',)
    """

    name: str
    title: str
    meaning: str
    fields: tuple[Field, ...]
    row_key: tuple[str, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """The field names, in order."""
        return tuple(field.name for field in self.fields)


BOROUGH = Field("borough", "Borough", "text", "Name of the borough; in a workbook the About sheet gives it.")
EVIDENCE = (
    Field("evidence_url", "Public address", "address", "Where this is published, if it is."),
    Field("seen_on", "True on", "date", "Day on which this was true, DD/MM/YYYY or YYYY-MM-DD."),
    Field("may_publish", "May be published", "boolean", "yes if it is public already or you agree to publication."),
)
