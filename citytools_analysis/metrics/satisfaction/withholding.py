"""Which figures made of ratings an edition may tell (metrics.md, section 15, rules 1, 2 and 6)."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from citytools_analysis.errors import UnknownNameError
from citytools_analysis.metrics.satisfaction.votes import CLASSES
from citytools_analysis.register import Register

# Decision-makers below which a system is withheld. A member knows its own vote and could subtract it, so five others
# must remain (metrics.md, 15, rule 6).
SMALLEST = {"public": 5, "members": 6}
EDITIONS = ("full", *SMALLEST)


def edition_of(register: Register, edition: str | None) -> str:
    """
    Say whose rules of withholding apply.

    Parameters
    ----------
    register
        The register.
    edition
        `full`, `public` or `members`; the register's own if not given.

    Returns
    -------
    edition
        The edition.

    Raises
    ------
    UnknownNameError
        If there is no such edition.

    Examples
    --------
    >>> from datetime import date
    >>> edition_of(Register.from_tables({}, as_of=date(2026, 11, 23)), None)
    'full'
    """
    edition = edition or register.info.edition
    if edition not in EDITIONS:
        raise UnknownNameError("edition", edition, list(EDITIONS))
    return edition


def why_withheld(
    classes: pd.DataFrame, deciders: pd.Series, edition: str, *, least: Mapping[str, int] | None = None
) -> pd.Series:
    """
    Say why figures may not be told.

    Parameters
    ----------
    classes
        One row a figure, with `n_satisfied`, `n_neutral` and `n_dissatisfied` that stand behind it.
    deciders
        How many decision-makers stand behind each: boroughs that share a service are one.
    edition
        `full`, `public` or `members`.
    least
        By edition, decision-makers below which the figure means nothing; the stricter of this and of `SMALLEST` holds.

    Returns
    -------
    reasons
        Empty where the figure may be told. Else: too few decision-makers; in an edition, all in one class, which would
        tell each borough's answer; in the public one, none or all satisfied, or dissatisfied.

    Examples
    --------
    >>> classes = pd.DataFrame({"n_satisfied": [3, 4], "n_neutral": [0, 1], "n_dissatisfied": [3, 0]})
    >>> why_withheld(classes, pd.Series([6, 5]), "public").tolist()
    ['', 'a share of 0% or 100% is not published']
    """
    smallest = max(SMALLEST.get(edition, 0), (least or {}).get(edition, 0))
    counts = classes[list(CLASSES)].to_numpy(dtype=float, na_value=0.0)
    n = counts.sum(axis=1, keepdims=True)
    poles = counts[:, [0, 2]]
    is_small = deciders.to_numpy(dtype=float, na_value=0.0) < smallest
    is_alike = ((counts > 0).sum(axis=1) < 2) & (edition in SMALLEST)
    is_pole = ((poles == 0) | (poles == n)).any(axis=1) & (edition == "public")
    words = [f"fewer than {smallest} boroughs", "all boroughs answer alike", "a share of 0% or 100% is not published"]
    return pd.Series(np.select([is_small, is_alike, is_pole], words, ""), index=classes.index, dtype="str")


def how_uncertain(deciders: pd.Series, reasons: pd.Series, *, below: int) -> pd.Series:
    """
    Mark the figures that are told but rest on few boroughs.

    Parameters
    ----------
    deciders
        Decision-makers behind each figure.
    reasons
        As `why_withheld` gives.
    below
        Decision-makers below which a figure is very uncertain (metrics.md, 1.4).

    Returns
    -------
    reasons
        The same, with "very uncertain: ..." where nothing is withheld and they are few.

    Examples
    --------
    >>> how_uncertain(pd.Series([3, 9]), pd.Series(["", ""]), below=5).tolist()
    ['very uncertain: fewer than 5 boroughs', '']
    """
    is_few = (deciders.to_numpy(dtype=float) < below) & reasons.eq("").to_numpy(dtype=bool)
    return reasons.mask(is_few, f"very uncertain: fewer than {below} boroughs")
