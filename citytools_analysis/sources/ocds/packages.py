"""Open a file of notices: a release package, a record package, one release or a list of them, OCDS 1.0 or 1.1."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import orjson

from citytools_analysis.errors import Issue
from citytools_analysis.sources.ocds.days import calendar_day
from citytools_analysis.sources.ocds.releases import Found, is_release, names_releases, releases_in
from citytools_analysis.sources.ocds.values import mapping, text
from citytools_analysis.sources.parsed_json import LimitError, parsed_json

_MEND = "Save what the OCDS address of Contracts Finder or Find a Tender gives, unchanged"
_HEAD = 65_536


@dataclass(frozen=True)
class Package:
    """
    What a file holds.

    Parameters
    ----------
    found
        The releases met, in the order of the file.
    issues
        Why the file, or a record of it, cannot be read.
    published_date
        Day on which the package says it was made.

    Examples
    --------
    >>> Package(()).issues
    ()
    """

    found: tuple[Found, ...]
    issues: tuple[Issue, ...] = ()
    published_date: date | None = None


def looks_like_ocds(path: Path) -> bool:
    """
    Say cheaply, from its first 64 kB, whether a file may be OCDS in JSON.

    Parameters
    ----------
    path
        The file.

    Returns
    -------
    likely
        Whether it starts as JSON and names a process, releases or records.

    Raises
    ------
    OSError
        If the file cannot be read.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = Path(folder) / "a.json"
    ...     _ = path.write_text('{"releases": []}', encoding="utf-8")
    ...     looks_like_ocds(path)
    True
    """
    with path.open("rb") as stream:
        head = _as_utf8(stream.read(_HEAD), strict=False).lstrip()
    return head[:1] in (b"{", b"[") and names_releases(head)


def open_package(path: Path) -> Package:
    """
    Parse a file and find its releases.

    Parameters
    ----------
    path
        The file.

    Returns
    -------
    package
        The releases, or the issue that says why there are none and how to mend it.

    Raises
    ------
    OSError
        If the file cannot be read.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = Path(folder) / "a.json"
    ...     _ = path.write_text('{"releases": [', encoding="utf-8")
    ...     print(open_package(path).issues[0].what)
    the file stops in the middle of its JSON, at line 1, column 15
    """
    raw = path.read_bytes()
    if not raw.strip():
        return _refused(path, "", "the file is empty", "Download it again", "empty")
    try:
        content = parsed_json(_as_utf8(raw))
    except UnicodeDecodeError as fault:
        return _refused(path, f"byte {fault.start}", "the file is not UTF-8 text", "Save it as UTF-8 JSON", "encoding")
    except orjson.JSONDecodeError as fault:
        return _unreadable(path, raw, fault)
    except LimitError as fault:
        return _refused(path, "", str(fault), "Ask the publisher for its notices in smaller files", "size")
    return package_of(path, content)


def package_of(path: Path, content: object) -> Package:
    """
    Find the releases in what a file holds.

    Parameters
    ----------
    path
        The file, for its name.
    content
        The parsed JSON.

    Returns
    -------
    package
        The releases, or the issue that says why there are none.

    Examples
    --------
    >>> [one.pointer for one in package_of(Path("a.json"), {"releases": [{"ocid": "ocds-1"}]}).found]
    ['/releases/0']
    """
    found = tuple(releases_in(content, "", ""))
    fault = not_a_package(path, content, n_found=len(found), has_release=any(is_release(one.release) for one in found))
    if fault and fault.level == "error":
        return Package((), (fault,))
    return Package(found, (fault,) if fault else (), published_day(content))


def not_a_package(path: Path, content: object, *, n_found: int, has_release: bool) -> Issue | None:
    """
    Say what is amiss with a package as a whole.

    Parameters
    ----------
    path
        The file, for its name.
    content
        The parsed JSON; its releases need not all be there.
    n_found
        How many releases were met.
    has_release
        Whether any of them is one.

    Returns
    -------
    issue
        An error where it is no package, a warning where it is empty.

    Examples
    --------
    >>> not_a_package(Path("a.json"), {"hits": []}, n_found=0, has_release=False).rule
    'not_ocds'
    """
    if not has_release and not _is_empty_package(content):
        return Issue(path.name, "", f"not an OCDS file: {_shape(content)}", f"{_MEND}.", rule="not_ocds")
    return None if n_found else Issue(path.name, "", "the package holds no release", rule="empty", level="warning")


def published_day(content: object) -> date | None:
    """
    Give the day on which a package says it was made.

    Parameters
    ----------
    content
        The package.

    Returns
    -------
    day
        Nothing where it says none, or what is no day.

    Examples
    --------
    >>> published_day({"publishedDate": "2026-01-02T10:00:00Z"}).isoformat(), published_day([])
    ('2026-01-02', None)
    """
    try:
        return calendar_day(mapping(content).get("publishedDate"))
    except ValueError:
        return None


def _is_empty_package(content: object) -> bool:
    node = mapping(content)
    known = ("publisher", "publishedDate", "uri", "version")
    return any(node.get(key) == [] for key in ("releases", "records")) and any(key in node for key in known)


def _shape(content: object) -> str:
    if isinstance(content, dict) and {"notice", "hits", "noticeList"} & set(content):
        return "it has the shape of Contracts Finder's own REST service, not of its OCDS service"
    if isinstance(content, dict):
        keys = ", ".join(repr(text(key)[:40]) for key in list(content)[:5])
        return f"it holds no releases or records, only {keys or 'an empty object'}"
    if isinstance(content, list):
        return "it is a list that holds no release"
    return f"it holds one value, {orjson.dumps(content)[:40].decode(errors='ignore')}, and no release"


def _unreadable(path: Path, raw: bytes, fault: orjson.JSONDecodeError) -> Package:
    where = f"line {fault.lineno}, column {fault.colno}"
    start = raw.lstrip()[:1]
    if start not in (b"{", b"["):
        what = "not an OCDS file: it does not start as JSON"
        return _refused(path, "line 1", what, _MEND, "not_ocds")
    if fault.pos >= len(fault.doc.rstrip()) - 1 or "unexpected end" in fault.msg.casefold():
        what = f"the file stops in the middle of its JSON, at {where}"
        return _refused(path, where, what, "Download it again; the download was cut short", "truncated")
    reason = fault.msg.split(": line")[0]
    return _refused(path, where, f"not readable as JSON at {where} ({reason})", "Download it again, unchanged", "json")


def _refused(path: Path, where: str, what: str, mend: str, rule: str) -> Package:
    return Package((), (Issue(path.name, where, what, f"{mend}.", rule=rule),))


def _as_utf8(raw: bytes, *, strict: bool = True) -> bytes:
    if raw[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return raw.decode("utf-16", "strict" if strict else "ignore").encode()
    body = raw.removeprefix(b"\xef\xbb\xbf")
    if strict:
        body.decode("utf-8")
    return body
