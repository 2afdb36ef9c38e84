"""
The intruder: a borough that keeps every release and works out from their files what they withhold.

It reads only files that were handed out: the workbooks beside the London overview of two releases, in the public edition
and in its own. It knows its own answers, and who uses what for which service area, which members may read. Every sum that
is told binds what is not; the least and the most that a withheld cell can be are found by linear programming (written
apart from the library's). Between releases it is granted more than anybody has: it knows which cells did not change.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import numpy as np
import openpyxl
import scipy

from citytools_analysis.metrics import prices, satisfaction, skills
from citytools_analysis.metrics.satisfaction.votes import recent_votes, uses
from citytools_analysis.register import Register

ANSWERS = ("satisfied", "neutral", "dissatisfied")
WITHIN = 0.20
Cell = tuple[str, str, str]  # table, row, category
_POUNDS = re.compile(r"£([\d.,]+)([km]?) of (\d+) borough")
_TIMES = {"": 1, "k": 1_000, "m": 1_000_000}


@dataclass
class Files:
    """What the workbooks of one release tell: counts by cell, and money with what rounding leaves open."""

    day: str  # of the release
    told: dict[Cell, tuple[float, float]] = field(default_factory=dict)
    stands: set[tuple[str, str]] = field(default_factory=set)  # rows that are told as an earlier release told them

    def tell(self, cell: Cell, low: float, high: float | None = None) -> None:
        """Note what a file says; two files that contradict each other would be a fault of the software."""
        value = (low, low if high is None else high)
        assert self.told.setdefault(cell, value) == value, f"two files differ about {cell}"


@dataclass(frozen=True)
class Known:
    """What the intruder knows besides: who uses which system for which areas, and its own answers."""

    kinds: Mapping[str, Mapping[frozenset[str], int]]  # by system: how many others use it for just these areas
    own: Mapping[tuple[str, frozenset[str], str], int]  # its votes
    own_money: Mapping[str, float]


@dataclass(frozen=True)
class Found:
    """One withheld cell: what it is, and between which ends the intruder can place what others answered."""

    cell: Cell
    truth: float
    low: float
    high: float

    @property
    def is_recovered(self) -> bool:
        """Whether the whole interval lies within a fifth of the truth."""
        return self.low >= self.truth * (1 - WITHIN) - 1e-6 and self.high <= self.truth * (1 + WITHIN) + 1e-6


def read_files(paths: Iterable[Path], day: date) -> Files:
    """Read what workbooks beside London overviews tell of boroughs' answers."""
    return read_rows((row for path in paths for row in _rows_of(path)), day)


def read_rows(rows: Iterable[Mapping[str, object]], day: date) -> Files:
    """Read rows of tables, each by its headers."""
    files = Files(day.isoformat())
    for row in rows:
        _take(row, files)
    return files


def _rows_of(path: Path) -> Iterator[Mapping[str, object]]:
    for sheet in openpyxl.load_workbook(path, read_only=True).worksheets:
        rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
        heads = next(
            (row for row in rows if row and row[0] in {"Service area", "System", "Skill"} and len(row) > 3), []
        )
        for row in rows[rows.index(heads) + 1 :] if heads else []:
            yield dict(zip(map(str, heads), row, strict=False))


def _take(row: Mapping[str, object], files: Files) -> None:
    if "Dissatisfied, 95% interval" in row:
        table = "area" if "Service area" in row else "system"
        name = str(row["Service area" if table == "area" else "System"])
        if re.match(r"\d{4}-", told_on := str(row.get("As of"))) and not told_on.startswith(files.day):
            files.stands.add((table, name))
            return
        for word in ANSWERS:
            if isinstance(count := row[word.capitalize()], int | float):
                files.tell((table, name, word), float(count))
    if found := _POUNDS.match(str(row.get("A year, not published"))):
        pounds = float(found[1].replace(",", "")) * _TIMES[found[2]]
        half = 10 ** (np.floor(np.log10(pounds)) - 1) / 2
        files.tell(("money", str(row["Service area"]), "value"), pounds - half, pounds + half)
    if "Boroughs that need it" in row and isinstance(row["Boroughs that need it"], int | float):
        files.tell(("skill", str(row["Skill"]), "needs"), float(row["Boroughs that need it"]))


