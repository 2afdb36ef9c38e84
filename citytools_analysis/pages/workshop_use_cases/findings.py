"""The sentences of the first workshop, each true whatever is known; some serve the second one too."""

from __future__ import annotations

from citytools_analysis.style import count_text
from citytools_analysis.tables.words import number_word, sentence_start


def room_finding(n_boroughs: int, *, n_returned: int, about: str) -> str:
    """
    Say how many boroughs are to be invited, and how many of them have confirmed their data.

    Parameters
    ----------
    n_boroughs
        Boroughs in the room, one or more.
    n_returned
        Those that have sent a return.
    about
        The service areas in words.

    Returns
    -------
    sentence
        The finding.

    Examples
    --------
    >>> room_finding(4, n_returned=1, about="Libraries")
    'Four boroughs are to be in the room for Libraries: one has sent a return, three have not.'
    >>> room_finding(1, n_returned=1, about="Libraries")
    'One borough is to be in the room for Libraries, and it has sent a return.'
    """
    if n_boroughs == 1:
        sent = "and it has sent a return" if n_returned else "and it has sent no return"
        return f"One borough is to be in the room for {about}, {sent}."
    start = f"{sentence_start(number_word(n_boroughs))} boroughs are to be in the room for {about}:"
    rest = n_boroughs - n_returned
    if not rest:
        return f"{start} all have sent a return."
    if not n_returned:
        return f"{start} none has sent a return."
    verb = "has" if n_returned == 1 else "have"
    return f"{start} {number_word(n_returned)} {verb} sent a return, {number_word(rest)} {'has' if rest == 1 else 'have'} not."


def wall_finding(n_shown: int, n_contracts: int, *, n_unknown: int) -> str:
    """
    Say how many contracts stand on the wall sheet, without a full stop.

    Parameters
    ----------
    n_shown, n_contracts
        Rows on the sheet, of all there are.
    n_unknown
        Contracts whose end is not known.

    Returns
    -------
    sentence
        The finding.

    Examples
    --------
    >>> wall_finding(20, 44, n_unknown=3)
    'Next to decide: 20 of 44 contracts; 3 ends unknown'
    """
    unknown = f"; {count_text(n_unknown, 'end')} unknown" if n_unknown else ""
    return f"Next to decide: {n_shown} of {count_text(n_contracts, 'contract')}{unknown}"


def scores_finding(n_scored: int, n_cases: int, *, n_boroughs: int) -> str:
    """
    Say how many use cases were scored, by how many boroughs.

    Parameters
    ----------
    n_scored, n_cases
        Use cases with a score, of all there are.
    n_boroughs
        Boroughs that scored any.

    Returns
    -------
    sentence
        The finding.

    Examples
    --------
    >>> scores_finding(0, 13, n_boroughs=0)
    'Nobody has scored the 13 use cases yet.'
    >>> scores_finding(2, 13, n_boroughs=4)
    'Two of 13 use cases were scored, by 4 boroughs.'
    """
    if not n_scored:
        return f"Nobody has scored the {count_text(n_cases, 'use case')} yet."
    verb = "was" if n_scored == 1 else "were"
    return f"{sentence_start(number_word(n_scored))} of {n_cases} use cases {verb} scored, by {count_text(n_boroughs, 'borough')}."


def opening_finding(n_cases: int, *, n_boroughs: int, n_returned: int) -> str:
    """
    Say how many use cases are to be scored, by a room of how many boroughs.

    Parameters
    ----------
    n_cases
        Use cases in the reviewed table.
    n_boroughs, n_returned
        Boroughs in the room, and those that have sent a return.

    Returns
    -------
    sentence
        The finding.

    Examples
    --------
    >>> opening_finding(13, n_boroughs=9, n_returned=4)
    '13 use cases wait to be scored by 9 boroughs, of which four have confirmed their data.'
    >>> opening_finding(1, n_boroughs=1, n_returned=0)
    'One use case waits to be scored by 1 borough, which has not confirmed its data.'
    """
    start = f"{sentence_start(number_word(n_cases))} use {'case waits' if n_cases == 1 else 'cases wait'} to be scored"
    if not n_boroughs:
        return f"{start}; nothing is known yet of any borough."
    if n_boroughs == 1:
        return f"{start} by 1 borough, which has {'' if n_returned else 'not '}confirmed its data."
    if n_returned == n_boroughs:
        return f"{start} by {n_boroughs} boroughs, all of which have confirmed their data."
    verb = "has confirmed its" if n_returned < 2 else "have confirmed their"
    confirmed = number_word(n_returned) if n_returned else "none"
    return f"{start} by {n_boroughs} boroughs, of which {confirmed} {verb} data."


def map_finding(n_boroughs: int, *, n_returned: int) -> str:
    """
    Say how many in the room have sent a return, without a full stop.

    Parameters
    ----------
    n_boroughs
        Boroughs in the room, one or more.
    n_returned
        Those that have sent a return.

    Returns
    -------
    sentence
        The finding.

    Examples
    --------
    >>> map_finding(9, n_returned=1), map_finding(1, n_returned=1)
    ('One of 9 boroughs in the room has sent a return', 'The one borough in the room has sent a return')
    """
    if n_boroughs == 1:
        return f"The one borough in the room has sent {'a' if n_returned else 'no'} return"
    if n_returned == n_boroughs:
        return f"All {n_boroughs} boroughs in the room have sent a return"
    count = sentence_start(number_word(n_returned)) if n_returned else "None"
    return f"{count} of {n_boroughs} boroughs in the room {'has' if n_returned < 2 else 'have'} sent a return"
