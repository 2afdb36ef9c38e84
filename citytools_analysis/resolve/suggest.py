"""
Reviewed names that a name may stand for, by likeness: for a person to decide, never to be taken by themselves.

Likeness cannot know that Northgate became NEC, and merges look-alikes (metrics.md, section 12): so it only suggests.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import pandas as pd
from rapidfuzz import fuzz, process

from citytools_analysis.normalise import normalise_name
from citytools_analysis.reference import Reference

_LEAST_SCORE = 80  # of 100; below it nothing suggested for the names labelled for tuning was right
_PART_IS_WORTH = 0.85  # a name within a longer one says less than a whole name with a slip in it
_LEAST_LETTERS = 4


@dataclass(frozen=True)
class Suggestion:
    """
    A reviewed thing that a name may stand for.

    Parameters
    ----------
    id
        Its id.
    name
        Its own name.
    score
        Likeness of the nearest of its names, 0 to 100; 100 where the name is one of several that share it.

    Examples
    --------
    >>> Suggestion("civica", "Civica", 91).score
    91
    """

    id: str
    name: str
    score: int


@dataclass(frozen=True)
class Suggestions:
    """
    The reviewed names of a kind, ready to be compared with others.

    Parameters
    ----------
    reference
        The reviewed tables.
    kind
        `supplier`, `system` or `buyer`.

    Examples
    --------
    >>> from citytools_analysis.reference import load_reference
    >>> [one.id for one in Suggestions(load_reference(), "supplier").of("Civca UK Limited")]
    ['civica']
    """

    reference: Reference
    kind: str

    def of(self, text: str, *, limit: int = 3) -> list[Suggestion]:
        """
        Suggest what a name may stand for, the likeliest first.

        Parameters
        ----------
        text
            The name as written.
        limit
            How many at the most.

        Returns
        -------
        suggestions
            None for a name that is like no reviewed one.

        Examples
        --------
        >>> from citytools_analysis.reference import load_reference
        >>> [one.name for one in Suggestions(load_reference(), "supplier").of("Northgate")]
        ['NEC Software Solutions UK', 'Zellis']
        """
        name = normalise_name(text)
        scores: dict[str, int] = {}
        for alike, score, _ in process.extract(name, list(self._ids_of_name), scorer=_likeness, limit=20):
            for found in self._ids_of_name[alike] if score >= _LEAST_SCORE else ():
                scores[found] = max(scores.get(found, 0), round(score))
        best = sorted(scores, key=lambda found: (-scores[found], found))[:limit]
        return [Suggestion(found, self._own_names[found], scores[found]) for found in best]

    @cached_property
    def _own_names(self) -> Mapping[str, str]:
        frame, key, name = {
            "supplier": (self.reference.suppliers, "supplier_id", "supplier"),
            "system": (self.reference.systems, "system_id", "system"),
            "buyer": (self.reference.boroughs, "borough_id", "borough"),
        }[self.kind]
        return dict(zip(frame[key], frame[name], strict=True))

    @cached_property
    def _ids_of_name(self) -> Mapping[str, set[str]]:
        frame, key = {
            "supplier": (self.reference.supplier_aliases, "supplier_id"),
            "system": (self.reference.system_aliases, "system_id"),
            "buyer": (_names_of_boroughs(self.reference), "borough_id"),
        }[self.kind]
        named: Iterable[tuple[str, str]] = [*self._own_names.items(), *zip(frame[key], frame["alias"], strict=True)]
        found: dict[str, set[str]] = {}
        for thing, alias in named:
            found.setdefault(normalise_name(alias), set()).add(thing)
        return found


def _names_of_boroughs(reference: Reference) -> pd.DataFrame:
    aliases = reference.borough_aliases
    return aliases[aliases["alias_kind"].eq("name")]


def _likeness(one: Sequence[Hashable], other: Sequence[Hashable], /, *, score_cutoff: float | None = None) -> float:
    whole = fuzz.token_sort_ratio(one, other)
    is_long_enough = min(len(one), len(other)) >= _LEAST_LETTERS
    part = fuzz.token_set_ratio(one, other) * _PART_IS_WORTH if is_long_enough else 0
    return max(whole, part) if max(whole, part) >= (score_cutoff or 0) else 0
