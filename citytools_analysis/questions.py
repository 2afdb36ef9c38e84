"""What a borough's return is asked first: the gaps that hold up a decision, most pressing first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd

from citytools_analysis.metrics.renewals import decisions
from citytools_analysis.register import Register

# What each gap keeps from being decided, and how much of a decision it holds up.
_GAPS = {
    "end_date": (8, "When does {name} end?"),
    "in_use": (8, "{name} was to end on {end}. Is it still in use? If it was extended, correct its end too."),
    "extension_months": (4, "May {name} be extended, and by how many months?"),
    "supplier": (3, "Who supplies {name}?"),
    "functions": (3, "What is {name} for?"),
    "value_gbp": (2, "What is {name} worth, and for how long?"),
    "notice_months": (1, "How much notice ends {name}?"),
}
_URGENCY = {
    "expired_in_use": 6,
    "overdue": 6,
    "within_6_months": 5,
    "6_to_12_months": 4,
    "12_to_24_months": 3,
    "unknown": 5,
}
_LEAST_URGENT = 2


@dataclass(frozen=True)
class Question:
    """
    One thing a borough is asked.

    Parameters
    ----------
    sheet
        Sheet of the return.
    record
        Key of the row.
    field
        Field of the row that is not known.
    words
        The question.
    weight
        How much of a decision it holds up; more is asked first.

    Examples
    --------
    >>> Question("contracts", "c1", "end_date", "When does Licences end?", 40).field
    'end_date'
    """

    sheet: str
    record: str
    field: str
    words: str
    weight: int


def questions(register: Register, borough_id: str) -> tuple[Question, ...]:
    """
    List what a borough is asked, most decision-relevant first.

    Parameters
    ----------
    register
        The register.
    borough_id
        The borough.

    Returns
    -------
    questions
        One an unknown end, option, supplier, function, value or notice of a contract it leads, and one a function whose
        system is not known; weighted by what the gap holds up, how soon the decision falls (an unknown end counts as
        soon) and how critical the function is (1 to 3, `functions.criticality`).

    Examples
    --------
    >>> from datetime import date
    >>> questions(Register.from_tables({}, as_of=date(2026, 11, 23)), "camden")
    ()
    """
    asked = [*_of_contracts(register, borough_id), *_of_systems(register, borough_id)]
    return tuple(sorted(asked, key=lambda one: (-one.weight, one.sheet, one.words, one.record)))


def _of_contracts(register: Register, borough_id: str) -> list[Question]:
    live = decisions(register)
    live = live[live["borough_id"] == borough_id].drop_duplicates("contract_id")
    columns = ["option_state", "value_gbp", "notice_months", "end_state", "end_date"]
    states = register.contracts.set_index("contract_id")[columns].add_suffix("_stated")
    asked = []
    for row in live.join(states, on="contract_id").to_dict("records"):
        rolling = row["end_state"] == "rolling"
        has_end = row["end_state_stated"] == "known" and pd.notna(row["end_date_stated"])
        missing = {
            "end_date": row["end_state"] == "unknown" and not has_end,
            "in_use": row["end_state"] == "unknown" and has_end,
            "extension_months": row["option_state_stated"] == "unknown" and not rolling,
            "supplier": pd.isna(row["supplier"]),  # of several that are known, no one is asked for
            "functions": pd.isna(row["function_code"]),
            "value_gbp": pd.isna(row["value_gbp_stated"]),
            "notice_months": rolling and pd.isna(row["notice_months_stated"]),
        }
        importance = _importance(row["criticality"]) * _URGENCY.get(str(row["urgency"]), _LEAST_URGENT)
        asked += [_question(row, name, importance) for name, is_missing in missing.items() if is_missing]
    return asked


def _question(row: dict[object, object], field: str, importance: int) -> Question:
    weight, words = _GAPS[field]
    function = row["function"]
    name = f"\N{LEFT DOUBLE QUOTATION MARK}{row['title']}\N{RIGHT DOUBLE QUOTATION MARK}"
    name += f" ({_in_a_sentence(function)})" if isinstance(function, str) else ""
    day: Any = row["end_date_stated"]
    end = f"{day.day} {day:%b %Y}" if pd.notna(day) else ""
    asked = words.format(name=name, end=end)
    return Question("contracts", str(row["contract_id"]), field, asked, weight * importance)


def _of_systems(register: Register, borough_id: str) -> list[Question]:
    rows = register.deployments
    rows = rows[(rows["borough_id"] == borough_id) & (rows["system_state"] == "unknown")]
    functions = register.functions.set_index("function_code")
    known = rows[rows["function_code"].isin(functions.index)]
    return [
        Question(
            "systems",
            row["deployment_id"],
            "system",
            f"Which system do you use for {_in_a_sentence(name)}?",
            4 * importance,
        )
        for row in known.to_dict("records")
        for name in [str(functions.loc[row["function_code"], "function"])]
        for importance in [_importance(functions.loc[row["function_code"], "criticality"])]
    ]


def _in_a_sentence(name: str) -> str:
    """Give a function's name without capitals, but for abbreviations such as FOI."""
    return " ".join(word if word.rstrip(",)").isupper() else word.lower() for word in name.split())


def _importance(criticality: object) -> int:
    """Turn criticality, 1 being most critical, into a weight; one that is not known weighs least."""
    return {1: 3, 2: 2}.get(int(criticality) if pd.notna(criticality) else 0, 1)  # type: ignore[call-overload]