def known_to(borough: str, members: Register, full: Register) -> Known:
    """Give what one borough knows; its own answers are taken from the register for it."""
    names = dict(zip(members.systems["system_id"], members.systems["system"], strict=True))
    places = _places(members)
    kinds: dict[str, dict[frozenset[str], int]] = {}
    for (user, system), areas in places.items():
        kind = kinds.setdefault(names.get(system, system), {})
        kind[areas] = kind.get(areas, 0) + (user != borough)
    votes = recent_votes(full)
    for row in votes[votes["borough_id"].ne(borough)].to_dict("records"):
        if (
            row["borough_id"],
            row["system_id"],
        ) not in places:  # that somebody rates what it is not known to use is granted too
            kind = kinds.setdefault(names.get(row["system_id"], row["system_id"]), {})
            kind[frozenset()] = kind.get(frozenset(), 0) + 1
    mine = votes[votes["borough_id"].eq(borough)]
    own = {
        (
            names.get(row["system_id"], row["system_id"]),
            places.get((borough, row["system_id"]), frozenset()),
            row["answer"],
        ): 1
        for row in mine.to_dict("records")
    }
    rows = prices.unpublished_contracts(full)
    names_of = _area_names(full)
    money = rows[rows["borough_id"].eq(borough)].groupby("subject")["amount"].sum()
    return Known(kinds, own, {names_of[area]: float(value) for area, value in money.items()})


def truth_of(full: Register) -> dict[Cell, float]:
    """Give what every cell says, told or not."""
    told: dict[Cell, float] = {}
    for row in satisfaction.summary(full, edition="full").to_dict("records"):
        told |= {("system", row["system"], word): float(row[f"n_{word}"]) for word in ANSWERS}
    for row in satisfaction.by_area(full, edition="full").to_dict("records"):
        told |= {("area", row["area"], word): float(row[f"n_{word}"]) for word in ANSWERS}
    for row in prices.unpublished_value(full).query("not is_withheld").to_dict("records"):
        told["money", row["area"], "value"] = float(row["value"])
    needs = skills.supply_and_demand(full).query("standing == 'needs' and not is_withheld")
    for row in needs.to_dict("records"):
        told["skill", row["skill"].replace("_", " ").capitalize(), "needs"] = float(row["n_boroughs"])
    return told | _kinds_of_votes(full)


def _kinds_of_votes(full: Register) -> dict[Cell, float]:
    """Count votes by system, areas and answer: what tells whether an unknown is the same in two releases."""
    names, places = dict(zip(full.systems["system_id"], full.systems["system"], strict=True)), _places(full)
    told: dict[Cell, float] = {}
    for row in recent_votes(full).to_dict("records"):
        areas = places.get((row["borough_id"], row["system_id"]), frozenset())
        cell = ("kind", _kind(names.get(row["system_id"], row["system_id"]), areas), row["answer"])
        told[cell] = told.get(cell, 0.0) + 1
    return told


def _kind(system: str, areas: frozenset[str]) -> str:
    return "; ".join([system, *sorted(areas)])


def _area_names(register: Register) -> dict[str, str]:
    areas = register.reference.functions.drop_duplicates("area_code")
    return dict(zip(areas["area_code"], areas["area"], strict=True)) | {"all": "All service areas"}


def _places(register: Register) -> dict[tuple[str, str], frozenset[str]]:
    """By borough and system, the names of the service areas it uses it for."""
    area = register.reference.functions.set_index("function_code")["area"]
    used = uses(register)
    used = used.assign(area=used["function_code"].map(area))
    return {
        pair: frozenset(rows["area"].dropna())
        for pair, rows in used.groupby(["borough_id", "system_id"])
    }  # fmt: skip


@dataclass
class _Sums:
    """Unknowns, and the told sums that bind them."""

    unknowns: dict[object, int] = field(default_factory=dict)
    least: list[float] = field(default_factory=list)
    most: list[float] = field(default_factory=list)
    sums: list[tuple[list[int], float, float]] = field(default_factory=list)

    def unknown(self, key: object, *, least: float = 0.0, most: float = np.inf) -> int:
        """Give the number of an unknown; what is known of it from several sides holds together."""
        place = self.unknowns.setdefault(key, len(self.unknowns))
        if place == len(self.least):
            self.least.append(least)
            self.most.append(most)
        self.least[place] = max(self.least[place], least)
        self.most[place] = min(self.most[place], most)
        return place

    def ends(self, targets: Sequence[list[int]]) -> list[tuple[float, float]]:
        """Give the least and the most that sums of unknowns can be."""
        matrix = scipy.sparse.lil_matrix((len(self.sums), len(self.unknowns)))
        for row, (places, _, _) in enumerate(self.sums):
            matrix[row, places] = 1.0
        low, high = (np.array([one[side] for one in self.sums]) for side in (1, 2))
        both = scipy.sparse.vstack([matrix, -matrix]).tocsr()
        limits = np.concatenate([high, -low])
        bounds = np.column_stack([self.least, np.minimum(self.most, 1e12)])
        return [_ends(both, limits, bounds, target) for target in targets]


