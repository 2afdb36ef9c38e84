"""A name as a source writes it, with what stands beside it, and what it stands for."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Mention:
    """
    A name as a source writes it.

    Parameters
    ----------
    text
        The name.
    identifiers
        Scheme and number each, as published beside it.
    context
        Words beside it that may tell two firms of one name apart: title and system.

    Examples
    --------
    >>> Mention("Northgate", context="Revenues and benefits").identifiers
    ()
    """

    text: str
    identifiers: tuple[str, ...] = ()
    context: str = ""


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
    matched_by
        How it was told: `identifier`, `decision`, `name`, `context`, `cut_off_name`; `conflict` where identifier and
        name say different things, `ambiguous` where a name stands for several; `not_known`.

    Examples
    --------
    >>> Named("as-reported-acme", "Acme Ltd", False).is_reviewed
    False
    """

    id: str
    name: str
    is_reviewed: bool
    supplier_id: str | None = None
    matched_by: str = "not_known"
