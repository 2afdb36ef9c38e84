"""The real files read plainly, with nothing of the package: records counted, sorted and looked up as a person would."""

from __future__ import annotations

import ast
import csv
import io
import json
import re
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import openpyxl

REFERENCE = Path(__file__).parents[1] / "data" / "reference"
csv.field_size_limit(10**8)

# Read off every buyer and customer of every file by hand, with the council each is; no other name is one of the 33.
LONDON = {
    "City of London Corporation", "Islington Council", "Harrow Council", "London Borough of Barnet Council",
    "London Borough of Ealing Council", "London Borough of Enfield", "London Borough of Hillingdon",
    "London Borough of Merton", "London Borough of Waltham Forest",
    "ISLINGTON COUNCIL", "London Borough Of Camden Council", "London Borough Of Barking And Dagenham",
    "London Borough of Enfield Council", "London Borough of Hackney", "London Borough of Hillingdon Council",
    "London Borough of Hounslow Council", "London Borough of Islington Council", "London Borough of Lambeth",
    "London Borough of Lambeth Council", "London Borough of Lewisham", "London Borough of Newham Council",
    "Royal Borough of Kingston upon Thames Council", "Westminster City Council",
}  # fmt: skip
# Names that hold a borough's name or London's and are none of the 33, each looked at.
NOT_THE_COUNCIL = {
    "Central and North West London NHS Foundation Trust", "City and Hackney Pct Com", "East London NHS Foundation Trust",
    "Kingston Clinical Commissioning Group", "NHS Barking and Dagenham", "South London and Maudsley NHS Foundation Trust",
    "Transport for London", "University College London Hospitals NHS Foundation Trust", "University of Westminster",
    "University of the Arts London", "West London Mental Health NHS Trust", "LONDON COUNCILS",
    "The Kingston Wing Within Yeovil District Hospital", "KINGSTON-UPON-HULL CITY COUNCIL",
    "The Royal Borough of Windsor and Maidenhead", "The Corporation of Trinity House", "NEST Corporation",
    "London Luton Airport Operations Limited", "RICHMOND HOUSING PARTNERSHIP LIMITED",
    "NHS London Procurement Partnership as hosted by Guy&#039;s and St Thomas&#039; NHS Foundation Trust",
}  # fmt: skip
# The firms that run e-tendering services, where they stand as the buyer; ADB runs MultiQuote.
PORTALS = {
    "DUE NORTH LIMITED", "BRAVOSOLUTION UK LIMITED", "BIP SOLUTIONS LIMITED", "ATAMIS LTD", "IN-TEND LIMITED",
    "EU SUPPLY LIMITED", "PROACTIS TENDERS LIMITED", "ADB (UK) LIMITED", "Sourcedogg",
}  # fmt: skip
_SUPPLIER = {"name", "supplier name", "vendor name"}
_AMOUNT = {"amount", "net amount", "amount paid", "total", "sum of invoice nett amount"}
_ENDINGS = ("", " Limited", " Ltd", " plc", " UK Limited", " UK Ltd", " (UK) Limited", " (UK) Ltd")


@dataclass
class Plain:
    """What a plain reading of one file finds: how many records, what becomes of them, and the keys of those kept."""

    n_read: int
    outcomes: Counter[str] = field(default_factory=Counter)
    kept: set[str] = field(default_factory=set)


def text_of(path: Path) -> str:
    raw = path.read_bytes()
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return raw.decode("cp1252", "replace")


def csv_lines(path: Path) -> list[tuple[int, list[str]]]:
    """Give every row that holds anything, with the line on which it begins, from 1."""
    reader, rows, begins = csv.reader(io.StringIO(text_of(path), newline="")), [], 1
    for row in reader:
        rows.append((begins, row))
        begins = reader.line_num + 1
    return [(line, row) for line, row in rows if any(cell.strip() for cell in row)]


def sheet_lines(path: Path) -> list[tuple[int, list[Any]]]:
    book = openpyxl.load_workbook(path)
    rows = [list(row) for row in book.worksheets[0].iter_rows(values_only=True)]
    book.close()
    return [(line, row) for line, row in enumerate(rows, start=1) if any(row)]


def literal_releases(path: Path) -> list[tuple[int, dict[str, Any]]]:
    return [(line, ast.literal_eval(row[0])) for line, row in csv_lines(path)[1:]]


def releases_of(path: Path) -> list[dict[str, Any]]:
    if path.suffix == ".csv":
        return [release for _, package in literal_releases(path) for release in package["releases"]]
    content = json.loads(text_of(path))
    return list(content.get("releases", [content]))


def notices_of(path: Path) -> list[dict[str, Any]]:
    """Give id, buyer and codes of Contracts Finder's own notices, in each of its shapes."""
    if path.suffix == ".csv":
        (_, names), *rows = csv_lines(path)
        told = [dict(zip(names, row, strict=True)) for _, row in rows]
        return [{"id": one["Id"], "buyer": one["OrganisationName"], "codes": []} for one in told]
    content = json.loads(text_of(path))
    if "notice" in content:
        one = content["notice"]
        return [{"id": one["id"], "buyer": one["organisationName"], "codes": one["cpvCodes"]}]
    return [
        {"id": one["id"], "buyer": one["organisation"], "codes": (one["cpv_codes"] or "").split()}
        for one in content["contracts"]
    ]


def codes_in(node: Any) -> list[str]:
    if isinstance(node, list):
        return [code for one in node for code in codes_in(one)]
    if not isinstance(node, dict):
        return []
    own = [str(node["id"])] if node.get("scheme") == "CPV" else []
    return own + [code for one in node.values() for code in codes_in(one)]


