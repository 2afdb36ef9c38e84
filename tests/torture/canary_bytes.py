"""
Canaries: whether a value that an edition may not show comes out anywhere in what is built of it, in any byte.

Everything is built by the command line, in another process, from a register whose hidden cells are tokens (`caged`,
`tokens`): every report in every format, the packs, the dashboard, capture sheets, and notebooks that fail on purpose with
all they could read in their output and their message. Then every byte is unpacked (`unpacking`) and every token looked
for in every spelling (`sightings`), in files, their names, what the commands printed and what they left in the folder
for temporary files. A control plants tokens in every kind of container (`planting`); the search must find each.
"""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property, partial
from multiprocessing import get_context
from pathlib import Path

import pandas as pd

from citytools_analysis.disclosure import make_edition
from citytools_analysis.metrics import prices
from citytools_analysis.register import Register, open_register
from citytools_analysis.style import money_text
from torture.caged import SAMPLE, marked_folder
from torture.figures import Figure
from torture.planting import Seeds, plant
from torture.sightings import Lookout, Sighting
from torture.tokens import Canary, Mint
from torture.unpacking import Unpacker

AS_OF = "2026-11-23"
WHOLE = 3  # editions built whole, whatever the time: public, members', one borough's
GENTLE = 0.5  # at 0 every name is another, and the choice of what to withhold takes over a minute an edition
NARROW = ("borough_report", "london_overview")  # of those made for one borough
_HEAD = 'register = ""  # folder of the register\nas_of = ""  # day it is about\nborough = ""  # borough id'
_OPENED = "import citytools_analysis as ct\nfrom pathlib import Path\ndata = ct.open_register(register, as_of=as_of)"
_ALL = "parts = [frame.to_csv() for frame in data.all_rows.values()] + [repr(data.info)]"
# glob, not rglob: what other processes delete meanwhile is passed over
_FILES = (
    "from glob import glob\n"
    "names = glob(str(Path(register).parent / '**'), recursive=True, include_hidden=True)\n"
    "parts += [Path(name).read_bytes().hex() for name in names if name.endswith(('.csv', '.json'))]"
)
TELL_ALL = (_OPENED, _ALL, "parts += [getattr(data.reference, name).to_csv() for name in data.reference.__dataclass_fields__]",
            _FILES, "print('\\n'.join(parts))", "raise ValueError('\\n'.join(parts)[-20_000:])")  # fmt: skip
RAISES = (_OPENED, "row = data.contracts.query('borough_id == @borough').iloc[0].to_dict()", "assert not row, row")


@dataclass(frozen=True)
class Reader:
    """Who reads an edition: anyone, any member, or the one borough that the members' edition is made for."""

    name: str
    edition: str
    viewer: str = ""

    @property
    def options(self) -> tuple[str, ...]:
        """Give what the command line takes."""
        return ("--edition", self.edition, *(("--for", self.viewer) if self.viewer else ()))

    def may_see(self, canary: Canary) -> bool:
        """Say whether the value of a cell may be seen: in one's own rows, and where the schema tells it to others."""
        if self.edition == "public" or canary.tier == "nobody":
            return False
        return not self.viewer or canary.is_told or self.viewer in canary.owners


PUBLIC, MEMBERS = Reader("public", "public"), Reader("members", "members")


def reader_of(borough: str) -> Reader:
    """Give the one borough that a members' edition is made for."""
    return Reader(f"for-{borough}", "members", borough)


