"""What is not known about one borough, most decision-relevant first, and how to mend it."""

from __future__ import annotations

from datetime import date

import pandas as pd

from citytools_analysis.errors import UnknownNameError
from citytools_analysis.metrics.adoption import ANSWERS, in_use
from citytools_analysis.metrics.allocations import parties
from citytools_analysis.metrics.answered import answered_in_part, boroughs_answered
from citytools_analysis.metrics.coverage.known import named_systems, served_contracts
from citytools_analysis.register import Register

STALE_MONTHS = 18
GAP_COLUMNS = ("gap", "n", "why_it_matters", "how_to_mend")
# Most decision-relevant first: what hides a deadline, then what hides a partner, then what hides money or age.
_GAPS = {
    "no_return": (
        "no return from the borough", "only what is public is known, which is little",
        "ask whoever sent this for your return workbook, and fill it in",
    ),
    "no_contract": (
        "systems in use with no contract known for their function", "their ends and decision dates cannot be given",
        "add each contract on the Contracts sheet, with its end",
    ),
    "no_end": (
        "contracts with no known end", "no decision date can be given, and no joint purchase planned",
        "add the end, or say that it is rolling",
    ),
    "end_passed": (
        "contracts whose end has passed and whose use is not known", "they may be running without cover, or over",
        "say whether the option was used and whether the system is still in use",
    ),
    "no_contract_function": (
        "contracts whose function is not known", "they cannot be matched with other boroughs' contracts",
        "add the function code",
    ),
    "no_option_notice": (
        "options to extend whose notice is not known", "the last day to extend rests on an assumed six months",
        "add the notice to extend",
    ),
    "no_rolling_notice": (
        "rolling contracts whose notice is not known", "the first day they could be left is not known",
        "add the notice to end",
    ),
    "no_function": (
        "functions with no answer", "other boroughs cannot see a shared system, and shares are less sure",
        "name the system, or answer none, in house or not applicable",
    ),
    "no_value": (
        "contracts with no value that can be spread over years", "the size of a joint purchase is understated",
        "add the value and what it covers",
    ),
    "stale": (
        f"systems last seen more than {STALE_MONTHS} months ago", "they may have been replaced since",
        "confirm that they are still in use",
    ),
}  # fmt: skip
_HELD = (
    "answers that the borough has not agreed to publish", None,
    "what is missing here may be known to members: the rows below count only what is published",
    "agree to publication on the return, row by row",
)  # fmt: skip

GAP_ORDER = (_HELD[0], *(words[0] for words in _GAPS.values()))  # as gaps() sorts them, those that decide most first


def gaps(register: Register, borough_id: str, *, on: date | None = None) -> pd.DataFrame:
    """
    Say what is not known about one borough, and how to mend it.

    Parameters
    ----------
    register
        The register.
    borough_id
        The borough.
    on
        The day the question is about; the register's `as_of` if not given.

    Returns
    -------
    gaps
        One row a gap that exists, most decision-relevant first: `gap`, `n` (how many cases), `why_it_matters` and
        `how_to_mend`. In a public edition the first row of a borough that has answered says that something may be
        withheld; how much is not in that edition, so its `n` is missing.

    Raises
    ------
    UnknownNameError
        If there is no such borough.

    Examples
    --------
    >>> gaps(Register.from_tables({}, as_of=date(2026, 11, 23)), "camden")[["gap", "n"]].values.tolist()
    [['no return from the borough', 1], ['functions with no answer', 90]]
    """
    if borough_id not in set(register.boroughs["borough_id"]):
        raise UnknownNameError("borough", borough_id, register.boroughs["borough_id"].tolist())
    uses, contracts = in_use(register, on=on), served_contracts(register, on=on)
    uses, contracts = uses[uses["borough_id"] == borough_id], contracts[contracts["borough_id"] == borough_id]
    counts = _gap_counts(register, borough_id, uses, contracts, pd.Timestamp(on or register.as_of))
    rows: list[tuple[object, ...]] = [_HELD] if borough_id in answered_in_part(register) else []
    rows += [(words[0], int(counts[key]), *words[1:]) for key, words in _GAPS.items() if counts[key]]
    return pd.DataFrame(rows, columns=list(GAP_COLUMNS)).astype({"n": "Int64"})


def _gap_counts(
    register: Register, borough_id: str, uses: pd.DataFrame, contracts: pd.DataFrame, day: pd.Timestamp
) -> dict[str, int]:
    served = parties(register)
    served = served[(served["borough_id"] == borough_id) & served["contract_id"].isin(contracts["contract_id"])]
    named = named_systems(uses, register)
    named = named.sort_values("seen_date").drop_duplicates(["function_code", "named"], keep="last")
    answered = uses.loc[uses["system_state"].isin([*ANSWERS, "not_applicable"]), "function_code"].nunique()
    is_unknown, has_end = contracts["standing"].eq("unknown"), contracts["last_end_date"].notna()
    has_option = contracts["n_options"].gt(0) & contracts["standing"].eq("live")
    return {
        "no_return": int(borough_id not in boroughs_answered(register)),
        "no_contract": int((~named["function_code"].isin(served["function_code"].dropna())).sum()),
        "no_end": int((is_unknown & ~has_end).sum()),
        "end_passed": int((is_unknown & has_end).sum()),
        "no_contract_function": int(contracts["function_code"].isna().sum()),
        "no_option_notice": int((has_option & contracts["option_notice_months"].isna()).sum()),
        "no_rolling_notice": int((contracts["standing"].eq("rolling") & contracts["notice_months"].isna()).sum()),
        "no_function": len(register.functions) - int(answered),
        "no_value": int(contracts["annual_value_gbp"].isna().sum()),
        "stale": int((named["seen_date"] < day - pd.DateOffset(months=STALE_MONTHS)).sum()),
    }
