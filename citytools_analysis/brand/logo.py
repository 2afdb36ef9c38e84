"""A logo as a picture inside a page: one that runs, or reaches for, anything is refused."""

from __future__ import annotations

import base64
import re
from pathlib import Path
from xml.etree import ElementTree as ET

MOST_BYTES = 200_000
_PNG = b"\x89PNG\r\n\x1a\n"
_SVG = "{http://www.w3.org/2000/svg}"
_ACTIVE = {"script", "foreignobject", "iframe", "object", "embed", "audio", "video", "handler", "set", "animate"}
_INSIDE = re.compile(r"#[\w.:-]+|data:image/(?:png|jpeg);base64,[A-Za-z0-9+/=\s]+")
_REACHES = re.compile(r"url\(\s*['\"]?(?!#)|@import|expression\(|javascript:", re.IGNORECASE)


def logo_address(path: Path) -> tuple[str, str, str]:
    """
    Read a logo.

    Parameters
    ----------
    path
        An SVG or PNG file.

    Returns
    -------
    address, what, mend
        The picture as an address that needs no file; or blank, with what is wrong and how to mend it.

    Examples
    --------
    >>> logo_address(Path("no-such.svg"))
    ('', "there is no file 'no-such.svg' beside it", 'Put the picture there, or leave out logo.')
    """
    if not path.is_file():
        return "", f"there is no file {path.name!r} beside it", "Put the picture there, or leave out logo."
    content = path.read_bytes()
    if len(content) > MOST_BYTES:
        size, most = f"{len(content) / 1000:,.0f} kB", f"{MOST_BYTES // 1000} kB"
        return "", f"{path.name!r} is {size}", f"A logo has at most {most}: save it smaller."
    if content.startswith(_PNG):
        return f"data:image/png;base64,{base64.b64encode(content).decode('ascii')}", "", ""
    fault = _fault_of_svg(content)
    if fault:
        return "", f"{path.name!r} {fault}", "Save it as plain SVG without scripts or links, or as PNG."
    return f"data:image/svg+xml;base64,{base64.b64encode(content).decode('ascii')}", "", ""


def _fault_of_svg(content: bytes) -> str:
    if b"<!DOCTYPE" in content.upper() or b"<!ENTITY" in content.upper():
        return "declares a document type"  # where entities could be made of entities without end
    try:
        root = ET.fromstring(content)  # noqa: S314 - no document type, so no entity
    except ET.ParseError:
        return "is neither PNG nor SVG"
    if root.tag != f"{_SVG}svg":
        return "is neither PNG nor SVG"
    return next((fault for element in root.iter() if (fault := _fault_of(element))), "")


def _fault_of(element: ET.Element) -> str:
    tag = str(element.tag).rpartition("}")[2].casefold()
    if tag in _ACTIVE or tag.startswith("animate"):
        return f"holds the element <{tag}>, which could run something"
    if _REACHES.search(element.text or ""):
        return "refers to something outside itself in a style"
    for name, value in element.attrib.items():
        plain = name.rpartition("}")[2].casefold()
        if plain.startswith("on"):
            return f"runs something when {plain[2:]} happens"
        if (plain in {"href", "src"} and not _INSIDE.fullmatch(value.strip())) or _REACHES.search(value):
            return f"refers to something outside itself: {value[:40]!r}"
    return ""
