"""Some columns of a register, read without the others, say what the whole tables say."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from benchmarks.big_register import with_authorities
from benchmarks.written_register import write_register
from hypothesis import given, settings
from hypothesis import strategies as st

from citytools_analysis.precedence import places_in_order, rows_at
from citytools_analysis.register import Register, open_register
from citytools_analysis.register_reads import recording
from citytools_analysis.register_words import page
from citytools_analysis.schema import TABLES
from citytools_analysis.storage import from_arrow, to_arrow, typed

AS_OF = "2026-11-23"
SOURCES = pd.DataFrame({
    "source_id": ["f", "n", "r"], "source_kind": ["facts", "ocds", "return"], "retrieved_date": pd.Timestamp(AS_OF),
})  # fmt: skip


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write a register in which sources disagree, and name some contracts differently."""
    return write_register(tmp_path_factory.mktemp("register"), 400, n_boroughs=40)


@pytest.fixture(scope="module")
def whole(folder: Path) -> Register:
    return open_register(folder, as_of=AS_OF)


def test_what_is_written_piece_by_piece_opens_with_its_authorities(whole: Register) -> None:
    assert whole.boroughs["borough_id"].tolist() == with_authorities(40).boroughs["borough_id"].tolist()
    n_versions = len(whole.rows("contracts"))
    assert len(whole.contracts) == 400 < n_versions
    assert whole.same_contracts


@pytest.mark.parametrize("name", ["contracts", "options", "allocations", "deployments", "intentions", "spend"])
def test_each_column_alone_says_what_it_says_in_the_whole_table(folder: Path, whole: Register, name: str) -> None:
    alone = open_register(folder, as_of=AS_OF)
    for column in TABLES[name].names:
        pd.testing.assert_frame_equal(alone.table(name, columns=[column]), whole.table(name)[[column]])
        pd.testing.assert_frame_equal(alone.rows(name, columns=[column]), whole.rows(name)[[column]])


def test_columns_that_are_not_wanted_are_not_read(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[str] = []
    plain = pq.ParquetFile.read

    def noted(file: pq.ParquetFile, *, columns: list[str]) -> pa.Table:
        read.extend(columns)
        return plain(file, columns=columns)

    monkeypatch.setattr(pq.ParquetFile, "read", noted)
    register = open_register(folder, as_of="2026-11-23")
    with recording() as tables:
        ends = register.table("contracts", columns=["end_date", "contract_id"])
    assert ends.columns.tolist() == ["end_date", "contract_id"]
    assert {"end_date", "end_state", "contract_id", "ocid"} <= set(read)
    assert not {"title", "value_gbp", "supplier_id"} & set(read)
    assert "contracts" in tables


def test_a_register_in_memory_gives_columns_too(whole: Register) -> None:
    held = Register(dict(whole.all_rows), whole.as_of, whole.reference, whole.info, whole.sha256)
    pd.testing.assert_frame_equal(held.table("options", columns=["months"]), whole.options[["months"]])


def test_writing_into_what_was_given_changes_no_other(folder: Path) -> None:
    register = open_register(folder, as_of=AS_OF)
    before = register.rows("options")["months"].tolist()
    for given_out in (register.rows("options"), register.table("options", columns=["months"])):
        given_out.loc[:, "months"] = 99.0
    assert register.rows("options")["months"].tolist() == before
    assert set(register.options["months"]) <= set(before)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.none() | st.floats(-1e9, 1e9) | st.integers(-(10**7), 10**7).map(lambda thousandths: thousandths / 1000),
        min_size=1,
    )
)
def test_money_is_written_to_the_penny_as_python_rounds_it_and_read_as_the_nearest_float(amounts: list[Any]) -> None:
    table = TABLES["spend"]
    frame = typed(pd.DataFrame({"amount_gbp": amounts}), table)
    written = to_arrow(frame, table)
    expected = [None if amount is None else Decimal(str(round(float(amount), 2))) for amount in amounts]
    assert written["amount_gbp"].to_pylist() == expected
    read = from_arrow(written, table)["amount_gbp"]
    assert [None if pd.isna(one) else one for one in read] == [None if one is None else float(one) for one in expected]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from("fnr"), st.sampled_from("xyz")), min_size=1))
def test_rows_are_put_in_order_of_key_then_trust_then_place(rows: list[tuple[str, str, str]]) -> None:
    frame = pd.DataFrame(rows, columns=["id", "source_id", "source_pointer"])
    order = places_in_order(frame, key=["id"], sources=SOURCES)
    expected = sorted(range(len(rows)), key=lambda place: (rows[place][0], "rnf".index(rows[place][1]), rows[place][2]))
    assert order.places.tolist() == expected
    keys = sorted({row[0] for row in rows})
    assert [keys[number] for number in order.numbers] == rows_at(frame, order.places)["id"].tolist()
    assert rows_at(frame, order.firsts)["id"].tolist() == keys


def test_a_registers_page_says_of_each_table_when_it_was_last_confirmed(worked: Register) -> None:
    latest = worked.contracts["confirmed_date"].max()
    row = next(one for one in page(worked).split("<tr>") if one.startswith('<th scope="row">contracts</th>'))
    assert f'<td class="ct-number">{len(worked.contracts):,}</td><td>{latest:%Y-%m-%d}</td>' in row
