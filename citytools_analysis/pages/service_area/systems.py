"""Which systems are run for each function of a service area, and by whom."""

from __future__ import annotations

import pandas as pd

from citytools_analysis.metrics import adoption
from citytools_analysis.metrics.adoption.answers import answers
from citytools_analysis.metrics.groups import maker_of
from citytools_analysis.metrics.names import with_names
from citytools_analysis.pages.service_area.findings import untold_finding
from citytools_analysis.pages.service_area.subject import ServiceArea
from citytools_analysis.style import count_text
from citytools_analysis.tables.fragment import Fragment, is_missing, paragraph
from citytools_analysis.tables.frame import Column, from_frame
from citytools_analysis.tables.layout import notice, stack
from citytools_analysis.tables.words import STATE_WORDS, Row, joined

_COLUMNS = (
    Column("function", "Function", width=2.3),
    Column("what", "What is run", width=1.7),
    Column("n_boroughs", "Boroughs", "number", width=1),
    Column("of", "Known", width=1),
    Column("who", "Who", width=3.9),
)


def systems(area: ServiceArea) -> Fragment:
    """
    List the systems run for each function of a service area, with the boroughs that run them.

    Parameters
    ----------
    area
        The service area, as `about` gives it.

    Returns
    -------
    fragment
        For which functions nothing is known, then one row a function and answer, the most boroughs first in each; or a
        callout.

    Examples
    --------
    >>> from citytools_analysis.pages.service_area.examples import UNTOLD
    >>> systems(UNTOLD).text.splitlines()[0]
    'It is known of no borough what it runs for Housing and homelessness.'
    """
    told = adoption.shares(area.register)
    told = told[told["function_code"].isin(area.functions["function_code"])]
    if told.empty:
        return notice(
            f"It is known of no borough what it runs for {area.area}.",
            "A return, or a published register of contracts, would show here.",
        )
    is_untold = ~area.functions["function_code"].isin(told["function_code"])
    finding = untold_finding(area.functions.loc[is_untold, "function"].tolist(), len(area.functions))
    who = _who(area)
    makers = _makers(area)
    rows = [_row(row, who, makers) for row in told.to_dict("records")]
    caption = f"{count_text(len(rows), 'answer')} to what is run for {count_text(told['function_code'].nunique(), 'function')}"
    note = (
        "Known: boroughs with an answer, of those to which the function applies; of the others it is unknown, which is "
        "not none. A borough with several systems stands at each."
    )
    return stack(paragraph(finding), from_frame(rows, columns=_COLUMNS, caption=caption, note=note))


def _who(area: ServiceArea) -> dict[tuple[str, str], list[str]]:
    said = answers(area.uses, area.register)
    said = said.assign(borough=said["borough_id"].map(area.names)).sort_values("borough", kind="stable")
    who: dict[tuple[str, str], list[str]] = {}
    for row in said.drop_duplicates(["function_code", "category", "borough"]).to_dict("records"):
        who.setdefault((str(row["function_code"]), str(row["category"])), []).append(str(row["borough"]))
    return who


def _row(row: Row, who: dict[tuple[str, str], list[str]], makers: dict[str, str]) -> dict[str, object]:
    what = str(row["category"])
    return {
        "function": row["function"],
        "what": STATE_WORDS[what] if what in STATE_WORDS else _with_maker(row, makers),
        "n_boroughs": row["n_boroughs"],
        "of": f"{row['n']:.0f} of {row['n_of']:.0f}",
        "who": joined(who.get((str(row["function_code"]), what), [])),
    }


def _makers(area: ServiceArea) -> dict[str, str]:
    """Name the maker of each system on the day."""
    register, systems_run = area.register, pd.Series(area.system_ids, dtype="str")
    frame = pd.DataFrame({"supplier_id": maker_of(systems_run, register, on=register.as_of)})
    names = with_names(frame, register)["supplier"]
    return {key: str(name) for key, name in zip(systems_run, names, strict=True) if not is_missing(name)}


def _with_maker(row: Row, makers: dict[str, str]) -> str:
    """Name the system, and its maker unless its name begins with it."""
    system, maker = str(row["category"]), makers.get(str(row["system_id"]), "")
    return system if not maker or system.casefold().startswith(maker.casefold()) else f"{system} ({maker})"


def sources_of_uses(area: ServiceArea) -> pd.Series:
    """
    Give the source of every row a service area's briefing rests on.

    Parameters
    ----------
    area
        The service area, as `about` gives it.

    Returns
    -------
    source_ids
        Of what boroughs run, of contracts, and of ratings of the systems.

    Examples
    --------
    >>> from citytools_analysis.pages.service_area.examples import UNTOLD
    >>> sources_of_uses(UNTOLD).empty
    True
    """
    ratings = area.register.ratings
    rated = ratings.loc[ratings["system_id"].isin(area.system_ids), "source_id"]
    every: pd.Series = pd.concat([area.uses["source_id"], area.contracts["source_id"], rated]).dropna()
    return every