@dataclass
class Scene:
    """A marked register, where its documents go, and how commands on it ended."""

    folder: Path
    mint: Mint
    unwell: list[str] = field(default_factory=list)

    @classmethod
    def made(cls, folder: Path, *, seed: int, gentle: float) -> Scene:
        """Write the register."""
        (folder / "temporary").mkdir(parents=True)
        return cls(folder, marked_folder(folder / "register", seed=seed, gentle=gentle))

    def run(self, output: str, *arguments: str, ends: int = 0) -> None:
        """Give a command, and keep what it prints beside what it writes."""
        target, number = self.folder / output, len(list(self.folder.glob(f"{output}/*.log")))
        target.mkdir(exist_ok=True)
        command = [sys.executable, "-m", "citytools_analysis", *arguments, "--register", str(self.folder / "register")]
        around = os.environ | {"TMPDIR": str(self.folder / "temporary"), "PYTHONHASHSEED": "0"}
        ended = subprocess.run(command, cwd=self.folder, env=around, capture_output=True, check=False)
        (target / f"{number}.out.log").write_bytes(ended.stdout)
        (target / f"{number}.err.log").write_bytes(ended.stderr)
        if ended.returncode != ends:
            told = (ended.stderr or ended.stdout).decode("utf-8", "replace").strip()[-300:]
            self.unwell.append(f"{' '.join(arguments[:4])} ended with {ended.returncode}: {told}")

    def build(self, reader: Reader, *arguments: str, ends: int = 0) -> None:
        """Build documents for a reader."""
        self.run(
            reader.name, "build", *arguments, *reader.options, "--as-of", AS_OF, "--output", reader.name, ends=ends
        )

    def build_everything(self, reader: Reader, borough: str, area: str, *, reports: Sequence[str] = ()) -> None:
        """Build every report (or only some), each pack, the dashboard, and what fails."""
        where = ("--as-of", AS_OF, "--output", reader.name, *reader.options)
        self.build(reader, *reports)
        self.run(reader.name, "dashboard", *where)
        packs = {"borough": ("--borough", borough), "procurement": ("--service-area", area)}
        if reader == MEMBERS:
            packs |= dict.fromkeys(("workshop-1", "workshop-2"), ("--borough", borough, "--service-area", area))
        for name, about in packs.items() if not reports else ():
            self.run(reader.name, "pack", name, *about, *where)
        if reader == MEMBERS:
            for number in ("1", "2"):
                self.run(reader.name, "capture", "--workshop", number, "--to", f"{reader.name}/workshop-{number}.xlsx")
        self.fail(reader, borough)

    def fail(self, reader: Reader, borough: str) -> None:
        """Build notebooks that stop with all they can read in what they show, and with a row in their message."""
        write_failing(self.folder / "failing")
        apart = replace(reader, name=f"{reader.name}-failing")
        self.build(apart, "--borough", borough, "--notebooks", str(self.folder / "failing"), ends=1)

    def written_for(self, reader: Reader) -> Sequence[Path]:
        """List the folders that hold what a reader got, and what was left behind."""
        return [self.folder / name for name in (reader.name, f"{reader.name}-failing", "temporary")]

    def lookout(self, reader: Reader) -> Lookout:
        """Look for what a reader may not see."""
        is_public = reader.edition == "public"
        released = self.released if is_public else frozenset[str]()
        return Lookout(self.mint, reader.may_see, is_public, released, frozenset(self._latest_ends(reader)))

    def _latest_ends(self, reader: Reader) -> Iterator[date]:
        """Give the days to which the ends that a reader may see can be moved by options, worked out here and not by the library."""
        options = self._full.rows("options").sort_values(["contract_id", "source_id", "position"])
        months = options["months"].groupby([options["contract_id"], options["source_id"]]).cumsum()
        contracts = self._full.rows("contracts")[["contract_id", "end_date", "end_date_precision"]].dropna()
        moved = contracts.merge(options[["contract_id"]].assign(months=months), on="contract_id").dropna()
        for end, precision, by in zip(moved["end_date"], moved["end_date_precision"], moved["months"], strict=True):
            canary = self.mint.days.get(end.date())
            if canary and reader.may_see(canary):
                latest = end + pd.DateOffset(months=int(by))  # of a month or a year it is the last day
                yield {"month": latest + pd.offsets.MonthEnd(0), "year": latest + pd.offsets.YearEnd(0)}.get(
                    precision, latest
                ).date()

    @cached_property
    def _full(self) -> Register:
        return open_register(self.folder / "register", as_of=AS_OF)

    @cached_property
    def released(self) -> frozenset[str]:
        """Give the sums of hidden amounts that the public edition's fixed tables tell, as they are written."""
        told = prices.unpublished_value(make_edition(self._full, edition="public"))["value"].dropna()
        return frozenset(money_text(float(value)) for value in told)


def write_failing(folder: Path) -> Sequence[str]:
    """Write the notebooks that fail on purpose; their names."""
    made = {"tell_all": TELL_ALL, "raises": RAISES}
    for name, cells in made.items():
        _write_notebook(folder / f"{name}.ipynb", (_HEAD, *cells))
    return tuple(made)


def _write_notebook(path: Path, cells: Sequence[str]) -> None:
    path.parent.mkdir(exist_ok=True)
    made = [
        {"cell_type": "code", "metadata": {}, "source": cell, "outputs": [], "execution_count": None} for cell in cells
    ]
    made[0]["metadata"] = {"tags": ["parameters"]}
    path.write_text(json.dumps({"cells": made, "metadata": {}, "nbformat": 4, "nbformat_minor": 4}), encoding="utf-8")


@dataclass
class Searched:
    """What was read, and what was seen in it that should not be."""

    n_files: int = 0
    n_bytes: int = 0
    seen: list[Sighting] = field(default_factory=list)
    unknown: set[str] = field(default_factory=set)

    def add(self, other: Searched) -> None:
        """Add what was read elsewhere."""
        self.n_files += other.n_files
        self.n_bytes += other.n_bytes
        self.seen += other.seen
        self.unknown |= other.unknown


