"""How boroughs rate the systems of one, with counts and intervals; what is withheld stands there with its reason."""

from __future__ import annotations

import pandas as pd

from citytools_analysis.metrics import satisfaction
from citytools_analysis.metrics.satisfaction.votes import recent_votes
from citytools_analysis.pages.borough.subject import Borough
from citytools_analysis.style import count_text
from citytools_analysis.tables.fragment import Fragment, Html, classed, is_missing
from citytools_analysis.tables.frame import Column, from_frame
from citytools_analysis.tables.layout import notice, stack
from citytools_analysis.tables.words import Row

_COLUMNS = (
    Column("system", "System", width=2.4),
    Column("n_satisfied", "Satisfied", "number", width=1),
    Column("n_neutral", "Neither", "number", width=1),
    Column("n_dissatisfied", "Dissatisfied", "number", width=1.2),
    Column("n", "Boroughs", "number", width=1),
    Column("interval", "Share dissatisfied, 95% interval", width=2.4),
)
_OWN = (
    Column("system", "System", width=2.4),
    Column("score", "Your score, 1 to 5", "number", width=1),
    Column("wave_date", "Given", "date", width=1.2),
)


def summary_of(borough: Borough) -> pd.DataFrame:
    """
    Keep the rows of the satisfaction summary about systems a borough runs.

    Parameters
    ----------
    borough
        The borough, as `about` gives it.

    Returns
    -------
    summary
        As `satisfaction.summary` gives; a row that does not say whether it is withheld is.

    Examples
    --------
    >>> from datetime import date
    >>> from citytools_analysis.register import Register
    >>> from citytools_analysis.pages.borough.subject import about
    >>> summary_of(about(Register.from_tables({}, as_of=date(2026, 11, 23)), "camden")).empty
    True
    """
    summed = satisfaction.summary(borough.register)
    kept = summed[summed["system_id"].isin(borough.uses["system_id"].dropna())].reset_index(drop=True)
    return kept.assign(is_withheld=kept["is_withheld"].astype("boolean").fillna(value=True).astype("bool"))


def ratings(borough: Borough) -> Fragment:
    """
    Show how boroughs rate each system of one, those most are dissatisfied with first; in its own edition also how it does.

    Parameters
    ----------
    borough
        The borough, as `about` gives it.

    Returns
    -------
    fragment
        One row a rated system, then in a note how many are withheld and why; or a callout.

    Examples
    --------
    >>> from datetime import date
    >>> from citytools_analysis.register import Register
    >>> from citytools_analysis.pages.borough.subject import about
    >>> ratings(about(Register.from_tables({}, as_of=date(2026, 11, 23)), "camden")).text
    'No rating of a system run here is held in this edition.'
    """
    return stack(_of_all(borough), _own(borough)) if borough.is_viewer else _of_all(borough)


def _own(borough: Borough) -> Fragment:
    votes = recent_votes(borough.register)
    rows = votes[votes["borough_id"] == borough.borough_id].merge(borough.register.systems[["system_id", "system"]])
    if rows.empty:
        return notice("You have rated no system in the last 18 months.")
    rows = rows.sort_values(["score", "system"], kind="stable")
    return from_frame(
        rows, columns=_OWN, caption=f"How you rate {count_text(len(rows), 'system')} yourselves, the worst first"
    )


def _of_all(borough: Borough) -> Fragment:
    summed = summary_of(borough)
    if summed.empty:
        return notice("No rating of a system run here is held in this edition.")
    held = summed[summed["is_withheld"]]
    note = f"Withheld for {count_text(len(held), 'more system')}: {withheld_reasons(held)}." if len(held) else ""
    told = summed[~summed["is_withheld"]].sort_values(["value", "system_id"], ascending=[False, True])
    if told.empty:
        return notice(
            f"Withheld for {count_text(len(held), 'rated system')}, which is every one: {withheld_reasons(held)}."
        )
    rows = [{**row, "interval": _interval(row)} for row in told.to_dict("records")]
    caption = f"{count_text(len(rows), 'system')} of {len(summed)} rated by boroughs, one vote a borough"
    return from_frame(rows, columns=_COLUMNS, caption=caption, note=note)


def withheld_reasons(held: pd.DataFrame) -> str:
    """
    Say why figures are withheld.

    Parameters
    ----------
    held
        Rows of a summary that are withheld: `reason`.

    Returns
    -------
    reasons
        The different reasons, joined by or.

    Examples
    --------
    >>> withheld_reasons(pd.DataFrame({"reason": ["fewer than 6 boroughs", "all boroughs answer alike", None]}))
    'all boroughs answer alike or fewer than 6 boroughs'
    """
    reasons = sorted({str(reason) for reason in held["reason"] if not is_missing(reason)})
    return " or ".join(reasons) or "no reason is given"


def _interval(row: Row) -> Html:
    if is_missing(row["lower"]):
        return classed("unknown", "ct-unknown")
    return Html(f"{row['value']:.0%} ({row['lower']:.0%} to {row['upper']:.0%})")
