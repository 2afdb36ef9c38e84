"""The edition of the register as it stood earlier: what a borough no longer publishes does not come back as a change."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from citytools_analysis.disclosure import make_edition
from citytools_analysis.disclosure.complement import Told
from citytools_analysis.disclosure.ledger import Release
from citytools_analysis.disclosure.names import only_what_is_named
from citytools_analysis.disclosure.units import COLUMNS
from citytools_analysis.earlier import open_earlier
from citytools_analysis.register import Register
from citytools_analysis.schema import SAID_BY_BOROUGHS, TABLES

_CHANGE = ("contracts", "deployments")  # what `metrics.changes` compares


def earlier_edition(folder: str | Path, shown: Register) -> Register | None:
    """
    Make the edition of a register as it stood a month earlier.

    Parameters
    ----------
    folder
        The full register's folder.
    shown
        The edition made of it now.

    Returns
    -------
    register
        As `make_earlier` gives; None where the register held nothing a month earlier.

    Examples
    --------
    >>> from datetime import date
    >>> earlier_edition("no-such-folder", Register.from_tables({}, as_of=date(2026, 11, 23)))
    Traceback (most recent call last):
    citytools_analysis.errors.DataError: 1 problem found:
      no-such-folder: there is no register here. Make one with: citytools add FILE... --register no-such-folder
    """
    before = open_earlier(folder, as_of=shown.as_of)
    return None if before is None else make_earlier(before, shown)


def make_earlier(before: Register, shown: Register) -> Register:
    """
    Make the edition of an earlier register, to be compared with that of a later one.

    Parameters
    ----------
    before
        The full register as it stood earlier.
    shown
        The edition of the later one.

    Returns
    -------
    register
        The edition of `before`. In the public edition what a borough said of a contract or system stays only if it
        publishes an answer about the same one now: that it withdrew its consent is no news for others. In the edition for
        one borough what another has withdrawn is as little told as if it had never been published. It tells no figures made
        of answers: beside those of now they would be a second release.

    Examples
    --------
    >>> from datetime import date
    >>> empty = Register.from_tables({}, as_of=date(2026, 10, 23))
    >>> make_earlier(empty, make_edition(empty, edition="public")).contracts.empty
    True
    """
    viewer = shown.info.viewer
    still = _published_still(before, shown) if viewer else before
    untold = Release("", before.as_of, Told(pd.DataFrame(columns=COLUMNS), frozenset()))
    made = make_edition(still, edition=shown.info.edition, viewer=viewer, release=untold)
    if shown.info.edition != "public":
        return made
    kept = {
        name: _still_published(name, made, shown) if name in _CHANGE else rows for name, rows in made.all_rows.items()
    }
    tables = only_what_is_named(kept, held=_said(made))
    return Register.from_tables(tables, as_of=made.as_of, reference=made.reference, info=made.info)


def _published_still(before: Register, shown: Register) -> Register:
    """Take the consent back that is no longer given, so that the rule for what is not published holds of the month before."""
    tables, said = dict(before.all_rows), _said(before)
    for name in _CHANGE:
        rows, now, [key] = tables[name], shown.all_rows[name], TABLES[name].key
        published = now.loc[now["is_published"].fillna(value=False).astype("bool"), key]
        is_withdrawn = rows["source_id"].isin(said) & ~rows[key].isin(published)
        tables[name] = rows.assign(is_published=rows["is_published"].mask(is_withdrawn, other=False))
    return Register.from_tables(tables, as_of=before.as_of, reference=before.reference, info=before.info)


def _said(register: Register) -> set[str]:
    sources = register.all_rows["sources"]
    return set(sources.loc[sources["source_kind"].isin(SAID_BY_BOROUGHS), "source_id"])


def _still_published(name: str, before: Register, shown: Register) -> pd.DataFrame:
    rows, now, [key] = before.all_rows[name], shown.all_rows[name], TABLES[name].key
    published = now.loc[now["source_id"].isin(_said(shown)), key]
    return rows[~rows["source_id"].isin(_said(before)) | rows[key].isin(published)].reset_index(drop=True)