def search(folders: Sequence[Path], lookout: Lookout, *, jobs: int = 1) -> Searched:
    """Unpack everything under some folders and look for tokens, in several processes."""
    files = [(path, folder) for folder in folders for path in sorted(folder.rglob("*"))]
    files.sort(key=lambda one: (one[0].suffix, one[0].name))
    parts = [files[number::jobs] for number in range(jobs)]
    if jobs == 1:
        return _searched(parts[0], lookout)
    found = Searched()
    with ProcessPoolExecutor(jobs, get_context("spawn")) as pool:
        for part in pool.map(partial(_searched, lookout=lookout), parts):
            found.add(part)
    return found


def _searched(files: Sequence[tuple[Path, Path]], lookout: Lookout) -> Searched:
    unpacker = Unpacker()
    pieces = (piece for path, folder in files for piece in unpacker.file(path, folder))
    seen = list(lookout.seen(pieces))
    return Searched(unpacker.n_files, unpacker.n_unpacked, seen, set(unpacker.unknown))


def missed(folder: Path, lookout: Lookout) -> tuple[int, list[str]]:
    """Plant a leak in each kind of container, and list those the search does not name."""
    planted = plant(folder, Seeds.of(lookout.mint, lambda canary: not lookout.is_allowed(canary)))
    seen = search([folder], lookout).seen
    found = {(one.place.removeprefix("name of ").split(",")[0].split(" (")[0], one.canary) for one in seen}
    lost = []
    for one in planted:
        name = one.path.relative_to(folder).as_posix()
        if not any(place.startswith(name) and canary == one.canary for place, canary in found):
            lost.append(one.how)
    return len(planted), lost


def measure(*, minutes: float, seed: int) -> list[Figure]:
    """
    Build the public edition, the members' and that of one borough whole, and search all of it.

    While minutes are left, the editions of the other boroughs follow, each with its borough's report and those about London.
    """
    started, chance, total, n_whole, n_narrow = time.monotonic(), random.Random(seed), Searched(), 0, 0  # noqa: S311 - a seeded order, no secret
    register = open_register(SAMPLE)
    boroughs = sorted(register.sources.loc[register.sources["source_kind"].eq("return"), "borough_id"].dropna())
    areas = sorted(register.functions["area_code"].unique())
    with tempfile.TemporaryDirectory(prefix="canaries-", ignore_cleanup_errors=True) as place:
        scene = Scene.made(Path(place) / "scene", seed=seed, gentle=GENTLE)
        for reader, borough in _readers(chance.sample(boroughs, len(boroughs))):
            is_whole = n_whole < WHOLE
            if not is_whole and time.monotonic() - started > minutes * 60:
                break
            scene.build_everything(reader, borough, chance.choice(areas), reports=() if is_whole else NARROW)
            total.add(search(scene.written_for(reader), scene.lookout(reader), jobs=os.cpu_count() or 1))
            n_whole, n_narrow = n_whole + is_whole, n_narrow + (not is_whole)
        planted, lost = missed(Path(place) / "planted", scene.lookout(PUBLIC))
    return [
        Figure("editions built whole and searched", n_whole, detail="public, members' and one borough's"),
        Figure("editions of further boroughs built in part and searched", n_narrow),
        Figure("files searched", total.n_files),
        Figure("bytes searched, unpacked", total.n_bytes),
        Figure("files of no known kind", len(total.unknown), must_be_zero=True, detail=_some(sorted(total.unknown))),
        Figure("canaries put in", len(scene.mint)),
        Figure("spellings searched for", scene.mint.n_spellings),
        Figure("canaries leaked", len(total.seen), must_be_zero=True, detail=_some(map(str, total.seen))),
        Figure(
            "commands that ended otherwise than they should",
            len(scene.unwell),
            must_be_zero=True,
            detail=_some(scene.unwell),
        ),
        Figure("leaks planted", planted),
        Figure("leaks planted and missed", len(lost), must_be_zero=True, detail=_some(lost)),
    ]


def _readers(boroughs: Sequence[str]) -> Iterator[tuple[Reader, str]]:
    """Give everyone who reads an edition, with a borough to make packs for, in the order in which they are built for."""
    yield PUBLIC, boroughs[0]
    yield MEMBERS, boroughs[0]
    for borough in boroughs:
        yield reader_of(borough), borough


def _some(told: Iterable[str], most: int = 5) -> str:
    every = list(told)
    return "; ".join(every[:most]) + (f"; and {len(every) - most} more" if len(every) > most else "")
