"""What a column and a table are; the tables themselves stand in the modules beside this one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal["text", "id", "date", "precision", "money", "number", "integer", "boolean", "choice", "address"]
Tier = Literal["public", "members", "nobody"]
EDITIONS = ("public", "members")
MAY_SEE: dict[str, tuple[Tier, ...]] = {"public": ("public",), "members": ("public", "members")}
Sharing = Literal["always", "when_offered", "never"]


@dataclass(frozen=True)
class Column:
    """
    One column, said once: the dictionary, the checks and the editions are all made from it.

    Parameters
    ----------
    name
        Name in the register, with its unit or kind last.
    kind
        How its values are stored and checked.
    meaning
        One sentence for the data dictionary.
    unit
        Unit of a number, in words.
    tier
        Who may see it: everyone, member boroughs, or nobody: it never leaves the register, not even to its own borough.
    to_others
        In the edition for one borough, whether it is told of another borough in a row that is not published.
    required
        Whether a row without it is refused.
    allowed
        The values a `choice` may take.
    references
        `table.column` that must hold the value.
    minimum, maximum
        Bounds of a number, both included.

    Examples
    --------
    >>> Column("score", "integer", "How satisfied, 1 to 5.", minimum=1, maximum=5).rule
    'from 1 to 5'
    """

    name: str
    kind: Kind
    meaning: str
    unit: str = ""
    tier: Tier = "public"
    to_others: Sharing = "always"
    required: bool = False
    allowed: tuple[str, ...] = ()
    references: str = ""
    minimum: float | None = None
    maximum: float | None = None

    @property
    def rule(self) -> str:
        """The rule its values keep, in words."""
        parts = []
        if self.allowed:
            parts.append("one of " + ", ".join(self.allowed))
        if self.references:
            parts.append(f"a value of {self.references}")
        if self.minimum is not None and self.maximum is not None:
            parts.append(f"from {self.minimum:g} to {self.maximum:g}")
        elif self.minimum is not None:
            parts.append(f"at least {self.minimum:g}")
        if self.required:
            parts.append("required")
        return "; ".join(parts)


@dataclass(frozen=True)
class Table:
    """
    One table of the register.

    Parameters
    ----------
    name
        Name of the table and of its Parquet file.
    meaning
        What one row is.
    key
        Columns that together name a row; sources may disagree about a key, and the register keeps each version.
    columns
        The columns, in order.
    tier
        Who may see its rows at all, before columns are looked at.
    to_others
        In the edition for one borough, whether rows of other boroughs are told that are not published.
    offer
        Column that offers a row to the others.
    offers
        Its values that do.

    Examples
    --------
    >>> Table("things", "One row a thing.", ("thing_id",), (Column("thing_id", "id", "Its id."),)).names
    ('thing_id',)
    """

    name: str
    meaning: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    tier: Tier = "public"
    to_others: Sharing = "always"
    offer: str = ""
    offers: tuple[str | bool, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """The column names, in order."""
        return tuple(column.name for column in self.columns)

    def __getitem__(self, name: str) -> Column:
        """Give the column of that name."""
        return next(column for column in self.columns if column.name == name)


PRECISIONS = ("day", "month", "year")

PROVENANCE = (
    Column("source_id", "id", "Source the row was read from.", required=True, references="sources.source_id"),
    Column("source_pointer", "text", "Where in the source: sheet and cell, line, or JSON pointer.", required=True),
    Column("confirmed_date", "date", "Day on which the source says the row was true."),
)


def dated(name: str, meaning: str, *, tier: Tier = "public") -> tuple[Column, Column]:
    """
    Make a date column and the column that says how precisely it is known.

    Parameters
    ----------
    name
        Name of the date column.
    meaning
        What the date is.
    tier
        Who may see it.

    Returns
    -------
    pair
        The date, and its precision of day, month or year.

    Examples
    --------
    >>> [column.name for column in dated("end_date", "When it ends.")]
    ['end_date', 'end_date_precision']
    """
    precision = Column(
        f"{name}_precision", "precision", f"How precisely {name} is known.", allowed=PRECISIONS, tier=tier
    )
    return Column(name, "date", meaning, tier=tier), precision
