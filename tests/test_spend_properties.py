"""The same payments, however they were saved and laid out, give the same rows; no bytes break the reader."""

from __future__ import annotations

import csv
import io
import tempfile
from datetime import date
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from citytools_analysis.reference import load_reference
from citytools_analysis.sources import framework_sales, spend
from citytools_analysis.sources.reading import Reading

REFERENCE = load_reference()
HEADINGS = ("Supplier Name", "Payment Date", "Net Amount (£)", "Department", "Expense Type", "Description")
RECORDS = (
    ("Civica UK Ltd", "26-Jun-23", "£1,234.00", "Resources, ICT", "Software", "Year two"),
    ("Mrs A Neighbour", "26-Jun-23", "£510.00", "Children", "Foster care", "Care"),
    ("Idox Software Ltd", "05/10/23", "(978)", "Planning", 'The "new" portal', ""),
    ("Northgate Public Services (UK) Ltd", "soon", "£7", "Revenues", "Software", ""),
    ("Total", "", "£773.00", "", "", ""),
)
EXPECTED = [
    ("Lambeth", "Civica UK Ltd", date(2023, 6, 26), 1234.0, "ex", "Resources, ICT", "Software"),
    ("Lambeth", "Idox Software Ltd", date(2023, 10, 5), -978.0, "ex", "Planning", 'The "new" portal'),
]
FIELDS = ["borough", "supplier", "paid_on", "amount_gbp", "vat_basis", "department", "category"]
ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252", "cp850")
HEADS = (
    b"",
    b"Supplier,Date,Amount\n",
    b"Supplier,Date,Amount\nCivica UK Ltd,",
    b"Council,Supplier,Amount\r",
    "Supplier;Date;Amount\n".encode("utf-16"),
    b"Framework,Lot,Supplier,Customer,For_Month,Total_Charge\nG-Cloud III,3,Acme Ltd,Hackney,",
)


def laid_out(order: list[int], n_above: int, separator: str, end: str, n_trailing: int) -> str:
    target = io.StringIO(newline="")
    writer = csv.writer(target, delimiter=separator, lineterminator=end)
    writer.writerows([["Spend over £500"]] * n_above)
    for record in (HEADINGS, *RECORDS):
        writer.writerow([record[place] for place in order] + [""] * n_trailing)
    return target.getvalue()


@settings(max_examples=120, deadline=None)
@given(
    order=st.permutations(range(6)),
    n_above=st.integers(0, 19),
    separator=st.sampled_from(",;\t|"),
    end=st.sampled_from(["\n", "\r\n", "\r"]),
    encoding=st.sampled_from(ENCODINGS),
    n_trailing=st.integers(0, 40),
)
def test_the_same_payments_come_out(  # noqa: PLR0917 - each is one way of saving them
    order: list[int], n_above: int, separator: str, end: str, encoding: str, n_trailing: int
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "spend.csv"
        path.write_bytes(laid_out(order, n_above, separator, end, n_trailing).encode(encoding))
        assert spend.probe(path)
        reading = spend.read(path, reference=REFERENCE, borough="Lambeth")
    frame = reading.frames["spend"]
    assert list(frame[FIELDS].itertuples(index=False, name=None)) == EXPECTED
    assert list(frame["where_row"]) == [str(n_above + 2), str(n_above + 4)]
    assert [one.reason for one in reading.left_out] == ["not_a_known_supplier", "total_row"]
    assert [(one.pointer, one.reason) for one in reading.quarantined] == [(f"line {n_above + 5}", "unreadable_date")]
    assert (reading.n_read, reading.issues) == (5, ())


def is_counted_once(reading: Reading) -> bool:
    n_rows = sum(len(frame) for frame in reading.frames.values())
    pointers = [one.pointer for one in (*reading.left_out, *reading.quarantined)]
    pointers += [f"line {row}" for frame in reading.frames.values() for row in frame["where_row"]]
    is_whole = reading.n_read == n_rows + len(reading.left_out) + len(reading.quarantined)
    return is_whole and len(pointers) == len(set(pointers)) == reading.n_read


@settings(max_examples=150, deadline=None)
@given(head=st.sampled_from(HEADS), content=st.binary(max_size=400))
def test_no_bytes_end_in_a_traceback_and_every_record_is_counted_once(head: bytes, content: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "2023-04.csv"
        path.write_bytes(head + content)
        assert is_counted_once(spend.read(path, reference=REFERENCE, borough="Lambeth"))
        assert is_counted_once(framework_sales.read(path, reference=REFERENCE))


CELLS = st.one_of(
    st.text(max_size=12),
    st.sampled_from(
        ["Civica UK Ltd", "Northgate", "Lambeth", "Hackney", "Total", "1,234.50", "(978)", "0", "-", "£", "31/02/2024", "04/25/2024",
         "05/10/23", "2012-10-01l", "G-Cloud III", "#REF!", "", "9" * 30, "٣", "²"]
    ),
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(
    heading=st.sampled_from(
        [
            ["Supplier", "Date", "Amount", "Department"],
            ["Council", "Supplier", "Amount"],
            ["Framework", "Lot", "Supplier", "Customer", "For_Month", "Total_Charge"],
        ]
    ),
    records=st.lists(st.lists(CELLS, max_size=8), max_size=8),
)
def test_no_cells_end_in_a_traceback_and_what_is_kept_has_an_amount(
    heading: list[str], records: list[list[str]]
) -> None:
    target = io.StringIO(newline="")
    csv.writer(target, lineterminator="\n").writerows([heading, *records])
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "2023-04.csv"
        path.write_bytes(target.getvalue().encode("utf-8", "replace"))
        for reading in (
            spend.read(path, reference=REFERENCE, borough="Lambeth"),
            framework_sales.read(path, reference=REFERENCE),
        ):
            assert is_counted_once(reading)
            amounts = [amount for frame in reading.frames.values() for amount in frame["amount_gbp"]]
            assert all(isinstance(amount, float) and abs(amount) < 1e12 for amount in amounts)
            assert 0.0 not in amounts