def _ends(
    sums: scipy.sparse.csr_matrix, limits: np.ndarray, bounds: np.ndarray, target: list[int]
) -> tuple[float, float]:
    cost = np.zeros(bounds.shape[0])
    cost[target] = 1.0
    ends = []
    for sign in (1.0, -1.0):
        found = scipy.optimize.linprog(sign * cost, A_ub=sums, b_ub=limits + 1e-7, bounds=bounds, method="highs")
        assert found.status in {0, 3}, found.message  # what is told must not contradict itself
        ends.append(float(sign * found.fun) if found.status == 0 else sign * -np.inf)
    return ends[0], ends[1]


def attack(
    files: Sequence[Files],
    known: Sequence[Known],
    truths: Sequence[Mapping[Cell, float]],
    withheld: Sequence[Container[Cell]] | None = None,
) -> list[Found]:
    """Place every withheld cell of every release, or those named, between its least and its most."""
    ever = {cell[:2] for one in files for cell in one.told}  # a row told once is about known from then on
    sums = _Sums()
    cells = [_cells(sums, release, known[release], truths) for release in range(len(files))]
    for release, told in enumerate(files):
        for cell, (low, high) in told.told.items():
            if places := cells[release].get(cell):
                sums.sums.append((places, low, high))
    asked = [
        (release, cell)
        for release, truth in enumerate(truths)
        for cell in truth
        if (cell in withheld[release] if withheld else cell[:2] not in ever)
        and cell in cells[release]
        and _has_others(cell, known[release])
    ]
    ends = sums.ends([cells[release][cell] for release, cell in asked])
    return [
        _found(cell, truths[release][cell], ends[place], _mine(cell, known[release]))
        for place, (release, cell) in enumerate(asked)
    ]


def _found(cell: Cell, truth: float, ends: tuple[float, float], mine: float) -> Found:
    low, high = ends
    if cell[0] != "money":  # only whole numbers are possible
        low, high = float(np.ceil(low - 1e-6)), float(np.floor(high + 1e-6)) if np.isfinite(high) else high
    return Found(cell, truth - mine, low - mine, high - mine)


def _has_others(cell: Cell, known: Known) -> bool:
    """Say whether anybody else could have answered: who uses a system is no secret among members."""
    return cell[0] != "system" or sum(known.kinds.get(cell[1], {}).values()) > 0


def _mine(cell: Cell, known: Known) -> float:
    table, row, word = cell
    if table == "money":
        return known.own_money.get(row, 0.0)
    every = ((system, areas) for system, areas, answer in known.own if answer == word)
    inside = {"system": lambda system, _: system == row, "area": lambda _, areas: row in areas}
    return float(sum(inside[table](*one) for one in every)) if table in inside else 0.0


def _cells(sums: _Sums, release: int, known: Known, truths: Sequence[Mapping[Cell, float]]) -> dict[Cell, list[int]]:
    """Say of which unknowns each cell is the sum; an unknown is shared with an earlier release where nothing changed."""
    cells: dict[Cell, list[int]] = {}
    for system, kinds in known.kinds.items():
        for areas, n_users in kinds.items():
            for word in ANSWERS:
                same = _same(("kind", _kind(system, areas), word), release, truths)
                own = known.own.get((system, areas, word), 0)
                place = sums.unknown(("vote", same, system, areas, word), least=own, most=own + n_users)
                rows = [("system", system, word), *(("area", area, word) for area in areas)]
                for cell in rows:
                    cells.setdefault(cell, []).append(place)
    for table, row, word in truths[release]:
        if table in {"money", "skill"}:
            same = _same((table, row, word), release, truths)
            own = known.own_money.get(row, 0.0) if table == "money" else 0.0
            place = sums.unknown((table, same, row), least=own)
            cells[table, row, word] = [place]
    whole = cells.get(("money", "All service areas", "value"))
    if whole:  # what spans no known area is in the whole alone
        parts = [
            places[0] for (table, row, _), places in cells.items() if table == "money" and not row.startswith("All ")
        ]
        cells["money", "All service areas", "value"] = [*parts, sums.unknown(("money", release, "no area"))]
    return cells


def _same(cell: Cell, release: int, truths: Sequence[Mapping[Cell, float]]) -> int:
    """Give the number of the first release from which on a cell has stood as it does."""
    while release and truths[release - 1].get(cell, 0.0) == truths[release].get(cell, 0.0):
        release -= 1
    return release
