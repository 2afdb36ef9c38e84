"""What became of the joint purchases: from surfaced to awarded, how many went on, and how long it took."""

from __future__ import annotations

from citytools_analysis.charts.chart import Chart
from citytools_analysis.charts.funnels import funnel as funnel_chart
from citytools_analysis.charts.numbers import share_text
from citytools_analysis.metrics.evaluation.funnel import CONVERSION, LEAD_TIME, REACHED, TOGETHER
from citytools_analysis.pages.evaluation.findings import funnel_finding
from citytools_analysis.pages.evaluation.subject import Evaluation
from citytools_analysis.pages.evaluation.words import plain
from citytools_analysis.style import UNKNOWN, date_text
from citytools_analysis.tables.fragment import Fragment, is_missing
from citytools_analysis.tables.frame import Column, from_frame
from citytools_analysis.tables.layout import notice
from citytools_analysis.tables.words import Row, sentence_start

_COLUMNS = (
    Column("step", "Step", width=2.5),
    Column("figure", "Figure", width=1),
    Column("interval", "95% interval", width=1.4),
    Column("basis", "Of how many", width=2.2),
)
_FILLS = "A dated stage of each joint purchase in the log, with a minute or a notice that shows it, would fill it."


def funnel(here: Evaluation) -> Chart | Fragment:
    """
    Draw how many joint purchases reached each stage.

    Parameters
    ----------
    here
        The evaluation, as `about` gives it.

    Returns
    -------
    chart
        The bars; a callout where nothing is logged or the edition leaves it out.

    Examples
    --------
    >>> from citytools_analysis.pages.evaluation.examples import NOTHING_LOGGED
    >>> funnel(NOTHING_LOGGED).text.splitlines()[0]
    'The log of joint purchases is empty: nothing was logged, which is not none.'
    """
    reached = here.funnel[here.funnel["measure"] == REACHED]
    if reached["value"].isna().all():
        return _nothing(here)
    whole = here.funnel[here.funnel["measure"].eq(CONVERSION) & here.funnel["from_stage"].eq("surfaced")].iloc[-1]
    title = funnel_finding(
        int(reached["value"].iloc[0]), int(reached["value"].iloc[-1]), n_open=int(whole["n_open"]),
        n_dropped=int(whole["n_dropped"]),
    )  # fmt: skip
    note = (
        f"Joint purchases in the log, as of {date_text(here.register.as_of)}; a stage that the log skips counts as reached. "
        "Only an award is a success."
    )
    bars = reached[["stage", "value"]].rename(columns={"value": "n"})
    return funnel_chart(bars, title=title, note=note, what="joint purchases", mend=_FILLS)


def _nothing(here: Evaluation) -> Fragment:
    reason = f"{sentence_start(plain(here.funnel['reason'].iloc[0]))}."
    if here.is_public:
        return notice(f"What became of joint purchases is not shown. {reason}")
    return notice(reason, _FILLS)


def steps(here: Evaluation) -> Fragment:
    """
    Say how many joint purchases went on from each stage, how long an award took, and the chance that one goes ahead.

    Parameters
    ----------
    here
        The evaluation, as `about` gives it.

    Returns
    -------
    fragment
        One row a step, with its interval; what rests on an assumption says so.

    Examples
    --------
    >>> from citytools_analysis.pages.evaluation.examples import NOTHING_LOGGED
    >>> steps(NOTHING_LOGGED).text.splitlines()[-2][:60]
    'chance that a surfaced one is awarded 35% 6% to 73% the star'
    """
    known = here.funnel[here.funnel["value"].notna() & here.funnel["measure"].isin([CONVERSION, LEAD_TIME, TOGETHER])]
    rows = [_step(row) for row in known.to_dict("records")]
    rows.append(_chance(here.chance.iloc[0].to_dict()))
    note = (
        "An open purchase counts as not gone on, so far. The chance starts from an assumption and gives way to what is "
        "observed; it is not the chance of one certain purchase."
    )
    return from_frame(rows, columns=_COLUMNS, caption="From one stage to the next", note=note)


def _step(row: Row) -> dict[str, object]:
    n, n_open = float(row["n"]), row["n_open"]
    if row["measure"] == CONVERSION:
        still = "" if is_missing(n_open) or not n_open else f"; {n_open} still open"
        return {"step": f"{row['from_stage']} to {row['stage']}", "figure": share_text(float(row["value"])),
                "interval": f"{share_text(float(row['lower']))} to {share_text(float(row['upper']))}",
                "basis": f"of {n:,.0f} {row['from_stage']}{still}"}  # fmt: skip
    step, unit = (
        ("median days from surfaced to awarded", "days")
        if row["measure"] == LEAD_TIME
        else ("median boroughs in an award", "boroughs")
    )
    has_none = is_missing(row["lower"])
    interval = "none below 6 awards" if has_none else f"{float(row['lower']):,g} to {float(row['upper']):,g}"
    return {"step": step, "figure": f"{float(row['value']):,g} {unit}", "interval": interval,
            "basis": f"{n:,.0f} awarded" + (", so very uncertain" if has_none else "")}  # fmt: skip


def _chance(row: Row) -> dict[str, object]:
    low, high = (share_text(float(row[name])) for name in ("lower", "upper"))
    decided = float(row["n"])
    basis = f"{decided:,.0f} of {float(row['n_of']):,.0f} decided, and the starting assumption"
    return {
        "step": "chance that a surfaced one is awarded",
        "figure": UNKNOWN if is_missing(row["value"]) else share_text(float(row["value"])),
        "interval": f"{low} to {high}",
        "basis": basis
        if decided
        else "the starting assumption alone: no decided purchase is in the log of this edition",
    }
