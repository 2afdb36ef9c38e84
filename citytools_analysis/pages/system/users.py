"""Who runs a system since when, until when, by which route; and the sources that say so."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from citytools_analysis.charts.chart import Chart
from citytools_analysis.charts.peers import peer_timeline
from citytools_analysis.metrics.held import told_in_part
from citytools_analysis.pages.system.subject import System
from citytools_analysis.style import UNKNOWN, count_text, date_text
from citytools_analysis.tables.acting import act_by, ends_text
from citytools_analysis.tables.findings import ends_finding
from citytools_analysis.tables.fragment import Fragment, is_missing
from citytools_analysis.tables.frame import Column, from_frame
from citytools_analysis.tables.layout import notice
from citytools_analysis.tables.provenance import rests_on as sources_of
from citytools_analysis.tables.sourced import source_of
from citytools_analysis.tables.words import NOT_TOLD, Row, joined, later_text, value_of

_COLUMNS = (
    Column("borough", "Borough", width=1.45),
    Column("use", "For what, since when", width=2.65),
    Column("ends", "Ends", width=1.15),
    Column("latest", "Latest end", width=1.25),
    Column("act", "Act by", width=1.98),
    Column("route", "Route", width=1.55),
    Column("source", "Source", width=1.1),
)


def users(system: System) -> Fragment:
    """
    List every borough known to run a system, with its contract where one is known.

    Parameters
    ----------
    system
        The system, as `about` gives it.

    Returns
    -------
    fragment
        One row a borough and contract; or a callout.

    Examples
    --------
    >>> from citytools_analysis.pages.system.examples import UNUSED
    >>> users(UNUSED).text.splitlines()[0]
    'No borough is known to run Mapleway.'
    """
    if not system.user_ids:
        return notice(
            f"No borough is known to run {system.name}.",
            "A return or a published notice that names it would show here.",
        )
    rows = _rows(system)
    caption = f"{count_text(len(system.user_ids), 'borough')} of {system.n_told} known for this work"
    return from_frame(
        rows, columns=_COLUMNS, caption=caption, note="Ends are committed ends; the latest end uses every option."
    )


def _rows(system: System) -> list[dict[str, object]]:
    contracts = system.register.contracts.set_index("contract_id")
    own = system.decisions.drop(columns="borough")
    both = _uses(system).merge(own, how="outer", on="borough_id", suffixes=("", "_of_contract"))
    both = both.assign(borough=both["borough_id"].map(system.names))
    both = both.sort_values(["borough", "act_by_date"], kind="stable")
    return [_told(row, contracts, system.register.sources) for row in both.to_dict("records")]


def _uses(system: System) -> pd.DataFrame:
    """Give what each borough said in one row: its functions and ways of hosting together, since the first year."""
    deployments = system.register.deployments
    hosted = deployments[deployments["system_id"] == system.system_id].dropna(subset=["hosting"])
    uses = system.uses.groupby("borough_id", sort=True).agg(
        function=("function", _listed), in_use_from_date=("in_use_from_date", "min"), source_id=("source_id", "first"),
        evidence_url=("evidence_url", "first"),
    )  # fmt: skip
    hosted = hosted[hosted["hosting"] != UNKNOWN]
    own = deployments[deployments["system_id"] == system.system_id]
    held = own.loc[own["deployment_id"].isin(told_in_part(system.register, "deployments")), "borough_id"]
    hosting = hosted.groupby("borough_id")["hosting"].agg(_listed).reindex(uses.index)
    return uses.assign(hosting=hosting.mask(hosting.isna() & uses.index.isin(held), NOT_TOLD)).reset_index()


def _listed(words: pd.Series[str]) -> str:
    return "; ".join(sorted(set(words.dropna().str.replace("_", " "))))


def _told(row: Row, contracts: pd.DataFrame, sources: pd.DataFrame) -> dict[str, object]:
    told = {
        "borough": row["borough"],
        "use": _use(row),
        "source": source_of(row, sources, short=True),
    }
    if is_missing(row["contract_id"]):
        return told | {"ends": "no contract known", "latest": UNKNOWN, "act": UNKNOWN, "route": UNKNOWN}
    cited = {**row, "source_id": row["source_id_of_contract"], "evidence_url": row["evidence_url_of_contract"]}
    return told | {
        "ends": ends_text(row),
        "latest": later_text(row, short=True),
        "act": act_by(row, short=True),
        "route": _route(contracts.loc[row["contract_id"]].to_dict()),
        "source": source_of(cited, sources, short=True),
    }


def _use(row: Row) -> str:
    """Say what it is used for, since when and how it is hosted, each unknown written as unknown."""
    function = value_of(row, "function", "function_of_contract")
    if is_missing(row["in_use_from_date"]) and is_missing(row["hosting"]):
        return f"{function}; start and hosting unknown"
    since = "start unknown" if is_missing(row["in_use_from_date"]) else f"since {row['in_use_from_date']:%Y}"
    hosting = "hosting unknown" if is_missing(row["hosting"]) else joined(str(row["hosting"]).split("; "))
    hosting = "hosting not told" if hosting == NOT_TOLD else hosting
    return f"{function}; {since}, {hosting}"


def _route(contract: Mapping[Any, Any]) -> str:
    framework, procedure = contract.get("framework"), contract.get("procedure")
    return next((str(part).replace("_", " ") for part in (framework, procedure) if not is_missing(part)), UNKNOWN)


def timeline(system: System) -> Chart | Fragment:
    """
    Draw when each borough's contract for a system ends, with its options and the day to act by.

    Parameters
    ----------
    system
        The system, as `about` gives it.

    Returns
    -------
    chart
        One bar a borough and contract; or a callout.

    Examples
    --------
    >>> from citytools_analysis.pages.system.examples import UNUSED
    >>> "No contract" in timeline(UNUSED).text
    True
    """
    as_of = system.register.as_of
    if system.decisions.empty:
        return notice(f"No contract for {system.name} is known, so no time can be drawn.")
    title = ends_finding(system.decisions.drop_duplicates("contract_id"), as_of=as_of).removesuffix(".")
    note = f"One bar a borough and contract, as of {date_text(as_of)}."
    return peer_timeline(system.decisions, as_of=as_of, label="borough", title=title, note=note)


def rests_on(system: System) -> Fragment:
    """
    Say which sources the rows about a system come from.

    Parameters
    ----------
    system
        The system, as `about` gives it.

    Returns
    -------
    fragment
        The register, and one row a source.

    Examples
    --------
    >>> from citytools_analysis.pages.system.examples import UNUSED
    >>> rests_on(UNUSED).text.splitlines()[-1]
    'No source says anything about this system.'
    """
    contracts = system.decisions.drop_duplicates("contract_id")
    sources = pd.concat([system.uses["source_id"], contracts["source_id"]]).dropna()
    return sources_of(system.register, sources, about="this system")
