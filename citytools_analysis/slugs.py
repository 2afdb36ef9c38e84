"""Names for files and folders made from any text: short, safe on every system, and never the same twice."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable

_LONGEST = 60
_RESERVED = frozenset({"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(10))})


def hash8(text: str) -> str:
    """
    Shorten a text to eight characters that tell it from others.

    Parameters
    ----------
    text
        Any text.

    Returns
    -------
    digest
        The first eight hexadecimal characters of its SHA-256.

    Examples
    --------
    >>> hash8("camden")
    'dc0cebab'
    """
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:8]


def slug(text: str) -> str:
    """
    Turn a text into a name for a file or folder.

    Parameters
    ----------
    text
        Any text, also one that tries to leave its folder.

    Returns
    -------
    slug
        Lower-case letters, digits and single hyphens, at most 60 characters; a text that is too long, that
        leaves nothing, or that some system reserves ends in a hash.

    Examples
    --------
    >>> slug("Barking & Dagenham"), slug("../../etc")
    ('barking-and-dagenham', 'etc')
    >>> slug("con"), slug("…")
    ('con-1143da2b', 'b4935894')
    """
    plain = unicodedata.normalize("NFKD", text.replace("&", " and ")).encode("ascii", "ignore").decode().lower()
    words = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")
    if words and len(words) <= _LONGEST and words not in _RESERVED:
        return words
    return "-".join(part for part in (words[: _LONGEST - 9].strip("-"), hash8(text)) if part)


def slugs(texts: Iterable[str]) -> dict[str, str]:
    """
    Give each text a slug of its own.

    Parameters
    ----------
    texts
        The texts that must not share a name.

    Returns
    -------
    slugs
        A slug for each text; those that would collide end in a hash, whichever came first.

    Examples
    --------
    >>> slugs(["Idox plc", "idox-plc", "Civica"])
    {'Idox plc': 'idox-plc-8b2212cf', 'idox-plc': 'idox-plc-e1e274d7', 'Civica': 'civica'}
    """
    names = {text: slug(text) for text in texts}
    times = Counter(names.values())
    return {text: name if times[name] == 1 else f"{name}-{hash8(text)}" for text, name in names.items()}
