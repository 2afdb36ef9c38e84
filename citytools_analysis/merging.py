"""
One row of what several sources say of one contract, deployment or intention, field by field.

For each field the first source in order of trust that has a value, or says outright that there is none or that it is
not known, is believed; a blank says nothing, so that neither a borough that confirms one cell nor a notice of a change
erases what others know. Fields that mean nothing apart, such as a value and what it covers, are taken together. A
change or an end that a notice proves after a borough's return is newer knowledge and comes before it.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence

import pandas as pd

from citytools_analysis.precedence import in_order_of_trust

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
_SAID = ("stated_unknown", "stated_none")
_OF_THE_ROW = ("source_id", "source_pointer", "confirmed_date", "is_published", *_SAID)
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
    order = in_order_of_trust(frame, key=key, sources=sources)
    merged = order.drop_duplicates(list(key), ignore_index=True)
    is_shared = order.duplicated(list(key), keep=False)
    if is_shared.any():
        merged = _fields_of_all(name, merged, order[is_shared], key, sources)
    columns = [column for column in _AS_UNKNOWN if column in merged]
    return merged.assign(**{column: merged[column].fillna("unknown") for column in columns}).pipe(_as_contracts)


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
    order = in_order_of_trust(versions, key=key, sources=sources)
    return _first_to_speak(order, lead, columns, key, sources).reset_index(drop=True)


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
    kinds = frame["source_id"].map(sources.drop_duplicates("source_id").set_index("source_id")["source_kind"])
    lead = frame[columns[0]]
    says = lead.notna() & (lead.ne("unknown") | kinds.eq("return"))
    for said in _SAID:
        if said in frame:
            listed = frame[said].fillna("").str.split("|")
            says |= listed.map(lambda names: not set(columns).isdisjoint(names))
    return says.astype("bool")


def followed_sources(
    contracts: pd.DataFrame, followers: pd.DataFrame, *, by: str, sources: pd.DataFrame
) -> pd.DataFrame:
    """
    Find the source whose options or allocations of a contract are believed.

    Parameters
    ----------
    contracts
        Every version of the contract rows.
    followers
        Every version of the rows that follow a contract, with `contract_id` and `source_id`.
    by
        `option_state`: the first source that knows whether there are options; `function_code`: the first that names a
        function, else the first of all.
    sources
        The sources table.

    Returns
    -------
    believed
        `contract_id`, `source_id`, one row a contract.

    Examples
    --------
    >>> contracts = pd.DataFrame({"contract_id": "c", "option_state": [None, "known"], "source_id": ["r", "n"],
    ...                           "source_pointer": "", "stated_unknown": None})
    >>> sources = pd.DataFrame({"source_id": ["n", "r"], "source_kind": ["ocds", "return"],
    ...                         "retrieved_date": pd.to_datetime(["2026-11-23", "2026-11-23"])})
    >>> followed_sources(contracts, contracts[:0], by="option_state", sources=sources)["source_id"].tolist()
    ['n']
    """
    order = in_order_of_trust(contracts, key=["contract_id"], sources=sources)
    if by == "option_state":
        has_rows = _pairs(order).isin(_pairs(followers))
        has_said = has_rows | speaks(order, ["option_state"], sources)
        return order.loc[has_said, ["contract_id", "source_id"]].drop_duplicates("contract_id", ignore_index=True)
    has_function = followers.loc[followers[by].notna(), ["contract_id", "source_id"]].drop_duplicates()
    named = order[["contract_id", "source_id"]].merge(has_function)
    every = order[["contract_id", "source_id"]].merge(followers[["contract_id", "source_id"]].drop_duplicates())
    return pd.concat([named, every]).drop_duplicates("contract_id", ignore_index=True)


def with_exercised(options: pd.DataFrame, versions: pd.DataFrame, merged: pd.DataFrame) -> pd.DataFrame:
    """
    Mark the options that a later change of the end has used up.

    Parameters
    ----------
    options
        The believed options.
    versions
        Every version of the contract rows: the end that an option's own source knew.
    merged
        One row a contract: the end that is believed.

    Returns
    -------
    options
        The same rows; `is_exercised` is True for the first options whose months the end was moved by, to within half
        a month an option. An end moved by some other length leaves them as they were.

    Examples
    --------
    >>> options = pd.DataFrame({"contract_id": "c", "position": [1, 2], "months": [12.0, 12.0], "source_id": "n",
    ...                         "is_exercised": pd.array([False, False], dtype="boolean")})
    >>> day = pd.to_datetime
    >>> versions = pd.DataFrame({"contract_id": "c", "source_id": ["n"], "end_date": day(["2027-03-31"])})
    >>> merged = pd.DataFrame({"contract_id": ["c"], "end_date": day(["2028-03-31"])})
    >>> with_exercised(options, versions, merged)["is_exercised"].tolist()
    [True, False]
    """
    if options.empty:
        return options
    ends = versions.drop_duplicates(["contract_id", "source_id"])[["contract_id", "source_id", "end_date"]]
    was = options[["contract_id", "source_id"]].merge(ends, how="left")["end_date"].set_axis(options.index)
    now = options["contract_id"].map(merged.set_index("contract_id")["end_date"])
    moved = (now - was).dt.days / (365.25 / 12)
    rows = options.assign(_moved=moved).sort_values(["contract_id", "position"], kind="stable")
    run = rows["months"].where(~rows["is_exercised"].fillna(value=False), 0).groupby(rows["contract_id"]).cumsum()
    ends_a_run = (run - rows["_moved"]).abs() < 0.5
    reached = run.where(ends_a_run).groupby(rows["contract_id"]).transform("max")
    used = (run <= reached).reindex(options.index) & (moved > 0)
    return options.assign(is_exercised=options["is_exercised"].mask(used, other=True))


def _fields_of_all(
    name: str, merged: pd.DataFrame, versions: pd.DataFrame, key: Sequence[str], sources: pd.DataFrame
) -> pd.DataFrame:
    groups = GROUPS[name]
    grouped = {column for group in groups.values() for column in group}
    named = [str(column) for column in versions if column not in {*grouped, *key, *_OF_THE_ROW}]
    alone: dict[str, tuple[str, ...]] = {column: (column,) for column in named}
    merged = merged.set_index(list(key))
    said: dict[str, dict[Hashable, list[str]]] = {word: {} for word in _SAID if word in versions}
    for lead, columns in {**groups, **alone}.items():
        first = _first_to_speak(versions, lead, columns, key, sources).set_index(list(key))
        for column in columns:
            merged.loc[first.index, column] = first[column]
        for word, found in said.items():
            for name_of_row, listed in first[word].dropna().items():
                found.setdefault(name_of_row, []).extend(one for one in listed.split("|") if one in columns)
    for word, found in said.items():  # what was said outright stands as long as nothing newer is said of that field
        joined = {row: "|".join(names) or None for row, names in found.items()}
        merged.loc[merged.index.isin(versions.set_index(list(key)).index), word] = None
        merged.loc[list(joined), word] = list(joined.values())
    return merged.reset_index()[versions.columns]


def _first_to_speak(
    versions: pd.DataFrame, lead: str, columns: Sequence[str], key: Sequence[str], sources: pd.DataFrame
) -> pd.DataFrame:
    """Give the row of each key, of versions in order of trust, that is believed about some columns."""
    order = versions
    if lead == "end_state":  # the newer of a return and a notice that proves another end comes first
        is_proved = versions["end_basis"].isin(_PROVED)
        order = in_order_of_trust(versions, key=key, sources=sources, lifted=is_proved)
    return order[speaks(order, columns, sources)].drop_duplicates(list(key))


def _pairs(frame: pd.DataFrame) -> pd.Series[str]:
    return frame["contract_id"] + "/" + frame["source_id"]


def _as_contracts(frame: pd.DataFrame) -> pd.DataFrame:
    if "is_framework" not in frame:
        return frame
    told = {"is_framework": frame["is_framework"].fillna(value=False), "title": frame["title"].fillna(_UNTITLED)}
    return frame.assign(**told)
