"""Downloads: every page once, whatever the service does and whenever the process is killed."""

from __future__ import annotations

import gzip
import json
import os
import random
import re
import signal
import subprocess
import sys
import time
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner
from replay_server import Service, serving

from citytools_analysis.cli import main
from citytools_analysis.download import PUBLISHERS, Patience, download
from citytools_analysis.download.folder import PageRecord
from citytools_analysis.errors import DataError

SINCE, UNTIL, NOW = date(2026, 11, 1), date(2026, 11, 10), datetime(2026, 11, 24, 9, tzinfo=UTC)
N_KILLS = int(os.environ.get("CITYTOOLS_FUZZ_KILLS", "5"))


class Waits(list[float]):
    """Pauses that were asked for, none of which is made."""


def fetch(
    service: Service, folder: Path, *, waits: Waits | None = None, now: datetime = NOW, **patience: float
) -> tuple[PageRecord, ...]:
    pauses = waits if waits is not None else Waits()
    patient = Patience(n_attempts=3, sleep=pauses.append, **patience)  # type: ignore[arg-type]
    return download(
        PUBLISHERS["contracts-finder"], since=SINCE, until=UNTIL, folder=folder, now=now,
        base_url=service.address, patience=patient,
    )  # fmt: skip


def numbers(folder: Path) -> list[str]:
    """Give the id of every release on every page, in order."""
    found = []
    for path in sorted(folder.glob("*.json.gz")):
        found += [release["id"] for release in json.loads(gzip.decompress(path.read_bytes()))["releases"]]
    return found


STEM = "contracts-finder_2026-11-01_2026-11-10_page-"
ALL = [f"{number:08}-1" for number in range(15)]


def test_every_page_is_kept_as_it_was_received_with_its_hash(tmp_path: Path) -> None:
    with serving(Service()) as service:
        pages = fetch(service, tmp_path)
        assert numbers(tmp_path) == ALL
        assert gzip.decompress((tmp_path / f"{STEM}00002.json.gz").read_bytes()) == service.page(2)
        assert service.requests[0] == (
            "/Published/Notices/OCDS/Search?publishedFrom=2026-11-01T00%3A00%3A00&publishedTo=2026-11-10T23%3A59%3A59&limit=100"
        )
    listed = json.loads((tmp_path / "pages.json").read_text(encoding="utf-8"))["pages"]
    assert [page["sha256"] for page in listed] == [page.sha256 for page in pages]
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        *(f"{STEM}{n:05}.json.gz" for n in range(1, 6)),
        "pages.json",
    ]


@pytest.mark.parametrize("fault", ["429", "429 date", "500", "cut", "html", "short", "gzip", "not a package", "drip"])
def test_a_passing_fault_loses_and_doubles_nothing(tmp_path: Path, fault: str) -> None:
    waits = Waits()
    with serving(Service(faults={2: fault})) as service:
        fetch(service, tmp_path, waits=waits, page_seconds=0.3)
        assert numbers(tmp_path) == ALL
        assert len(service.requests) == (5 if fault == "gzip" else 6)
    assert waits == ({"429": [7.0], "429 date": [300.0], "gzip": []}.get(fault, waits))


@pytest.mark.parametrize(
    ("fault", "says"),
    [
        ("500", "could not give this page in 3 attempts: it answered 500"),
        ("html", "it sent no JSON but '<!DOCTYPE html>'"),
        ("not a package", "JSON that is no package of releases"),
        ("cut", "the connection was cut"),
        ("drip", "did not end within 0.3 seconds"),
        ("redirect", "sends on to another address, 'https://example.org/'"),
        ("not found", "the service refused: 404"),
        ("other host", "at another host, 'example.org'"),
        ("circle", "leads in a circle"),
    ],
)
def test_a_lasting_fault_is_told_and_what_was_fetched_stays(tmp_path: Path, fault: str, says: str) -> None:
    with serving(Service()) as service:
        fetch(service, tmp_path)
        (tmp_path / "pages.json").write_text(json.dumps(_cut_to(tmp_path, 2)), encoding="utf-8")
        service.always = fault
        with pytest.raises(DataError, match=re.escape(says)):
            fetch(service, tmp_path, page_seconds=0.3)
    assert numbers(tmp_path)[:6] == ALL[:6]


def _cut_to(folder: Path, n_pages: int) -> dict[str, object]:
    listed: dict[str, object] = json.loads((folder / "pages.json").read_text(encoding="utf-8"))
    pages = listed["pages"]
    assert isinstance(pages, list)
    return listed | {"pages": pages[:n_pages]}


