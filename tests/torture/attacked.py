"""Two releases of one register in both editions of a colluding borough, handed to the intruder; and what must be found."""

from __future__ import annotations

import random
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from unittest import mock

import pandas as pd

from citytools_analysis.disclosure import complement, make_edition
from citytools_analysis.disclosure.choice import choose
from citytools_analysis.disclosure.ledger import Release
from citytools_analysis.metrics.satisfaction.votes import recent_votes
from citytools_analysis.pages import london
from citytools_analysis.register import Register, open_register
from citytools_analysis.reporting.build import build
from citytools_analysis.schema import TABLES
from citytools_analysis.storage import typed
from torture.figures import Figure
from torture.intruder import ANSWERS, Cell, Files, Found, Known, attack, known_to, read_files, read_rows, truth_of

SAMPLE = Path(__file__).parents[2] / "data" / "sample"
DAYS = (date(2026, 11, 23), date(2026, 12, 23))
FEW = 5  # as many boroughs that changed are too few to be told of
SOME, MANY = 3, 8


@dataclass(frozen=True)
class Scene:
    """One borough that colludes, and the register at two releases."""

    borough: str
    registers: tuple[Register, ...]

    def known(self) -> list[Known]:
        """Give what it knows at each release."""
        return [known_to(self.borough, make_edition(one, edition="members"), one) for one in self.registers]


def scene(borough: str, *, seed: int) -> Scene:
    """Make the sample real, so that its releases are held against each other, and change answers in between."""
    first = open_register(SAMPLE)
    first = _like(first, dict(first.all_rows), DAYS[0])
    tables = dict(first.all_rows)
    tables["ratings"] = typed(_changed(first, borough, random.Random(seed)), TABLES["ratings"])  # noqa: S311 - a seed
    return Scene(borough, (first, _like(first, tables, DAYS[1])))


def _like(register: Register, tables: dict[str, pd.DataFrame], day: date) -> Register:
    info = replace(register.info, name="A city", notice="")
    return Register.from_tables(tables, as_of=day, reference=register.reference, info=info)


def _changed(register: Register, borough: str, chance: random.Random) -> pd.DataFrame:
    """Let a few change their vote on some systems that are told, many on others, and one on some that are not."""
    votes = recent_votes(register)
    n = votes.groupby("system_id")["decision_maker"].nunique()
    told, untold = sorted(n.index[n >= MANY]), sorted(n.index[n.between(2, FEW)])
    chosen: dict[str, int] = dict.fromkeys(chance.sample(told, 4), 1) | dict.fromkeys(chance.sample(untold, 12), 1)
    chosen |= dict.fromkeys(chance.sample([one for one in told if one not in chosen], 2), SOME)
    chosen |= dict.fromkeys([one for one in told if one not in chosen][:2], 7)
    rows = register.ratings
    for system, n_changes in chosen.items():
        who = sorted(set(votes.loc[votes["system_id"].eq(system), "borough_id"]) - {borough})
        for other in chance.sample(who, min(n_changes, len(who))):
            is_it = rows["system_id"].eq(system) & rows["borough_id"].eq(other) & rows["dimension"].eq("overall")
            rows = rows.assign(
                score=rows["score"].mask(is_it, rows["score"].map(lambda score: 6 - score if score != 3 else 1))
            )
    return rows


def files_made(scene: Scene, folder: Path) -> list[Files]:
    """Build the London overview of both releases in both editions, as `citytools build` does, and read the workbooks."""
    files = []
    home = folder / "register"
    for number, register in enumerate(scene.registers):
        register.save(home, saved_at=datetime(2026, 11, 23 + number, tzinfo=UTC))
        reference = home / "reference"
        if not reference.exists() and (SAMPLE / "reference").is_dir():
            shutil.copytree(SAMPLE / "reference", reference)
        paths = []
        for viewer in ("", scene.borough):
            made = build(
                home, reports=["london_overview"], edition="members" if viewer else "public", viewer=viewer,
                as_of=register.as_of, output=folder / "reports", formats=["xlsx"],
            )  # fmt: skip
            assert not made.failed, made.failed
            paths += sorted(made.folder.rglob("london-overview*.xlsx"))
        files.append(read_files(paths, register.as_of))
    return files


def files_shown(scene: Scene, *, is_guarded: bool = True) -> list[Files]:
    """Give what the tables of the London overview tell in the public edition, without the files around them."""
    files: list[Files] = []
    kept: list[Release] = []
    for one in scene.registers:
        register = _like(one, dict(one.all_rows), one.as_of)  # which remembers no choice made of it before
        earlier = tuple(kept) if is_guarded else ()
        release = choose(register, earlier=earlier)
        kept.append(release)
        here = london.about(make_edition(register, edition="public", release=release, earlier=earlier))
        files.append(read_rows(_rows(here), register.as_of))
    return files


