"""What must be settled before boroughs buy together: facts to check, never legal advice."""

from __future__ import annotations

import pandas as pd

from citytools_analysis.metrics.opportunities.gate_words import GATES, SETTLED_BY
from citytools_analysis.pages.joint_procurement.case import Case
from citytools_analysis.tables.fragment import Fragment, paragraph, strong
from citytools_analysis.tables.frame import Column, from_frame
from citytools_analysis.tables.layout import stack
from citytools_analysis.tables.sheets import checklist
from citytools_analysis.tables.words import number_word, sentence_start

_NOT_KNOWN = "not in the register"
_SAID_SHORT = {
    1,
    3,
    4,
    7,
    8,
    9,
    10,
}  # no register can know these: the table of what would settle them says what is wanted
_THRESHOLD = 2
_COLUMNS = (
    Column("number", "No.", "number", width=0.45),
    Column("gate", "To settle", width=2),
    Column("by", "What would settle it", width=5.2),
)


def to_settle(case: Case) -> Fragment:
    """
    Make a list of what must be settled first, each with what is known of it.

    Parameters
    ----------
    case
        The case.

    Returns
    -------
    fragment
        A sentence that counts, and eleven boxes to tick.

    Examples
    --------
    >>> gates_finding(pd.Series(["pass", "unknown", "unknown"]))
    'One of 3 facts is settled by the register; two are open.'
    """
    rows = case.gates.to_dict("records")
    return stack(paragraph(strong("To check first."), gates_finding(case.gates["verdict"])),
                 checklist([(row["gate"], _known(row["gate_number"], row["verdict"], row["why"])) for row in rows]))  # fmt: skip


def _known(number: int, verdict: str, why: str) -> str:
    if verdict == "pass" and number == _THRESHOLD:
        return f"settled: {why.partition(' on every reading')[0]}"
    words = _NOT_KNOWN if number in _SAID_SHORT and why == GATES[number][1] else why
    return {"pass": f"settled: {words}", "fail": f"in the way: {words}"}.get(verdict, words)


def gates_finding(verdicts: pd.Series[str]) -> str:
    """
    Say how many facts are settled, in the way or open.

    Parameters
    ----------
    verdicts
        `pass`, `fail` or `unknown`.

    Returns
    -------
    sentence
        The finding.

    Examples
    --------
    >>> gates_finding(pd.Series(["fail", "unknown"]))
    'None of 2 facts is settled by the register; one stands in the way; one is open.'
    """
    n_pass, n_fail, n_open = (int(verdicts.eq(word).sum()) for word in ("pass", "fail", "unknown"))
    first = sentence_start(number_word(n_pass)) if n_pass else "None"
    parts = [f"{first} of {len(verdicts)} facts {'are' if n_pass > 1 else 'is'} settled by the register"]
    parts += [f"{number_word(n_fail)} {'stands' if n_fail == 1 else 'stand'} in the way"] if n_fail else []
    parts += [f"{number_word(n_open)} {'is' if n_open == 1 else 'are'} open"] if n_open else []
    return "; ".join(parts) + "."


def what_settles() -> Fragment:
    """
    List, for each fact to check, what would settle it.

    Returns
    -------
    fragment
        Eleven rows; facts to check with a lawyer, not advice.

    Examples
    --------
    >>> what_settles().text.splitlines()[2]
    '1 Power and route a legal view on acting jointly or through another (Procurement Act 2023, s. 1(3)(a) and 1(4)), agreed by each council'
    """
    rows = [{"number": number, "gate": GATES[number][0], "by": SETTLED_BY[number]} for number in sorted(GATES)]
    note = "Facts to check, each with whoever can settle it. Nothing here is legal advice, and all of them settled does not make a purchase lawful or wise."
    return from_frame(rows, columns=_COLUMNS, caption="Eleven facts to check before boroughs buy together", note=note)
