"""Whom reports can be about: the boroughs, the service areas, and the suppliers and systems that boroughs share."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from citytools_analysis.errors import UnknownNameError, suggestion
from citytools_analysis.metrics.adoption import in_use
from citytools_analysis.metrics.allocations import parties
from citytools_analysis.reference import find_borough
from citytools_analysis.register import Register

_FEWEST_BOROUGHS = 2  # of a supplier or system that is briefed on without being asked for by name
_SEE = {
    "borough": "See data/reference/boroughs.csv.",
    "supplier": "See data/reference/suppliers.csv.",
    "system": "See data/reference/systems.csv.",
    "service_area": "See data/reference/functions.csv.",
}


def subjects_of(register: Register, group: str) -> dict[str, str]:
    """
    List everyone a report of a group can be about.

    Parameters
    ----------
    register
        The edition's register.
    group
        `borough`, `supplier`, `system` or `service_area`.

    Returns
    -------
    subjects
        Name by id, in the order of ids.

    Examples
    --------
    >>> from datetime import date
    >>> len(subjects_of(Register.from_tables({}, as_of=date(2026, 11, 23)), "service_area"))
    14
    """
    frame, key, label = {
        "borough": (register.boroughs, "borough_id", "borough"),
        "supplier": (register.suppliers, "supplier_id", "supplier"),
        "system": (register.systems, "system_id", "system"),
        "service_area": (register.functions, "area_code", "area"),
    }[group]
    known = frame[[key, label]].dropna(subset=[key]).drop_duplicates(key).sort_values(key)
    return {str(subject): str(name) for subject, name in known.itertuples(index=False)}


def subjects_told(register: Register, group: str) -> dict[str, str]:
    """
    List those a report is made about without being asked for: of suppliers and systems, those at least two boroughs use.

    Parameters
    ----------
    register
        The edition's register.
    group
        `borough`, `supplier`, `system` or `service_area`.

    Returns
    -------
    subjects
        Name by id.

    Examples
    --------
    >>> from datetime import date
    >>> subjects_told(Register.from_tables({}, as_of=date(2026, 11, 23)), "supplier")
    {}
    """
    every = subjects_of(register, group)
    if group not in {"supplier", "system"}:
        return every
    key = f"{group}_id"
    users = pd.concat([in_use(register)[["borough_id", key]], _contracted(register, key)]).dropna()
    n_boroughs = users.drop_duplicates().groupby(key)["borough_id"].size()
    shared = set(n_boroughs.index[n_boroughs >= _FEWEST_BOROUGHS].astype(str))
    return {subject: name for subject, name in every.items() if subject in shared}


def _contracted(register: Register, key: str) -> pd.DataFrame:
    served = parties(register)[["contract_id", "borough_id"]]
    return served.merge(register.contracts[["contract_id", key]], on="contract_id")[["borough_id", key]]


def subject_ids(register: Register, group: str, names: Sequence[str]) -> tuple[str, ...]:
    """
    Find whom a user named.

    Parameters
    ----------
    register
        The register.
    group
        `borough`, `supplier`, `system` or `service_area`.
    names
        Ids or names; of boroughs also published identifiers.

    Returns
    -------
    ids
        Each once, in the order given.

    Raises
    ------
    UnknownNameError
        If one does not exist; the nearest id is suggested.

    Examples
    --------
    >>> from datetime import date
    >>> register = Register.from_tables({}, as_of=date(2026, 11, 23))
    >>> subject_ids(register, "service_area", ["hsg"]), subject_ids(register, "borough", ["Camden"])
    (('HSG',), ('camden',))
    >>> subject_ids(register, "borough", ["cambden"])
    Traceback (most recent call last):
    ...
    citytools_analysis.errors.UnknownNameError: Unknown borough 'cambden'. Did you mean 'camden'? See data/reference/boroughs.csv.
    """
    if not names:
        return ()
    every = subjects_of(register, group)
    by_words = {words.casefold(): subject for subject, name in every.items() for words in (subject, name)}
    found = {}
    for name in names:
        subject = by_words.get(name.strip().casefold())
        subject = subject or (find_borough(register.reference, name) if group == "borough" else None)
        if subject is None:
            near = list(every) if suggestion(name, list(every)) else list(every.values())
            raise UnknownNameError(group.replace("_", " "), name, near, _SEE[group])
        found[subject] = True
    return tuple(found)
