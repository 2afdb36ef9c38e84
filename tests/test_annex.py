"""The annex: the rows behind every table and picture, one table a sheet, text that stays text, the same bytes."""

from __future__ import annotations

import io
from datetime import date, datetime
from typing import Any

import nbformat
import pandas as pd
import pytest
from matplotlib.figure import Figure
from openpyxl import load_workbook
from openpyxl.workbook import Workbook

from citytools_analysis.charts import Chart
from citytools_analysis.register import Register
from citytools_analysis.reporting.render import render
from citytools_analysis.tables import Column, cover, from_frame, paragraph, side_by_side, stack
from citytools_analysis.tables.dataset import from_chart, header_of

AS_OF = date(2026, 11, 23)
HOSTILE = '=HYPERLINK("https://example.org","x")'
FRAME = pd.DataFrame(
    {"system": [HOSTILE, None], "end_date": pd.to_datetime(["2027-07-31", None]), "annual_value_gbp": [410_200.5, None]}
)
COLUMNS = [
    Column("system", "System"),
    Column("end_date", "Ends", "short_date"),
    Column("annual_value_gbp", "A year", "money"),
    Column("annual_value_gbp", "A year", "pounds"),
]


def a_table(caption: str = "Two systems of 90") -> Any:
    return from_frame(FRAME, columns=COLUMNS, caption=caption, note="As returned.")


def a_chart() -> Chart:
    return Chart(Figure(figsize=(1, 1)), "Two bars.", "Most end soon", "Of two.", FRAME)


def notebook(*shown: Any) -> nbformat.NotebookNode:
    outputs = [
        nbformat.v4.new_output("display_data", data={name: value for name, value in one._repr_mimebundle_().items()})  # noqa: C416 - what IPython calls
        for one in shown
    ]
    return nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("x", outputs=outputs)])


def written(*shown: Any) -> Workbook:
    return load_workbook(io.BytesIO(render(notebook(*shown), file_format="xlsx", name="a.ipynb")))


def test_each_table_and_picture_has_a_sheet_of_its_own_named_in_the_contents() -> None:
    book = written(a_table(), a_chart())
    assert book.sheetnames == ["Contents", "1", "2"]
    named = [cell.value for cell in book["Contents"]["B"] if cell.value]
    assert named[-2:] == ["Two systems of 90", "Most end soon"]
    assert book["2"]["A1"].value == "Most end soon"


@pytest.mark.parametrize("together", [stack, side_by_side])
def test_rows_are_kept_where_things_stand_beside_one_another(together: Any) -> None:
    assert written(together(a_table("a"), a_chart(), paragraph("b"))).sheetnames == ["Contents", "1", "2"]


def test_numbers_and_days_are_whole_and_unknown_is_said() -> None:
    sheet = written(a_table())["1"]
    assert [cell.value for cell in sheet[4]] == ["System", "Ends", "A year", "A year (2)"]
    assert [cell.value for cell in sheet[5]][1:] == [datetime(2027, 7, 31), 410_200.5, 410_200.5]  # noqa: DTZ001 - a cell's day
    assert [cell.value for cell in sheet[6]] == ["unknown"] * 4


def test_text_stays_text_and_nothing_is_merged() -> None:
    sheet = written(a_table())["1"]
    assert (sheet["A5"].value, sheet["A5"].data_type) == (HOSTILE, "s")
    assert not sheet.merged_cells.ranges


def test_the_contents_say_day_edition_hash_and_notice() -> None:
    register = Register.from_tables({}, as_of=AS_OF)
    told = "\n".join(
        str(cell.value)
        for cell in written(cover(register, name="A", finding="b", report="Plan"), a_table())["Contents"]["A"]
    )
    assert "Plan\nAs of 23 Nov 2026, full register, not for release, register" in told


def test_a_document_without_rows_says_so() -> None:
    book = written(paragraph("Nothing."))
    assert book.sheetnames == ["Contents"]
    assert "no table or picture" in str([cell.value for cell in book["Contents"]["B"]])


def test_the_same_rows_give_the_same_bytes() -> None:
    one = notebook(a_table())
    assert render(one, file_format="xlsx") == render(one, file_format="xlsx")


def test_headers_of_a_picture_are_words_with_units() -> None:
    assert from_chart(FRAME, title="a").headers == ("System", "End date", "Annual value (£)")
    assert header_of("supplier_share") == "Supplier (share, 0 to 1)"


def test_yes_and_no_are_words() -> None:
    rows = from_chart(pd.DataFrame({"is_firm": pd.array([True, False, None], dtype="boolean")}), title="a").rows
    assert rows == (("yes",), ("no",), ("unknown",))


def test_what_is_missing_says_so_in_the_tables_own_words() -> None:
    columns = [
        Column("system", "System", missing="not published"),
        Column("end_date", "Ends", "date", missing="row by row"),
    ]
    sheet = written(from_frame(FRAME, columns=columns, caption="a"))["1"]
    assert [cell.value for cell in sheet[6]] == ["not published", "row by row"]


def test_a_day_is_no_more_precise_than_it_is_known() -> None:
    frame = pd.DataFrame({"end_date": pd.to_datetime(["2028-03-01"] * 2), "end_date_precision": ["month", "day"]})
    sheet = written(from_frame(frame, columns=[Column("end_date", "Ends", "date")], caption="a"))["1"]
    assert [sheet["A5"].value, sheet["A6"].value] == ["Mar 2028", datetime(2028, 3, 1)]  # noqa: DTZ001 - a cell's day


def test_a_state_is_told_in_words_and_a_withheld_row_is_not_unknown() -> None:
    state = from_frame([{"state": "in_house"}], columns=[Column("state", "How", "state")], caption="a")
    assert written(state)["1"]["A5"].value == "in-house"
    rows = pd.DataFrame({"value": [None, 2.0], "is_withheld": [True, False], "reason": ["fewer than 5", None]})
    assert from_chart(rows, title="a").rows == (("[c]", "yes", "[c] fewer than 5"), (2.0, "no", "none"))
