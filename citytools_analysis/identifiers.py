"""Identifiers of firms: which are well formed, and how they are written (domain.md, section 4)."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

# Companies House: eight characters; two letters or one before the digits for Scotland, partnerships and others
_COMPANY = re.compile(r"(?P<letters>[A-Z]{2}|R)?(?P<digits>[0-9]{1,8})(?P<mark>R)?")
_LETTERS = {
    "AC", "CE", "CS", "FC", "FE", "GE", "GN", "GS", "IC", "IP", "LP", "NA", "NC", "NF", "NI", "NL", "NO", "NP", "NR", "NZ",
    "OC", "OE", "PC", "RC", "RS", "SA", "SC", "SE", "SF", "SI", "SL", "SO", "SP", "SR", "SZ", "ZC", "R",
}  # fmt: skip
_PPON = re.compile(r"P[A-Z]{3}[0-9]{4}[A-Z]{4}")
_CHARITY = re.compile(r"(?:SC)?[0-9]{5,8}")
_DUPLICATES = re.compile(r"0+|1+|12345678|99999999|00000001")


def company_number(text: str) -> str | None:
    """
    Check and pad a number of Companies House.

    Parameters
    ----------
    text
        As written, also with spaces, or as a number that has lost its leading zeros.

    Returns
    -------
    number
        Eight characters; None for what cannot be one, such as an NHS code or a placeholder.

    Examples
    --------
    >>> company_number("968498"), company_number("sc 123456"), company_number("OC301540")
    ('00968498', 'SC123456', 'OC301540')
    >>> company_number("RJ122"), company_number("00000000"), company_number("GB 123 4567 89")
    (None, None, None)
    """
    plain = re.sub(r"[\s.-]", "", text).upper().removesuffix(".0")
    match = _COMPANY.fullmatch(plain)
    if not match or _DUPLICATES.fullmatch(match["digits"]) or match["mark"]:
        return None
    letters = match["letters"] or ""
    if letters and letters not in _LETTERS:
        return None
    n_digits = 8 - len(letters)
    # a number that lost its zeros has at least five digits left; fewer are a code of something else
    if len(match["digits"]) > n_digits or len(match["digits"]) < (n_digits if letters else 5):
        return None
    return letters + match["digits"].zfill(n_digits)


def _ppon(text: str) -> str | None:
    plain = re.sub(r"[\s-]", "", text).upper()
    return f"{plain[:4]}-{plain[4:8]}-{plain[8:]}" if _PPON.fullmatch(plain) else None


def _charity(text: str) -> str | None:
    plain = re.sub(r"\s", "", text).upper()
    return plain if _CHARITY.fullmatch(plain) and not _DUPLICATES.fullmatch(plain.removeprefix("SC")) else None


_CHECKED: Mapping[str, Callable[[str], str | None]] = {
    "GB-COH": company_number,
    "GB-PPON": _ppon,
    "GB-CHC": _charity,
    "GB-SC": _charity,
    "GB-NIC": _charity,
}


def identifier_of(text: str) -> tuple[str, str] | None:
    """
    Read an identifier.

    Parameters
    ----------
    text
        Scheme and number, such as `GB-COH-968498`.

    Returns
    -------
    identifier
        Scheme and number, checked and padded; None for a scheme that does not name firms for good (the numbers of
        Contracts Finder, GB-CFS, do not) or a number that cannot be one.

    Examples
    --------
    >>> identifier_of("GB-COH-968498"), identifier_of("GB-PPON-pbhq-9995-hxvm"), identifier_of("GB-CFS-192125")
    (('GB-COH', '00968498'), ('GB-PPON', 'PBHQ-9995-HXVM'), None)
    """
    for scheme, check in _CHECKED.items():
        if text.strip().upper().startswith(f"{scheme}-"):
            number = check(text.strip()[len(scheme) + 1 :])
            return (scheme, number) if number else None
    return None
