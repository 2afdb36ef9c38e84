"""What was saved and is owed to the tools, with its interval, and the log of decisions it rests on."""

from __future__ import annotations

from citytools_analysis.metrics.evaluation.logs import log_of
from citytools_analysis.metrics.evaluation.savings import ATTRIBUTED, NET
from citytools_analysis.pages.evaluation.findings import saving_finding
from citytools_analysis.pages.evaluation.subject import Evaluation
from citytools_analysis.pages.evaluation.words import is_held_back, plain
from citytools_analysis.style import UNKNOWN
from citytools_analysis.tables.fragment import Fragment, is_missing, paragraph
from citytools_analysis.tables.frame import Column, from_frame
from citytools_analysis.tables.layout import notice, stack
from citytools_analysis.tables.words import Row, joined, sentence_start

_MOST = 20
_SAVING_COLUMNS = (
    Column("measure", "What", width=3),
    Column("lower", "Low, £", "pounds", width=1),
    Column("value", "Central, £", "pounds", width=1),
    Column("upper", "High, £", "pounds", width=1),
)
_MEASURES = {
    "baseline": "What would have been paid",
    "actual": "What is paid",
    "gross saving": "Saved, before attribution",
    "attributed saving": "Saved and owed to the tools",
    "attributed saving, audited": "Of it, audited",
    "yearly cost": "Yearly cost of the tools, core scenario",
    "net saving": "Net of the yearly cost",
}
_LOG_COLUMNS = (
    Column("decided_date", "Decided", "date", width=1.3),
    Column("decision", "Decision", width=2.4),
    Column("who", "Boroughs", width=1.6),
    Column("evidence", "Evidence", width=1.6),
    Column("share", "Owed to the tools", width=1, missing="not agreed"),
    Column("saving_gbp", "Saved, £", "pounds", width=1, missing="not told"),
    Column("counts", "Does the saving count?", width=1.9),
)
_EVIDENCE = {"committee_paper": "committee paper", "decision_record": "decision record", "self_report": "only said"}


def saving(here: Evaluation) -> Fragment:
    """
    Say what was saved over the last 12 months and is owed to the tools.

    Parameters
    ----------
    here
        The evaluation, as `about` gives it.

    Returns
    -------
    fragment
        The finding, then one row a sum with its low and high; a callout where nothing counts or it is withheld.

    Examples
    --------
    >>> from citytools_analysis.pages.evaluation.examples import NOTHING_LOGGED
    >>> saving(NOTHING_LOGGED).text.splitlines()[0]
    'What was saved and is owed to the tools cannot be told: the decision log is empty: nothing was logged, which is not none.'
    """
    rows = {str(row["measure"]): row for row in here.saving.to_dict("records")}
    net = rows[NET]
    if is_missing(net["value"]):
        if is_held_back(net["reason"]):
            return notice(
                f"What was saved and is owed to the tools is not shown in this edition: {plain(net['reason'])}."
            )
        fills = "A counterfactual and a share of the credit, both fixed before the outcome, would let a saving count."
        return notice(
            f"What was saved and is owed to the tools cannot be told: {plain(net['reason']).removesuffix(' below')}.",
            fills,
        )
    owed, left = (tuple(float(rows[name][one]) for one in ("lower", "value", "upper")) for name in (ATTRIBUTED, NET))
    finding = saving_finding(_three(owed), _three(left), n=int(net["n"]), n_of=int(net["n_of"]))
    shown = [{**row, "measure": _MEASURES[name]} for name, row in rows.items()]
    note = (
        "Pounds at present value over the contracts' years, each year's at its end; low and high take counterfactual and cost "
        "at theirs: no confidence interval. A saving counts only if its baseline was fixed and its share agreed before the "
        f"outcome; a loss counts as a loss. {net['n_audited']} of {net['n']:,.0f} that count are audited."
    )
    caption = "Savings of the last 12 months"
    return stack(paragraph(finding), from_frame(shown, columns=_SAVING_COLUMNS, caption=caption, note=note))


def _three(figures: tuple[float, ...]) -> tuple[float, float, float]:
    low, central, high = figures
    return low, central, high


def decision_log(here: Evaluation) -> Fragment:
    """
    List the decisions that used the tools, the latest first.

    Parameters
    ----------
    here
        The evaluation, as `about` gives it.

    Returns
    -------
    fragment
        One row a decision, at most 20; a callout where the log is empty, or the edition leaves it out.

    Examples
    --------
    >>> from citytools_analysis.pages.evaluation.examples import NOTHING_LOGGED
    >>> decision_log(NOTHING_LOGGED).text.splitlines()[0]
    'The decision log is empty: nothing was logged, which is not none.'
    """
    if here.is_public:
        return notice(
            "The decision log is not in the public edition: it names boroughs and prices, so it is members' data.",
            "Of it the public edition gives a sum, and only where at least 5 boroughs stand behind it.",
        )
    log = log_of(here.register, "decision_log")
    if log.empty:
        return notice(
            "The decision log is empty: nothing was logged, which is not none.",
            "A decision, its day, and the paper that shows it would be its first row.",
        )
    frame = log.merge(
        here.decisions[["decision_id", "saving_gbp", "is_counted", "reason"]], on="decision_id", how="left"
    )
    frame = frame.sort_values(["decided_date", "decision_id"], ascending=[False, True], kind="stable")
    names = dict(zip(here.register.boroughs["borough_id"], here.register.boroughs["borough"], strict=True))
    rows = [_entry(row, names) for row in frame.head(_MOST).to_dict("records")]
    caption = (
        f"The latest {len(rows)} of {len(frame)} decisions logged"
        if len(frame) > _MOST
        else f"{len(frame)} decisions logged"
    )
    note = "Saved is over the contract's years at present value, before the share owed to the tools is taken. A page seen is no decision, and none is listed for it."
    return from_frame(rows, columns=_LOG_COLUMNS, caption=caption, note=note)


def _entry(row: Row, names: dict[str, str]) -> dict[str, object]:
    ids = "" if is_missing(row["borough_ids"]) else str(row["borough_ids"])
    who = joined([names.get(one, one) for one in ids.split("|") if one]) or UNKNOWN
    kind = _EVIDENCE.get(str(row["evidence_kind"]), UNKNOWN)
    evidence = kind if is_missing(row["evidence"]) else f"{sentence_start(kind)}: {row['evidence']}"
    share = None if is_missing(row["attribution"]) else f"{float(row['attribution']):.0%}"
    return {**row, "who": who, "evidence": evidence, "share": share, "counts": _counts(row)}


def _counts(row: Row) -> str:
    if is_missing(row["is_counted"]):
        return (
            "not yet: no outcome in the last 12 months"
            if is_missing(row["outcome_date"])
            else "no: its outcome is not of the last 12 months"
        )
    if row["is_counted"]:
        return "yes, and audited" if not is_missing(row["is_audited"]) and row["is_audited"] else "yes"
    return f"no: {row['reason']}"
