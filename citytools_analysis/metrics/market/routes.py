"""By which route a contract was bought, and whether there was competition, as far as its source says."""

from __future__ import annotations

import pandas as pd

COMPETED, QUOTATION, DIRECT = "competition", "quotation", "direct award"
CALL_OFF_COMPETED, CALL_OFF_DIRECT = "framework, competed", "framework, direct award"
CALL_OFF, UNKNOWN = "framework, competition not known", "unknown"
ROUTES = (COMPETED, QUOTATION, CALL_OFF_COMPETED, CALL_OFF_DIRECT, CALL_OFF, DIRECT, UNKNOWN)

_DIRECT = r"\bdirect(?:ly)?\b|without (?:prior publication|competition|a call for competition)|single (?:tender|source)|waiver"
_COMPETED = r"^open$|\bopen procedure|\brestricted\b|\bcompet|quotation|request for quot|\bmini-?comp|\bcompetition\b"
_CALL_OFF = r"call(?:ed)?[ -]?off|under (?:a |the )?framework|further competition|mini[- ]?comp"


def is_direct(contracts: pd.DataFrame) -> pd.Series:
    """
    Say whether each contract was awarded without competition.

    Parameters
    ----------
    contracts
        Rows with `is_direct_award` and `procedure`.

    Returns
    -------
    is_direct
        `boolean`: what the source states, else what the words of the procedure say plainly, else missing. A direct award
        is lawful where the rules allow it; the answer is no judgement.

    Examples
    --------
    >>> rows = pd.DataFrame({"is_direct_award": [None, None, None], "procedure": ["Open procedure", "Direct award", "Call-off"]})
    >>> is_direct(rows).tolist()
    [False, True, <NA>]
    """
    stated = contracts["is_direct_award"].astype("boolean")
    said_direct, said_competed = _says(contracts["procedure"], _DIRECT), _says(contracts["procedure"], _COMPETED)
    read = pd.Series(pd.NA, index=contracts.index, dtype="boolean").mask(said_competed, other=False)
    return stated.fillna(read.mask(said_direct, other=True)).rename("is_direct")


def route_of(contracts: pd.DataFrame) -> pd.Series:
    """
    Name the route by which each contract was bought.

    Parameters
    ----------
    contracts
        Rows with `is_direct_award`, `procedure` and `framework`.

    Returns
    -------
    route
        One of `ROUTES`. A call-off is told from its framework's name or its procedure's words; whether one was competed is
        often not said, and then is not guessed. `unknown` is not a route.

    Examples
    --------
    >>> rows = pd.DataFrame({"is_direct_award": [None, True], "procedure": [None, None], "framework": ["RM3821", None]})
    >>> route_of(rows).tolist()
    ['framework, competition not known', 'direct award']
    """
    direct = is_direct(contracts)
    is_yes, is_no = direct.fillna(value=False).astype("bool"), (~direct).fillna(value=False).astype("bool")
    is_call_off = contracts["framework"].notna() | _says(contracts["procedure"], _CALL_OFF)
    is_quotation = _says(contracts["procedure"], r"quotation|request for quot")
    told = pd.Series(UNKNOWN, index=contracts.index, dtype="str").mask(is_yes, DIRECT).mask(is_no, COMPETED)
    told = told.mask(is_no & is_quotation, QUOTATION).mask(is_call_off, CALL_OFF)
    return told.mask(is_call_off & is_yes, CALL_OFF_DIRECT).mask(is_call_off & is_no, CALL_OFF_COMPETED).rename("route")


def _says(words: pd.Series, pattern: str) -> pd.Series:
    """Look for a pattern in each different text once: procedures are few words, contracts many."""
    codes, texts = pd.factorize(words.astype("str"))
    found = pd.Series(texts, dtype="str").str.contains(pattern, case=False, regex=True, na=False).to_numpy(dtype=bool)
    is_found = pd.Series(codes >= 0, index=words.index)
    if found.size:
        is_found &= found[codes]
    return is_found
