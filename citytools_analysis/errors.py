"""What can go wrong, said so that a reader can mend it: where, what, and what to do."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class Issue:
    """
    One problem in one place of one input file.

    Parameters
    ----------
    file
        Name of the file, as the user gave it.
    where
        Sheet and cell (`Contracts!F17`), line (`line 14`) or JSON pointer.
    what
        What is wrong, with the value found.
    mend
        What to write instead.
    rule
        Short name of the rule that was broken, used to group repeats.
    level
        `error` stops the file from being added; `warning` does not.

    Examples
    --------
    >>> print(Issue("camden.xlsx", "Contracts!F17", "'31/02/2027' is not a real date", "Use DD/MM/YYYY.", "date"))
    camden.xlsx, Contracts!F17: '31/02/2027' is not a real date. Use DD/MM/YYYY.
    """

    file: str
    where: str
    what: str
    mend: str = ""
    rule: str = ""
    level: str = "error"

    def __str__(self) -> str:
        """Give the problem in one line."""
        place = f"{self.file}, {self.where}" if self.where else self.file
        return f"{place}: {self.what}. {self.mend}".rstrip()


class CityToolsError(Exception):
    """Base of every error this library raises on purpose; its message is for the user."""

    def _render_traceback_(self) -> list[str]:
        """Show a notebook what is wrong and how to mend it: the way there through the library helps nobody."""
        first, *more = str(self).splitlines() or [""]
        is_one = len(more) == 1 and first.endswith("1 problem found:")
        return [f"{type(self).__name__}: {more[0].strip()}"] if is_one else [f"{type(self).__name__}: {first}", *more]


class DataError(CityToolsError, ValueError):
    r"""
    Input that cannot be used; `issues` holds every problem found, not only the first.

    Parameters
    ----------
    issues
        The problems, at least one.

    Examples
    --------
    >>> str(DataError([Issue("a.csv", "line 2", "no such borough 'Cambden'", "Did you mean 'Camden'?")]))
    "1 problem found:\n  a.csv, line 2: no such borough 'Cambden'. Did you mean 'Camden'?"
    """

    def __init__(self, issues: Iterable[Issue]) -> None:
        """Keep the problems in the order of files and places."""
        self.issues: tuple[Issue, ...] = tuple(issues)
        super().__init__(describe(self.issues))


class UnknownNameError(CityToolsError, KeyError):
    """
    A borough, report, parameter or option that does not exist, with the nearest that does.

    Parameters
    ----------
    kind
        What was looked for: `borough`, `report`, `parameter`.
    name
        What was given.
    known
        What exists.
    see
        Where the full list stands.

    Examples
    --------
    >>> str(UnknownNameError("borough", "cambden", ["camden", "brent"]))
    "Unknown borough 'cambden'. Did you mean 'camden'?"
    """

    def __init__(self, kind: str, name: str, known: Sequence[str], see: str = "") -> None:
        """Find the nearest known name."""
        self.kind, self.name = kind, name
        hint = suggestion(name, known)
        self.message = " ".join(part for part in (f"Unknown {kind} {name!r}.", hint, see) if part)
        super().__init__(self.message)

    def __str__(self) -> str:
        """Give the message as written; KeyError would quote it."""
        return self.message


class ReportError(CityToolsError, RuntimeError):
    """A report that could not be run or rendered; the message names the notebook and the cell."""


class WrongUsageError(ReportError):
    """A value given for a report that it cannot be made with; nothing has been started."""


def suggestion(name: str, known: Sequence[str]) -> str:
    """
    Propose the known name nearest to a mistyped one.

    Parameters
    ----------
    name
        What was typed.
    known
        The names that exist.

    Returns
    -------
    hint
        `Did you mean '...'?`, or nothing when no name is near.

    Examples
    --------
    >>> suggestion("boro", ["borough", "as_of"])
    "Did you mean 'borough'?"
    """
    by_fold = {candidate.casefold(): candidate for candidate in known}
    near = difflib.get_close_matches(name.casefold(), list(by_fold), n=1, cutoff=0.6)
    return f"Did you mean {by_fold[near[0]]!r}?" if near else ""


def describe(issues: Sequence[Issue], *, repeats: int = 3) -> str:
    """
    Write problems as a message, folding many repeats of one rule in one file into a count.

    Parameters
    ----------
    issues
        The problems.
    repeats
        How many problems of one rule in one file are shown before the rest are counted.

    Returns
    -------
    text
        A heading and one line a problem.

    Examples
    --------
    >>> print(describe([Issue("a.csv", f"line {n}", "not a date", rule="date") for n in range(2, 8)]))
    6 problems found:
      a.csv, line 2: not a date.
      a.csv, line 3: not a date.
      a.csv, line 4: not a date.
      a.csv: and 3 more of the same kind (date), to line 7.
    """
    groups: dict[tuple[str, str], list[Issue]] = {}
    for issue in issues:
        groups.setdefault((issue.file, issue.rule or issue.what), []).append(issue)
    noun = "problem" if len(issues) == 1 else "problems"
    lines = [f"{len(issues)} {noun} found:"]
    for (file, rule), members in groups.items():
        shown = members if len(members) <= repeats + 1 else members[:repeats]
        lines += [f"  {issue}" for issue in shown]
        if len(shown) < len(members):
            rest = len(members) - len(shown)
            lines.append(f"  {file}: and {rest} more of the same kind ({rule}), to {members[-1].where}.")
    return "\n".join(lines)
