"""Figures made of members' cells, as far as an edition may tell them."""

from __future__ import annotations

import numpy as np
import pandas as pd

from citytools_analysis.metrics import satisfaction
from citytools_analysis.metrics.adoption import in_use
from citytools_analysis.register import Register

_CLASSES = [f"n_{word}" for word in satisfaction.ANSWERS]
_FIGURES = ["value", "n", "n_of", "lower", "upper", *_CLASSES]


def releasable(register: Register, made: Register) -> pd.DataFrame:
    """
    Sum up satisfaction as an edition may tell it.

    Parameters
    ----------
    register
        The full register.
    made
        The edition's, still without its released figures.

    Returns
    -------
    summary
        As `satisfaction.summary`, for `satisfaction.release`. Every withheld row gives the same reason, for `all answer
        alike` would tell a borough that answered what the others said. In the public edition only systems that a row
        of it names; `n_of` counts the boroughs whose use of a system is public, is unknown where more than those answered,
        and is withheld with the rest. It also withholds a figure from which one borough that answered, by taking itself away, would
        learn that all others answered alike; and one that shows boroughs to use a system that do not publish it, where
        fewer than five boroughs with a return are left that may not (metrics.md, section 15, rules 2, 6 and 7).

    Examples
    --------
    >>> from datetime import date
    >>> empty = Register.from_tables({}, as_of=date(2026, 11, 23))
    >>> releasable(empty, empty).empty
    True
    """
    edition = made.info.edition
    summed = satisfaction.summary(register, edition=edition)
    smallest = satisfaction.SMALLEST.get(edition, 0)
    if edition == "public":
        summed = summed[summed["system_id"].isin(made.systems["system_id"])]
        summed = _told_to_all(summed, made, smallest)
    reason = f"fewer than {smallest} boroughs, or answers that would tell one borough's"
    return summed.assign(reason=np.where(summed["is_withheld"], reason, ""))


def _told_to_all(summed: pd.DataFrame, made: Register, smallest: int) -> pd.DataFrame:
    returned = made.sources.loc[made.sources["source_kind"].eq("return"), "borough_id"].dropna().unique()
    uses = in_use(made).drop_duplicates(["system_id", "borough_id"])
    users = _counted(uses, summed)
    n = summed["n"].astype("float64").fillna(0)
    tells_users = (n > _counted(uses[uses["borough_id"].isin(returned)], summed)) & (len(returned) - n < smallest)
    tells_rest = summed[_CLASSES].astype("float64").max(axis=1) > n - 2
    is_withheld = summed["is_withheld"].astype("bool") | tells_users | tells_rest
    told = summed.assign(n_of=users.where(users >= n).astype("Int64"), is_withheld=is_withheld)
    return told.assign(**{name: told[name].mask(is_withheld) for name in _FIGURES})


def _counted(uses: pd.DataFrame, summed: pd.DataFrame) -> pd.Series[float]:
    return summed["system_id"].map(uses["system_id"].value_counts()).fillna(0).astype("float64")
