"""What was done with suppliers, and how much each log holds."""

from __future__ import annotations

import pandas as pd

from citytools_analysis.metrics.evaluation.logs import log_of
from citytools_analysis.pages.evaluation.subject import Evaluation
from citytools_analysis.style import UNKNOWN, count_text, date_text
from citytools_analysis.tables.fragment import Fragment, is_missing
from citytools_analysis.tables.frame import Column, from_frame
from citytools_analysis.tables.layout import notice
from citytools_analysis.tables.words import Row, joined

_MOST = 20
_KINDS = {
    "market_engagement": "market engagement",
    "preliminary_notice": "preliminary market engagement notice",
    "collective_challenge": "collective challenge",
    "sme_registered": "small supplier registered",
}
_COLUMNS = (
    Column("action_date", "Day", "date", width=1.1),
    Column("kind", "What was done", width=1.8),
    Column("supplier", "Supplier", width=1.5, missing="no one supplier"),
    Column("who", "Boroughs", width=1.8),
    Column("answered", "Answered", width=1.2),
    Column("evidence", "Evidence", width=2),
)


def supplier_log(here: Evaluation) -> Fragment:
    """
    List what was done with suppliers, the latest first.

    Parameters
    ----------
    here
        The evaluation, as `about` gives it.

    Returns
    -------
    fragment
        One row an action, at most 20; a callout where the log is empty, or the edition leaves it out.

    Examples
    --------
    >>> from citytools_analysis.pages.evaluation.examples import NOTHING_LOGGED
    >>> supplier_log(NOTHING_LOGGED).text.splitlines()[0]
    'The log of what was done with suppliers is empty: nothing was logged, which is not none.'
    """
    if here.is_public:
        return notice(
            "The log of what was done with suppliers is not in the public edition: it names boroughs, so it is members' data."
        )
    log = log_of(here.register, "supplier_actions")
    if log.empty:
        return notice(
            "The log of what was done with suppliers is empty: nothing was logged, which is not none.",
            "An event, a notice or a challenge with its day and minute would be its first row.",
        )
    log = log.sort_values(["action_date", "action_id"], ascending=[False, True], kind="stable")
    boroughs, suppliers = here.register.boroughs, here.register.suppliers
    names = dict(zip(boroughs["borough_id"], boroughs["borough"], strict=True))
    firms = dict(zip(suppliers["supplier_id"], suppliers["supplier"], strict=True))
    rows = [_entry(row, names, firms) for row in log.head(_MOST).to_dict("records")]
    head = f"The latest {len(rows)} of {len(log)} actions" if len(log) > _MOST else count_text(len(log), "action")
    note = "An answer is no remedy: what a supplier said is not what it did."
    return from_frame(rows, columns=_COLUMNS, caption=f"{head} logged", note=note)


def _entry(row: Row, names: dict[str, str], firms: dict[str, str]) -> dict[str, object]:
    ids = "" if is_missing(row["borough_ids"]) else str(row["borough_ids"])
    supplier = None if is_missing(row["supplier_id"]) else firms.get(str(row["supplier_id"]), str(row["supplier_id"]))
    is_asked = row["action_kind"] == "collective_challenge"
    none_asked = "no answer logged" if is_asked else "no answer due"
    answered = none_asked if is_missing(row["answered_date"]) else date_text(row["answered_date"])
    return {
        **row,
        "kind": _KINDS.get(str(row["action_kind"]), UNKNOWN),
        "supplier": supplier,
        "who": joined([names.get(one, one) for one in ids.split("|") if one]) or "none named",
        "answered": answered,
    }


def log_sizes(here: Evaluation) -> pd.DataFrame:
    """
    Count the entries of each log.

    Parameters
    ----------
    here
        The evaluation, as `about` gives it.

    Returns
    -------
    sizes
        One row a log: `log` by its table's name, and `n`.

    Examples
    --------
    >>> from citytools_analysis.pages.evaluation.examples import NOTHING_LOGGED
    >>> log_sizes(NOTHING_LOGGED)["n"].tolist()
    [0, 0, 0, 0]
    """
    logs = ("service_log", "decision_log", "supplier_actions", "joint_stages")
    return pd.DataFrame({"log": logs, "n": [len(log_of(here.register, name)) for name in logs]})
