"""
Names to ids: identifiers first, then the reviewed alias tables; nothing is matched by likeness.

A name that is not in the reviewed tables keeps its own words and an id that says it is as reported, so that a miss
lowers coverage but never merges two firms (metrics.md, section 12).
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from citytools_analysis.reference import Reference, normalise_name
from citytools_analysis.slugs import slug


@dataclass(frozen=True)
class Named:
    """
    What a name stands for.

    Parameters
    ----------
    id
        The reviewed id, or one that begins `as-reported-`.
    name
        Name to display.
    is_reviewed
        Whether it stands in the reviewed tables.
    supplier_id
        For a system, the supplier that makes it, where known.

    Examples
    --------
    >>> Named("as-reported-acme", "Acme Ltd", False).is_reviewed
    False
    """

    id: str
    name: str
    is_reviewed: bool
    supplier_id: str | None = None


@dataclass(frozen=True)
class Names:
    """
    The reviewed names of a reference, ready to look up.

    Parameters
    ----------
    reference
        The reviewed tables.

    Examples
    --------
    >>> from citytools_analysis.reference import load_reference
    >>> Names(load_reference()).supplier("Unheard Of Software Ltd").id
    'as-reported-unheard-of-software'
    """

    reference: Reference

    def supplier(self, text: str) -> Named:
        """
        Resolve a supplier's name.

        Parameters
        ----------
        text
            The name as reported.

        Returns
        -------
        named
            The reviewed supplier, or the name as reported.

        Examples
        --------
        >>> from citytools_analysis.reference import load_reference
        >>> Names(load_reference()).supplier("Northgate").is_reviewed  # ambiguous: vehicle hire, NEC or Zellis
        False
        """
        found = self._suppliers.get(normalise_name(text))
        if found:
            return Named(found, self._supplier_names[found], is_reviewed=True)
        return Named(f"as-reported-{slug(normalise_name(text) or text)}", text, is_reviewed=False)

    def system(self, text: str, supplier_id: str | None) -> Named:
        """
        Resolve a system's name, within a supplier where one is given.

        Parameters
        ----------
        text
            The name as reported.
        supplier_id
            Supplier it is said to come from, or None.

        Returns
        -------
        named
            The reviewed system, or the name as reported.

        Examples
        --------
        >>> from citytools_analysis.reference import load_reference
        >>> Names(load_reference()).system("Home-made Thing", "acme").id
        'as-reported-acme-home-made-thing'
        """
        candidates = self._systems.get(normalise_name(text), [])
        if supplier_id:  # a generic name such as Enterprise is only that product from its own maker
            candidates = [found for found in candidates if found.supplier_id in {supplier_id, None}]
        if len(candidates) == 1:
            return candidates[0]
        parts = [(supplier_id or "").removeprefix("as-reported-"), slug(normalise_name(text) or text)]
        return Named("as-reported-" + "-".join(filter(None, parts)), text, is_reviewed=False, supplier_id=supplier_id)

    @cached_property
    def _supplier_names(self) -> Mapping[str, str]:
        frame = self.reference.suppliers
        return dict(zip(frame["supplier_id"], frame["supplier"], strict=True))

    @cached_property
    def _suppliers(self) -> Mapping[str, str]:
        aliases = self.reference.supplier_aliases
        clear = aliases[~aliases["is_ambiguous"].astype("bool")]
        unclear = {normalise_name(alias) for alias in aliases.loc[aliases["is_ambiguous"].astype("bool"), "alias"]}
        found = {normalise_name(name): key for key, name in self._supplier_names.items()}
        found |= {normalise_name(alias): key for alias, key in zip(clear["alias"], clear["supplier_id"], strict=True)}
        return {name: key for name, key in found.items() if name not in unclear}

    @cached_property
    def _systems(self) -> Mapping[str, list[Named]]:
        systems = self.reference.systems.set_index("system_id")
        names = pd.concat(
            [
                systems["system"].reset_index().rename(columns={"system": "alias"}),
                self.reference.system_aliases[["system_id", "alias"]],
            ]
        )
        found: dict[str, list[Named]] = {}
        for system_id, alias in zip(names["system_id"], names["alias"], strict=True):
            row = systems.loc[system_id]
            maker = row["supplier_id"] if isinstance(row["supplier_id"], str) else None
            named = Named(system_id, row["system"], is_reviewed=True, supplier_id=maker)
            known = found.setdefault(normalise_name(alias), [])
            if named not in known:
                known.append(named)
        return found


def stable_id(*parts: object) -> str:
    """
    Make an id of a source's own key, the same in every run and on every machine.

    Parameters
    ----------
    parts
        What names the thing; None counts as blank.

    Returns
    -------
    id
        16 hexadecimal digits.

    Examples
    --------
    >>> stable_id("camden", "C-7") == stable_id("camden", "C-7"), len(stable_id("a"))
    (True, 16)
    """
    text = "\x1f".join("" if part is None else str(part) for part in parts)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def split_list(text: str | None) -> Sequence[str]:
    """
    Split a cell that holds several names.

    Parameters
    ----------
    text
        Names separated by semicolons, or None.

    Returns
    -------
    names
        The names, without blanks.

    Examples
    --------
    >>> split_list("REV01; REV02;")
    ['REV01', 'REV02']
    """
    return [part.strip() for part in (text or "").split(";") if part.strip()]
