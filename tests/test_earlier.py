"""The register as it stood a month earlier, in each edition, and what a report says changed since."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from citytools_analysis.disclosure import make_edition
from citytools_analysis.disclosure.earlier import earlier_edition, make_earlier
from citytools_analysis.earlier import open_earlier
from citytools_analysis.metrics.changes import changes
from citytools_analysis.pages import borough as pages
from citytools_analysis.pages.borough.subject import about
from citytools_analysis.register import Register, open_register
from citytools_analysis.reporting.freshness import basis_of
from citytools_analysis.reporting.private_register import private_register

OLD, NEW = date(2026, 9, 1), date(2026, 11, 20)
AS_OF = date(2026, 11, 23)
Rows = list[dict[str, Any]]


def register(day: date, contracts: Rows, *, kind: str = "return") -> Register:
    source = {"source_id": f"{kind} {day}", "source_kind": kind, "source_name": "camden", "file_name": "camden.xlsx", "sha256": "0",
              "borough_id": "camden", "retrieved_date": pd.Timestamp(day), "confirmed_date": pd.Timestamp(day)}  # fmt: skip
    rows = [
        {"source_id": source["source_id"], "source_pointer": "A2", "confirmed_date": pd.Timestamp(day)} | row
        for row in contracts
    ]
    tables = {"sources": pd.DataFrame([source]), "contracts": pd.DataFrame(rows)}
    return Register.from_tables(tables, as_of=day)


def contract(name: str, end: str, **more: Any) -> dict[str, Any]:
    row = {"contract_id": name, "title": f"Contract {name}", "borough_id": "camden", "end_state": "known", "end_date": end,
           "end_basis": "stated", "is_published": True}  # fmt: skip
    return row | more


BEFORE: Rows = [contract("kept", "2028-03-31"), contract("secret", "2027-03-31"), contract("gone", "2027-05-31")]
AFTER: Rows = [
    contract("kept", "2029-03-31"),
    contract("secret", "2027-03-31", is_published=False),
    contract("added", "2030-03-31"),
]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    path = tmp_path / "register"
    register(OLD, BEFORE).save(path, saved_at=datetime(2026, 9, 1, tzinfo=UTC))
    register(NEW, AFTER).save(path, saved_at=datetime(2026, 11, 20, tzinfo=UTC))
    return path


def told(before: Register | None, after: Register) -> list[tuple[str, str]]:
    assert before is not None
    return sorted(zip(*(changes(before, after)[name] for name in ("change", "name")), strict=True))


def test_a_register_is_opened_as_it_stood_a_month_earlier(folder: Path) -> None:
    before = open_earlier(folder, as_of=AS_OF)
    assert before is not None
    assert before.as_of == date(2026, 10, 23)
    assert sorted(before.contracts["contract_id"]) == ["gone", "kept", "secret"]


def test_what_was_not_known_a_month_earlier_has_no_earlier_state(folder: Path) -> None:
    assert open_earlier(folder, as_of="2026-09-20") is None
    assert open_earlier(folder, as_of="2026-10-01") is not None


def test_a_month_in_which_nothing_was_added_is_held_against_itself(folder: Path) -> None:
    before = open_earlier(folder, as_of="2027-04-15")
    assert before is not None
    assert sorted(before.contracts["contract_id"]) == ["added", "kept", "secret"]
    assert before.as_of == date(2027, 3, 15)


def test_members_see_every_change(folder: Path) -> None:
    shown = make_edition(open_register(folder, as_of=AS_OF), edition="members")
    assert told(earlier_edition(folder, shown), shown) == [
        ("corrected", "Contract kept"), ("new", "Contract added"), ("withdrawn", "Contract gone"),
    ]  # fmt: skip


def test_what_a_borough_no_longer_publishes_does_not_come_back_as_a_change(folder: Path) -> None:
    shown = make_edition(open_register(folder, as_of=AS_OF), edition="public")
    before = earlier_edition(folder, shown)
    assert told(before, shown) == [("corrected", "Contract kept"), ("new", "Contract added")]
    assert before is not None
    held = "".join(frame.to_csv() for frame in before.all_rows.values())
    assert "secret" not in held
    assert "gone" not in held


def test_what_is_published_by_others_stays_in_the_earlier_public_edition() -> None:
    before, after = (register(day, rows, kind="ocds") for day, rows in ((OLD, BEFORE), (NEW, AFTER[:1])))
    shown = make_edition(after, edition="public")
    assert told(make_earlier(before, shown), shown)[1:] == [
        ("withdrawn", "Contract gone"),
        ("withdrawn", "Contract secret"),
    ]


@pytest.mark.parametrize("edition", ["public", "members"])
def test_notebooks_open_the_edition_as_it_stood_and_nothing_else(folder: Path, edition: str) -> None:
    shown = make_edition(open_register(folder, as_of=AS_OF), edition=edition)
    before = earlier_edition(folder, shown)
    assert before is not None
    with private_register(shown, None, before) as private:
        now, then = open_register(private / "register", as_of=AS_OF), open_earlier(private / "register", as_of=AS_OF)
        assert then is not None
        assert (now.sha256, then.sha256) == (shown.sha256, before.sha256)
        assert {now.info.edition, then.info.edition} == {edition}
        bytes_of_all = b"".join(path.read_bytes() for path in (private / "register").rglob("*") if path.is_file())
        assert (b"Contract secret" in bytes_of_all) == (edition == "members")


def test_a_document_is_made_again_when_the_earlier_state_is_another(folder: Path) -> None:
    shown = make_edition(open_register(folder, as_of=AS_OF), edition="members")
    before = earlier_edition(folder, shown)
    keys = {basis_of(shown, folder, folder / "none", one).tables["earlier"] for one in (None, before)}
    assert len(keys) == 2


def test_a_borough_s_report_lists_each_change_with_its_source(folder: Path) -> None:
    shown = make_edition(open_register(folder, as_of=AS_OF), edition="members")
    before = earlier_edition(folder, shown)
    lines = pages.changed(about(shown, "camden"), before).text.splitlines()
    assert (
        lines[0]
        == "Since 23 Oct 2026 three changes are known in Camden: one new, one no longer told of and one corrected."
    )
    assert "new Contract added end not told of 31 Mar 30 return, 20 Nov 2026" in lines
    assert "corrected Contract kept end 31 Mar 28 31 Mar 29 return, 20 Nov 2026" in lines
    assert "no longer told of Contract gone the whole unknown not told of return, 1 Sep 2026" in lines
    assert (
        pages.changed(about(shown, "brent"), before).text
        == "Since 23 Oct 2026 nothing is known to have changed in Brent."
    )


def test_london_s_changes_name_the_borough_and_none_without_an_earlier_state_is_claimed(folder: Path) -> None:
    shown = make_edition(open_register(folder, as_of=AS_OF), edition="public")
    lines = pages.changed_in_london(shown, earlier_edition(folder, shown)).text.splitlines()
    assert "Camden new Contract added end not told of 31 Mar 30 return, 20 Nov 2026" in lines
    assert pages.changed_in_london(shown, None).text.startswith(
        "No state of the register at least a month old is at hand"
    )


def test_the_edition_of_a_month_earlier_tells_no_figures_of_its_own() -> None:
    full = open_register(Path(__file__).parents[1] / "data" / "sample")
    for viewer in ("", "camden"):
        shown = make_edition(full, edition="members" if viewer else "public", viewer=viewer)
        assert shown.released["value"].notna().any()
        before = make_earlier(full, shown)
        assert len(before.released)
        assert before.released["is_withheld"].all()
        assert before.released["value"].isna().all()
