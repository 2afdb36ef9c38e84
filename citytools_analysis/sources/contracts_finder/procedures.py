"""Contracts Finder's codes of procedures, as its OCDS service writes them."""

from __future__ import annotations

from collections.abc import Mapping

from citytools_analysis.sources.contracts_finder.fields import squeezed
from citytools_analysis.sources.ocds.values import text

_NO_PUBLICATION = "Award of contract without prior publication of a contract notice"
_NEGOTIATED_ALONE = "Negotiated procedure without prior publication (above threshold)"
# By code, and by the words that the CSV export may give in its place; a misspelt code is the service's own.
_PROCEDURES: Mapping[str, tuple[str, str]] = {
    "open": ("open", "Open procedure"),
    "openojeu": ("open", "Open procedure (above threshold)"),
    "openacceleratedojeu": ("open", "Open procedure - accelerated (above threshold)"),
    "opennonojeu": ("open", "Open procedure (below threshold)"),
    "restricted": ("selective", "Restricted procedure"),
    "acceleratedrestricted": ("selective", "Restricted procedure - accelerated"),
    "restrictedojeu": ("selective", "Restricted procedure (above threshold)"),
    "restrictedacceleratedojeu": ("selective", "Restricted procedure - accelerated (above threshold)"),
    "negotated": ("selective", "Negotiated procedure"),
    "negotiated": ("selective", "Negotiated procedure"),
    "acceleratednegotated": ("selective", "Negotiated procedure - accelerated"),
    "competitiveprocedurewithnegotationojeu": ("selective", "Competitive procedure with negotiation (above threshold)"),
    "competitivedialog": ("selective", "Competitive dialogue"),
    "competitivedialogueojeu": ("selective", "Competitive dialogue (above threshold)"),
    "innovationpartnershipojeu": ("selective", "Innovation partnership (above threshold)"),
    "competitivequotationnonojeu": ("limited", "Competitive quotation (below threshold)"),
    "callofffromframeworkagreement": ("selective", "Call-off from a framework agreement"),
    "callofffromaframeworkagreement": ("selective", "Call-off from a framework agreement"),
    "callofffromdynamicpurchasingsystem": ("selective", "Call-off from a dynamic purchasing system"),
    "callofffromadynamicpurchasingsystem": ("selective", "Call-off from a dynamic purchasing system"),
    "cataloguepurchase": ("", "Catalogue purchase"),
    "singletenderactionnonojeu": ("direct", "Single tender action (below threshold)"),
    "negotatedprocedurewithoutpriorpublicationojeu": ("limited", _NEGOTIATED_ALONE),
    "negotiatedprocedurewithoutpriorpublicationojeu": ("limited", _NEGOTIATED_ALONE),
    "negotiatedwithoutcompetition": ("limited", "Negotiated without competition"),
    "awardwithoutpriorpublication": ("limited", _NO_PUBLICATION),
    "awardwithoutapriorpublication": ("limited", _NO_PUBLICATION),
    "directaward": ("direct", "Direct award"),
    "notapplicable": ("", ""),
    "notspecified": ("", ""),
    "none": ("", ""),
}
_OTHER = ("other", "otherproceduretype")


def procedure_of(code: object, other: object = "") -> dict[str, str]:
    """
    Say how it was bought, as the OCDS service does.

    Parameters
    ----------
    code
        Code or words of the procedure.
    other
        What is written beside the code `Other`.

    Returns
    -------
    procedure
        The method, where the code tells it, and its words; nothing when none is told. Words that are no code stand
        as they are.

    Examples
    --------
    >>> procedure_of("SingleTenderActionNonOJEU")
    {'procurementMethod': 'direct', 'procurementMethodDetails': 'Single tender action (below threshold)'}
    >>> procedure_of("Other", "Waiver"), procedure_of("NotSpecified")
    ({'procurementMethodDetails': 'Other - Waiver'}, {})
    """
    plain = squeezed(code)
    if plain in _OTHER:
        method, details = "", f"Other - {text(other)}" if text(other) else ""
    else:
        method, details = _PROCEDURES.get(plain, ("", text(code)))
    said = {"procurementMethod": method, "procurementMethodDetails": details}
    return {key: words for key, words in said.items() if words}
