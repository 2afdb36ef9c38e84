"""The sentence that opens a pack."""

from __future__ import annotations

from collections.abc import Sequence

from citytools_analysis.tables.words import joined, number_word, sentence_start

_MOST_NAMED = 12


def pack_finding(n_documents: int, *, boroughs: Sequence[str], service_areas: Sequence[str] = ()) -> str:
    """
    Say how many documents a pack holds, for whom and about what.

    Parameters
    ----------
    n_documents
        Documents bound into it.
    boroughs
        Names of the boroughs it is for; none means all.
    service_areas
        Names of the service areas it is about; none means all.

    Returns
    -------
    sentence
        The finding.

    Examples
    --------
    >>> pack_finding(1, boroughs=["Camden"])
    'One document for Camden.'
    >>> pack_finding(3, boroughs=[], service_areas=["Housing", "Planning"])
    'Three documents for all London boroughs, about Housing and Planning.'
    """
    n = sentence_start(number_word(n_documents))
    who = joined(boroughs, most=_MOST_NAMED) if boroughs else "all London boroughs"
    about = f", about {joined(service_areas, most=_MOST_NAMED)}" if service_areas else ""
    return f"{n} {'document' if n_documents == 1 else 'documents'} for {who}{about}."
