"""
Times `citytools check` on the returns of the sample with mistakes planted in them, beside frictionless and pandera.

    PYTHONPATH=tests python tests/benchmarks/time_workbooks.py

Each tool is given the same list of fields: kinds, what is required, allowed words, bounds, patterns, keys. A mistake is found
where its row is told of; a row in which nothing was planted and that is told of all the same is invented.
"""

from __future__ import annotations

import json
import platform
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from importlib import metadata
from pathlib import Path
from statistics import median
from typing import Any

import openpyxl
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet
from other_builds import DAY, SAMPLE, beside
from peers import Peer, peer
from scripted_year import columns
from told import Told, spread

from citytools_analysis.check import check_file
from citytools_analysis.records import known_records
from citytools_analysis.reference import load_reference
from citytools_analysis.register import open_register
from citytools_analysis.resolve import Names
from citytools_analysis.schema import RETURN_SHEETS, SHEETS, Field

TIMES = 3
_COMMAND, _LIBRARY = "citytools check", "the same as a library call, without marked copies"
_BOUNDS = {
    "Score 1 to 5": (1, 5), "Level 0 to 4": (0, 4), "Value": (0, None), "Notice to end": (0, 60), "Notice to extend": (0, 60),
    "Survey day": (None, DAY), "Reported on": (None, DAY), "Said on": (None, DAY),
}  # fmt: skip
Place = tuple[str, str, int]  # workbook, sheet, row


@dataclass(frozen=True)
class Kind:
    """
    One kind of mistake: in which sheet and column, and what is written.

    It goes where the column is not blank, nor the column it `needs`, and where `kind_of_end` is the contract's if given.
    """

    what: str
    sheet: str
    column: str
    wrong: object
    needs: str = ""
    kind_of_end: str = ""


KINDS = (
    Kind("a day that is in no calendar", "Contracts", "Ends on", "31/02/2029"),
    Kind("a day in words", "Contracts", "Starts on", "soon"),
    Kind("a contract that ends before it starts", "Contracts", "Ends on", datetime(1999, 3, 31), "Starts on"),  # noqa: DTZ001
    Kind("an amount that is rounded", "Contracts", "Value", "£1.2m"),
    Kind("an amount that is none", "Contracts", "Value", "TBC"),
    Kind("an amount below nothing", "Contracts", "Value", -5000),
    Kind("a function that there is not", "Contracts", "Functions", "CQR02"),
    Kind("options that are no months", "Contracts", "Options in months", "two years"),
    Kind("no title", "Contracts", "Title", None),
    Kind("a fixed end without its day", "Contracts", "Ends on", None, "", "fixed"),
    Kind("a rolling contract with an end", "Contracts", "Kind of end", "rolling", "Ends on", "fixed"),
    Kind("a word misspelt", "Contracts", "Value covers", "comitted term"),
    Kind("months in words", "Contracts", "Notice to extend", "a quarter"),
    Kind("a score above the scale", "Satisfaction", "Score 1 to 5", 6),
    Kind("a dimension misspelt", "Satisfaction", "What is rated", "suport"),
    Kind("a problem misspelt", "Challenges", "Problem", "price rise"),
    Kind("a day that has not come yet", "Challenges", "Reported on", datetime(2062, 1, 10)),  # noqa: DTZ001
    Kind("a function misspelt", "Systems", "Function", "CUS5"),
    Kind("a state of use misspelt", "Systems", "In use", "knwon"),
    Kind("a level in words", "Skills", "Level 0 to 4", "good"),
)
AGAIN = "a row written twice"


def measure(minutes: float) -> list[Told]:
    """Measure; it takes about a minute, and each tool runs once where there is less."""
    times = TIMES if minutes >= 0.9 else 1
    with tempfile.TemporaryDirectory(prefix="citytools-benchmark-") as place:
        folder = Path(place)
        planted = _plant_all(folder)
        paths = sorted(folder.glob("*.xlsx"))
        (folder / "rules.json").write_text(json.dumps(_rules()), encoding="utf-8")
        peers = [peer("frictionless", ["frictionless[excel]"]), peer("pandera", ["pandera[pandas]", "openpyxl"])]
        ours = _timed([beside("citytools"), "check", *map(str, paths), "--register", str(SAMPLE)], times)[0]
        begun = time.perf_counter()
        told = _told_by_us(paths)
        found = {_COMMAND: (ours, told), _LIBRARY: ([time.perf_counter() - begun], told)}
        for one in peers:
            if not one.skipped:
                script = [str(Path(__file__).with_name("other_checks.py")), one.name, str(folder / "rules.json")]
                seconds, said = _timed([one.python, *script, *map(str, paths)], times)
                found[one.name] = (seconds, {(book, sheet, row) for book, sheet, row in json.loads(said)})
    return [_told(planted, found, peers, len(paths))]


def _plant_all(folder: Path) -> dict[Place, str]:
    planted: dict[Place, str] = {}
    for path in sorted((SAMPLE / "returns").glob("*.xlsx")):
        book = openpyxl.load_workbook(path)
        planted |= {(path.name, sheet, row): what for sheet, row, what in plant_into(book)}
        book.save(folder / path.name)
    return planted


