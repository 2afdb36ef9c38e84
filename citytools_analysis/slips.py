"""
Slips of a person who fills in a return, in cells that can all be read: each alone is possible, and cannot be meant.

Only what somebody typed is looked at, since nobody can mend what others published.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

import pandas as pd

from citytools_analysis.clean import Cleaned
from citytools_analysis.errors import Issue
from citytools_analysis.parse import is_blank
from citytools_analysis.schema import SHEETS

_PATTERNS = {
    "cpv": (re.compile(r"\d{8}(-\d)?"), "is not a CPV code", "Write its eight digits, such as 48000000."),
    "ocid": (re.compile(r"ocds-\w{6}-\S+"), "is not the identifier of a process", "Write it as published: ocds-..."),
    "evidence_url": (re.compile(r"https?://\S+"), "is not a public address", "Write one that begins with https://."),
}
_PLACEHOLDERS = (0, 0.01, 1)
_SAID_ON = ("seen_on", "wave_date", "raised_date", "stated_on")
_ADDRESS = re.compile(r"[^@\s<>]+@[^@\s<>]+\.[^@\s<>]+")
_WHOLE_WORDS = {"it", "ict", "web", "crm", "erp", "gis", "pmo", "dts", "ask"}
_ROLES = re.compile(
    "digital|techn|system|software|applic|infra|cloud|cyber|secur|data|info|inform|procur|purchas|commission|contract"
    "|commerc|categor|suppl|service|support|desk|team|office|unit|group|admin|enquir|contact|council|borough|hello|mail"
    "|business|corporate|transform|strateg|govern|financ|project|programme|custom|director|chief|head|manag|return|regist"
)
_A_ROLE = "Give the mailbox of a role, such as digital@havering.example, or leave the cell blank."


def check_slips(cleaned: Cleaned) -> Iterator[Issue]:
    """
    Find what can be read and cannot be meant.

    Parameters
    ----------
    cleaned
        A return or a file of facts, cleaned.

    Yields
    ------
    issue
        A code or address of another shape, a day after the day of the return, a placeholder as a value (a warning), a
        mailbox that is no address or looks like a person's (a warning where that cannot be told).

    Examples
    --------
    >>> from citytools_analysis.clean import clean
    >>> from citytools_analysis.sources.reading import Reading
    >>> raw = pd.DataFrame({"title": ["Thing"], "cpv": ["4844"], "where_row": ["2"]})
    >>> for issue in check_slips(clean(Reading("a.csv", "facts", "00", "a.csv", {"contracts": raw}))): print(issue)
    a.csv, line 2, cpv: '4844' is not a CPV code. Write its eight digits, such as 48000000.
    """
    file_name = cleaned.reading.file_name
    for sheet, frame in cleaned.frames.items():
        for found in frame.to_dict("records"):
            row = {str(name): value for name, value in found.items()}
            for name in SHEETS[sheet].names:
                fault = None if is_blank(row.get(name)) else _fault(name, row[name], cleaned.about)
                if fault:
                    yield Issue(file_name, cleaned.place(sheet, row, name), *fault)
    fault = _mailbox_fault(str(cleaned.about.get("mailbox") or ""))
    if fault:
        yield Issue(file_name, cleaned.reading.cells.get("about", {}).get("mailbox", "About"), *fault)


def _fault(name: str, value: Any, about: Mapping[str, Any]) -> tuple[str, ...] | None:
    """Give what is wrong with a cell, how to mend it, the rule and, of what may be meant, the level."""
    if name in _PATTERNS:
        pattern, what, mend = _PATTERNS[name]
        return None if pattern.fullmatch(value) else (f"{value!r} {what}", mend, "shape")
    if name == "value_gbp" and value in _PLACEHOLDERS:
        mend = "Leave the cell blank if it is not known, or write unknown; leave it as it is if that is what is paid."
        return f"{value:g} is mostly written where a value is not known", mend, "placeholder", "warning"
    day: pd.Timestamp | None = about.get("completed_on")
    if name in _SAID_ON and day is not None and value > day:
        what = f"{value.day} {value:%b %Y} comes after the day of this return ({day.day} {day:%b %Y})"
        return what, "Correct the day; what is said here was true, seen or reported by then.", "later day"
    return None


def _mailbox_fault(text: str) -> tuple[str, ...] | None:
    if not text:
        return None
    if not _ADDRESS.fullmatch(text):
        return f"{text!r} is not an email address", _A_ROLE, "mailbox"
    words = re.split(r"[._\-+\d]+", text.partition("@")[0].casefold())
    if any(word in _WHOLE_WORDS or _ROLES.search(word) for word in words):
        return None
    if len([word for word in words if word]) > 1:
        return f"{text!r} looks like a person's address, and no person's data is kept", _A_ROLE, "mailbox"
    return f"{text!r} may be a person's address, and no person's data is kept", _A_ROLE, "mailbox", "warning"