def read_notices(path: Path, kind: str, *, all_london: bool) -> Plain:
    if kind == "ocds":
        told = [(one["ocid"], one["buyer"]["name"], codes_in(one)) for one in releases_of(path)]
    else:
        told = [(f"ocds-b5fd17-{one['id']}", one["buyer"], one["codes"]) for one in notices_of(path)]
    plain = Plain(len(told))
    for ocid, buyer, codes in told:
        is_london = all_london or buyer in LONDON
        outcome = (
            "reviewed_exclusion"
            if not all_london and ocid in _left_out_by_hand()
            else _of_notice(buyer, codes, is_london=is_london)
        )
        plain.outcomes[outcome] += 1
        plain.kept |= {ocid} if outcome == "kept" else set()
    return plain


def _of_notice(buyer: str, codes: list[str], *, is_london: bool) -> str:
    is_technology = any(code.startswith(("48", "72", "302")) for code in codes)
    if not is_london and buyer not in PORTALS:
        return "not_london"
    if codes and not is_technology:
        return "not_technology"
    if not is_london:
        return "portal_as_buyer"
    return "kept" if codes else "no_cpv_code"


def _left_out_by_hand() -> set[str]:
    return {row["ocid"] for row in _reviewed("notice_decisions") if row["decision"] == "leave_out"}


def _reviewed(name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text_of(REFERENCE / f"{name}.csv"))))


def read_sales(path: Path) -> Plain:
    (_, names), *rows = csv_lines(path)
    customer = names.index("Customer")
    plain = Plain(len(rows), kept={f"line {line}" for line, row in rows if row[customer] in LONDON})
    plain.outcomes.update("kept" if row[customer] in LONDON else "not_london" for _, row in rows)
    return plain


def read_spend(path: Path, *, is_borough: bool) -> Plain:
    """Sort the payments of a spend file: a known supplier's are kept if a borough paid."""
    rows = sheet_lines(path) if path.suffix == ".xlsx" else csv_lines(path)
    place, header = next((n, row) for n, (_, row) in enumerate(rows) if _is_header(row))
    column = next(n for n, cell in enumerate(header) if _folded_heading(cell) in _SUPPLIER)
    payments = rows[place + 1 :] or rows[:place]  # one file has its header at the foot
    amount = next(n for n, cell in enumerate(header) if _folded_heading(cell) in _AMOUNT)
    names = known_names()
    plain = Plain(len(payments))
    for line, row in payments:
        outcome = _of_payment(str(row[column] or "").strip(), names, is_borough=is_borough)
        if outcome == "kept" and str(row[amount]).strip(" £") in {"0.00", "0", "0.01"}:
            outcome = "placeholder_amount"
        plain.outcomes[outcome] += 1
        plain.kept |= {f"{line}"} if outcome == "kept" else set()
    return plain


def _of_payment(supplier: str, names: tuple[set[str], set[str], set[str]], *, is_borough: bool) -> str:
    clear, unclear, cut_off = names
    if supplier == "Grand Total":
        return "total_row"
    if not is_borough:
        return "not_london"
    if folded(supplier) in unclear:
        return "ambiguous_supplier"
    is_known = folded(supplier) in clear or (len(supplier) == 20 and supplier.casefold() in cut_off)
    return "kept" if is_known else "not_a_known_supplier"


def _is_header(row: list[Any]) -> bool:
    found = {_folded_heading(cell) for cell in row}
    return bool(found & _SUPPLIER and found & _AMOUNT)


def _folded_heading(cell: Any) -> str:
    return " ".join(re.findall("[a-z]+", str(cell or "").casefold()))


def folded(name: str) -> str:
    words = re.findall("[a-z0-9]+", name.casefold().replace("&amp;", " and ").replace("&", " and ").replace("'", ""))
    words = [word for word in words if word not in {"the", "ltd", "limited", "plc", "llp"}]
    while len(words) > 1 and words[-1] in {"uk", "u", "k", "inc", "cic"}:
        words.pop()
    return " ".join(words)


def known_names() -> tuple[set[str], set[str], set[str]]:
    """Give the reviewed names of suppliers: those of one, those of several, and how a system would cut them off."""
    suppliers = [row["supplier"] for row in _reviewed("suppliers")]
    aliases = _reviewed("supplier_aliases")
    unclear = {folded(row["alias"]) for row in aliases if row["is_ambiguous"] == "yes"}
    whole = [*suppliers, *(row["alias"] for row in aliases)]
    clear = {folded(name) for name in whole} - unclear
    longer = (name + ending for name in whole if folded(name) in clear for ending in _ENDINGS)
    return clear, unclear, {name[:20].strip().casefold() for name in longer if len(name) > 20}


def value_at(path: Path, where: str) -> Any:
    """Look up one raw value: a JSON pointer, `line 5, column C`, both for literals in a cell, or a cell of a workbook."""
    line = re.match(r"line (\d+)", where)
    if path.suffix == ".json":
        return _at(json.loads(text_of(path)), where)
    if line and "/" in where:
        return _at(dict(literal_releases(path))[int(line[1])], where[line.end() :])
    if line:
        return dict(csv_lines(path))[int(line[1])][ord(where[-1]) - ord("A")]
    return dict(sheet_lines(path))[int(where[1:])][ord(where[0]) - ord("A")]


def _at(node: Any, pointer: str) -> Any:
    for step in filter(None, pointer.split("/")):
        node = node[int(step)] if isinstance(node, list) else node[step]
    return node
