"""The sentences of a supplier's briefing, each true whatever is known."""

from __future__ import annotations

from collections.abc import Sequence

from citytools_analysis.style import count_text
from citytools_analysis.tables.words import joined, number_word, sentence_start


def customers_finding(name: str, boroughs: Sequence[str], *, n_told: int, is_reseller: bool = False) -> str:
    """
    Say how many boroughs are known to use a supplier, of how many of which it is known.

    Parameters
    ----------
    name
        The supplier.
    boroughs
        Names of its customers.
    n_told
        Boroughs of which it is known what they run for what the supplier does.
    is_reseller
        Whether it sells what others make.

    Returns
    -------
    sentence
        The finding.

    Examples
    --------
    >>> customers_finding("Mapleway", ["Brent"], n_told=4)
    'Brent is the only borough known to use Mapleway, of 4 whose system for the same work is known.'
    >>> customers_finding("Mapleway", [], n_told=0), customers_finding("A Reseller", ["Brent", "Ealing"], n_told=5, is_reseller=True)
    ('No borough is known to use Mapleway.', 'Two boroughs are known to buy through A Reseller, of 5 boroughs whose system for the same work is known.')
    """
    does = "buy through" if is_reseller else "use"
    if not boroughs:
        return f"No borough is known to {does} {name}."
    if len(boroughs) == 1:
        return f"{boroughs[0]} is the only borough known to {does} {name}, of {n_told} whose system for the same work is known."
    basis = f"of {count_text(n_told, 'borough')} whose system for the same work is known"
    return f"{sentence_start(number_word(len(boroughs)))} boroughs are known to {does} {name}, {basis}."


def soon_finding(n_soon: int, n_known: int, *, day: str) -> str:
    """
    Say how many contracts with a known end end soon, to follow another sentence.

    Parameters
    ----------
    n_soon
        Contracts that end by the day.
    n_known
        Contracts with a known end.
    day
        The day in words.

    Returns
    -------
    sentence
        The finding with a space before it; nothing where no end is known.

    Examples
    --------
    >>> soon_finding(2, 6, day="23 May 2028"), soon_finding(0, 1, day="23 May 2028"), soon_finding(0, 0, day="23 May 2028")
    (' Of 6 contracts with a known end, two end by 23 May 2028.', ' The one contract with a known end does not end by 23 May 2028.', '')
    """
    if not n_known:
        return ""
    if n_known == 1:
        return f" The one contract with a known end {'ends' if n_soon else 'does not end'} by {day}."
    count = number_word(n_soon) if n_soon else "none"
    return f" Of {n_known} contracts with a known end, {count} {'ends' if n_soon < 2 else 'end'} by {day}."


def group_finding(name: str, group: str, *, companies: Sequence[str], day: str) -> str:
    """
    Say which group a supplier trades in, and which companies this briefing counts.

    Parameters
    ----------
    name, group
        The supplier and the top of its group.
    companies
        Names of the other companies of its group, where it is at its top.
    day
        The day in words.

    Returns
    -------
    sentence
        The finding.

    Examples
    --------
    >>> group_finding("Birch", "Alder", companies=[], day="23 Nov 2026")
    'On 23 Nov 2026 Birch trades in the group of Alder; this briefing counts Birch alone.'
    >>> group_finding("Alder", "Alder", companies=["Birch"], day="23 Nov 2026")
    'On 23 Nov 2026 the group of Alder holds Birch too; this briefing counts them together.'
    >>> group_finding("Elder", "Elder", companies=[], day="23 Nov 2026")
    'On 23 Nov 2026 no group of Elder is recorded; this briefing counts Elder alone.'
    """
    if name != group:
        return f"On {day} {name} trades in the group of {group}; this briefing counts {name} alone."
    if companies:
        return (
            f"On {day} the group of {name} holds {joined(companies, most=6)} too; this briefing counts them together."
        )
    return f"On {day} no group of {name} is recorded; this briefing counts {name} alone."


def problems_finding(n_shared: int, n_withheld: int, *, n_asked: int | None) -> str:
    """
    Say how many problems at least two decision-makers report and that are not resolved.

    Parameters
    ----------
    n_shared
        Such problems.
    n_withheld
        Those of them whose count is withheld.
    n_asked
        Decision-makers that were asked; none where not known.

    Returns
    -------
    sentence
        The finding.

    Examples
    --------
    >>> problems_finding(3, 2, n_asked=19)
    'Three problems are reported by at least two decision-makers and not resolved, of 19 asked; how many report two of them is withheld.'
    >>> problems_finding(0, 0, n_asked=None)
    'No problem is known to be reported by two decision-makers or more.'
    """
    if not n_shared:
        return "No problem is known to be reported by two decision-makers or more."
    verb = "problem is" if n_shared == 1 else "problems are"
    asked = "" if n_asked is None else f", of {n_asked} asked"
    which = "it" if n_shared == 1 else ("each" if n_withheld == n_shared else f"{number_word(n_withheld)} of them")
    held = f"; how many report {which} is withheld" if n_withheld else ""
    return f"{sentence_start(number_word(n_shared))} {verb} reported by at least two decision-makers and not resolved{asked}{held}."


def awards_finding(n_direct: int, n_known: int, n_contracts: int) -> str:
    """
    Say how many contracts were awarded directly, of those for which it is known.

    Parameters
    ----------
    n_direct
        Contracts awarded directly.
    n_known
        Contracts for which it is known whether they were.
    n_contracts
        Contracts known.

    Returns
    -------
    sentence
        The finding.

    Examples
    --------
    >>> awards_finding(2, 7, 9)
    'Two of 7 contracts whose way of award is known were awarded directly; of 2 more it is not known.'
    >>> awards_finding(0, 0, 0), awards_finding(0, 0, 3), awards_finding(1, 1, 1)
    ('No contract is known, so nothing can be said about how they were awarded.', 'How its contracts were awarded is not known of any of 3.', 'The one contract whose way of award is known was awarded directly.')
    """
    if not n_contracts:
        return "No contract is known, so nothing can be said about how they were awarded."
    if not n_known:
        return f"How its contracts were awarded is not known of any of {n_contracts}."
    rest = f"; of {n_contracts - n_known} more it is not known" if n_contracts > n_known else ""
    if n_known == 1:
        return f"The one contract whose way of award is known was {'' if n_direct else 'not '}awarded directly{rest}."
    verb = "was" if n_direct == 1 else "were"
    count = sentence_start(number_word(n_direct)) if n_direct else "None"
    return f"{count} of {n_known} contracts whose way of award is known {verb} awarded directly{rest}."


def questions_finding(n_questions: int, name: str) -> str:
    """
    Say how many questions the records give rise to.

    Parameters
    ----------
    n_questions
        How many.
    name
        The supplier.

    Returns
    -------
    sentence
        The finding.

    Examples
    --------
    >>> questions_finding(0, "Mapleway"), questions_finding(1, "Mapleway")
    ('What is known of Mapleway gives rise to no question yet.', 'What is known gives rise to one question that boroughs could put to Mapleway together.')
    """
    if not n_questions:
        return f"What is known of {name} gives rise to no question yet."
    questions = "one question" if n_questions == 1 else f"{number_word(n_questions)} questions"
    return f"What is known gives rise to {questions} that boroughs could put to {name} together."
