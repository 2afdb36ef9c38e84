"""Editions: rows and columns stay only where their tier allows it, and figures on few boroughs are withheld aloud."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, date, datetime
from pathlib import Path

import pandas as pd
import pytest

from citytools_analysis.disclosure import make_edition
from citytools_analysis.errors import UnknownNameError
from citytools_analysis.metrics import satisfaction
from citytools_analysis.register import Register
from citytools_analysis.schema import TABLES

DAY = date(2026, 11, 23)
WHERE = {"source_id": "r", "source_pointer": "Contracts!A5"}
BOROUGHS = ["barnet", "bexley", "brent", "bromley", "camden", "croydon", "ealing"]


def full() -> Register:
    contracts = [
        {"contract_id": name, "title": f"TITLE-{name}", "borough_id": "camden", "end_state": "unknown", "supplier_id": f"s-{name}",
         "extension_note": f"NOTE-{name}", "is_published": name == "open"} | WHERE
        for name in ("open", "closed")
    ]  # fmt: skip
    options = [{"contract_id": name, "position": 1, "months": 12} | WHERE for name in ("open", "closed")]
    suppliers = [{"supplier_id": f"s-{name}", "supplier": f"SUPPLIER-{name}"} | WHERE for name in ("open", "closed")]
    ratings = [
        {"borough_id": borough, "system_id": system, "dimension": "overall", "wave_date": "2026-06-01", "score": score,
         "comment": "COMMENT"} | WHERE
        for system, count in (("many", 7), ("few", 4))
        for borough, score in list(zip(BOROUGHS, (1, 2, 2, 3, 4, 5, 5), strict=True))[:count]
    ]  # fmt: skip
    source = {"source_id": "r", "source_kind": "return", "source_name": "return:camden", "file_name": "camden.xlsx",
              "borough_id": "camden", "sha256": "0", "retrieved_date": "2026-10-01", "n_read": 77}  # fmt: skip
    contact = {"borough_id": "camden", "mailbox": "MAILBOX"} | WHERE
    named = {
        "contracts": contracts,
        "options": options,
        "suppliers": suppliers,
        "ratings": ratings,
        "sources": [source],
        "contacts": [contact],
    }
    return Register.from_tables({name: pd.DataFrame(rows) for name, rows in named.items()}, as_of=DAY)


def text_of(register: Register) -> str:
    return "\n".join(frame.to_csv() for frame in register.all_rows.values()) + str(asdict(register.info))


def test_the_public_edition_holds_published_rows_and_what_they_name_and_nothing_else() -> None:
    public = make_edition(full(), edition="public")
    assert public.contracts["contract_id"].tolist() == ["open"]
    assert public.options["contract_id"].tolist() == ["open"]
    assert public.suppliers["supplier"].tolist() == ["SUPPLIER-open"]
    words = text_of(public)
    for secret in ("closed", "NOTE", "COMMENT", "MAILBOX", "77"):
        assert secret not in words, secret
    assert public.ratings.empty


def test_the_members_edition_holds_everything_but_the_owners_words() -> None:
    members = make_edition(full(), edition="members")
    words = text_of(members)
    assert len(members.contracts) == 2
    assert "MAILBOX" in words
    assert "COMMENT" not in words


@pytest.mark.parametrize("edition", ["public", "members"])
def test_no_edition_holds_an_owners_column_or_the_public_one_a_members_column(edition: str) -> None:
    made = make_edition(full(), edition=edition)
    hidden = {"owner"} if edition == "members" else {"owner", "members"}
    for name, table in TABLES.items():
        for column in table.columns:
            if column.tier in hidden or table.tier in hidden:
                assert made.all_rows[name][column.name].isna().all(), f"{name}.{column.name}"


def test_a_figure_on_fewer_than_five_boroughs_is_withheld_with_its_reason() -> None:
    public = make_edition(full(), edition="public")
    summary = satisfaction.summary(public).set_index("system_id")
    assert not summary.loc["many", "is_withheld"]
    assert summary.loc["many", "n"] == 7
    assert summary.loc["few", "is_withheld"]
    assert pd.isna(summary.loc["few", "value"])
    assert pd.isna(summary.loc["few", "n"])
    assert "fewer than 5" in summary.loc["few", "reason"]


def test_the_edition_is_saved_without_what_was_withheld(tmp_path: Path) -> None:
    public = make_edition(full(), edition="public")
    public.save(tmp_path, saved_at=datetime(2026, 11, 23, tzinfo=UTC))
    written = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    assert b"TITLE-closed" not in written
    assert b"TITLE-open" in written


def test_an_unknown_edition_is_refused() -> None:
    with pytest.raises(UnknownNameError, match="Did you mean 'members'"):
        make_edition(full(), edition="member")
