"""The four criteria on one page, and beside them what nobody may claim from it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pandas as pd

from citytools_analysis.metrics.evaluation.decisions import decision_use
from citytools_analysis.metrics.evaluation.funnel import joint_purchases
from citytools_analysis.metrics.evaluation.kpis import CANNOT_TELL, KPI_COLUMNS, Row, kpi_frame
from citytools_analysis.metrics.evaluation.savings import AUDITED, NET, attributed_saving
from citytools_analysis.metrics.evaluation.service import service_level
from citytools_analysis.metrics.evaluation.suppliers import supplier_conversations
from citytools_analysis.register import Register

CLAIM_COLUMNS = ("claim", "why_not", "what_would_allow_it", "log")
# Claims that the figures never bear, whatever they are (metrics.md, 9, 11 and 17).
_NEVER: Sequence[tuple[str, str, str, str]] = (
    ("the service is operational because it was launched", "a launch says nothing of uptime, cover or age",
     "the service level of a full quarter", "service_log"),
    ("the tools are used because their pages are viewed", "a page seen is no decision",
     "a committee paper or decision record that cites them", "decision_log"),
    ("boroughs buy together because opportunities were surfaced", "a surfaced set is a calculation",
     "a dated notice or award", "joint_stages"),
    ("the spread of prices is a saving", "it is value above the median: scope, size and service differ",
     "a counterfactual fixed before the outcome", "decision_log"),
    ("all that was saved is owed to the tools", "others had a part in it",
     "a share of the credit agreed before the outcome", "decision_log"),
    ("boroughs with more suppliers are less content because of it", "the two are reported together with, never as cause",
     "nothing that this register holds", ""),
)  # fmt: skip


def scorecard(register: Register, *, scenario: str = "core", on: date | None = None) -> pd.DataFrame:
    """
    Put the four criteria on one page (M110 to M114).

    Parameters
    ----------
    register
        The register, with its logs.
    scenario
        Whose yearly cost is taken off the saving: `lean`, `core` or `enhanced`.
    on
        The day the question is about; the register's `as_of` if not given.

    Returns
    -------
    scorecard
        One row a KPI, by criterion, with the columns of `KPI_COLUMNS`: target for the first and second year (metrics.md,
        9, a proposal), measured value, n, evidence rule and state: `met`, `not met`, `cannot be told` (`reason` says
        which log is empty, or what is missing) or `no target set`. There is no sum over criteria: a met one does not make
        up for another.

    Examples
    --------
    >>> told = scorecard(Register.from_tables({}, as_of=date(2026, 11, 23)))
    >>> told["state_year_1"].value_counts().to_dict()
    {'cannot be told': 10, 'no target set': 6, 'not met': 1}
    """
    parts = [
        service_level(register, on=on), decision_use(register, on=on), supplier_conversations(register, on=on),
        joint_purchases(register, on=on), _savings(register, scenario, on),
    ]  # fmt: skip
    return pd.concat(parts, ignore_index=True)[list(KPI_COLUMNS)]


def cannot_be_claimed(register: Register, *, on: date | None = None) -> pd.DataFrame:
    """
    List what may not be claimed: what the figures never bear, and what they do not bear yet.

    Parameters
    ----------
    register
        The register, with its logs.
    on
        The day the question is about; the register's `as_of` if not given.

    Returns
    -------
    claims
        One row a claim: `claim`, `why_not`, `what_would_allow_it` and the `log` in which the evidence would stand. First
        those that never hold (metrics.md, 9, 11 and 17), then each target of the scorecard that cannot be told.

    Examples
    --------
    >>> claims = cannot_be_claimed(Register.from_tables({}, as_of=date(2026, 11, 23)))
    >>> claims["claim"].iloc[2]
    'boroughs buy together because opportunities were surfaced'
    """
    card = scorecard(register, on=on)
    untold = card[card["state_year_1"].eq(CANNOT_TELL) | card["state_year_2"].eq(CANNOT_TELL) | card["is_withheld"]]
    rows = pd.DataFrame({
        "claim": "anything of: " + untold["what"],
        "why_not": untold["reason"],
        "what_would_allow_it": untold["evidence_rule"].mask(untold["evidence_rule"] == "", "rows in " + untold["log"]),
        "log": untold["log"],
    })  # fmt: skip
    return pd.concat([pd.DataFrame(_NEVER, columns=list(CLAIM_COLUMNS)), rows], ignore_index=True)


def _savings(register: Register, scenario: str, on: date | None) -> pd.DataFrame:
    told = attributed_saving(register, scenario=scenario, on=on).set_index("measure")
    net = told.loc[NET]
    known = {name: net[name] for name in ("n", "n_of", "basis", "reason")}
    figures = {name: net[name] for name in ("value", "lower", "upper", "interval_kind")}
    audited = {"value": told.loc[AUDITED, "n_audited"]} if not net["is_withheld"] else {}
    rows: list[Row] = [{"kpi": "net_saving"} | known | figures, {"kpi": "audited_savings"} | known | audited]
    return kpi_frame(rows, register, on=on)
