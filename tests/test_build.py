"""What a build makes, keeps, takes away and refuses."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from small_reports import DAY, SHOW, save_register, write_notebook

from citytools_analysis.errors import DataError, ReportError, UnknownNameError
from citytools_analysis.register import open_register
from citytools_analysis.reporting import build as building
from citytools_analysis.reporting import freshness
from citytools_analysis.reporting.build import BuildResult, Progress, build
from citytools_analysis.reporting.job import Job, Outcome
from citytools_analysis.reporting.manifest import FileRecord, read_manifest

FAILS_FOR_BRENT = SHOW + "\n{'camden': 1, 'barnet': 1}[borough]"
ENDS_FOR_BARNET = "import os\nprint('about to end')\nborough == 'barnet' and os._exit(1)"
Build = Callable[..., BuildResult]


@pytest.fixture(autouse=True)
def _sources_at_rest(monkeypatch: pytest.MonkeyPatch) -> None:
    """Other people edit the package while its tests run; what it hashes to must not change within one."""
    monkeypatch.setattr(freshness, "_source_hash", lambda: "at rest")


@pytest.fixture
def place(tmp_path: Path) -> Path:
    save_register(tmp_path / "register")
    write_notebook(tmp_path / "notebooks" / "borough_report.ipynb", SHOW, title="Technology report")
    return tmp_path


class Workshop:
    """Stands in for the processes: writes a line a document, and remembers what it was asked for."""

    def __init__(self) -> None:
        self.made: list[str] = []
        self.failing: set[str] = set()
        self.dying: set[str] = set()
        self.saw: list[str] = []

    def each_result(
        self, work: object, jobs_to_do: Sequence[Job], *, jobs: int, private: Path
    ) -> Iterator[tuple[Job, Outcome | None]]:
        """Take the place of `pool.each_result`."""
        del work, jobs
        for job in jobs_to_do:
            self.made.append(job.id)
            self.saw.append(open_register(job.values["register"], as_of=DAY).info.edition)
            assert Path(job.values["register"]).is_relative_to(private)
            yield job, None if job.id in self.dying else self._outcome(job)

    def _outcome(self, job: Job) -> Outcome:
        if job.id in self.failing:
            return Outcome(stage="run", reason="cell 3: KeyError")
        files = []
        for name in job.formats:
            path, content = f"{job.stem}.{name}", f"{job.id} {name}".encode()
            (job.folder / path).parent.mkdir(parents=True, exist_ok=True)
            (job.folder / path).write_bytes(content)
            files.append(FileRecord(path, hashlib.sha256(content).hexdigest(), len(content)))
        return Outcome(tuple(files), seconds=1.5)


@pytest.fixture
def workshop(monkeypatch: pytest.MonkeyPatch) -> Workshop:
    made = Workshop()

    def each_result(*args: Any, **options: Any) -> Iterator[tuple[Job, Outcome | None]]:
        return made.each_result(*args, **options)

    monkeypatch.setattr(building, "each_result", each_result)
    return made


@pytest.fixture
def run(place: Path) -> Build:
    def run_build(**options: Any) -> BuildResult:
        chosen = {
            "subjects": {"borough": ["camden", "brent"]},
            "notebooks": place / "notebooks",
            "output": place / "out",
        } | options
        return build(place / "register", **chosen)

    return run_build


def _statuses(result: BuildResult) -> dict[str, str]:
    return {entry.subject: entry.status for entry in result.manifest.reports}


def test_documents_are_made_for_those_that_work_and_failures_are_kept_by_name(place: Path) -> None:
    """The one test with real processes, kernels and exporters."""
    cells = (FAILS_FOR_BRENT, ENDS_FOR_BARNET)
    write_notebook(place / "notebooks" / "borough_report.ipynb", *cells, title="Technology report")
    lines: list[str] = []
    result = build(
        place / "register",
        subjects={"borough": ["brent", "camden", "barnet"]},
        notebooks=place / "notebooks",
        output=place / "out",
        jobs=2,
        progress=lambda progress: lines.append(str(progress)),
    )
    folder = place / "out" / "public" / "2026-11-23"
    assert result.folder == folder
    assert _statuses(result) == {"brent": "failed", "camden": "built", "barnet": "failed"}
    assert "<h1>Camden</h1>" in (folder / "borough/camden/camden-technology-report.html").read_text()
    assert (folder / "borough/camden/camden-technology-report.pdf").read_bytes().startswith(b"%PDF")
    assert not (folder / "borough/brent").exists()
    reasons = {
        entry["subject"]: entry.get("reason") for entry in json.loads((folder / "manifest.json").read_text())["reports"]
    }
    assert "KeyError: 'brent'" in reasons["brent"]
    assert reasons["barnet"] == "cell 3 (import os): ended the Python that ran it (exit code 1)"
    assert all("stopped at" in (folder / entry.notebook).read_text() for entry in result.failed)
    assert sorted(re.sub(r"[\d.]+ s|\[\d", "_", line) for line in lines) == [
        "_/3] Barnet, Technology report  failed  _",
        "_/3] Brent, Technology report  failed  _",
        "_/3] Camden, Technology report  built  _",
    ]
    assert "Camden" in result.index.read_text()


def test_what_is_unchanged_is_left_alone(run: Build, workshop: Workshop) -> None:
    first = run()
    second = run()
    assert workshop.made == ["borough_report/camden", "borough_report/brent"]
    assert _statuses(second) == {"camden": "unchanged", "brent": "unchanged"}
    assert [entry.files for entry in first.entries] == [entry.files for entry in second.entries]


def test_force_builds_again(run: Build, workshop: Workshop) -> None:
    run()
    run(force=True)
    assert len(workshop.made) == 4


@pytest.mark.parametrize("change", ["notebook", "register", "reference", "sources", "file", "lost file"])
def test_whatever_a_document_rests_on_makes_it_stale(
    change: str, run: Build, workshop: Workshop, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = run(subjects={"borough": ["camden"]})
    document = first.folder / first.entries[0].files[0].path
    if change == "notebook":
        write_notebook(place / "notebooks" / "borough_report.ipynb", SHOW, "1", title="Technology report")
    elif change == "register":
        save_register(place / "register", name="newer.csv")
    elif change == "reference":
        (place / "register" / "reference").mkdir()
        (place / "register" / "reference" / "note.txt").write_text("reviewed")
    elif change == "sources":
        monkeypatch.setattr(freshness, "_source_hash", lambda: "edited")
    elif change == "file":
        document.write_text("tampered")
    else:
        document.unlink()
    second = run(subjects={"borough": ["camden"]})
    assert _statuses(second) == {"camden": "built"}
    assert workshop.made == ["borough_report/camden"] * 2


def test_a_failure_takes_the_old_documents_away(run: Build, workshop: Workshop) -> None:
    run()
    workshop.failing.add("borough_report/brent")
    result = run(force=True)
    assert [entry.subject for entry in result.failed] == ["brent"]
    assert not list((result.folder / "borough" / "brent").iterdir())
    assert len(list((result.folder / "borough" / "camden").iterdir())) == 3


def test_only_failed_builds_what_failed_and_mending_clears_it(run: Build, workshop: Workshop) -> None:
    workshop.failing.add("borough_report/brent")
    run()
    workshop.failing.clear()
    workshop.made.clear()
    result = run(only_failed=True)
    assert workshop.made == ["borough_report/brent"]
    assert _statuses(result) == {"camden": "unchanged", "brent": "built"}
    assert run(only_failed=True).asked == ()


def test_a_process_that_died_is_a_failure_of_its_report(run: Build, workshop: Workshop) -> None:
    workshop.dying.add("borough_report/brent")
    result = run()
    assert [(entry.stage, entry.subject) for entry in result.failed] == [("process", "brent")]
    assert _statuses(result)["camden"] == "built"


def test_an_interruption_keeps_what_was_done_and_the_next_build_goes_on(run: Build, workshop: Workshop) -> None:
    def interrupt(progress: Progress) -> None:
        del progress
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run(progress=interrupt)
    result = run()
    assert workshop.made == ["borough_report/camden", "borough_report/brent"]
    assert _statuses(result) == {"camden": "unchanged", "brent": "built"}


def test_what_was_not_asked_for_stays_and_is_called_stale_when_it_is(
    run: Build, workshop: Workshop, place: Path
) -> None:
    run()
    assert _statuses(run(subjects={"borough": ["camden"]})) == {"camden": "unchanged", "brent": "unchanged"}
    save_register(place / "register", name="newer.csv")
    result = run(subjects={"borough": ["camden"]})
    assert _statuses(result) == {"camden": "built", "brent": "stale"}
    assert len(list((result.folder / "borough" / "brent").iterdir())) == 3
    assert workshop.made.count("borough_report/brent") == 1


def test_a_format_that_is_no_longer_made_is_not_left_behind(run: Build, workshop: Workshop, place: Path) -> None:
    run(subjects={"borough": ["camden"]})
    save_register(place / "register", name="newer.csv")
    result = run(subjects={"borough": ["camden"]}, formats=["html"])
    assert [path.suffix for path in (result.folder / "borough" / "camden").iterdir()] == [".html"]
    assert len(workshop.made) == 2


def test_a_new_title_leaves_no_document_under_the_old_one(run: Build, workshop: Workshop, place: Path) -> None:
    run(subjects={"borough": ["camden"]})
    write_notebook(place / "notebooks" / "borough_report.ipynb", SHOW, title="Borough briefing")
    result = run(subjects={"borough": ["camden"]})
    names = sorted(path.name for path in (result.folder / "borough" / "camden").iterdir())
    assert names == [f"camden-borough-briefing.{kind}" for kind in ("html", "pdf", "xlsx")]
    assert len(workshop.made) == 2


def test_every_borough_gets_one_without_naming_any(run: Build, workshop: Workshop) -> None:
    assert len(run(subjects={"borough": ()}).asked) == 33
    assert workshop.made[0] == "borough_report/barking-and-dagenham"


def test_notebooks_are_given_the_editions_register_and_the_manifest_names_its_sources(
    run: Build, workshop: Workshop
) -> None:
    result = run(edition="members", subjects={"borough": ["camden"]})
    assert workshop.saw == ["members"]
    assert result.folder.parent.name == "members"
    assert [dict(source)["source_name"] for source in result.manifest.inputs] == ["systems.csv"]
    assert "register" not in result.entries[0].parameters


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"subjects": {"borough": ["cambden"]}}, "Unknown borough 'cambden'. Did you mean 'camden'?"),
        ({"reports": ["borugh_report"]}, "Unknown report 'borugh_report'. Did you mean 'borough_report'?"),
        ({"formats": ["pfd"]}, "Unknown format 'pfd'. Did you mean 'pdf'?"),
        ({"edition": "member"}, "Unknown edition 'member'. Did you mean 'members'?"),
    ],
)
def test_an_unknown_name_stops_before_anything_starts(
    options: dict[str, Any], message: str, run: Build, workshop: Workshop, place: Path
) -> None:
    with pytest.raises(UnknownNameError, match=re.escape(message)):
        run(**options)
    assert not workshop.made
    assert not (place / "out").exists()


def test_a_members_edition_is_never_written_under_a_public_one(run: Build, workshop: Workshop, place: Path) -> None:
    published = run().folder
    published.parent.rename(place / "website")
    for output in (place / "Public" / "here", place / "website" / "2026-11-23" / "private"):
        with pytest.raises(ReportError, match="must not be written under the public folder"):
            run(edition="members", output=output)
    assert workshop.saw == ["public", "public"]


def test_a_link_into_a_public_folder_is_seen_through(run: Build, place: Path) -> None:
    (place / "public").mkdir()
    (place / "innocent").symlink_to(place / "public")
    with pytest.raises(ReportError, match="must not be written"):
        run(edition="members", output=place / "innocent")


def test_boroughs_without_a_report_about_boroughs_is_an_error(run: Build, place: Path) -> None:
    write_notebook(place / "notebooks" / "market.ipynb", "1", parameters='register = ""\nas_of = ""')
    with pytest.raises(ReportError, match="No report is about a borough among: market"):
        run(reports=["market"])


def test_a_missing_register_says_how_to_make_one(place: Path) -> None:
    with pytest.raises(DataError, match="citytools add FILE"):
        build(place / "nowhere", notebooks=place / "notebooks", output=place / "out")


def test_the_same_build_writes_the_same_manifest(run: Build, workshop: Workshop, place: Path) -> None:
    first = (run().folder / "manifest.json").read_bytes()
    other = run(output=place / "other", subjects={"borough": ["brent", "camden"]})
    forced = run(force=True).folder / "manifest.json"
    assert first == (other.folder / "manifest.json").read_bytes()
    assert first.replace(b"not made before", b"asked for by force") == forced.read_bytes()
    assert len(workshop.made) == 6


def test_the_index_lists_what_the_manifest_does(run: Build, workshop: Workshop) -> None:
    workshop.failing.add("borough_report/brent")
    result = run()
    page = result.index.read_text()
    assert 'href="borough/camden/camden-technology-report.pdf"' in page
    assert "cell 3: KeyError" in page
    assert read_manifest(result.folder) == result.manifest
