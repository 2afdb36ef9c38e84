"""
Which payments are to a supplier of technology that the reviewed tables know.

A spend file names thousands of people: foster carers, tenants, sole traders. Only a name that stands in the reviewed
tables is ever taken out of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from citytools_analysis.normalise import cut_off_names, is_cut_off, normalise_name
from citytools_analysis.reference import Reference


@dataclass(frozen=True)
class KnownSuppliers:
    """
    The reviewed names of suppliers, ready to look up.

    Parameters
    ----------
    reference
        The reviewed tables.

    Examples
    --------
    >>> from citytools_analysis.reference import load_reference
    >>> known = KnownSuppliers(load_reference())
    >>> known.name("CIVICA UK LIMITED"), known.name("CAPITA BUSINESS SERV"), known.name("Mrs A Neighbour")
    ('CIVICA UK LIMITED', 'Capita Business Services Limited', None)
    """

    reference: Reference

    def name(self, text: str) -> str | None:
        """
        Give the name under which a supplier is to be resolved.

        Parameters
        ----------
        text
            The name in the file.

        Returns
        -------
        name
            The same name if it is a reviewed one; the reviewed name that it is the clear beginning of, if a finance
            system cut it off at twenty characters; None otherwise.

        Examples
        --------
        >>> from citytools_analysis.reference import load_reference
        >>> KnownSuppliers(load_reference()).name("Northgate") is None  # vehicle hire, NEC or Zellis
        True
        """
        plain = normalise_name(text)
        if plain in self._clear:
            return text
        return self._cut_off.get(plain) if is_cut_off(text) and plain not in self._unclear else None

    def is_ambiguous(self, text: str) -> bool:
        """
        Tell whether a name is a reviewed one that may mean several firms.

        Parameters
        ----------
        text
            The name in the file.

        Returns
        -------
        is_ambiguous
            Whether it is.

        Examples
        --------
        >>> from citytools_analysis.reference import load_reference
        >>> KnownSuppliers(load_reference()).is_ambiguous("Northgate")
        True
        """
        return normalise_name(text) in self._unclear

    @cached_property
    def _unclear(self) -> set[str]:
        aliases = self.reference.supplier_aliases
        return {normalise_name(alias) for alias in aliases.loc[aliases["is_ambiguous"].astype("bool"), "alias"]}

    @cached_property
    def _clear(self) -> dict[str, tuple[str, str]]:
        """Reviewed names that mean one supplier: its id, and the name as reviewed, by normalised name."""
        suppliers, aliases = self.reference.suppliers, self.reference.supplier_aliases
        pairs = [
            *zip(suppliers["supplier_id"], suppliers["supplier"], strict=True),
            *zip(aliases["supplier_id"], aliases["alias"], strict=True),
        ]
        found = {normalise_name(name): (supplier_id, name) for supplier_id, name in pairs}
        return {plain: pair for plain, pair in found.items() if plain not in self._unclear}

    @cached_property
    def _cut_off(self) -> dict[str, str]:
        """Beginnings that belong to one supplier only, and a reviewed name of it."""
        owners: dict[str, dict[str, str]] = {}
        for supplier_id, name in sorted(self._clear.values()):
            for beginning in cut_off_names(name):
                owners.setdefault(beginning, {}).setdefault(supplier_id, name)
        return {beginning: next(iter(found.values())) for beginning, found in owners.items() if len(found) == 1}
