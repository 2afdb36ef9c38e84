"""What the gatherer's own words tell of a contract: its options, what its value covers, its number, its framework."""

from __future__ import annotations

import re

from citytools_analysis.sources.extension_terms import parse_terms
from citytools_analysis.sources.ocds.worth import value_basis

_OF_OPTIONS = re.compile(r"option|exten|renew|\+", re.IGNORECASE)
_OVER_TERM = re.compile(
    r"(?P<n>\d{1,3})[\s-](?P<unit>year|month)s?\s*:?\s*£(?P<pounds>\d[\d,]*(?:\.\d\d)?)", re.IGNORECASE
)
_DECISION = re.compile(r"\bI?ID=(\d+)", re.IGNORECASE)
_CALLED_OFF = re.compile(r"\b(?:via|through|from|under) (?:the )?(?!an? )(.*\bframework\b.*)", re.IGNORECASE)
_FINDER, _TENDER = "ocds-b5fd17-", "ocds-h6vhtk-"


def extension_note(note: str) -> str | None:
    """
    Give a remark that speaks of options to extend.

    Parameters
    ----------
    note
        What the gatherer remarks.

    Returns
    -------
    note
        The remark as it is; None where it speaks of something else.

    Examples
    --------
    >>> extension_note("3+2 years"), extension_note("product named in title")
    ('3+2 years', None)
    """
    return note if _OF_OPTIONS.search(note) else None


def covered_by(value: float, note: str) -> str:
    """
    Say what a value covers, as far as the gatherer's remark tells.

    Parameters
    ----------
    value
        Pounds.
    note
        What the gatherer remarks.

    Returns
    -------
    basis
        `committed_term` where the remark gives the same amount beside the committed length; what it says of options
        where it says it; else `unknown`.

    Examples
    --------
    >>> covered_by(1688800.0, "3 years £1,688,800; +2 years option"), covered_by(5.0, "value includes the option")
    ('committed_term', 'max_incl_options')
    >>> covered_by(1688800.0, "5 years £1,688,800, being 3 years and an option of 2 years")
    'unknown'
    """
    terms = parse_terms(note)
    for said in _OVER_TERM.finditer(note):
        months = int(said["n"]) * (12 if said["unit"].casefold() == "year" else 1)
        if terms and months == terms.base_months and float(said["pounds"].replace(",", "")) == value:
            return "committed_term"
    return value_basis(note, is_framework=False, is_new_law=False, may_extend=bool(extension_note(note)))


def reference_of(identity: str) -> str:
    """
    Give the reference under which a contract stands in the register.

    Parameters
    ----------
    identity
        The gatherer's id: a process, or a record of a council.

    Returns
    -------
    reference
        Of Contracts Finder process and award, as its notices are keyed; of a council's record its number.

    Examples
    --------
    >>> reference_of("ocds-b5fd17-1"), reference_of("modgov.hillingdon ieDecisionDetails ID=2705")
    ('ocds-b5fd17-1/ocds-b5fd17-1-1', 'Decision 2705')
    """
    if identity.startswith(_FINDER):
        return f"{identity}/{identity}-1"
    number = _DECISION.search(identity)
    return f"Decision {number[1]}" if number else identity


def address_of(identity: str) -> str | None:
    """
    Give the public address of a process.

    Parameters
    ----------
    identity
        The gatherer's id.

    Returns
    -------
    address
        That of the record on Contracts Finder or Find a Tender; None for anything else, whose id is its reference.

    Examples
    --------
    >>> address_of("ocds-b5fd17-1")
    'https://www.contractsfinder.service.gov.uk/Published/OCDS/Record/ocds-b5fd17-1'
    >>> address_of("modgov.hillingdon ieDecisionDetails ID=2705") is None
    True
    """
    if identity.startswith(_FINDER):
        return f"https://www.contractsfinder.service.gov.uk/Published/OCDS/Record/{identity}"
    if identity.startswith(_TENDER):
        return f"https://www.find-tender.service.gov.uk/api/1.0/ocdsRecordPackages/{identity}"
    return None


def framework_of(procedure: str) -> str | None:
    """
    Give the framework that a contract was called off from.

    Parameters
    ----------
    procedure
        How it was bought.

    Returns
    -------
    framework
        Its name; None where none is named.

    Examples
    --------
    >>> framework_of("Direct award via RM3821 DAS Framework"), framework_of("Call-off from a framework agreement")
    ('RM3821 DAS Framework', None)
    """
    named = _CALLED_OFF.search(procedure)
    return named[1] if named else None


def firm_of(supplier: str) -> str:
    """
    Give a supplier's name without its own initials behind it.

    Parameters
    ----------
    supplier
        As seen.

    Returns
    -------
    name
        The name.

    Examples
    --------
    >>> firm_of("Northgate Public Services (NPS)"), firm_of("Idox (Tascomi)")
    ('Northgate Public Services', 'Idox (Tascomi)')
    """
    name, _, rest = supplier.rpartition(" (")
    initials = "".join(word[0] for word in name.split() if word[0].isupper())
    return name if len(initials) > 1 and rest == f"{initials})" else supplier
