"""A fact says where it can be checked and on which day it was true, or it is refused by its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from citytools_analysis.schema import SHEETS
from citytools_analysis.sources import facts, returns

_HEADER = "borough,function,system,slot,evidence_url,seen_on\n"


def _file(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "library.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_facts_file_gives_every_field_and_the_line_of_each_row(tmp_path: Path) -> None:
    text = (
        _HEADER
        + 'Camden,CUL01,"Spydus\n10",catalogue,https://a.example,2025-02-01\n\nBrent,CUL01,Symphony,,https://b.example,2025\n'
    )
    reading = facts.read(_file(tmp_path, text))
    frame = reading.frames["systems"]
    assert reading.issues == ()
    assert (reading.kind, reading.logical_name, reading.n_read, reading.n_kept) == ("facts", "library.csv", 2, 2)
    assert list(frame.columns) == [*SHEETS["systems"].names, "where_sheet", "where_row"]
    assert frame["where_row"].tolist() == ["2", "5"]
    assert frame["where_sheet"].tolist() == ["", ""]
    assert frame["slot"].tolist() == ["catalogue", None]


def test_a_row_without_evidence_or_day_is_an_error_that_names_its_line(tmp_path: Path) -> None:
    text = _HEADER + "Camden,CUL01,Spydus,,,2025-02-01\nBrent,CUL01,Symphony,,https://b.example,\n"
    issues = facts.read(_file(tmp_path, text)).issues
    assert [(issue.where, issue.rule, issue.level) for issue in issues] == [
        ("line 2", "evidence", "error"),
        ("line 3", "seen on", "error"),
    ]


def test_a_contract_may_give_its_reference_instead_of_an_address(tmp_path: Path) -> None:
    text = "borough,reference,title,end_date,evidence_url,seen_on\nCamden,C-7,Housing system,2027-03-31,,2026-01-01\n"
    reading = facts.read(_file(tmp_path, text))
    assert reading.issues == ()
    assert reading.frames["contracts"]["reference"].tolist() == ["C-7"]


def test_missing_columns_are_all_named_at_once(tmp_path: Path) -> None:
    issues = facts.read(_file(tmp_path, "function,system\nCUL01,Spydus\n")).issues
    missing = {issue.what for issue in issues if issue.rule == "missing column"}
    assert missing == {f"the column {label!r} is missing" for label in ("Borough", "Public address", "True on")}


@pytest.mark.parametrize(
    ("header", "is_facts"),
    [
        ("borough,function,system,evidence_url,seen_on", True),
        ("borough,title,end_date,evidence_url,seen_on", True),
        ("borough,function,system,seen_on", False),
        ("borough,skill,level", False),
        ("name,colour", False),
    ],
)
def test_facts_are_told_from_returns_by_evidence_and_day(tmp_path: Path, header: str, is_facts: bool) -> None:  # noqa: FBT001
    path = _file(tmp_path, header + "\n")
    assert facts.probe(path) is is_facts
    assert not (facts.probe(path) and returns.probe(path))


def test_a_file_of_neither_kind_is_refused_without_a_traceback(tmp_path: Path) -> None:
    assert facts.read(_file(tmp_path, "name,colour\na,b\n")).issues[0].rule == "kind"
    assert facts.read(_file(tmp_path, "")).issues[0].rule == "empty"
