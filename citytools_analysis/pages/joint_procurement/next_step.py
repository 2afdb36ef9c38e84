"""What to do next about a case, by when, and who could take it."""

from __future__ import annotations

import pandas as pd

from citytools_analysis.pages.joint_procurement.case import Case
from citytools_analysis.pages.joint_procurement.case_findings import LEVEL_WORDS, said_finding
from citytools_analysis.style import date_text
from citytools_analysis.tables.fragment import Fragment, paragraph, strong
from citytools_analysis.tables.layout import stack
from citytools_analysis.tables.words import joined

_ORDER = tuple(LEVEL_WORDS)
_SIGNED = "Agreed by ______________ on __________"


def said(case: Case) -> Fragment:
    """
    Say what members have said they would do.

    Parameters
    ----------
    case
        The case.

    Returns
    -------
    fragment
        A short paragraph.

    Examples
    --------
    >>> from citytools_analysis.pages.joint_procurement.examples import NOBODY
    >>> none = pd.DataFrame({"borough": ["Brent"], "intention": ["not said"], "is_after_window": [None]})
    >>> said(Case(NOBODY, {}, none, none, none)).text
    'What they have said. None of its members has said how far it would go.'
    """
    return paragraph(strong("What they have said."), said_finding(case.levels))


def next_step(case: Case) -> Fragment:
    """
    Say the next step, by when, and who could take it.

    Parameters
    ----------
    case
        The case.

    Returns
    -------
    fragment
        Two short paragraphs, the last with room to write who agreed to take it.

    Examples
    --------
    >>> told = {"borough": ["Brent", "Ealing"], "intention": ["not said"] * 2, "is_after_window": [None] * 2}
    >>> step_words(pd.DataFrame(told), function="Cashless parking")
    'Ask both how far they would go for Cashless parking.'
    """
    step = paragraph(strong("Next step."), step_words(case.levels, function=case.function), extension_words(case))
    return stack(step, paragraph(strong("Who takes it."), proposed(case), _SIGNED))


def step_words(levels: pd.DataFrame, *, function: str) -> str:
    """
    Say what to do next, by what members have said.

    Parameters
    ----------
    levels
        Rows of `opportunities.levels` for one set: `borough`, `intention`, `is_after_window`.
    function
        What would be bought.

    Returns
    -------
    sentence
        Bring together those who would do something together, or ask those who have not said.

    Examples
    --------
    >>> told = {"borough": ["Brent", "Ealing"], "intention": ["joint_contract"] * 2, "is_after_window": [False, None]}
    >>> step_words(pd.DataFrame(told), function="Cashless parking")
    'Bring Brent and Ealing together on Cashless parking.'
    """
    willing = _willing(levels)["borough"].drop_duplicates().tolist()
    silent = levels.loc[~levels["intention"].isin(_ORDER), "borough"].drop_duplicates().tolist()
    if len(willing) < 2 and not silent:
        return f"Ask them again when a contract for {function} nears its end."
    many = {1: "the other one", 2: "the other two"}.get(len(silent), f"the other {len(silent)}")
    if len(willing) >= 2:
        rest = f", and ask {many} how far they would go" if silent else ""
        return f"Bring {joined(willing)} together on {function}{rest}."
    whom = "both" if len(silent) == 2 and len(levels) == 2 else joined(silent, most=4)
    return f"Ask {whom} how far they would go for {function}."


def extension_words(case: Case) -> str:
    """
    Say by when the first extension that the window needs must be used.

    Parameters
    ----------
    case
        The case.

    Returns
    -------
    sentence
        The day and the borough; empty where nobody has to extend.

    Examples
    --------
    >>> from citytools_analysis.pages.joint_procurement.examples import NOBODY
    >>> nobody = pd.DataFrame({"contract_id": pd.Series([], dtype="str"), "borough": [], "is_by_extending": pd.Series([], dtype="bool")})
    >>> extension_words(Case(NOBODY, {}, nobody, nobody, nobody))
    ''
    """
    needed = case.members[case.members["is_by_extending"].astype("bool")]
    days = case.here.decisions[["contract_id", "extend_by_date"]]
    told = (
        needed.merge(days, on="contract_id")
        .dropna(subset=["extend_by_date"])
        .sort_values("extend_by_date", kind="stable")
    )
    if told.empty:
        return ""
    first = told.iloc[0]
    is_past = first["extend_by_date"] < pd.Timestamp(case.here.register.as_of)
    passed = " (passed)" if is_past else ""
    return f"First extension due: {first['borough']}, {date_text(first['extend_by_date'])}{passed}."


def proposed(case: Case) -> str:
    """
    Propose who could take the next step: who would go furthest, or who must decide first.

    Parameters
    ----------
    case
        The case.

    Returns
    -------
    sentence
        The proposal; nobody is recorded to have agreed.

    Examples
    --------
    >>> taker(pd.DataFrame({"borough": ["Brent"], "intention": ["joint_contract"], "is_after_window": [None]}))
    'Brent, as it would sign a joint contract.'
    """
    found = taker(case.levels)
    if found:
        return f"Proposed: {found}"
    acting = case.members.merge(case.here.decisions[["contract_id", "act_by_date"]], on="contract_id", how="left")
    told = acting.dropna(subset=["act_by_date"]).sort_values(["act_by_date", "borough_id"], kind="stable")
    who = told["borough"].iloc[0] if len(told) else ""
    return f"Proposed: {who}, as it has to decide first." if who else "Nobody is proposed: no day to decide is known."


def taker(levels: pd.DataFrame) -> str:
    """
    Name who has said it would go furthest.

    Parameters
    ----------
    levels
        Rows of `opportunities.levels` for one set: `borough`, `intention`, `is_after_window`.

    Returns
    -------
    words
        The borough and why; empty where nobody would do anything together.

    Examples
    --------
    >>> taker(pd.DataFrame({"borough": ["Brent"], "intention": ["alone"], "is_after_window": [None]}))
    ''
    """
    willing = _willing(levels)
    for level in _ORDER[:3]:
        who = willing.loc[willing["intention"] == level, "borough"].tolist()
        if who:
            return f"{who[0]}, as it would {LEVEL_WORDS[level]}."
    return ""


def _willing(levels: pd.DataFrame) -> pd.DataFrame:
    """Keep those who would do something together and could start in time."""
    is_late = levels["is_after_window"].eq(other=True).fillna(value=False).astype("bool")
    return levels[levels["intention"].isin(_ORDER[:3]) & ~is_late]
