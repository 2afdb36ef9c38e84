"""The releases of a file of any size, a batch at a time, with the places they would have were it parsed whole."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import chain
from pathlib import Path
from typing import Any

import orjson

from citytools_analysis.errors import Issue
from citytools_analysis.sources.ocds.byte_blocks import ByteBlocks, head_of
from citytools_analysis.sources.ocds.forms import Form, form_of
from citytools_analysis.sources.ocds.line_parts import LineParts
from citytools_analysis.sources.ocds.list_parts import CutShortError, parts_of
from citytools_analysis.sources.ocds.packages import not_a_package, published_day
from citytools_analysis.sources.ocds.releases import Found, is_release, release_of_member, releases_of_record
from citytools_analysis.sources.ocds.values import mapping, text
from citytools_analysis.sources.parsed_json import LimitError, parsed_json

_MOST_BESIDE = 1 << 20
_AGAIN = "Download it again."


class RefusedError(Exception):
    """
    A file that cannot be taken in; `issue` says why.

    Examples
    --------
    >>> str(RefusedError(Issue("a.json", "", "it is damaged")))
    'a.json: it is damaged.'
    """

    def __init__(self, issue: Issue) -> None:
        """Keep the issue."""
        self.issue = issue
        super().__init__(str(issue))


class Streamed:
    """
    One file of notices, read once from end to end.

    Parameters
    ----------
    path
        A file that `forms.is_streamed`.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = Path(folder) / "a.json"
    ...     _ = path.write_text('{"releases": [{"ocid": "ocds-1"}], "publishedDate": "2026-01-02"}', encoding="utf-8")
    ...     streamed = Streamed(path)
    ...     [one.pointer for batch in streamed for one in batch], streamed.published_date.isoformat()
    (['/releases/0'], '2026-01-02')
    """

    def __init__(self, path: Path) -> None:
        """Read nothing yet."""
        self._path = path
        self.blocks = ByteBlocks(path)
        self.n_found = 0
        self.issues: list[Issue] = []
        self.published_date: date | None = None
        self._has_release = False

    def __iter__(self) -> Iterator[list[Found]]:
        """
        Give the releases; what is told of the file as a whole is known once all were given.

        Raises
        ------
        RefusedError
            If the file cannot be taken in; what was given then does not count.
        """
        try:
            form = form_of(head_of(self._path)) or Form("list")
            batches = self._of_lines() if form.kind == "lines" else self._of_list(form)
            for batch in batches:
                self.n_found += len(batch)
                yield batch
        except (LimitError, CutShortError, orjson.JSONDecodeError, ValueError) as fault:
            raise RefusedError(self._fault(fault)) from fault

    def _of_lines(self) -> Iterator[list[Found]]:
        lines = LineParts(self._path.name)
        for batch in lines.found(iter(self.blocks)):
            self._has_release = self._has_release or any(one.release for one in batch)
            yield batch
        self.issues += lines.issues
        if not self._has_release:
            mend = "Save what the OCDS address of Contracts Finder or Find a Tender gives, unchanged."
            self.issues.append(Issue(self._path.name, "", "no line of it holds a release", mend, "not_ocds"))

    def _of_list(self, form: Form) -> Iterator[list[Found]]:
        blocks = iter(self.blocks)
        begun = b""
        while len(begun) < len(form.before):
            begun += next(blocks)
        parts = _Parts(parts_of(blocks, begun[len(form.before) :]))
        first, second = next(parts, []), next(parts, None)
        if second is None:  # all there is, so that what stands around it is known before it is given
            self._end(form, parts.after, blocks, n_met=len(first))
        around = self._around if second is None else {}
        position = 0
        for members in chain([first], [second] if second else [], parts):
            batch = list(_found(form, members, position, around))
            self._has_release = self._has_release or any(is_release(one.release) for one in batch)
            position += len(members)
            yield batch
        if second is not None:
            self._end(form, parts.after, blocks, n_met=position)
        self._judge()

    def _end(self, form: Form, after: bytes, blocks: Iterator[bytes], *, n_met: int) -> None:
        """Read what follows the list, and parse what stands around it."""
        for block in blocks:
            after += block if len(after) <= _MOST_BESIDE else b""
        if len(after) > _MOST_BESIDE:
            raise LimitError(f"it holds more than {_MOST_BESIDE >> 20} megabyte of other things beside its releases")
        around = parsed_json(form.before + b"]" + after)
        is_both = form.kind == "records" and "releases" in around
        if form.kind != "list" and (around[form.kind] != [] or is_both):
            raise LimitError("it holds more than one list of releases or records")
        self._around = around
        if form.kind != "list" and n_met:
            self._around = around | {form.kind: [{}]}
        self.published_date = published_day(around)

    def _judge(self) -> None:
        issue = not_a_package(self._path, self._around, n_found=self.n_found, has_release=self._has_release)
        if issue and issue.level == "error":
            raise RefusedError(issue)
        self.issues += [issue] if issue else []

    def _fault(self, fault: ValueError) -> Issue:
        name, where = self._path.name, f"after {self.n_found:,} releases" if self.n_found else ""
        if isinstance(fault, LimitError):
            return Issue(name, where, str(fault), "Ask the publisher for its notices in smaller files.", "size")
        if isinstance(fault, CutShortError):
            return Issue(name, where, str(fault), "Download it again; the download was cut short.", "truncated")
        if isinstance(fault, orjson.JSONDecodeError):
            what = f"not readable as JSON ({fault.msg.split(': line')[0]})"
            return Issue(name, where, what, "Download it again, unchanged.", "json")
        if isinstance(fault, UnicodeDecodeError):
            return Issue(name, where, "the file is not UTF-8 text", "Save it as UTF-8 JSON.", "encoding")
        return Issue(name, where, str(fault), _AGAIN, "packed")


class _Parts:
    """Batches of members, and what follows the list, once all were given."""

    def __init__(self, parts: Any) -> None:
        self._parts, self.after = parts, b""

    def __iter__(self) -> _Parts:
        return self

    def __next__(self) -> list[Any]:
        try:
            members: list[Any] = next(self._parts)
        except StopIteration as end:
            self.after = end.value or self.after
            raise
        return members


def _found(form: Form, members: list[Any], position: int, around: Any) -> Iterator[Found]:
    """Place the members of a list as `releases_in` does."""
    if form.kind == "releases":
        uri = text(mapping(around).get("uri")) if len(members) == 1 else ""
        for number, member in enumerate(members, start=position):
            yield Found(f"/releases/{number}", member if isinstance(member, dict) else {}, uri)
    for number, member in enumerate(members if form.kind != "releases" else [], start=position):
        if form.kind == "list":
            yield from release_of_member(member, f"/{number}")
        elif isinstance(member, dict):
            yield from releases_of_record(member, f"/records/{number}")
