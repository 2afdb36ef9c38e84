"""Words, emphasis, links and images inside a paragraph, as Typst code."""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from citytools_analysis.errors import ReportError
from citytools_analysis.reporting.kept_whole import KEPT_WHOLE
from citytools_analysis.reporting.tree import Element, Node
from citytools_analysis.reporting.typst_text import breakable, drawable, literal, width

PORTRAIT, LANDSCAPE, WALL = 493.0, 740.0, 1122.0  # width of the text on an A4 page and on an A3 sheet, in points
_KINDS = {"image/png": "png", "image/jpeg": "jpg", "image/svg+xml": "svg"}
_FUNCTIONS = {
    "strong": "strong",
    "b": "strong",
    "em": "emph",
    "i": "emph",
    "u": "underline",
    "s": "strike",
    "del": "strike",
    "sub": "sub",
    "sup": "super",
    "small": "quiet",
    "code": "code",
}
STATES = {
    "ct-overdue": "overdue",
    "ct-unknown": "unknown",
    "ct-withheld": "withheld",
    "ct-own": "own",
    "ct-note": "quiet",
}


@dataclass(frozen=True)
class Setting:
    """
    Where text is being set: how wide the place is, which ids exist, and the images met so far.

    Parameters
    ----------
    width
        Width of the place, in points.
    size
        Size of the type, in points.
    anchors
        Ids of the headings: links to others are only words.
    images
        Files to write beside the source, by name; added to.

    Examples
    --------
    >>> Setting().ems
    49.3
    """

    width: float = PORTRAIT
    size: float = 10.0
    anchors: frozenset[str] = frozenset()
    images: dict[str, bytes] = field(default_factory=dict)

    @property
    def ems(self) -> float:
        """Width of the place, in ems."""
        return self.width / self.size

    def within(self, width: float, *, size: float | None = None) -> Setting:
        """
        Give the setting of a narrower place.

        Parameters
        ----------
        width
            Its width, in points.
        size
            Its size of type, in points; the same when not given.

        Returns
        -------
        setting
            A copy that shares the images.

        Examples
        --------
        >>> Setting().within(85, size=8.5).ems
        10.0
        """
        return replace(self, width=width, size=size or self.size)


def inline(nodes: Iterable[Node], setting: Setting) -> str:
    r"""
    Write the inside of a paragraph as one Typst expression.

    Parameters
    ----------
    nodes
        Texts and inline elements.
    setting
        Where they are set.

    Returns
    -------
    code
        An expression that gives content, or `""` when there is nothing.

    Examples
    --------
    >>> print(inline(["a ", Element("strong", {}, ["$x$"])], Setting()))
    {"a "; strong("$x$")}
    """
    return joined(_trimmed([part for node in nodes for part in _parts(node, setting)]))


def joined(parts: Sequence[str], separator: str = "; ") -> str:
    """
    Join expressions to one.

    Parameters
    ----------
    parts
        Expressions that give content.
    separator
        What stands between them: a semicolon or a new line.

    Returns
    -------
    code
        One expression.

    Examples
    --------
    >>> joined([]), joined(['"a"']), joined(['"a"', "linebreak()"])
    ('""', '"a"', '{"a"; linebreak()}')
    """
    if len(parts) == 1:
        return parts[0]
    return "{" + separator.join(parts) + "}" if parts else '""'


def picture(image: Element, setting: Setting) -> str:
    """
    Write an image, and keep its bytes for the file beside the source.

    Parameters
    ----------
    image
        An `img` element with a data address and alternative text.
    setting
        Where it is set.

    Returns
    -------
    code
        A call of `picture`.

    Raises
    ------
    ReportError
        If the data are not base64.

    Examples
    --------
    >>> picture(Element("img", {"src": "data:image/png;base64,AA==", "alt": "A bar", "width": "640"}), Setting())
    'picture("6e340b9cffb37a98.png", "A bar", 480.0pt)'
    """
    head, _, body = image.attributes["src"].partition(",")
    try:
        content = base64.b64decode(body, validate=False)
    except binascii.Error as error:
        message = f"The image '{image.attributes['alt'][:60]}' cannot be read: {error}."
        raise ReportError(message) from error
    kind = _KINDS[head.removeprefix("data:").partition(";")[0]]
    name = f"{hashlib.sha256(content).hexdigest()[:16]}.{kind}"
    setting.images[name] = content
    pixels = image.attributes.get("width")
    size = f"{int(pixels) * 0.75}pt" if pixels else "auto"  # 96 pixels are 72 points
    return f"picture({literal(name)}, {literal(drawable(image.attributes['alt']))}, {size})"


def _parts(node: Node, setting: Setting) -> list[str]:
    if isinstance(node, str):
        return _words(re.sub(r"[ \t\n\r\f]+", " ", node), setting)
    if node.tag == "br":
        return ["linebreak()"]
    if node.tag == "img":
        return [f"box({picture(node, setting)})"] if "src" in node.attributes else []
    inside = [part for child in node.children for part in _parts(child, setting)]
    return [_wrapped(node, joined(inside), setting)] if inside and _styles(node) else inside


def _words(text: str, setting: Setting) -> list[str]:
    """Write words, of which those that belong together stay on a line wherever they fit on one."""
    parts = KEPT_WHOLE.split(text)
    written = [literal(breakable(drawable(part), longest=setting.ems)) for part in parts]
    return [
        f"box({code})" if number % 2 and width(part) <= setting.ems else code
        for number, (part, code) in enumerate(zip(parts, written, strict=True))
        if part
    ]


def _styles(node: Element) -> bool:
    return node.tag in _FUNCTIONS or node.tag == "a" or node.has_class(*STATES)


def _wrapped(node: Element, code: str, setting: Setting) -> str:
    if node.tag in _FUNCTIONS:
        code = f"{_FUNCTIONS[node.tag]}({code})"
    for name, function in STATES.items():
        if node.has_class(name):
            code = f"{function}({code})"
    href = node.attributes.get("href", "")
    if href[:1] == "#":
        return f"link(label({literal(href[1:])}), {code})" if href[1:] in setting.anchors else code
    return f"link({literal(href)}, {code})" if href else code


def _trimmed(parts: list[str]) -> list[str]:
    """Drop the white space at both ends of a paragraph."""
    while parts and parts[0] in {'" "', '""'}:
        parts = parts[1:]
    while parts and parts[-1] in {'" "', '""'}:
        parts = parts[:-1]
    if parts and parts[0].startswith('" '):
        parts = ['"' + parts[0][2:], *parts[1:]]
    if parts and parts[-1].endswith(' "') and parts[-1].startswith('"'):
        parts = [*parts[:-1], parts[-1][:-2] + '"']
    return parts
