"""The releases of a package, a record package, a list or a single release, each with its place."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from citytools_analysis.sources.ocds.values import mapping, members, text

_MARKS = (b'"ocid"', b'"releases"', b'"records"')
_SPEAKS_OF = ("tender", "awards", "contracts", "planning", "buyer", "parties")


class Found(NamedTuple):
    """
    One release met in a file.

    Parameters
    ----------
    pointer
        JSON pointer of the release; empty for a file that is one release.
    release
        The release as parsed; an empty object where the place held something else.
    uri
        Address of the package it came in, when it was alone there; Contracts Finder's 1.0 packages name the notice so.

    Examples
    --------
    >>> Found("/releases/0", {"ocid": "ocds-b5fd17-1"}).pointer
    '/releases/0'
    """

    pointer: str
    release: dict[str, Any]
    uri: str = ""

    @property
    def place(self) -> str:
        """The pointer to show: `/` for a file that is one release, since a place is never blank."""
        return self.pointer or "/"


def releases_in(node: object, pointer: str, uri: str) -> Iterator[Found]:
    """
    Go through the releases of a package, a list or a single release.

    Parameters
    ----------
    node
        The parsed JSON.
    pointer
        Where it stands.
    uri
        Address of the package around it.

    Returns
    -------
    found
        The releases; an empty one for each place that holds something else.

    Examples
    --------
    >>> [(one.pointer, one.release) for one in releases_in([{"ocid": "ocds-1"}, 7], "", "")]
    [('/0', {'ocid': 'ocds-1'}), ('/1', {})]
    """
    if isinstance(node, list):
        for position, member in enumerate(node):
            yield from release_of_member(member, f"{pointer}/{position}", uri)
    elif isinstance(node, dict) and isinstance(node.get("releases"), list):
        address = text(node.get("uri")) if len(node["releases"]) == 1 else ""
        for position, member in enumerate(node["releases"]):
            yield Found(f"{pointer}/releases/{position}", mapping(member), address)
    elif isinstance(node, dict) and isinstance(node.get("records"), list):
        for position, record in members(node, "records"):
            yield from releases_of_record(record, f"{pointer}/records/{position}")
    elif isinstance(node, dict) and is_release(node):
        yield Found(pointer, node, uri)


def release_of_member(member: object, pointer: str, uri: str = "") -> Iterator[Found]:
    """
    Go through the releases of a member of a list.

    Parameters
    ----------
    member
        A release or a package.
    pointer
        Where it stands.
    uri
        Address of the package around it.

    Returns
    -------
    found
        Its releases; an empty one where it holds none.

    Examples
    --------
    >>> [one.pointer for one in release_of_member({"releases": [{"ocid": "ocds-1"}]}, "/7")]
    ['/7/releases/0']
    """
    # Lists of lists are no OCDS shape, and would let a hostile file nest without end.
    if isinstance(member, dict):
        met = list(releases_in(member, pointer, uri))
        yield from met or [Found(pointer, {}, uri)]
    else:
        yield Found(pointer, {}, uri)


def releases_of_record(record: dict[str, Any], pointer: str) -> Iterator[Found]:
    """
    Go through the releases of a record.

    Parameters
    ----------
    record
        The record.
    pointer
        Where it stands.

    Returns
    -------
    found
        The releases in it; the compiled one, where the others are only linked.

    Examples
    --------
    >>> [one.pointer for one in releases_of_record({"ocid": "ocds-1", "releases": [{"url": "x"}]}, "/records/0")]
    ['/records/0/compiledRelease']
    """
    embedded = [(position, release) for position, release in members(record, "releases") if is_release(release)]
    for position, release in embedded:
        yield Found(f"{pointer}/releases/{position}", release)
    if not embedded:
        # Linked releases carry only an address; the compiled release is then all there is.
        yield Found(f"{pointer}/compiledRelease", mapping(record, "compiledRelease"))


def is_release(node: dict[str, Any]) -> bool:
    """
    Say whether an object is a release.

    Parameters
    ----------
    node
        The object.

    Returns
    -------
    release
        Whether it names its process, or says what it is of.

    Examples
    --------
    >>> is_release({"ocid": "ocds-1"}), is_release({"tag": ["award"], "awards": []}), is_release({"url": "x"})
    (True, True, False)
    """
    return isinstance(node.get("ocid"), str) or ("tag" in node and any(key in node for key in _SPEAKS_OF))


def names_releases(head: bytes) -> bool:
    """
    Say whether the beginning of a file of JSON names a process, releases or records.

    Parameters
    ----------
    head
        Its first bytes.

    Returns
    -------
    names
        Whether it does.

    Examples
    --------
    >>> names_releases(b'{"ocid": "ocds-1"'), names_releases(b'{"features": []}')
    (True, False)
    """
    return any(mark in head for mark in _MARKS)
