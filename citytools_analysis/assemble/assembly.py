"""Register rows in the making, for one file: where each came from, and every name that fits nowhere."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from citytools_analysis.assemble.named_rows import supplier_rows, system_rows
from citytools_analysis.brand import authorities_of
from citytools_analysis.clean import Cleaned
from citytools_analysis.errors import Issue, suggestion
from citytools_analysis.reference import find_borough, find_function
from citytools_analysis.resolve import Mention, Named, Names, split_list

Row = dict[str, Any]
_SEE_BOROUGHS = "Write a borough's name as in data/reference/boroughs.csv."
_SEE_FUNCTIONS = "Write a code or name as in data/reference/functions.csv."


@dataclass(frozen=True)
class Entry:
    """
    One row somebody handed in.

    Parameters
    ----------
    sheet
        Name of its sheet.
    values
        Its fields; missing ones are None.

    Examples
    --------
    >>> Entry("systems", {"system": "Thing"})["system"]
    'Thing'
    """

    sheet: str
    values: Mapping[str, Any]

    def __getitem__(self, name: str) -> Any:
        """Give a field; None when the file does not have it."""
        return self.values.get(name)


@dataclass
class Assembly:
    """
    Register rows of one file while they are made.

    Parameters
    ----------
    cleaned
        The file, cleaned.
    names
        The reviewed names.
    source_id
        Id of the file as a source.
    rows
        Register rows by table.
    issues
        Names that fit nowhere.
    local_systems
        Systems named on the file's own Systems sheet, by case-folded name.

    Examples
    --------
    >>> from citytools_analysis.clean import clean
    >>> from citytools_analysis.reference import load_reference
    >>> from citytools_analysis.sources.reading import Reading
    >>> assembly = Assembly(clean(Reading("a.csv", "facts", "00", "a.csv")), Names(load_reference()), "s1")
    >>> list(assembly.entries("systems"))
    []
    """

    cleaned: Cleaned
    names: Names
    source_id: str
    rows: dict[str, list[Row]] = field(default_factory=dict)
    issues: list[Issue] = field(default_factory=list)
    local_systems: dict[str, Named] = field(default_factory=dict)

    def entries(self, sheet: str) -> Iterator[Entry]:
        """Go through a sheet's rows, with missing values as None."""
        frame = self.cleaned.frames.get(sheet)
        for row in () if frame is None else frame.to_dict("records"):
            yield Entry(sheet, {str(name): None if value is pd.NaT else value for name, value in row.items()})

    def add(self, table: str, entry: Entry, row: Row) -> None:
        """Add a register row, with the place it came from and the day its source says it was true."""
        provenance = {
            "source_id": self.source_id,
            "source_pointer": self.cleaned.place(entry.sheet, entry.values),
            "confirmed_date": self.seen(entry),
        }
        self.rows.setdefault(table, []).append(row | provenance)

    def seen(self, entry: Entry) -> pd.Timestamp | None:
        """Give the day an entry is true on: its own, else that of the About sheet."""
        return entry["seen_on"] or self.cleaned.about.get("completed_on")

    def word(self, entry: Entry, field_name: str) -> str | None:
        """Give the word by which a borough says outright that a field is unknown, or that there is none of it."""
        words = ("unknown", "none")
        return next((word for word in words if field_name in (entry[f"said_{word}"] or "").split("|")), None)

    def said(self, entry: Entry, columns: Mapping[str, str]) -> Row:
        """Give the register columns, by field, that a row says outright are unknown or that there is none of."""
        return {
            f"stated_{word}": "|".join(
                columns[name] for name in (entry[f"said_{word}"] or "").split("|") if name in columns
            )
            or None
            for word in ("unknown", "none")
        }

    def wrong(self, entry: Entry, field_name: str, what: str, mend: str, rule: str) -> None:
        """Record a problem with a cell."""
        place = self.cleaned.place(entry.sheet, entry.values, field_name)
        self.issues.append(Issue(self.cleaned.reading.file_name, place, what, mend, rule))

    def borough(self, entry: Entry, text: str | None = None) -> str | None:
        """Find the borough named in a text, else in the entry's own cell, else on the About sheet."""
        own = text or entry["borough"]
        words = own or self.cleaned.about.get("borough")
        found = find_borough(self.names.reference, words) if words else None
        if found or (not words and self.cleaned.reading.about):  # what the About sheet lacks is said there, once
            return found
        every = authorities_of(self.names.reference.brand, len(self.names.reference.boroughs))
        what = f"{words!r} is not one of {every}" if words else "the borough is missing"
        hint = suggestion(words or "", self.names.reference.boroughs["borough"].tolist())
        about = self.cleaned.reading.cells.get("about", {}).get("borough")
        if about and not own:
            self.issues.append(Issue(self.cleaned.reading.file_name, about, what, hint or _SEE_BOROUGHS, "borough"))
        else:
            self.wrong(entry, "partner_boroughs" if text else "borough", what, hint or _SEE_BOROUGHS, "borough")
        return None

    def function(self, entry: Entry, field_name: str, text: str) -> str | None:
        """Find a function by its code or name."""
        found = find_function(self.names.reference, text)
        if not found:
            functions = self.names.reference.functions
            hint = suggestion(text, [*functions["function_code"], *functions["function"]])
            self.wrong(entry, field_name, f"{text!r} is not a function", hint or _SEE_FUNCTIONS, "function")
        return found

    def supplier(self, entry: Entry, text: str | None, role: str = "supplier") -> str | None:
        """Resolve a supplier; one that is not reviewed becomes a row of its own, as reported."""
        if not text:
            return None
        identifiers = split_list(entry["supplier_identifier"]) if role != "seller" else ()
        context = " ".join(filter(None, (entry["title"], entry["system"])))
        mention = Mention(text, tuple(identifiers), context)
        named = self.names.supplier(mention)
        self._add_mention(entry, mention, role, named)
        for table, row in supplier_rows(mention, named):
            self.add(table, entry, row)
        return named.id

    def system(self, entry: Entry, text: str | None, supplier_id: str | None) -> Named | None:
        """Resolve a system; one that is not reviewed becomes a row of its own, as reported."""
        if not text:
            return None
        named = self.names.system(text, supplier_id)
        if not supplier_id and not named.is_reviewed:
            named = self.local_systems.get(text.casefold(), named)
        self._add_mention(entry, Mention(text), "system", named)
        for table, row in system_rows(named):
            self.add(table, entry, row)
        return named

    def _add_mention(self, entry: Entry, mention: Mention, role: str, named: Named) -> None:
        said = {"identifiers": "|".join(mention.identifiers) or None, "context": mention.context or None}
        told = {"mention": mention.text, "role": role, "named_id": named.id, "matched_by": named.matched_by}
        self.add("mentions", entry, told | said)

    def is_published(self, entry: Entry) -> bool:
        """Tell whether a row may stand in the public edition: a return must say so, the rest is public already."""
        answer = entry["may_publish"]
        return bool(answer) if answer is not None else self.cleaned.reading.kind != "return"
