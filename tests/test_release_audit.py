"""The audit of withheld cells against every answer there could have been, one after another."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

import numpy as np
import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from citytools_analysis.disclosure.audit import Told, intervals, is_protected
from citytools_analysis.disclosure.exposed import exposed_cells
from citytools_analysis.disclosure.joint import Flags, Joint, joint
from citytools_analysis.disclosure.units import COLUMNS, SILENT

VOTE, AREA = "satisfaction.summary", "satisfaction.by_area"
ANSWERS = ("satisfied", "neutral", "dissatisfied")
Counts = tuple[int, int, int, int]  # boroughs that answer one of these, and those that use the system and say nothing
FIFTH = 0.20
_SYSTEM = st.lists(st.integers(0, 3), min_size=1, max_size=3).map(lambda said: tuple(map(said.count, range(4))))
_WORLD = st.lists(_SYSTEM, min_size=1, max_size=3)


def world(counts: list[Counts]) -> pd.DataFrame:
    """Give votes on systems of one area."""
    rows = [
        {"unit_id": f"{system}:{borough}", "decision_maker": f"b{borough}", "amount": 1.0, "supplier_id": None, "metric": VOTE,
         "subject": f"s{system}", "category": answer}
        for system, given in enumerate(counts)
        for borough, answer in enumerate(np.repeat([*ANSWERS, SILENT], given).tolist())
    ]  # fmt: skip
    votes = pd.DataFrame(rows, columns=list(COLUMNS))
    return pd.concat([votes, votes.assign(metric=AREA, subject="A")], ignore_index=True)


def every_world(counts: list[Counts]) -> Iterator[list[Counts]]:
    """Give every way in which the boroughs that use each system could have answered."""
    rooms = [sum(one) for one in counts]
    ways = [[one for one in product(range(room + 1), repeat=4) if sum(one) == room] for room in rooms]
    yield from (list(one) for one in product(*ways))


def cell_of(counts: list[Counts], subject: str, answer: str) -> int:
    place = ANSWERS.index(answer)
    return sum(one[place] for one in counts) if subject == "A" else counts[int(subject[1:])][place]


def _agrees(other: list[Counts], counts: list[Counts], told: list[tuple[str, str]]) -> bool:
    return all(cell_of(other, *cell) == cell_of(counts, *cell) for cell in told)


@settings(max_examples=120, deadline=None)
@given(counts=_WORLD, is_told=st.lists(st.booleans(), min_size=4, max_size=4), reader=st.integers(-1, 3))
def test_a_cell_is_called_safe_only_if_some_other_answers_would_have_told_the_same(
    counts: list[Counts], is_told: list[bool], reader: int
) -> None:
    lines = world(counts)
    cells = joint([lines])
    shown = [("A" if is_told[3] else "")] + [f"s{n}" for n in range(len(counts)) if is_told[n]]
    flags = cells.cells["subject"].isin(shown).to_numpy()
    told = list(cells.cells.loc[flags, ["subject", "category"]].itertuples(index=False, name=None))
    exposed = _exposed(_read_by(cells, reader), flags)
    # with nobody's answer known but the reader's: those it is one of are taken away on both sides
    own = {n: _answer_of(one, reader) for n, one in enumerate(counts)}
    others = [
        one for one in every_world(counts) if _agrees(one, counts, told) and all(_fits(one[n], own[n]) for n in own)
    ]
    for place in np.flatnonzero(~flags & ~exposed):
        subject, answer = cells.cells.loc[place, ["subject", "category"]]
        mine = sum(own[n] == ANSWERS.index(answer) for n in own if subject in {"A", f"s{n}"})
        truth = cell_of(counts, subject, answer) - mine
        ends = [cell_of(one, subject, answer) - mine for one in others]
        n_others = sum(sum(one) - (own[n] is not None) for n, one in enumerate(counts) if subject in {"A", f"s{n}"})
        assert n_others == 0 or max(ends) - min(ends) >= max(2 * FIFTH * truth, 1) - 1e-9, (
            counts,
            told,
            subject,
            answer,
            ends,
        )


def _answer_of(counts: Counts, reader: int) -> int | None:
    """Say what a borough answered about a system: the boroughs of `world` answer in order."""
    if not 0 <= reader < sum(counts):
        return None
    return int(np.searchsorted(np.cumsum(counts), reader, side="right"))


def _fits(counts: Counts, own: int | None) -> bool:
    return own is None or counts[own] > 0


def _exposed(cells: Joint, is_told: Flags) -> Flags:
    found = list(exposed_cells(cells, is_told, ~is_told, np.zeros(len(is_told), dtype=bool)))
    return np.isin(np.arange(len(is_told)), found)


def _read_by(cells: Joint, reader: int) -> Joint:
    """Leave only one reader who knows its own answers, or none."""
    own = cells.own[reader : reader + 1] if 0 <= reader < len(cells.own) else cells.own[:0]
    return Joint(cells.cells, cells.sums, cells.atoms, own, cells.kinds, cells.silent)


def test_worked_by_hand() -> None:
    # two systems of one area, 5 and 4 satisfied: the area's 9 and one's 5 give the other's 4
    counts: list[Counts] = [(5, 1, 2, 0), (4, 1, 3, 0)]
    cells = joint([world(counts)])
    flags = cells.cells["subject"].isin(["A", "s0"]).to_numpy()
    exposed = _exposed(cells, flags)
    assert cells.cells.loc[exposed, "subject"].unique().tolist() == ["s1"]
    only_total = cells.cells["subject"].eq("A").to_numpy()
    assert not _exposed(cells, only_total).any()


def test_the_programme_gives_the_ends_that_can_be_worked_by_hand() -> None:
    # x + y = 10, y + z = 6, all at least 0, y known to be at least 2
    told = Told(np.array([[1.0, 1, 0], [0, 1, 1]]), np.array([10.0, 6]), np.array([10.0, 6]))
    low, high = intervals(told, np.eye(3), np.tile([0.0, 2.0, 0.0], (3, 1)))
    assert low.round(6).tolist() == [4, 2, 0]
    assert high.round(6).tolist() == [8, 6, 4]


def test_money_needs_a_fifth_to_either_side_and_a_count_another_whole_number() -> None:
    values, low, high = np.array([100.0, 100.0]), np.array([80.0, 81.0]), np.array([120.0, 120.0])
    assert is_protected(values, low, high, counts=False).tolist() == [True, False]
    assert is_protected(np.array([1.0, 1.0]), np.array([0.1, 0.0]), np.array([1.9, 1.2]), counts=True).tolist() == [
        False,
        True,
    ]
