"""What may not be claimed, and what the evaluation rests on."""

from __future__ import annotations

import pandas as pd

from citytools_analysis.metrics.held import MEMBERS_LOGS
from citytools_analysis.pages.evaluation.logs import log_sizes
from citytools_analysis.pages.evaluation.subject import Evaluation
from citytools_analysis.pages.evaluation.words import is_held_back, plain
from citytools_analysis.style import count_text
from citytools_analysis.tables.fragment import Fragment, paragraph
from citytools_analysis.tables.frame import Column, from_frame
from citytools_analysis.tables.layout import stack
from citytools_analysis.tables.provenance import rests_on as sources_of
from citytools_analysis.tables.words import Row, number_word, sentence_start

_NOT_YET = "anything of: "
_NEVER_COLUMNS = (
    Column("claim", "That", width=2.6),
    Column("why_not", "Why it cannot be claimed", width=2.2),
    Column("what_would_allow_it", "What would allow it", width=2),
)
_YET_COLUMNS = (
    Column("claim", "Measure", width=2.6),
    Column("why_not", "Why it cannot be told", width=2.2),
    Column("what_would_allow_it", "What would allow it", width=2),
)
_LOG_COLUMNS = (Column("log", "Log", width=2.4), Column("n", "Entries", width=1.4),
                Column("told", "What it is", width=3))  # fmt: skip
_TOLD = {
    "service_log": "uptime, runs, checks and active staff, by month or quarter",
    "decision_log": "decisions that used the tools, with the paper that shows each",
    "supplier_actions": "events, notices, challenges and registrations",
    "joint_stages": "joint purchases and the day each reached a stage",
}


def claims(here: Evaluation) -> Fragment:
    """
    List what may not be claimed: what the figures never bear, and what they do not bear yet.

    Parameters
    ----------
    here
        The evaluation, as `about` gives it.

    Returns
    -------
    fragment
        The claims that never hold, then the measures that cannot be told; those an edition leaves out are counted aloud.

    Examples
    --------
    >>> from citytools_analysis.pages.evaluation.examples import NOTHING_LOGGED
    >>> claims(NOTHING_LOGGED).text.splitlines()[2]
    'The service is operational because it was launched a launch says nothing of uptime, cover or age the service level of a full quarter'
    """
    is_yet = here.claims["claim"].str.startswith(_NOT_YET)
    never = from_frame(
        _rows(here.claims[~is_yet]), columns=_NEVER_COLUMNS, caption="What no figure here bears, whatever it is"
    )
    yet = here.claims[is_yet]
    is_held = yet["why_not"].map(is_held_back).astype("bool")
    shown = yet[~is_held]
    parts = [paragraph(_held(int(is_held.sum())))] if is_held.any() else []
    if shown.empty:
        return stack(never, *(parts or [paragraph("Every measure can be told.")]))
    caption = f"{count_text(len(shown), 'measure')} of {len(here.card)} that cannot be told, or not in full"
    return stack(never, *parts, from_frame(_rows(shown), columns=_YET_COLUMNS, caption=caption))


def _held(n: int) -> str:
    verb = "measure is" if n == 1 else "measures are"
    return (
        f"{sentence_start(number_word(n))} more {verb} not shown: what they rest on names boroughs or prices and is members' "
        "data. Nothing can be claimed of them from this edition."
    )


def _rows(frame: pd.DataFrame) -> list[dict[str, object]]:
    return [_claim(row) for row in frame.to_dict("records")]


def _claim(row: Row) -> dict[str, object]:
    told: dict[str, object] = {name: plain(row[name]) for name in ("why_not", "what_would_allow_it")}
    return told | {"claim": sentence_start(plain(row["claim"]).removeprefix(_NOT_YET))}


def rests_on(here: Evaluation) -> Fragment:
    """
    Say which logs and sources the evaluation rests on.

    Parameters
    ----------
    here
        The evaluation, as `about` gives it.

    Returns
    -------
    fragment
        One row a log, then the register and one row a source.

    Examples
    --------
    >>> from citytools_analysis.pages.evaluation.examples import NOTHING_LOGGED
    >>> rests_on(NOTHING_LOGGED).text.splitlines()[2]
    'The service log empty: nothing was logged uptime, runs, checks and active staff, by month or quarter'
    """
    rows = [_log(here, str(row["log"]), int(row["n"])) for row in log_sizes(here).to_dict("records")]
    logs = from_frame(rows, columns=_LOG_COLUMNS, caption="Four logs, kept by hand")
    contracts = here.register.contracts.drop_duplicates("contract_id")["source_id"]
    used = pd.concat([contracts, here.register.deployments["source_id"]]).dropna()
    return stack(logs, sources_of(here.register, used, about="what is counted from records"))


def _log(here: Evaluation, name: str, n: int) -> dict[str, object]:
    is_held = here.is_public and name in MEMBERS_LOGS
    entries = "members' data" if is_held else f"{n:,}" if n else "empty: nothing was logged"
    return {"log": sentence_start(plain(name)), "n": entries, "told": _TOLD[name]}
