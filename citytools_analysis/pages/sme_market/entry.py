"""How often somebody new gets in, and how large the contracts are: can a small firm start here."""

from __future__ import annotations

from typing import Any

import pandas as pd

from citytools_analysis.pages.sme_market.subject import Market
from citytools_analysis.style import UNKNOWN, count_text, date_text
from citytools_analysis.tables.fragment import Fragment, is_missing, paragraph
from citytools_analysis.tables.frame import Column, from_frame
from citytools_analysis.tables.layout import notice, stack

_NEW_COLUMNS = (
    Column("group", "Service area", width=2.6),
    Column("new", "To a newcomer", width=1.6),
    Column("share", "Share", width=2.2),
    Column("n_not_judgeable", "Too early or not known", "number", width=1.2),
)
_NEW_NOTE = (
    "A newcomer had no award in London in the five years before. A register that holds few ended contracts makes newcomers "
    "look more frequent than they are."
)


def newcomers(market: Market) -> Fragment:
    """
    Say how many awards went to a supplier that was new to London.

    Parameters
    ----------
    market
        The market, as `about` gives it.

    Returns
    -------
    fragment
        One row a service area with an award; where too few can be judged, the reason.

    Examples
    --------
    >>> from citytools_analysis.pages.sme_market.examples import EMPTY
    >>> newcomers(EMPTY).text
    'No award is on record, so it is not known how often somebody new gets in.'
    """
    if market.entrants.empty:
        return notice("No award is on record, so it is not known how often somebody new gets in.")
    rows = [_newcomers(row) for row in market.entrants.to_dict("records")]
    told = market.entrants[~market.entrants["is_withheld"].astype("bool")]
    n, n_new = int(told["n"].sum()), float(told["n_new"].sum())
    begin = date_text(market.entrants["records_begin_date"].min())
    finding = (
        f"In the service areas of which enough is known, {n_new:g} of {count_text(n, 'award')} went to a newcomer."
        if n
        else "In no service area are there enough awards on record to say how often somebody new gets in."
    )
    caption = f"Awards on record since {begin}"
    return stack(paragraph(finding), from_frame(rows, columns=_NEW_COLUMNS, caption=caption, note=_NEW_NOTE))


def _newcomers(row: dict[Any, Any]) -> dict[str, Any]:
    shown = {"group": row["group"], "n_not_judgeable": int(row["n_not_judgeable"])}
    if row["is_withheld"]:
        return {**shown, "new": "not said", "share": f"withheld: {str(row['reason']).split(';')[0]}"}
    between = "" if is_missing(row["lower"]) else f", likely {row['lower']:.0%} to {row['upper']:.0%}"
    return {**shown, "new": f"{row['n_new']:g} of {row['n']}", "share": f"{row['value']:.0%}{between}"}


def sizes(market: Market) -> Fragment:
    """
    Count the contracts in each band of value.

    Parameters
    ----------
    market
        The market, as `about` gives it.

    Returns
    -------
    fragment
        One row a service area, one column a band with VAT, and how many are of unknown value.

    Examples
    --------
    >>> from citytools_analysis.pages.sme_market.examples import EMPTY
    >>> sizes(EMPTY).text
    'No published contract is known, so neither is how large they are.'
    """
    if market.sizes.empty:
        return notice("No published contract is known, so neither is how large they are.")
    bands = market.sizes.drop_duplicates("band").sort_values("from_gbp", kind="stable")
    names = {f"band_{place}": str(band) for place, band in enumerate(bands["band"])}
    rows = [_sizes(rows, names) for _, rows in market.sizes.groupby("group_code", sort=True)]
    columns = [Column("group", "Service area", width=2.4), *(Column(key, name, "number", width=1.3) for key, name in names.items()),
               Column("not_known", "Not known", "number"), Column("n_of", "Contracts", "number")]  # fmt: skip
    note = "The whole value without unused options, with 20% VAT added where it is published without. A ceiling is no value."
    table = from_frame(rows, columns=columns, caption="Published contracts by value including VAT", note=note)
    return stack(paragraph(_sizes_finding(market.sizes)), table)


def _sizes(rows: pd.DataFrame, names: dict[str, str]) -> dict[str, Any]:
    first = rows.iloc[0]
    counts = dict(zip(rows["band"], rows["n_contracts"].astype(int), strict=True))
    n_known = 0 if is_missing(first["n"]) else int(first["n"])
    shown = {key: counts.get(name) if n_known else UNKNOWN for key, name in names.items()}
    return {"group": first["group"], **{key: None if value == UNKNOWN else value for key, value in shown.items()},
            "not_known": int(first["n_of"]) - n_known, "n_of": int(first["n_of"])}  # fmt: skip


def _sizes_finding(bands: pd.DataFrame) -> str:
    each = bands.drop_duplicates("group_code")
    n, n_of = int(each["n"].fillna(0).sum()), int(each["n_of"].sum())
    if not n:
        return f"Of {count_text(n_of, 'published contract')} none gives its whole value."
    limit = bands["below_gbp"].max()
    n_below = int(bands.loc[bands["below_gbp"].notna(), "n_contracts"].sum())
    return (
        f"{n_below or 'None'} of {count_text(n, 'published contract')} whose whole value is known "
        f"{'is' if n_below < 2 else 'are'} below £{limit:,.0f} including VAT; {count_text(n_of, 'contract')} are published."
    )
