"""The reviewed names of a reference, ready to look up: identifiers first, then decisions, then aliases."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from citytools_analysis.identifiers import identifier_of
from citytools_analysis.normalise import cut_off_names, is_cut_off, normalise_name, registered_part
from citytools_analysis.reference import Reference
from citytools_analysis.resolve.named import Mention, Named
from citytools_analysis.slugs import slug


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
    >>> Names(load_reference()).supplier(Mention("Unheard Of Software Ltd")).id
    'as-reported-unheard-of-software'
    """

    reference: Reference

    def supplier(self, mention: Mention) -> Named:
        """
        Resolve a supplier's name; nothing is matched by likeness.

        Parameters
        ----------
        mention
            The name as reported, with its identifiers and what stands beside it.

        Returns
        -------
        named
            The reviewed supplier; the firm of its company number; or the name as reported. Where identifier and name
            say different things it is left for a person.

        Examples
        --------
        >>> from citytools_analysis.reference import load_reference
        >>> names = Names(load_reference())
        >>> names.supplier(Mention("Northgate")).matched_by  # vehicle hire, NEC or Zellis
        'ambiguous'
        >>> names.supplier(Mention("Northgate", context="NEC Revenues & Benefits")).id
        'nec-software-solutions-uk'
        >>> names.supplier(Mention("N.E.C. Soft", ("GB-COH-968498",))).matched_by
        'identifier'
        """
        numbers = [found for found in map(identifier_of, mention.identifiers) if found]
        by_number = {self._of_identifier[number] for number in numbers if number in self._of_identifier}
        by_name, how = self._by_name(mention)
        if len(by_number) > 1 or (by_number and by_name and by_name not in by_number):
            return self._as_reported(mention, "conflict")
        found, told = (by_number.pop(), "identifier") if by_number else (by_name, how)
        if found:
            return Named(found, self._supplier_names[found], is_reviewed=True, matched_by=told)
        company = next((number for scheme, number in numbers if scheme == "GB-COH"), None)
        if company and how == "not_known":  # two spellings of one company are one firm, reviewed or not
            return Named(
                f"as-reported-company-{company.lower()}", mention.text, is_reviewed=False, matched_by="identifier"
            )
        return self._as_reported(mention, how)

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
        decided = self._decided("system", Mention(text))
        candidates = self._systems.get(normalise_name(text), [])
        if decided is not None:
            candidates = [self._every_system[decided]] if decided else []
        elif supplier_id:  # a generic name such as Enterprise is only that product from its own maker
            candidates = [found for found in candidates if found.supplier_id in {supplier_id, None}]
        if len(candidates) == 1:
            return candidates[0]
        parts = [(supplier_id or "").removeprefix("as-reported-"), slug(normalise_name(text) or text)]
        return Named("as-reported-" + "-".join(filter(None, parts)), text, is_reviewed=False, supplier_id=supplier_id)

    def _as_reported(self, mention: Mention, how: str) -> Named:
        key = slug(normalise_name(mention.text) or mention.text)
        return Named(f"as-reported-{key}", mention.text, is_reviewed=False, matched_by=how)

    def _by_name(self, mention: Mention) -> tuple[str | None, str]:
        """Give the supplier whose reviewed name it is, and how that was told."""
        decided = self._decided("supplier", mention)
        if decided is not None:
            return decided or None, "decision"
        for text in dict.fromkeys((mention.text, registered_part(mention.text))):
            name = normalise_name(text)
            if name in self._clear:
                return self._clear[name], "name"
            if name in self._unclear:
                told = self._told_apart(name, mention.context)
                return told, "context" if told else "ambiguous"
        cut = self._cut_off.get(normalise_name(mention.text), set()) if is_cut_off(mention.text) else set()
        return (next(iter(cut)), "cut_off_name") if len(cut) == 1 else (None, "not_known")

    def _told_apart(self, name: str, context: str) -> str | None:
        """Tell which of the suppliers of one short name is meant, by its product or by the reviewed words of an alias."""
        words = f" {normalise_name(context)} "
        meant = set()
        for supplier_id, said in self._unclear[name]:
            own = [
                *self._product_names.get(supplier_id, ()),
                *(normalise_name(word) for word in said.split("|") if word),
            ]
            if any(f" {word} " in words for word in own if word):
                meant.add(supplier_id)
        return meant.pop() if len(meant) == 1 else None

    def _decided(self, kind: str, mention: Mention) -> str | None:
        """Give the id a person decided on; blank for one that is nobody known; None where nobody has decided."""
        words = f" {normalise_name(mention.context)} "
        for context, decision, canonical in self._decisions.get((kind, normalise_name(mention.text)), ()):
            if not context or f" {normalise_name(context)} " in words:
                return canonical if decision == "same" else ""
        return None

    @cached_property
    def _decisions(self) -> Mapping[tuple[str, str], list[tuple[str, str, str]]]:
        found: dict[tuple[str, str], list[tuple[str, str, str]]] = {}
        for row in self.reference.name_decisions.fillna("").to_dict("records"):
            key = (row["kind"], normalise_name(row["raw_name"]))
            found.setdefault(key, []).append((row["context"], row["decision"], row["canonical"]))
        return {key: sorted(rows, key=lambda row: not row[0]) for key, rows in found.items()}

    @cached_property
    def _supplier_names(self) -> Mapping[str, str]:
        frame = self.reference.suppliers
        return dict(zip(frame["supplier_id"], frame["supplier"], strict=True))

    @cached_property
    def _of_identifier(self) -> Mapping[tuple[str, str], str]:
        suppliers, listed = self.reference.suppliers, self.reference.supplier_identifiers
        own = suppliers.dropna(subset="companies_house_number")
        texts = [
            (f"GB-COH-{number}", key)
            for number, key in zip(own["companies_house_number"], own["supplier_id"], strict=True)
        ]
        texts += [(f"{scheme}-{number}", key) for scheme, number, key in zip(
            listed["scheme"], listed["identifier"], listed["supplier_id"], strict=True)]  # fmt: skip
        return {found: key for text, key in texts if (found := identifier_of(text))}

    @cached_property
    def _clear(self) -> Mapping[str, str]:
        aliases = self.reference.supplier_aliases
        clear = aliases[~aliases["is_ambiguous"].astype("bool")]
        found = {normalise_name(name): key for key, name in self._supplier_names.items()}
        found |= {normalise_name(alias): key for alias, key in zip(clear["alias"], clear["supplier_id"], strict=True)}
        return {name: key for name, key in found.items() if name not in self._unclear}

    @cached_property
    def _unclear(self) -> Mapping[str, list[tuple[str, str]]]:
        aliases = self.reference.supplier_aliases
        unclear = aliases[aliases["is_ambiguous"].astype("bool")]
        found: dict[str, list[tuple[str, str]]] = {}
        own = {normalise_name(name): key for key, name in self._supplier_names.items()}
        for alias, key, words in zip(
            unclear["alias"], unclear["supplier_id"], unclear["context"].fillna(""), strict=True
        ):
            found.setdefault(normalise_name(alias), []).append((key, words))
        for name, rows in found.items():
            if name in own and own[name] not in {key for key, _ in rows}:
                rows.append((own[name], ""))
        return found

    @cached_property
    def _cut_off(self) -> Mapping[str, set[str]]:
        found: dict[str, set[str]] = {}
        aliases = self.reference.supplier_aliases
        clear = aliases[~aliases["is_ambiguous"].astype("bool")]
        named = [*self._supplier_names.items(), *zip(clear["supplier_id"], clear["alias"], strict=True)]
        for key, name in named:
            for cut in cut_off_names(name):
                found.setdefault(cut, set()).add(key)
        return found

    @cached_property
    def _product_names(self) -> Mapping[str, list[str]]:
        found: dict[str, list[str]] = {}
        for name, systems in self._systems.items():
            makers = {system.supplier_id for system in systems}
            maker = next(iter(makers)) if len(makers) == 1 else None
            if maker and not re.fullmatch(r"\w{1,3}", name):
                found.setdefault(maker, []).append(name)
        return found

    @cached_property
    def _every_system(self) -> Mapping[str, Named]:
        return {named.id: named for systems in self._systems.values() for named in systems}

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
            named = Named(system_id, row["system"], is_reviewed=True, supplier_id=maker, matched_by="name")
            known = found.setdefault(normalise_name(alias), [])
            if named not in known:
                known.append(named)
        return found
