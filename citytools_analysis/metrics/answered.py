"""Who has answered, and of whom an edition may hold only a part: what is withheld is not unknown."""

from __future__ import annotations

from citytools_analysis.register import Register


def boroughs_answered(register: Register) -> set[str]:
    """
    List the boroughs that have sent a return.

    Parameters
    ----------
    register
        The register.

    Returns
    -------
    borough_ids
        From its sources; an edition keeps them, whatever it withholds.

    Examples
    --------
    >>> from datetime import date
    >>> boroughs_answered(Register.from_tables({}, as_of=date(2026, 11, 23)))
    set()
    """
    sources = register.sources
    return set(sources.loc[sources["source_kind"].eq("return"), "borough_id"].dropna())


def answered_in_part(register: Register) -> set[str]:
    """
    List the boroughs whose answers this edition may hold only in part.

    Parameters
    ----------
    register
        The register.

    Returns
    -------
    borough_ids
        Those that have sent a return, if the edition is public; how much is withheld is not in it.

    Examples
    --------
    >>> from datetime import date
    >>> answered_in_part(Register.from_tables({}, as_of=date(2026, 11, 23)))
    set()
    """
    return boroughs_answered(register) if register.info.edition == "public" else set()
