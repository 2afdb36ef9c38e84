"""The sentences of a service area's briefing, each true whatever is known."""

from __future__ import annotations

from collections.abc import Sequence

from citytools_analysis.style import count_text
from citytools_analysis.tables.words import joined, number_word, sentence_start


def area_finding(area: str, *, n_known: int, n_of: int, n_systems: int, n_groups: int) -> str:
    """
    Say of how many boroughs it is known what they run, and how many systems that is.

    Parameters
    ----------
    area
        The service area.
    n_known, n_of
        Boroughs with an answer for any of its functions, of all.
    n_systems, n_groups
        Systems in use, and the operating groups that supply them.

    Returns
    -------
    sentence
        The finding.

    Examples
    --------
    >>> area_finding("Housing", n_known=22, n_of=33, n_systems=9, n_groups=6)
    'Something is known of what 22 of 33 boroughs run for Housing: nine systems of six suppliers.'
    >>> area_finding("Housing", n_known=0, n_of=33, n_systems=0, n_groups=0)
    'Nothing is known of what any of 33 boroughs runs for Housing.'
    """
    if not n_known:
        return f"Nothing is known of what any of {count_text(n_of, 'borough')} runs for {area}."
    runs = "runs" if n_known == 1 else "run"
    of_whom = f"Something is known of what {number_word(n_known)} of {count_text(n_of, 'borough')} {runs} for {area}"
    if not n_systems:
        return f"{of_whom}: no system is named."
    systems = "one system" if n_systems == 1 else f"{number_word(n_systems)} systems"
    if not n_groups:
        return f"{of_whom}: {systems}; no supplier is named."
    return f"{of_whom}: {systems} of {'one supplier' if n_groups == 1 else f'{number_word(n_groups)} suppliers'}."


def untold_finding(functions: Sequence[str], n_of: int) -> str:
    """
    Say for which functions no borough is known to have said what it runs.

    Parameters
    ----------
    functions
        Their names.
    n_of
        Functions of the area.

    Returns
    -------
    sentence
        The finding.

    Examples
    --------
    >>> untold_finding([], 7), untold_finding(["Repairs"], 7)
    ('For each of its 7 functions something is known.', 'For one of its 7 functions it is known of no borough what it runs: Repairs.')
    """
    if not functions:
        return f"For {'its one function' if n_of == 1 else f'each of its {n_of} functions'} something is known."
    return f"For {number_word(len(functions))} of its {n_of} functions it is known of no borough what it runs: {joined(functions)}."


def supply_finding(area: str, *, value: float | None, n: int | None, n_of: int | None, reason: str = "") -> str:
    """
    Say on how many suppliers an area rests, of how many boroughs that is known.

    Parameters
    ----------
    area
        The service area.
    value
        Its effective number of suppliers; nothing where withheld.
    n, n_of
        Boroughs whose supply is known, of those to which the area applies.
    reason
        Why it is withheld.

    Returns
    -------
    sentence
        Without a full stop, as a chart's title.

    Examples
    --------
    >>> supply_finding("Housing", value=4.41, n=22, n_of=33)
    'Housing rests on as many suppliers as 4.4 of equal size, known of 22 of 33 boroughs'
    >>> supply_finding("Housing", value=None, n=None, n_of=33, reason="fewer than 8 boroughs are known")
    'How concentrated supply for Housing is cannot be said: fewer than 8 boroughs are known'
    """
    if value is None or n is None or n_of is None:
        return f"How concentrated supply for {area} is cannot be said: {reason or 'nothing is known'}"
    suppliers = f"as many suppliers as {value:.1f} of equal size" if round(value, 1) > 1 else "one supplier"
    return f"{area} rests on {suppliers}, known of {n} of {count_text(n_of, 'borough')}"


def groups_finding(n_told: int, n_above: int, n_below: int, n_withheld: int) -> str:
    """
    Say how many rated systems can be told apart from the average of their function.

    Parameters
    ----------
    n_told
        Pairs of function and system that may be compared.
    n_above, n_below
        Those above and below the average of their function.
    n_withheld
        Those that may not be compared.

    Returns
    -------
    sentence
        The finding.

    Examples
    --------
    >>> groups_finding(5, 0, 0, 2)
    'None of 5 comparable ratings can be told apart from the average of its function; two more are withheld.'
    >>> groups_finding(5, 1, 0, 0), groups_finding(0, 0, 0, 3)
    ('One of 5 comparable ratings stands above the average of its function, none below it.', 'No rating may be compared; three are withheld.')
    """
    held = f"{number_word(n_withheld)} {'is' if n_withheld == 1 else 'are'} withheld"
    if not n_told:
        return f"No rating may be compared; {held}." if n_withheld else "No rating is held, so none can be compared."
    rest = f"; {held.replace(' ', ' more ', 1)}." if n_withheld else "."
    if not n_above and not n_below:
        if n_told == 1:
            return f"The one comparable rating cannot be told apart from the average of its function{rest}"
        return f"None of {n_told} comparable ratings can be told apart from the average of its function{rest}"
    above = sentence_start(number_word(n_above)) if n_above else "None"
    verb = "stands" if n_above < 2 else "stand"
    below = number_word(n_below) if n_below else "none"
    its = "its function" if n_above < 2 else "their function"
    return f"{above} of {n_told} comparable ratings {verb} above the average of {its}, {below} below it{rest}"


def together_finding(n_functions: int, n_of: int, *, largest: int, function: str) -> str:
    """
    Say for how many functions boroughs could buy together, and where most could.

    Parameters
    ----------
    n_functions, n_of
        Functions with a shared window, of all in the area.
    largest
        Boroughs in the largest set.
    function
        Its function.

    Returns
    -------
    sentence
        The finding.

    Examples
    --------
    >>> together_finding(2, 7, largest=13, function="Housing management")
    'For two of 7 functions boroughs share a window in which they could start anew; most do for Housing management: 13 boroughs.'
    >>> together_finding(0, 7, largest=0, function="")
    'For none of 7 functions are two boroughs known to share a window in which both could start anew.'
    """
    if not n_functions:
        return f"For none of {count_text(n_of, 'function')} are two boroughs known to share a window in which both could start anew."
    most = f"{function}: {number_word(largest)} boroughs"
    if n_functions == 1:
        return (
            f"For one of {count_text(n_of, 'function')} boroughs share a window in which they could start anew, {most}."
        )
    return (
        f"For {number_word(n_functions)} of {n_of} functions boroughs share a window in which they could start anew; most do "
        f"for {most}."
    )