def test_what_is_there_is_not_fetched_again(tmp_path: Path) -> None:
    with serving(Service()) as service:
        fetch(service, tmp_path)
        fetch(service, tmp_path)
        assert len(service.requests) == 5


def test_of_days_that_are_not_over_the_last_page_is_fetched_again(tmp_path: Path) -> None:
    today = datetime(2026, 11, 10, 12, tzinfo=UTC)
    with serving(Service()) as service:
        fetch(service, tmp_path, now=today)
        service.n_releases = 4
        fetch(service, tmp_path, now=today)
        assert len(service.requests) == 6
        assert gzip.decompress((tmp_path / f"{STEM}00005.json.gz").read_bytes()) == service.page(5)


@pytest.mark.parametrize("damage", [b"", b"not gzip", gzip.compress(b"{}", mtime=0)], ids=["empty", "text", "other"])
def test_a_damaged_page_is_fetched_again_with_those_after_it(tmp_path: Path, damage: bytes) -> None:
    with serving(Service()) as service:
        fetch(service, tmp_path)
        (tmp_path / f"{STEM}00003.json.gz").write_bytes(damage)
        fetch(service, tmp_path)
        assert len(service.requests) == 8
    assert numbers(tmp_path) == ALL


def test_another_download_is_not_mixed_in(tmp_path: Path) -> None:
    with serving(Service()) as service:
        fetch(service, tmp_path)
        with pytest.raises(DataError, match="this folder holds another download"):
            download(
                PUBLISHERS["find-a-tender"],
                since=SINCE,
                until=UNTIL,
                folder=tmp_path,
                now=NOW,
                base_url=service.address,
            )


def test_a_list_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    (tmp_path / "pages.json").write_text("[]", encoding="utf-8")
    with serving(Service()) as service, pytest.raises(DataError, match="the list of pages cannot be read"):
        fetch(service, tmp_path)


def test_the_command_tells_what_it_fetched_and_what_comes_next(tmp_path: Path) -> None:
    with serving(Service(faults={2: "gzip"})) as service:
        result = CliRunner().invoke(main, command(service, tmp_path))
    assert result.exit_code == 0, result.output
    assert f"{STEM}00005.json.gz: 3 releases, 15 so far" in result.output
    assert "5 pages, 15 releases" in result.output
    assert f"citytools add {tmp_path}/*.json.gz" in result.output


def test_the_command_fails_with_a_message(tmp_path: Path) -> None:
    with serving(Service(always="not found")) as service:
        result = CliRunner().invoke(main, command(service, tmp_path))
    assert (result.exit_code, "Traceback" in result.output) == (1, False)
    assert "the service refused: 404" in result.output
    wrong = CliRunner().invoke(main, ["download", "contracts-finder", "--since", "1 May"])
    assert (wrong.exit_code, "write it as YYYY-MM-DD" in wrong.output) == (2, True)


def command(service: Service, folder: Path) -> list[str]:
    days = ["--since", f"{SINCE}", "--until", f"{UNTIL}"]
    return ["download", "contracts-finder", *days, "--to", str(folder), "--base-url", service.address]


def test_a_download_that_is_killed_at_any_moment_goes_on(tmp_path: Path) -> None:
    chance = random.Random(20261124)  # noqa: S311 - a seed, not a secret
    n_killed, quiet = 0, subprocess.DEVNULL
    with serving(Service(n_pages=12, seconds_a_page=0.03)) as service:
        arguments = [sys.executable, "-m", "citytools_analysis", *command(service, tmp_path / "killed")]
        for turn in range(N_KILLS):
            n_before = len(service.requests)
            process = subprocess.Popen(arguments, stdout=quiet, stderr=quiet)
            while len(service.requests) == n_before and process.poll() is None:
                time.sleep(0.005)
            time.sleep(chance.uniform(0, 0.12))
            n_killed += process.poll() is None
            process.send_signal(signal.SIGKILL)
            process.wait()
            if turn % 12 == 11:  # by now it may be done: begin anew
                for path in (tmp_path / "killed").iterdir():
                    path.unlink()
        assert subprocess.run(arguments, stdout=quiet, stderr=quiet, check=False).returncode == 0
        fetch(service, tmp_path / "calm")
    assert n_killed
    assert numbers(tmp_path / "killed") == numbers(tmp_path / "calm") == [f"{number:08}-1" for number in range(36)]
    assert {path.name: path.read_bytes() for path in (tmp_path / "killed").glob("*.gz")} == {
        path.name: path.read_bytes() for path in (tmp_path / "calm").glob("*.gz")
    }
    assert not list((tmp_path / "killed").glob(".*.unfinished"))
