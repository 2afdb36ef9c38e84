"""The same register, however it was saved and laid out, gives the same rows."""

from __future__ import annotations

import csv
import io
import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from citytools_analysis.reference import load_reference
from citytools_analysis.sources.registers import probe, read

REFERENCE = load_reference()
HEADINGS = ("Ref No", "Contract Title", "Supplier", "Expiry Date", "Contract Value (£)", "Council")
RECORDS = (
    ("R1", "Payroll software", "Zellis", "31/03/2027", "£142,294.24", "Camden"),
    ("R2", "Grass cutting", "Green Ltd", "31/03/2027", "£500", "Camden"),
    ("R3", "Broadband, schools", 'The "Fast" Co', "01/09/2028", "£1,115,000", "LB Brent"),
)
EXPECTED = [
    ("R1", "Payroll software", "Zellis", "31/03/2027", 142294.24, "Camden"),
    ("R3", "Broadband, schools", 'The "Fast" Co', "01/09/2028", 1115000.0, "Brent"),
]
ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252", "cp850")
FIELDS = ["reference", "title", "supplier", "end_date", "value_gbp", "borough"]


def laid_out(order: list[int], n_above: int, separator: str, end: str, n_trailing: int) -> str:
    target = io.StringIO(newline="")
    writer = csv.writer(target, delimiter=separator, lineterminator=end)
    writer.writerows([["Register of contracts"]] * n_above)
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
    n_trailing=st.integers(0, 30),
)
def test_the_same_table_comes_out(  # noqa: PLR0917 - each is one way of saving it
    order: list[int], n_above: int, separator: str, end: str, encoding: str, n_trailing: int
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "register.csv"
        path.write_bytes(laid_out(order, n_above, separator, end, n_trailing).encode(encoding))
        assert probe(path)
        reading = read(path, reference=REFERENCE)
    frame = reading.frames["contracts"]
    assert list(frame[FIELDS].itertuples(index=False, name=None)) == EXPECTED
    assert [one.reason for one in reading.quarantined] == ["unclear_if_technology"]
    assert list(frame["where_row"]) == [str(n_above + 2), str(n_above + 4)]
    assert reading.issues == ()


@settings(max_examples=100, deadline=None)
@given(content=st.binary(max_size=400), head=st.booleans())
def test_no_bytes_end_in_a_traceback_and_every_record_is_counted_once(content: bytes, head: bool) -> None:  # noqa: FBT001
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "register.csv"
        path.write_bytes((b"Title,Supplier,End Date,Value\n" if head else b"") + content)
        reading = read(path, reference=REFERENCE, borough="Camden")
    n_rows = sum(len(frame) for frame in reading.frames.values())
    assert reading.n_read == n_rows + len(reading.left_out) + len(reading.quarantined)
