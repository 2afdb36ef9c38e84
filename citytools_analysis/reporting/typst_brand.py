"""What a brand adds to a printed document: its logo above the title, its contact below the end, its name as the author."""

from __future__ import annotations

import base64
from collections.abc import MutableMapping

from citytools_analysis.brand import Brand
from citytools_analysis.brand.voice import HOUSE_SIGN
from citytools_analysis.reporting.dressed import told
from citytools_analysis.reporting.typst_text import drawable, literal

_HEIGHT_MM = 14


def signed(template: str, brand: Brand) -> str:
    """
    Name the brand as the author of a document.

    Parameters
    ----------
    template
        The look of a report.
    brand
        The brand.

    Returns
    -------
    template
        The same but for the author.

    Examples
    --------
    >>> signed('set document(author: "City Tools: London")', Brand("Digital Office", "DO", "Avon"))
    'set document(author: "Digital Office: Avon")'
    """
    return template.replace(literal(HOUSE_SIGN), literal(drawable(brand.sign)))


def between_logo_and_contact(drawn: str, brand: Brand, images: MutableMapping[str, bytes]) -> str:
    """
    Put the logo before what draws a document, and whom to ask after it.

    Parameters
    ----------
    drawn
        Typst source.
    brand
        The brand.
    images
        Files beside the source; the logo is put there.

    Returns
    -------
    drawn
        Typst source.

    Examples
    --------
    >>> print(between_logo_and_contact('par("a")', Brand("Digital Office", "DO", "Avon"), {}))
    par("a")
    note("Digital Office")
    """
    ended = f"{drawn}\nnote({literal(drawable(told(brand)))})"
    if not brand.logo:
        return ended
    kind, _, content = brand.logo.partition(";base64,")
    name = f"brand-logo.{'png' if kind.endswith('png') else 'svg'}"
    images[name] = base64.b64decode(content)
    words = literal(drawable(brand.logo_text))
    return f'block(below: 9pt, image("{name}", height: {_HEIGHT_MM}mm, fit: "contain", alt: {words}))\n{ended}'
