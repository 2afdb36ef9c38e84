"""By which route boroughs bought, and from which frameworks: where a small firm has to be to be asked."""

from __future__ import annotations

from typing import Any

import pandas as pd

from citytools_analysis.pages.sme_market.shortened import shortened
from citytools_analysis.pages.sme_market.subject import Market
from citytools_analysis.style import count_text, date_text
from citytools_analysis.tables.fragment import Fragment, is_missing, paragraph
from citytools_analysis.tables.frame import Column, from_frame
from citytools_analysis.tables.layout import notice, stack
from citytools_analysis.tables.words import joined, number_word, sentence_start

_SHOWN = 15
_FRAMEWORK_COLUMNS = (
    Column("framework", "Framework or dynamic market", width=2.6),
    Column("n_call_offs", "Contracts", "number", width=1),
    Column("areas", "Used for", width=3),
    Column("latest_start_date", "Latest starts", "date", width=1.2),
    Column("ends", "Framework ends", width=1.4),
)
_ROUTE_COLUMNS = (
    Column("group", "Service area", width=2.6),
    Column("competition", "Competition", "number", width=1.2),
    Column("quotation", "Quotation", "number"),
    Column("framework", "Through a framework", "number"),
    Column("direct", "Direct award", "number"),
    Column("n_unknown", "Route not known", "number"),
    Column("n_of", "Contracts", "number"),
)
_FRAMEWORKS = ("framework, competed", "framework, direct award", "framework, competition not known")


def frameworks(market: Market) -> Fragment:
    """
    List the frameworks that contracts in force were bought through.

    Parameters
    ----------
    market
        The market, as `about` gives it.

    Returns
    -------
    fragment
        One row a framework, the most used first, with the service areas it was used for and its own end.

    Examples
    --------
    >>> from citytools_analysis.pages.sme_market.examples import EMPTY
    >>> frameworks(EMPTY).text
    'No contract names the framework it was bought through.'
    """
    if market.frameworks.empty:
        basis = f" Of {count_text(market.n_contracts, 'contract')} none does." if market.n_contracts else ""
        return notice(f"No contract names the framework it was bought through.{basis}")
    rows = [_framework(name, rows, market) for name, rows in market.frameworks.groupby("framework", sort=True)]
    rows = sorted(rows, key=lambda row: -row["n_call_offs"])
    n = len(rows)
    finding = (
        f"{sentence_start(number_word(n))} {'framework was' if n == 1 else 'frameworks were'} used for "
        f"{count_text(sum(row['n_call_offs'] for row in rows), 'contract')}"
    )
    is_first = n > 1 and rows[0]["n_call_offs"] > rows[1]["n_call_offs"]
    most = f"; the most used is {rows[0]['framework']}" if is_first else ""
    note = "Its end bounds new contracts under it only: one that was called off before may run on."
    table = shortened(rows, columns=_FRAMEWORK_COLUMNS, caption="Frameworks used", most=_SHOWN, note=note)
    return stack(paragraph(f"{finding}{most}."), table)


def _framework(name: object, rows: pd.DataFrame, market: Market) -> dict[str, Any]:
    used = rows.sort_values("n_call_offs", ascending=False, kind="stable")
    areas = [f"{group} {n}" for group, n in used[["group", "n_call_offs"]].itertuples(index=False)]
    end = rows["framework_end_date"].max()
    has_passed = not is_missing(end) and end < pd.Timestamp(market.register.as_of)
    told = "not published" if is_missing(end) else f"{'ended ' if has_passed else ''}{date_text(end)}"
    return {
        "framework": str(name), "n_call_offs": int(rows["n_call_offs"].sum()), "areas": joined(areas, most=4),
        "latest_start_date": rows["latest_start_date"].max(), "ends": told,
    }  # fmt: skip


def routes_used(market: Market) -> Fragment:
    """
    Count by which route each service area's contracts were bought.

    Parameters
    ----------
    market
        The market, as `about` gives it.

    Returns
    -------
    fragment
        One row a service area; routes that nobody published are a column of their own.

    Examples
    --------
    >>> from citytools_analysis.pages.sme_market.examples import EMPTY
    >>> routes_used(EMPTY).text
    'No contract is known, so no route to market is.'
    """
    if market.routes.empty:
        return notice("No contract is known, so no route to market is.")
    rows = [_routes(rows) for _, rows in market.routes.groupby("group_code", sort=True)]
    n_known = sum(row["n_of"] - row["n_unknown"] for row in rows)
    if not n_known:
        return notice(f"Of {count_text(market.n_contracts, 'contract')} none says by which route it was bought.")
    n_open = sum((row["competition"] or 0) + (row["quotation"] or 0) for row in rows)
    finding = (
        f"{n_open or 'None'} of {count_text(n_known, 'contract')} whose route is known "
        f"{'was' if n_open < 2 else 'were'} bought in a competition of {'its' if n_open < 2 else 'their'} own or by "
        "quotation; the others went through a framework or were awarded directly."
    )
    caption = f"{count_text(market.n_contracts, 'contract')} in force, by route"
    return stack(paragraph(finding), from_frame(rows, columns=_ROUTE_COLUMNS, caption=caption))


def _routes(rows: pd.DataFrame) -> dict[str, Any]:
    counts = dict(zip(rows["route"], rows["n_contracts"].astype(int), strict=True))
    first = rows.iloc[0]
    told = {
        "competition": counts.get("competition", 0), "quotation": counts.get("quotation", 0),
        "framework": sum(counts.get(name, 0) for name in _FRAMEWORKS), "direct": counts.get("direct award", 0),
    }  # fmt: skip
    is_known = int(first["n_unknown"]) < int(first["n_of"])
    shown = told if is_known else dict.fromkeys(told)
    return {"group": first["group"], **shown, "n_unknown": int(first["n_unknown"]), "n_of": int(first["n_of"])}
