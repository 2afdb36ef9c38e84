"""Assumptions given for one document in place of the reviewed ones, as `name=value` or `name=low/central/high`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from math import isfinite

from citytools_analysis.errors import UnknownNameError, WrongUsageError
from citytools_analysis.metrics.assumption_ranges import out_of_range
from citytools_analysis.register import Register

GIVEN_SOURCE = "given for this document"
_FIGURES = ("low", "central", "high")


def check_assumptions(register: Register, given: Sequence[str]) -> tuple[str, ...]:
    """
    Check what was given, all of it, before anything is computed.

    Parameters
    ----------
    register
        The register, whose reference tables hold the assumptions.
    given
        `name=value` or `name=low/central/high` each.

    Returns
    -------
    given
        The same without spaces.

    Raises
    ------
    UnknownNameError
        If there is no such assumption; the nearest is suggested.
    WrongUsageError
        If the figures are not finite and rising, or the assumption cannot take them.

    Examples
    --------
    >>> from datetime import date
    >>> register = Register.from_tables({}, as_of=date(2026, 11, 23))
    >>> check_assumptions(register, ["discount_rate = 0.05"])
    ('discount_rate=0.05',)
    >>> check_assumptions(register, ["discount_rat=0.05"])
    Traceback (most recent call last):
    ...
    citytools_analysis.errors.UnknownNameError: Unknown assumption 'discount_rat'. Did you mean 'discount_rate'? See data/reference/assumptions.csv.
    """
    table = register.reference.assumptions
    known = dict(zip(table["assumption_id"].tolist(), table["unit"].astype("str"), strict=True))
    clean = tuple("".join(one.split()) for one in given if one.strip())
    for one in clean:
        name = one.partition("=")[0]
        if name not in known:
            kind = "assumption"
            raise UnknownNameError(kind, name, list(known), "See data/reference/assumptions.csv.")
        _refuse_impossible(one, known[name])
    return clean


def _refuse_impossible(one: str, unit: str) -> None:
    name = one.partition("=")[0]
    allowed = out_of_range(name, unit, _figures_of(one))
    if allowed:
        message = (
            f"The assumption {one!r} cannot be: {name} is in {unit}, {allowed}. Write {name}=VALUE with such a value."
        )
        raise WrongUsageError(message)


def _figures_of(one: str) -> tuple[float, ...]:
    name, _, text = one.partition("=")
    mend = f"Write {name}=VALUE or {name}=LOW/CENTRAL/HIGH, with finite numbers that rise."
    try:
        figures = tuple(float(part) for part in text.split("/"))
    except ValueError:
        figures = ()
    is_sound = len(figures) in {1, 3} and all(map(isfinite, figures)) and all(a <= b for a, b in pairwise(figures))
    if not is_sound:
        message = f"The assumption {one!r} cannot be read. {mend}"
        raise WrongUsageError(message)
    return figures * 3 if len(figures) == 1 else figures


def with_assumptions(register: Register, given: str) -> Register:
    """
    Put given assumptions in place of the reviewed ones.

    Parameters
    ----------
    register
        The register.
    given
        `name=value` or `name=low/central/high`, separated by commas; empty for the reviewed ones.

    Returns
    -------
    register
        The same register with these figures in its assumptions, and a source that says they were given.

    Raises
    ------
    UnknownNameError, WrongUsageError
        As `check_assumptions`.

    Examples
    --------
    >>> from datetime import date
    >>> register = Register.from_tables({}, as_of=date(2026, 11, 23))
    >>> table = with_assumptions(register, "discount_rate=0.01/0.02/0.05").reference.assumptions
    >>> row = table.set_index("assumption_id").loc["discount_rate"]
    >>> float(row["low"]), float(row["high"]), row["source"]
    (0.01, 0.05, 'given for this document')
    """
    checked = check_assumptions(register, given.split(","))
    if not checked:
        return register
    table = register.reference.assumptions.copy()
    for one in checked:
        rows = table["assumption_id"] == one.partition("=")[0]
        table.loc[rows, list(_FIGURES)] = _figures_of(one)
        table.loc[rows, ["source", "grade"]] = [GIVEN_SOURCE, "ours"]
    return replace(register, reference=replace(register.reference, assumptions=table))
