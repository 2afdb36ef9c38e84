"""What a change draws again: the documents that show it, no others, and the manifest says why."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import redirect_stdout
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from io import StringIO
from pathlib import Path
from typing import Any

import nbformat
import pandas as pd
import pytest
from nbformat import NotebookNode
from small_reports import DAY, PARAMETERS, write_notebook
from tiny_world import worked_register

from citytools_analysis.cli.build_summary import what_was_made
from citytools_analysis.metrics.adoption import in_use
from citytools_analysis.metrics.credits import supplier_credits
from citytools_analysis.metrics.opportunities import find
from citytools_analysis.register import Register
from citytools_analysis.register_info import RegisterInfo
from citytools_analysis.register_reads import recording
from citytools_analysis.reporting import book, freshness, worker
from citytools_analysis.reporting import build as building
from citytools_analysis.reporting.build import build
from citytools_analysis.reporting.engine_client import READS
from citytools_analysis.reporting.job import Job, Outcome
from citytools_analysis.reporting.manifest import read_manifest
from citytools_analysis.reporting.progress import BuildResult, Progress
from citytools_analysis.reporting.report import Report
from citytools_analysis.schema import TABLES

v4: Any = nbformat.v4
SETUP = "import citytools_analysis as ct\ndata = ct.open_register(register, as_of=as_of)"
COVER = "ct.tables.cover(data, name=borough, finding='It has contracts.', report='Report', subject=borough.title())"
OWN = "print(ct.for_borough(data.contracts, borough)[['contract_id', 'end_date']].to_string(index=False))"
PEER = "print(ct.for_borough(data.contracts, 'camden' if borough == 'brent' else borough)['end_date'].to_string())"
RESTS_ON = "ct.tables.provenance(data, borough)"
SKILLS = "print(len(ct.for_borough(data.skills, borough)))"
BOROUGHS = ("brent", "camden", "islington")
STAYED = "contracts, sources changed; ran again, shows the same"
LEFT = "nothing it reads changed"


@dataclass
class Town:
    """A register of three boroughs, two reports about each, and a build of them by real processes."""

    place: Path
    ends: dict[str, date] = field(default_factory=lambda: dict.fromkeys(BOROUGHS, date(2028, 3, 31)))
    skilled: tuple[str, ...] = ()
    more_sources: tuple[str, ...] = ()
    built: Sequence[str] = ("camden", "islington")

    def build(self, **options: Any) -> BuildResult:
        """Build from the register as it is now."""
        _register(self).save(self.place / "register", saved_at=datetime(2026, 11, 23, tzinfo=UTC))
        chosen = {"edition": "members", "formats": ["html"], "subjects": {"borough": self.built}, "jobs": 1} | options
        return build(self.place / "register", notebooks=self.place / "books", output=self.place / "out", **chosen)

    def write(self, name: str, *cells: str) -> None:
        """Write a notebook."""
        write_notebook(self.place / "books" / f"{name}.ipynb", SETUP, *cells, title=name, parameters=PARAMETERS)

    def files(self) -> dict[str, tuple[bytes, int]]:
        """Give what each document holds, and when it was written."""
        paths = (self.place / "out" / "members" / DAY.isoformat() / "borough").rglob("*.html")
        return {path.parent.name + "/" + path.name: (path.read_bytes(), path.stat().st_mtime_ns) for path in paths}


def _register(town: Town) -> Register:
    hashes = {name: f"{name}-{day}".encode().hex().ljust(64, "0") for name, day in town.ends.items()}
    hashes |= dict.fromkeys(town.more_sources, "f" * 64)
    sources = [
        {"source_id": name, "source_kind": "facts", "source_name": name, "file_name": f"{name}.csv", "sha256": sha256}
        for name, sha256 in hashes.items()
    ]
    contracts = [{"contract_id": f"c-{name}", "borough_id": name, "end_date": day} for name, day in town.ends.items()]
    skills = [{"skill_id": name, "borough_id": name, "skill": "data", "source_id": "brent"} for name in town.skilled]
    tables = {
        "sources": pd.DataFrame(sources).assign(retrieved_date=pd.Timestamp(DAY)),
        "contracts": pd.DataFrame(contracts).assign(source_id=list(town.ends), end_date_precision="day"),
        "skills": pd.DataFrame(skills),
    }
    return Register.from_tables(tables, as_of=DAY, info=RegisterInfo(name="Three"))


def told(result: BuildResult, report: str = "contracts") -> dict[str, tuple[str, str]]:
    return {one.subject: (one.status, one.reason) for one in result.manifest.reports if one.report == report}


def touched(before: Mapping[str, tuple[bytes, int]], after: Mapping[str, tuple[bytes, int]]) -> set[str]:
    return {name for name in after if before.get(name) != after[name]}


@pytest.fixture(autouse=True)
def _sources_at_rest(monkeypatch: pytest.MonkeyPatch) -> None:
    """Other people edit the package while its tests run; what it hashes to must not change within one."""
    monkeypatch.setattr(freshness, "_source_hash", lambda: "at rest")


@pytest.fixture
def here(monkeypatch: pytest.MonkeyPatch) -> dict[str, bool]:
    """Run cells in this process and keep as document what they printed: a hundred times as fast."""
    told = {"reads": True}

    def run_notebook(report: Report, values: Mapping[str, str], **_: object) -> NotebookNode:
        names, cells = dict[str, Any](values), nbformat.read(report.path, as_version=4).cells[1:]
        with recording() as reads:
            texts = [_printed(cell.source, names) for cell in cells]
        cell = v4.new_code_cell(outputs=[v4.new_output("stream", text=text) for text in texts if text])
        metadata = {READS: sorted(reads)} if told["reads"] else {}
        return NotebookNode(v4.new_notebook(cells=[cell], metadata=metadata))

    def render(notebook: NotebookNode, **_: object) -> bytes:
        return "".join(output.text for output in notebook.cells[0].outputs).encode()

    def each_result(
        work: Callable[[Job], Outcome], jobs_to_do: Sequence[Job], **_: object
    ) -> Iterator[tuple[Job, Outcome]]:
        yield from ((job, work(job)) for job in jobs_to_do)

    monkeypatch.setattr(worker, "run_notebook", run_notebook)
    monkeypatch.setattr(worker, "render", render)

    def write_index(folder: Path, *_: object, **__: object) -> None:
        (folder / "index.html").touch()

    monkeypatch.setattr(building, "each_result", each_result)
    monkeypatch.setattr(book, "write_index", write_index)
    return told


def _printed(source: str, names: dict[str, Any]) -> str:
    with redirect_stdout(StringIO()) as said:
        exec(source, names)  # noqa: S102 - the cells are above
    return said.getvalue()


@pytest.fixture
def town(tmp_path: Path) -> Town:
    town = Town(tmp_path)
    town.write("contracts", OWN, PEER)
    return town


def test_a_contract_of_one_borough_draws_its_report_and_the_one_that_prints_it(town: Town) -> None:
    town.write("contracts", COVER, OWN, PEER, RESTS_ON)
    town.built = BOROUGHS
    first = town.build()
    assert set(told(first).values()) == {("built", "not made before")}
    before, old = town.files(), first.manifest.register_sha256
    assert old[:8].encode() in before["camden/camden-contracts.html"][0]
    town.ends["camden"] = date(2029, 3, 31)
    result = town.build()
    assert told(result) == {
        "camden": ("built", "contracts, sources changed"),
        "brent": ("built", "contracts, sources changed"),
        "islington": ("unchanged", STAYED),
    }
    assert what_was_made(result).startswith("3 reports: 2 built, 1 run again and the same (")
    assert touched(before, town.files()) == {"camden/camden-contracts.html", "brent/brent-contracts.html"}
    assert b"2029-03-31" in town.files()["brent/brent-contracts.html"][0]
    printed = {entry.subject: entry.register_sha256 for entry in result.manifest.reports}
    assert {"contracts", "sources"} < set(result.entries[0].reads) < {*TABLES, "earlier"} - {"performance"}
    assert printed == {
        "camden": result.manifest.register_sha256,
        "brent": result.manifest.register_sha256,
        "islington": old,
    }
    assert set(told(town.build()).values()) == {("unchanged", LEFT)}


@pytest.mark.usefixtures("here")
def test_a_table_that_a_report_does_not_read_and_a_file_about_others_draw_nothing(town: Town) -> None:
    town.write("skills", SKILLS)
    town.build()
    before = town.files()
    town.skilled = ("camden",)
    result = town.build()
    assert set(told(result).values()) == {("unchanged", LEFT)}
    assert told(result, "skills") == {
        "camden": ("built", "skills changed"),
        "islington": ("unchanged", "skills changed; ran again, shows the same"),
    }
    assert touched(before, town.files()) == {"camden/camden-skills.html"}
    town.more_sources = ("hackney",)
    again = town.build(reports=["contracts"])
    assert set(told(again).values()) == {("unchanged", "sources changed; ran again, shows the same")}
    assert set(told(again, "skills").values()) == {("stale", "sources changed")}


@pytest.mark.usefixtures("here")
def test_an_interrupted_build_goes_on_and_a_lost_file_or_force_draws_again(town: Town) -> None:
    def interrupt(progress: Progress) -> None:
        del progress
        raise KeyboardInterrupt

    town.build()
    town.ends["camden"] = date(2029, 3, 31)
    with pytest.raises(KeyboardInterrupt):
        town.build(progress=interrupt)
    left = read_manifest(town.place / "out" / "members" / DAY.isoformat())
    assert left is not None
    waiting = [one.subject for one in left.reports if one.reason == "waiting to be built (contracts, sources changed)"]
    assert len(waiting) == 1
    result = town.build()
    assert {told(result)[name] for name in waiting} <= {("built", "contracts, sources changed"), ("unchanged", STAYED)}
    [settled] = set(town.built) - set(waiting)
    assert told(result)[settled] == ("unchanged", LEFT)
    document = town.place / "out" / "members" / DAY.isoformat() / "borough" / "camden" / "camden-contracts.html"
    document.unlink()
    assert told(town.build())["camden"] == ("built", "its files were changed or removed after they were made")
    assert document.is_file()
    before = town.files()
    assert set(told(town.build(force=True)).values()) == {("built", "asked for by force")}
    assert all(before[name][1] < written for name, (_, written) in town.files().items())


@pytest.mark.usefixtures("here")
def test_a_changed_notebook_and_an_older_manifest_draw_all_of_it(town: Town) -> None:
    result = town.build()
    path = result.folder / "manifest.json"
    content = json.loads(path.read_text())
    del content["tables"]
    for entry in content["reports"]:
        for name in ("reads", "state", "shown", "register_sha256"):
            del entry[name]
        entry["key"] = "ab" * 32
    path.write_text(json.dumps(content))
    assert read_manifest(result.folder) is not None
    assert set(told(town.build()).values()) == {("built", "the library changed")}
    town.write("contracts", OWN)
    assert set(told(town.build()).values()) == {("built", "its notebook changed")}
    assert set(told(town.build(formats=["html", "xlsx"])).values()) == {("built", "not made before: xlsx")}


def test_where_it_is_not_known_what_was_read_it_counts_as_everything(town: Town, here: dict[str, bool]) -> None:
    here["reads"] = False  # as a kernel of Jupyter's
    assert set(town.build().entries[0].reads) == {*TABLES, "earlier"}
    here["reads"], town.skilled = True, ("camden",)
    again = town.build()
    assert set(told(again).values()) == {("unchanged", "skills changed; ran again, shows the same")}
    assert set(again.entries[0].reads) == {"contracts", "contract_suppliers", "sources"}


def test_what_a_register_remembers_counts_as_reading_what_it_was_made_from() -> None:
    remembering = worked_register()
    for make in (in_use, supplier_credits, find):
        with recording() as reads:
            make(worked_register())
        find(remembering)
        make(remembering)
        with recording() as again:
            make(remembering)
        assert again == reads
        assert {"sources"} < reads < set(TABLES)


def test_reading_is_noted_by_whatever_way_and_ends_with_the_recording() -> None:
    register = worked_register()
    with recording() as reads:
        with pytest.raises(KeyError, match="no such table"), recording():
            _ = register.options, dict(register.all_rows), register.all_rows["no such table"]
        assert reads > set(TABLES)
    with recording() as nothing:
        _ = register.boroughs, register.sha256
    _ = register.ratings
    assert nothing == set()
