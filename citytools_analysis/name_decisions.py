"""Decisions of people about names: read from the file they filled in, checked all at once, and kept beside the register."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from citytools_analysis.errors import DataError, Issue, suggestion
from citytools_analysis.normalise import normalise_name
from citytools_analysis.reference import Reference
from citytools_analysis.reference_tables import SHAPES, frame_of, read_rows, repeated_keys

_SHAPE = SHAPES["name_decisions"]
_KNOWN = {
    "supplier": ("suppliers", "supplier_id"),
    "system": ("systems", "system_id"),
    "buyer": ("boroughs", "borough_id"),
}


def read_decisions(path: Path, reference: Reference) -> pd.DataFrame:
    r"""
    Read the decisions in a file that `citytools resolve --to` wrote and a person filled in.

    Parameters
    ----------
    path
        The CSV file; rows whose `decision` is blank are still open, and other columns than those of
        `name_decisions` are not read.
    reference
        The reviewed tables, to know what a name may be the same as.

    Returns
    -------
    decisions
        The rows that were decided, as in `name_decisions`.

    Raises
    ------
    DataError
        With every problem and its line.
    OSError
        If the file cannot be read.

    Examples
    --------
    >>> import tempfile
    >>> from citytools_analysis.reference import load_reference
    >>> lines = "kind,raw_name,decision,canonical,decided_by,decided_on,reason", "supplier,Civca,same,civica,data steward,2026-11-23,A slip"
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = Path(folder) / "names.csv"
    ...     _ = path.write_text("\n".join(lines), encoding="utf-8")
    ...     read_decisions(path, load_reference())["canonical"].tolist()
    ['civica']
    """
    try:
        rows, issues = read_rows(path, _SHAPE)
    except UnicodeDecodeError:
        raise DataError([Issue(path.name, "", "it is not UTF-8 text", "Save it as CSV UTF-8.", "encoding")]) from None
    decided = [{**row, "raw_name": _as_written(row["raw_name"] or "")} for row in rows if row["decision"]]
    lines = {row["line"] for row in decided}
    issues = [issue for issue in issues if not rows or issue.where in lines]
    issues += [*repeated_keys("name_decisions", decided), *_not_known(path.name, decided, reference)]
    if issues:
        raise DataError([Issue(path.name, one.where, one.what, one.mend, one.rule) for one in issues])
    return frame_of(decided, _SHAPE)


def with_decisions(reference: Reference, decided: pd.DataFrame) -> pd.DataFrame:
    """
    Put decisions beside those made before; a new one about a name takes the place of the old.

    Parameters
    ----------
    reference
        The reviewed tables; their `name_decisions` is what was decided so far.
    decided
        The new decisions.

    Returns
    -------
    decisions
        All of them, sorted.

    Examples
    --------
    >>> from citytools_analysis.reference import load_reference
    >>> reference = load_reference()
    >>> with_decisions(reference, reference.name_decisions).equals(reference.name_decisions)
    True
    """
    if decided.empty:
        return reference.name_decisions
    both = pd.concat([reference.name_decisions, decided], ignore_index=True)
    name = both["raw_name"].map(normalise_name)
    key = both["kind"] + "\x1f" + name + "\x1f" + both["context"].fillna("").map(normalise_name)
    kept = both[~key.duplicated(keep="last")]
    return kept.sort_values(["kind", "raw_name", "context"], kind="stable").reset_index(drop=True)


def decisions_csv(decisions: pd.DataFrame) -> str:
    """
    Write decisions as the reviewed table they are.

    Parameters
    ----------
    decisions
        The rows.

    Returns
    -------
    text
        CSV with the columns of `name_decisions`.

    Examples
    --------
    >>> from citytools_analysis.reference import load_reference
    >>> decisions_csv(load_reference().name_decisions).splitlines()[0]
    'kind,raw_name,decision,canonical,context,decided_by,decided_on,reason'
    """
    stream = io.StringIO(newline="")
    writer = csv.DictWriter(stream, _SHAPE.names, lineterminator="\n", extrasaction="ignore")
    writer.writeheader()
    for row in decisions.to_dict("records"):
        day = row["decided_on"]
        plain = {str(key): "" if pd.isna(value) else value for key, value in row.items()}
        writer.writerow(plain | {"decided_on": f"{pd.Timestamp(day):%Y-%m-%d}"})
    return stream.getvalue()


def _as_written(name: str) -> str:
    """Take off the apostrophe that keeps a spreadsheet from calculating a name."""
    return name[1:] if name[:1] == "'" and name[1:2] in {"=", "+", "-", "@"} else name


def _not_known(file_name: str, decided: Sequence[Mapping[str, Any]], reference: Reference) -> Iterator[Issue]:
    for row in decided:
        table, key = _KNOWN.get(row["kind"] or "", ("", ""))
        known = getattr(reference, table)[key].tolist() if table else []
        if table and row["decision"] == "same" and row["canonical"] not in known:
            what = (
                f"{row['canonical']!r} is no {key}" if row["canonical"] else f"the {key} it is the same as is missing"
            )
            mend = suggestion(row["canonical"] or "", known) or f"Write an id of {table}.csv."
            yield Issue(file_name, row["line"], what, mend, "canonical")
        if "@" in (row["decided_by"] or ""):
            mend = "Write the role of who decided, such as data steward."
            yield Issue(file_name, row["line"], "decided_by holds an address of a person", mend, "decided_by")
