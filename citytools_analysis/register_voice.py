"""How the brand of a register speaks: of it, and of the names that it holds."""

from __future__ import annotations

from collections.abc import Iterator

from citytools_analysis.brand import Brand, Voice
from citytools_analysis.brand.voice import names_to_keep
from citytools_analysis.register import Register

_NAMED = {
    "suppliers": ("supplier",), "systems": ("system",), "contracts": ("title",), "notices": ("title",),
    "sources": ("source_name",),
}  # fmt: skip


def voice_of(register: Register) -> Voice | None:
    """
    Give the voice in which documents of a register speak.

    Parameters
    ----------
    register
        The register.

    Returns
    -------
    voice
        Its brand's; nothing where it has none, and no table is then read.

    Examples
    --------
    >>> from datetime import date
    >>> voice_of(Register.from_tables({}, as_of=date(2026, 11, 23))) is None
    True
    """
    brand = register.reference.brand
    return None if brand is None else register.keep("voice", lambda: _voice(brand, register))


def _voice(brand: Brand, register: Register) -> Voice:
    """Give the voice, which says for whom an edition is by name: `editions` knows London's boroughs alone."""
    boroughs, viewer = register.boroughs, register.info.viewer
    named = boroughs.loc[boroughs["borough_id"].eq(viewer), "borough"]
    phrases = tuple((f"for {viewer} only", f"for {name} only") for name in named)
    return Voice(brand, names_to_keep(_names(register)), phrases)


def _names(register: Register) -> Iterator[object]:
    for column in ("borough", "short_name", "council_name"):
        yield from register.boroughs[column]
    for table, columns in _NAMED.items():
        rows = register.table(table)
        for column in columns:
            yield from rows[column]