def plant_into(book: Workbook) -> Iterator[tuple[str, int, str]]:
    """Put each kind into a row of its own, the first that it can be in; last, write a row a second time."""
    used: set[tuple[str, int]] = set()
    for kind in KINDS:
        sheet, known = book[kind.sheet], columns(book[kind.sheet])
        fits = (
            row for row in range(2, sheet.max_row + 1) if (kind.sheet, row) not in used and _can_be_in(sheet, row, kind)
        )
        row = next(fits, None)
        if row:
            used.add((kind.sheet, row))
            sheet.cell(row, known[kind.column]).value = kind.wrong  # type: ignore[assignment]
            yield kind.sheet, row, kind.what
    contracts = book["Contracts"]
    last, number = contracts.max_row, contracts.max_row + 1
    if ("Contracts", last) not in used:
        for column in range(1, contracts.max_column + 1):
            contracts.cell(number, column).value = contracts.cell(last, column).value
        yield "Contracts", number, AGAIN


def _can_be_in(sheet: Worksheet, row: int, kind: Kind) -> bool:
    known = columns(sheet)
    needed = [sheet.cell(row, known[name]).value for name in (kind.column, kind.needs or kind.column)]
    return None not in needed and kind.kind_of_end in ("", sheet.cell(row, known.get("Kind of end", 1)).value)


def _rules() -> list[dict[str, Any]]:
    """Write the fields of the return as rules that any tool can hold."""
    sheets = [SHEETS[name] for name in RETURN_SHEETS]
    labels = {name: {field.name: field.label for field in SHEETS[name].fields} for name in RETURN_SHEETS}
    return [
        {
            "title": sheet.title,
            "key": [labels[sheet.name][name] for name in sheet.row_key],
            "fields": [
                _rule(field) for field in sheet.fields if field.in_return and (field.name not in {"borough", "blocker"})
            ],
        }
        for sheet in sheets
    ]


def _rule(field: Field) -> dict[str, Any]:
    codes = "|".join(load_reference().functions["function_code"])
    patterns = {
        "Functions": rf"^({codes})(; ({codes}))*$", "Function": rf"^({codes})( .*)?$",
        "Options in months": r"^\d+(; \d+)*$",
    }  # fmt: skip
    least, most = _BOUNDS.get(field.label, (None, None))
    words = [word.replace("_", " ") for word in field.allowed] or (["yes", "no"] if field.kind == "boolean" else [])
    return {
        "label": field.label, "kind": field.kind, "required": field.required, "words": words,
        "pattern": patterns.get(field.label, ""), "least": least, "most": most,
    }  # fmt: skip


def _timed(command: list[str], times: int) -> tuple[list[float], str]:
    """Run a command; the tools end with 1 where they find something, and must say something."""
    seconds, said = [], ""
    for _ in range(times):
        begun = time.perf_counter()
        ended = subprocess.run(command, check=False, capture_output=True, text=True)
        seconds.append(time.perf_counter() - begun)
        said = ended.stdout
        if ended.returncode not in (0, 1) or not said:
            raise RuntimeError(f"{Path(command[0]).name} ended with {ended.returncode}: {ended.stderr[-500:]}")
        for copy in Path(command[-1]).parent.glob("*-problems.xlsx"):
            copy.unlink()
    return seconds, said


def _told_by_us(paths: list[Path]) -> set[Place]:
    register = open_register(SAMPLE)
    names, known = Names(register.reference), known_records(register.all_rows)
    issues = [(path.name, issue) for path in paths for issue in check_file(path, names=names, known=known)[1]]
    places = [(name, *issue.where.split("!", 1)) for name, issue in issues if "!" in issue.where]
    return {(name, sheet, int("".join(filter(str.isdigit, cell)) or 1)) for name, sheet, cell in places}


def _told(
    planted: dict[Place, str], found: dict[str, tuple[list[float], set[Place]]], peers: list[Peer], n_books: int
) -> Told:
    ours = median(found[_COMMAND][0])
    rows, missed = [], []
    for name, (seconds, places) in found.items():
        right = planted.keys() & places
        rows.append([
            name, spread(seconds), f"{median(seconds) / ours:.2f}", f"{len(right)} of {len(planted)}",
            f"{len(planted) - len(right)}", f"{len(places - planted.keys())}",
        ])  # fmt: skip
        kinds = Counter(planted[place] for place in planted.keys() - places)
        missed += (
            []
            if name == _LIBRARY
            else [f"{name} missed: {', '.join(f'{what} ({n})' for what, n in kinds.most_common()) or 'nothing'}."]
        )
    rows += [[one.name, f"SKIPPED: {one.skipped}", "", "", "", ""] for one in peers if one.skipped]
    versions = {"python": platform.python_version(), "citytools-analysis": metadata.version("citytools-analysis")}
    for one in peers:
        versions |= one.versions
    return Told(
        job=f"Checking {n_books} return workbooks with {len(planted)} planted mistakes of {len(KINDS) + 1} kinds",
        columns=["tool", "seconds", "ratio", "rows found", "missed", "rows invented"],
        rows=rows,
        notes=[
            "Each is one command for all workbooks, start-up in its time; `citytools check` also writes a marked copy of each.",
            _ALIKE,
            *missed,
            *(f"{one.told()}, in an environment of its own" for one in peers),
        ],
        versions=versions,
        commands=[
            "citytools check *.xlsx --register data/sample",
            "python other_checks.py frictionless rules.json *.xlsx",
            "python other_checks.py pandera rules.json *.xlsx",
        ],
    )


_ALIKE = (
    "The peers are given the field list as a Table Schema (and the check for rows written twice) and as a pandera schema, with "
    "four checks written by hand: real days, end after start, the kind of end, no row twice. The kinds were chosen by us."
)


if __name__ == "__main__":
    for table in measure(1):
        sys.stdout.write(table.markdown())
