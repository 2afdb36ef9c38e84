"""Names in a register that nobody has decided on, with what each may stand for: the list a person works through."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd

from citytools_analysis.normalise import normalise_name
from citytools_analysis.register import Register
from citytools_analysis.resolve.suggest import Suggestion, Suggestions

COLUMNS = ("kind", "raw_name", "matched_by", "n_rows", "n_boroughs", "seen_in", "suggestions", "best_score")
_OPEN = ("not_known", "ambiguous", "conflict")
_BUYERS_OPEN = ("not_london", "no_buyer")
_LEAST_BUYER_SCORE = 90  # of the thousands of buyers elsewhere only a near miss is worth a look


def undecided(register: Register, *, kind: str = "supplier") -> pd.DataFrame:
    """
    List the names of a kind that no identifier, decision or reviewed name settles.

    Parameters
    ----------
    register
        The full register.
    kind
        `supplier`, `system` or `buyer`. Buyers are those of records that were left out or kept aside, and whose name is
        nearly that of one of the 33.

    Returns
    -------
    names
        One row a name, those with a suggestion first, then the most used: `raw_name` as most often written, `matched_by` why it is open, `n_rows` and
        `n_boroughs` in which it stands, `seen_in` one place, `suggestions` as `id (name, score)` and the score of the
        best, 0 where nothing is alike.

    Raises
    ------
    KeyError
        If there is no such kind.

    Examples
    --------
    >>> from datetime import date
    >>> list(undecided(Register.from_tables({}, as_of=date(2026, 11, 23))).columns)[:2]
    ['kind', 'raw_name']
    """
    suggest = Suggestions(register.reference, kind)
    met = _buyers(register) if kind == "buyer" else _mentions(register, kind)
    rows = [_row(kind, group, suggest) for _, group in met.groupby("key", sort=True)]
    if kind == "buyer":
        rows = [row for row in rows if row["best_score"] >= _LEAST_BUYER_SCORE]
    frame = pd.DataFrame(rows, columns=list(COLUMNS))
    has_hint = frame["best_score"].gt(0)
    ordered = frame.assign(has_hint=has_hint).sort_values(
        ["has_hint", "n_rows", "best_score", "raw_name"], ascending=[False, False, False, True], ignore_index=True
    )
    return ordered[list(COLUMNS)]


def _mentions(register: Register, kind: str) -> pd.DataFrame:
    mentions = register.rows("mentions")
    roles = ["supplier", "co_supplier", "seller"] if kind == "supplier" else ["system"]
    rows = mentions[mentions["role"].isin(roles) & mentions["matched_by"].isin(_OPEN)]
    return _placed(register, rows.rename(columns={"mention": "raw_name"}))


def _buyers(register: Register) -> pd.DataFrame:
    aside = [
        register.rows(name)[["source_id", "source_pointer", "reason", "what"]] for name in ("left_out", "quarantine")
    ]
    rows = pd.concat(aside, ignore_index=True)
    rows = rows[rows["reason"].isin(_BUYERS_OPEN) & rows["what"].notna()]
    buyers = rows["what"].str.split(": ", n=1).str[0]
    decided = set(register.reference.name_decisions.query("kind == 'buyer'")["raw_name"].map(normalise_name))
    is_open = ~buyers.map(normalise_name).isin(decided)
    return _placed(register, rows.assign(raw_name=buyers, matched_by="not_known")[is_open])


def _placed(register: Register, rows: pd.DataFrame) -> pd.DataFrame:
    files = register.sources.set_index("source_id")["file_name"]
    seen = rows["source_id"].map(files).astype("str") + ", " + rows["source_pointer"].astype("str")
    boroughs = _boroughs_of_places(register)
    place = rows["source_id"] + "\x1f" + rows["source_pointer"]
    keys = rows["raw_name"].map(normalise_name)
    return rows.assign(key=keys, seen_in=seen, borough_id=place.map(boroughs))


def _boroughs_of_places(register: Register) -> pd.Series:
    names = ("contracts", "deployments", "spend", "performance", "ratings", "challenges")
    frames = [register.rows(name)[["source_id", "source_pointer", "borough_id"]] for name in names]
    rows = pd.concat(frames, ignore_index=True)
    place = rows["source_id"] + "\x1f" + rows["source_pointer"]
    return rows.set_axis(place)["borough_id"].loc[lambda boroughs: ~boroughs.index.duplicated()]


def _row(kind: str, group: pd.DataFrame, suggest: Suggestions) -> dict[str, Any]:
    name = str(group["raw_name"].mode().iloc[0])
    found = suggest.of(name)
    return {
        "kind": kind,
        "raw_name": name,
        "matched_by": group["matched_by"].mode().iloc[0],
        "n_rows": len(group),
        "n_boroughs": group["borough_id"].nunique(),
        "seen_in": group["seen_in"].min(),
        "suggestions": "; ".join(_words(found)),
        "best_score": found[0].score if found else 0,
    }


def _words(found: list[Suggestion]) -> Iterator[str]:
    yield from (f"{one.id} ({one.name}, {one.score})" for one in found)