def _rows(here: london.London) -> Iterable[Mapping[str, object]]:
    for page in (london.answers_by_area, london.answers_by_system, london.answers_skills):
        for one in page(here).attached:
            yield from (dict(zip(one["headers"], row, strict=True)) for row in one["rows"])


@contextmanager
def withholding_off(*, complement_alone: bool) -> Iterator[None]:
    """Tell what must be withheld: all of it, or only what one row tells of another."""
    with mock.patch.object(complement, "_dropped", return_value=set()):
        if complement_alone:
            yield
            return
        with mock.patch.object(complement, "may_be_told", lambda lines: lines.groupby(complement.ROW).size() > 0):
            yield


def recovered(files: Sequence[Files], scene: Scene, withheld: Sequence[set[Cell]] | None = None) -> list[Found]:
    """Attack, and give every cell that was to be withheld, with what the intruder made of it."""
    truths = [truth_of(one) for one in scene.registers]
    return attack(files, scene.known(), truths, withheld)


def few_changes(files: Sequence[Files], scene: Scene) -> list[str]:
    """List the systems whose two told rows differ, though only so few boroughs changed that this tells of them."""
    before, after = (_votes(one) for one in scene.registers)
    names = dict(zip(scene.registers[0].systems["system_id"], scene.registers[0].systems["system"], strict=True))
    found = []
    for system, name in sorted(names.items()):
        cells: list[Cell] = [("system", name, word) for word in ANSWERS]
        rows = [[one.told.get(cell) for cell in cells] for one in files]
        n_changed = sum(before.get((system, who)) != after.get((system, who)) for who in _who(system, before, after))
        if None not in rows[0] + rows[1] and rows[0] != rows[1] and n_changed <= FEW:
            found.append(name)
    return found


def _votes(register: Register) -> dict[tuple[str, str], Any]:
    rows = recent_votes(register)
    return {(row["system_id"], row["decision_maker"]): row["answer"] for row in rows.to_dict("records")}


def _who(system: str, *votes: Mapping[tuple[str, str], Any]) -> set[str]:
    return {who for one in votes for name, who in one if name == system}


def measure(*, minutes: float, seed: int) -> list[Figure]:
    """Attack the files of two releases for one borough after another, and each time what must be found."""
    until = datetime.now(UTC).timestamp() + minutes * 60
    boroughs = sorted(set(open_register(SAMPLE).ratings["borough_id"]))
    random.Random(seed).shuffle(boroughs)  # noqa: S311 - a seed
    found: list[Found] = []
    changes: list[str] = []
    n_releases, missed = 0, 0
    for number, borough in enumerate(boroughs):
        if number and datetime.now(UTC).timestamp() > until:
            break
        here = scene(borough, seed=seed + number)
        with tempfile.TemporaryDirectory(prefix="attack-") as folder:
            files = files_made(here, Path(folder))
        found += recovered(files, here)
        changes += few_changes(files, here)
        n_releases += 1
        missed += 0 if number else controls_missed(here)
    broken = [f"{one.cell}: {one.truth:g} between {one.low:g} and {one.high:g}" for one in found if one.is_recovered]
    return [
        Figure("withheld cells attacked", len(found), detail=f"two releases, both editions, {n_releases} boroughs colluding"),
        Figure("withheld cells recovered within 20%", len(broken), must_be_zero=True, detail="; ".join(broken[:5])),
        Figure("changes of five boroughs or fewer told", len(changes), must_be_zero=True, detail="; ".join(changes[:5])),
        Figure("controls in which nothing was found", missed, must_be_zero=True, detail="withholding, complement and ledger off"),
    ]  # fmt: skip


def controls_missed(here: Scene) -> int:
    """Count the controls that the intruder does not break: it must recover what is not withheld."""
    safe = files_shown(here)
    truths = [truth_of(one) for one in here.registers]
    withheld = [set(truth) - set(one.told) for truth, one in zip(truths, safe, strict=True)]
    missed = 0
    for complement_alone in (False, True):
        with withholding_off(complement_alone=complement_alone):
            open_files = files_shown(here, is_guarded=False)
        missed += not any(one.is_recovered for one in recovered(open_files, here, withheld))
    unguarded = files_shown(here, is_guarded=False)
    return missed + (not few_changes(unguarded, here))
