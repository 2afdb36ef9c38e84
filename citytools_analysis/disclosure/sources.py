"""What an edition says of the files behind it: nothing that sums up rows it does not show."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping

import pandas as pd

from citytools_analysis.resolve import stable_id
from citytools_analysis.schema import SAID_BY_BOROUGHS, TABLES

WITHHELD = "withheld"
_COUNTS = ("n_read", "n_kept", "n_left_out", "n_quarantined")
_SHOWN_IN = tuple(
    name for name, table in TABLES.items() if {"source_id", "confirmed_date"} <= set(table.names) and name != "sources"
)


def as_shown(tables: Mapping[str, pd.DataFrame], *, held: Collection[str] | None) -> pd.DataFrame:
    """
    Describe each source by what an edition shows of it.

    Parameters
    ----------
    tables
        The rows the edition shows, by table, and all `sources`.
    held
        Ids of sources with rows that it may not show; None in the members' edition for all, which shows every row.

    Returns
    -------
    sources
        The same columns. The hash of a return or workshop is `withheld`, for whoever can guess the rest of the file could check a
        guess at the words in it. A source in `held` also loses its hash, its counts and, if boroughs said it
        themselves, its file's name; it is true up to the latest day a shown row says so. A borough's return that shows
        nothing is one row, in however many files it came; any other source that shows nothing is not told of. Of
        reference tables the rows still drawn on are counted and hashed.

    Examples
    --------
    >>> from citytools_analysis.schema import TABLES
    >>> empty = {name: pd.DataFrame(columns=list(table.names), dtype="object") for name, table in TABLES.items()}
    >>> as_shown(empty, held=()).empty
    True
    """
    sources = tables["sources"]
    is_secret = sources["source_kind"].isin(SAID_BY_BOROUGHS) | sources["source_id"].isin(held or ())
    sources = sources.assign(sha256=sources["sha256"].mask(is_secret, WITHHELD))
    if held is None:
        return sources
    rows = pd.concat([tables[name][["source_id", "confirmed_date"]] for name in _SHOWN_IN], ignore_index=True)
    told = _said_by_borough(_without_sums(sources, rows, held), rows["source_id"], held)
    is_told = (
        ~told["source_id"].isin(held) | told["source_kind"].eq("return") | told["source_id"].isin(rows["source_id"])
    )
    return _reference_recounted(told[is_told], tables)


def without_places(tables: Mapping[str, pd.DataFrame], *, held: Collection[str]) -> dict[str, pd.DataFrame]:
    """
    Withhold the place of each row in its file, which tells how many rows stand before it.

    Parameters
    ----------
    tables
        Frames by table.
    held
        Ids of the sources to do it for.

    Returns
    -------
    tables
        New frames, with `withheld` for the `source_pointer` of those sources.

    Examples
    --------
    >>> frame = pd.DataFrame({"source_id": ["r", "f"], "source_pointer": ["Systems!A51", "line 2"]})
    >>> without_places({"systems": frame}, held={"r"})["systems"]["source_pointer"].tolist()
    ['withheld', 'line 2']
    """
    return {
        name: frame.assign(source_pointer=frame["source_pointer"].mask(frame["source_id"].isin(held), WITHHELD))
        if "source_pointer" in frame
        else frame
        for name, frame in tables.items()
    }


def _without_sums(sources: pd.DataFrame, rows: pd.DataFrame, held: Collection[str]) -> pd.DataFrame:
    is_held = sources["source_id"].isin(held)
    latest = rows.groupby("source_id")["confirmed_date"].max().reindex(sources["source_id"]).set_axis(sources.index)
    columns = {name: sources[name].mask(is_held) for name in _COUNTS}
    return sources.assign(**columns, confirmed_date=sources["confirmed_date"].mask(is_held, latest))


def _said_by_borough(sources: pd.DataFrame, used: pd.Series[str], held: Collection[str]) -> pd.DataFrame:
    """
    Name a return by its borough alone: a file's name holds a borough's own words, or says which sheet it fills.

    A workshop is named by the day its notes were obtained.
    """
    is_held, borough = sources["source_id"].isin(held), sources["borough_id"]
    is_return, is_capture = (sources["source_kind"].eq(kind) & is_held for kind in SAID_BY_BOROUGHS)
    is_spare = is_return & ~sources["source_id"].isin(used)
    is_repeated = is_spare & (borough.isna() | borough.isin(borough[is_return & ~is_spare]))
    name, days = "return:" + borough.astype("str"), "capture:" + sources["retrieved_date"].astype("str").str[:10]
    only_id = name.map(lambda text: stable_id("return", text), na_action="ignore")
    told = sources.assign(
        source_id=sources["source_id"].mask(is_spare, only_id),
        source_name=sources["source_name"].mask(is_return, name).mask(is_capture, days),
        file_name=sources["file_name"].mask(is_return | is_capture, WITHHELD),
    )
    return told[~is_repeated].sort_values("retrieved_date", kind="stable").drop_duplicates("source_id", keep="last")


def _reference_recounted(sources: pd.DataFrame, tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    is_reference = sources["source_kind"].eq("reference")
    added = sources.loc[~is_reference, "retrieved_date"].max()  # reference tables are drawn on anew at every addition
    drawn = {
        row["source_id"]: tables[table][tables[table]["source_id"] == row["source_id"]]
        for row in sources[is_reference].to_dict("records")
        if (table := str(row["source_name"]).removeprefix("reference:")) in tables
    }
    counts = sources["source_id"].map({name: len(rows) for name, rows in drawn.items()})
    digests = sources["source_id"].map({name: _digest(rows) for name, rows in drawn.items()})
    told = sources.assign(
        sha256=sources["sha256"].mask(is_reference, digests),
        retrieved_date=sources["retrieved_date"].mask(is_reference, added),
        **{name: sources[name].mask(is_reference, counts) for name in ("n_read", "n_kept")},
    )
    return told[~is_reference | counts.gt(0)]


def _digest(rows: pd.DataFrame) -> str:
    return hashlib.sha256(rows.to_csv(index=False, lineterminator="\n").encode()).hexdigest()
