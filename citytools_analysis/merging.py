"""
One row of what several sources say of one contract, deployment or intention, field by field.

For each field the first source in order of trust that has a value, or says outright that there is none or that it is
not known, is believed; a blank says nothing, so that neither a borough that confirms one cell nor a notice of a change
erases what others know. Fields that mean nothing apart, such as a value and what it covers, are taken together. A
change or an end that a notice proves after a borough's return is newer knowledge and comes before it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from citytools_analysis.precedence import Order, places_in_order, rows_at

_CONTRACT_GROUPS: Mapping[str, tuple[str, ...]] = {
    "start_date": ("start_date", "start_date_precision"),
    "end_state": ("end_state", "end_date", "end_date_precision", "end_basis"),
    "break_date": ("break_date", "break_date_precision"),
    "review_date": ("review_date", "review_date_precision"),
    "value_gbp": ("value_gbp", "value_basis", "vat_basis"),
}
_DEPLOYMENT_GROUPS: Mapping[str, tuple[str, ...]] = {
    "system_state": ("system_state", "system_id", "supplier_id"),
    "in_use_from_date": ("in_use_from_date", "in_use_from_date_precision"),
    "in_use_to_date": ("in_use_to_date", "in_use_to_date_precision"),
}
_INTENTION_GROUPS: Mapping[str, tuple[str, ...]] = {
    "intention": ("intention", "stated_date"),
    "earliest_start_date": ("earliest_start_date", "earliest_start_date_precision"),
}
GROUPS: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "contracts": _CONTRACT_GROUPS,
    "deployments": _DEPLOYMENT_GROUPS,
    "intentions": _INTENTION_GROUPS,
}
_AS_UNKNOWN = ("system_state", "end_state", "option_state", "value_basis", "vat_basis", "regime")
SAID = ("stated_unknown", "stated_none")
_OF_THE_ROW = ("source_id", "source_pointer", "confirmed_date", "is_published", *SAID)
_UNTITLED = "No title published"
_PROVED = ("changed", "terminated")


def merged_rows(name: str, frame: pd.DataFrame, *, key: Sequence[str], sources: pd.DataFrame) -> pd.DataFrame:
    """
    Make one row a key of what all sources say.

    Parameters
    ----------
    name
        `contracts`, `deployments` or `intentions`.
    frame
        Every version of its rows.
    key
        The columns that name a row.
    sources
        The sources table.

    Returns
    -------
    rows
        The same columns, one row a key, sorted by key; `source_id`, `source_pointer` and `confirmed_date` are those of
        the most trusted version.

    Examples
    --------
    >>> from citytools_analysis.schema import TABLES
    >>> from citytools_analysis.storage import typed
    >>> sources = pd.DataFrame({"source_id": ["n", "r"], "source_kind": ["ocds", "return"],
    ...                         "retrieved_date": pd.to_datetime(["2026-11-23", "2026-11-23"])})
    >>> rows = typed(pd.DataFrame({"contract_id": "c", "title": ["Licences", None], "value_gbp": [900, 1200],
    ...                            "source_id": ["n", "r"], "source_pointer": ""}), TABLES["contracts"])
    >>> merged_rows("contracts", rows, key=["contract_id"], sources=sources)[["title", "value_gbp"]].values.tolist()
    [['Licences', 1200.0]]
    """
    order = places_in_order(frame, key=key, sources=sources)
    has_one_version = len(order.firsts) == len(frame)
    merged = rows_at(frame, order.firsts) if has_one_version else _fields_of_all(name, frame, order, key, sources)
    columns = [column for column in _AS_UNKNOWN if column in merged]
    filled = merged.assign(**{column: merged[column].fillna("unknown") for column in columns})
    return _as_contracts(filled) if name == "contracts" else filled


def told_by(
    name: str, versions: pd.DataFrame, column: str, *, key: Sequence[str], sources: pd.DataFrame
) -> pd.DataFrame:
    """
    Find the version of each row that is believed about a column.

    Parameters
    ----------
    name
        `contracts`, `deployments` or `intentions`.
    versions
        Every version of its rows.
    column
        The column.
    key
        The columns that name a row.
    sources
        The sources table.

    Returns
    -------
    rows
        The same columns, at most one row a key: the whole version, with its source and place; none where no source
        says anything of the column.

    Examples
    --------
    >>> versions = pd.DataFrame({"contract_id": "c", "title": [None, "Licences"], "source_id": ["r", "n"], "source_pointer": ""})
    >>> sources = pd.DataFrame({"source_id": ["n", "r"], "source_kind": ["ocds", "return"],
    ...                         "retrieved_date": pd.to_datetime(["2026-11-23", "2026-11-23"])})
    >>> told_by("contracts", versions, "title", key=["contract_id"], sources=sources)["source_id"].tolist()
    ['n']
    """
    alone = (column, (column,))
    lead, columns = next((group for group in GROUPS[name].items() if column in group[1]), alone)
    order = places_in_order(versions, key=key, sources=sources)
    rows = rows_at(versions, order.places)
    return rows_at(rows, _first_to_speak(rows, order.numbers, lead, columns, key, sources))


def speaks(frame: pd.DataFrame, columns: Sequence[str], sources: pd.DataFrame) -> pd.Series[bool]:
    """
    Tell which versions say something of the first of some columns.

    Parameters
    ----------
    frame
        Versions of rows, with `source_id`.
    columns
        The columns; a borough that says outright that any of them is unknown, or that there is none, has spoken.
    sources
        The sources table.

    Returns
    -------
    is_told
        By the index of the frame; the word unknown is said only by one who was asked.

    Examples
    --------
    >>> sources = pd.DataFrame({"source_id": ["n", "r"], "source_kind": ["ocds", "return"]})
    >>> frame = pd.DataFrame({"end_state": ["unknown", "unknown"], "source_id": ["n", "r"]})
    >>> speaks(frame, ["end_state"], sources).tolist()
    [False, True]
    """
    every = sources.drop_duplicates("source_id")
    is_return = frame["source_id"].isin(every.loc[every["source_kind"].eq("return"), "source_id"])
    lead = frame[columns[0]]
    says = (lead.notna() & (lead.ne("unknown") | is_return)).to_numpy(dtype=bool, copy=True)
    for said in SAID:
        if said in frame:
            has_said = np.flatnonzero(frame[said].notna())
            listed = frame[said].iloc[has_said].str.split("|")
            says[has_said] |= np.array([not set(columns).isdisjoint(names) for names in listed], dtype=bool)
    return pd.Series(says, index=frame.index)


def _fields_of_all(
    name: str, frame: pd.DataFrame, order: Order, key: Sequence[str], sources: pd.DataFrame
) -> pd.DataFrame:
    """Take each field of each row from the version that is believed about it; only where there are several is it asked."""
    is_shared = np.bincount(order.numbers)[order.numbers] > 1
    places, numbers = order.places[is_shared], order.numbers[is_shared]
    versions = rows_at(frame, places)
    firsts, fields = order.firsts, _fields(name, versions, key)
    told_apart = {column for together in fields.values() for column in together}
    columns = {str(column): frame[column].array.take(firsts) for column in frame if column not in told_apart}
    said = {word: _Said(versions[word], numbers) for word in SAID if word in frame}
    for lead, together in fields.items():
        first = _first_to_speak(versions, numbers, lead, together, key, sources)
        believed = firsts.copy()
        believed[numbers[first]] = places[first]
        columns |= {column: frame[column].array.take(believed) for column in together}
        for one in said.values():
            one.hear(first, together)
    for word, one in said.items():  # what was said outright stands as long as nothing newer is said of that field
        columns[word][np.unique(numbers)] = None
        for number, names in one.heard.items():
            columns[word][number] = "|".join(names) or None
    return pd.DataFrame({str(column): columns[str(column)] for column in frame}, copy=False)


def _fields(name: str, versions: pd.DataFrame, key: Sequence[str]) -> dict[str, tuple[str, ...]]:
    grouped = {column for group in GROUPS[name].values() for column in group}
    alone = [str(column) for column in versions if column not in {*grouped, *key, *_OF_THE_ROW}]
    together = {lead: group for lead, group in GROUPS[name].items() if lead in versions}
    return {**together, **{column: (column,) for column in alone}}


class _Said:
    """What the believed versions say outright of some fields, by the number of the row."""

    def __init__(self, listed: pd.Series[str], numbers: npt.NDArray[np.intp]) -> None:
        has_said = np.flatnonzero(listed.notna())
        self._listed = {int(place): listed.iloc[place].split("|") for place in has_said}
        self._numbers = numbers
        self.heard: dict[int, list[str]] = {}

    def hear(self, places: npt.NDArray[np.intp], columns: Sequence[str]) -> None:
        """Note what the versions at some places say of some columns."""
        for place in self._listed.keys() & set(places.tolist()):
            names = [name for name in self._listed[place] if name in columns]
            self.heard.setdefault(int(self._numbers[place]), []).extend(names)


def _first_to_speak(  # noqa: PLR0913, PLR0917 - each is needed, none twice
    versions: pd.DataFrame,
    numbers: npt.NDArray[np.intp],
    lead: str,
    columns: Sequence[str],
    key: Sequence[str],
    sources: pd.DataFrame,
) -> npt.NDArray[np.intp]:
    """Find which row of each key, of versions in order of trust, is believed about some columns."""
    turns = np.arange(len(versions))
    if lead == "end_state":  # the newer of a return and a notice that proves another end comes first
        is_proved = versions["end_basis"].isin(_PROVED)
        turns = places_in_order(versions, key=key, sources=sources, lifted=is_proved).places
    speaking = turns[speaks(versions, columns, sources).to_numpy()[turns]]
    return speaking[np.diff(numbers[speaking], prepend=-1) > 0]


def _as_contracts(frame: pd.DataFrame) -> pd.DataFrame:
    filled: dict[str, bool | str] = {"is_framework": False, "title": _UNTITLED}
    return frame.assign(**{name: frame[name].fillna(value) for name, value in filled.items() if name in frame})
