"""What is taken from others: the locks are whole, the licences ours to take, the list of parts valid, and no check passes unasked."""

from __future__ import annotations

import hashlib
import json
import re
import threading
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from email.message import Message
from fnmatch import fnmatch
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib import metadata
from pathlib import Path
from typing import Any

import check_supply_chain
import licences
import locked
import make_sbom
import pytest
import vulnerabilities
from click import Context
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from licences import (
    REVIEWED,
    allowed,
    carried_parts,
    decisions,
    declared,
    faults_of_carried,
    faults_of_licences,
    faults_of_npm,
    is_allowed,
    licence,
    stale_decisions,
)
from locked import (
    LOCK,
    ROOT,
    Need,
    Pin,
    asked_by_tools,
    asked_by_wheel,
    faults_of_lines,
    faults_of_needs,
    needs,
    project,
    read_lock,
)
from make_sbom import faults_of_wheel, written
from packaging.requirements import Requirement
from vulnerabilities import Finding, NoDataError, Part, ask, faults_of_accepted, no_longer_found, not_accepted

from citytools_analysis.cli import main

DAY = date(2026, 11, 23)
BAD = Part("PyPI", "jinja2", "3.1.0")
GOOD = Part("npm", "d3-array", "3.2.5")
TOLD = {
    "id": "GHSA-1",
    "aliases": ["CVE-2026-1"],
    "summary": "Evaluates\nwhat it should not",
    "affected": [
        {"package": {"name": "Jinja2"}, "ranges": [{"events": [{"introduced": "0"}, {"fixed": "3.1.6"}]}]},
        {"package": {"name": "other"}, "ranges": [{"events": [{"fixed": "9"}]}]},
    ],
}


@pytest.fixture(scope="module")
def pins() -> list[Pin]:
    return read_lock()


@pytest.fixture(scope="module")
def of_wheel(pins: list[Pin]) -> set[str]:
    return {need.name for need in needs("wheel", asked_by_wheel(), pins)}


@pytest.fixture(scope="module")
def of_all(pins: list[Pin]) -> list[Need]:
    return needs("pyproject.toml", [*asked_by_wheel(), *asked_by_tools()], pins)


def pin(line: str, *asked_by: str) -> Pin:
    return Pin(Requirement(line), (("sha256", "0"),), asked_by)


# the lock


def test_every_line_of_the_lock_pins_one_version_with_sha256_hashes() -> None:
    assert faults_of_lines(LOCK.read_text(encoding="utf-8")) == []


def test_whatever_pyproject_and_each_package_ask_for_is_pinned_on_every_system_and_python(
    of_all: list[Need], pins: list[Pin]
) -> None:
    assert faults_of_needs(of_all, pins) == []


def test_the_lock_pins_nothing_that_nobody_needs(of_all: list[Need], pins: list[Pin]) -> None:
    needed = {need.name for need in of_all}
    somewhere = {each.name for each in pins if any(each.holds(place) for place in range(len(locked.PLACES)))}
    assert somewhere - needed == set()


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("jinja2>=3.1 \\\n    --hash=sha256:aa", "pin one version with =="),
        ("jinja2==3.1.* , ==3.1.6 \\\n    --hash=sha256:aa", "pin one version with =="),
        ("jinja2 \\\n    --hash=sha256:aa", "pin one version with =="),
        ("jinja2==3.1.6", "give it sha256 hashes"),
        ("jinja2==3.1.6 \\\n    --hash=md5:aa", "give it sha256 hashes"),
        ("jinja2==3.1.6 \\\n    --hash=sha256:aa \\\n    --hash=md5:aa", "give it sha256 hashes"),
        ("jinja2 @ https://example.org/jinja2.whl \\\n    --hash=sha256:aa", "pin one version with =="),
        ("git+https://example.org/jinja2 \\\n    --hash=sha256:aa", "not a name, a version and hashes"),
        ("-e . \\\n    --hash=sha256:aa", "not a name, a version and hashes"),
        ("--extra-index-url https://example.org", "not a name, a version and hashes"),
    ],
)
def test_a_line_that_is_not_pinned_and_hashed_is_named(line: str, fault: str) -> None:
    faults = faults_of_lines(f"# a lock\nclick==8.5.1 \\\n    --hash=sha256:aa\n    # via jinja2\n{line}\n")
    assert faults
    assert all(each.startswith("line 5, ") for each in faults)
    assert fault in "; ".join(faults)


def test_a_need_that_the_lock_does_not_meet_somewhere_is_named() -> None:
    pinned = [pin("first==1", "root"), pin('second==2 ; sys_platform == "linux"', "first"), pin("third==3", "first")]
    found = needs(
        "root", [Requirement("first"), Requirement('fourth; extra == "dask"'), Requirement("third<3")], pinned
    )
    assert faults_of_needs(found, pinned) == [
        f"third on {system}, Python {python}: root asks for third<3, 3 is pinned"
        for system in ("darwin", "linux", "win32")
        for python in ("3.11", "3.12", "3.13")
    ]
    lost = faults_of_needs(needs("root", [Requirement("second")], pinned), pinned)
    assert "second on win32, Python 3.11: one pin is needed, there are 0" in lost
    assert not [fault for fault in lost if "linux" in fault]


# licences


def test_every_licence_of_what_the_wheel_needs_and_of_the_tools_is_one_we_take(pins: list[Pin]) -> None:
    assert faults_of_licences(each.name for each in pins) == []


def test_no_wheel_we_need_carries_something_of_the_gpl_that_nobody_reviewed(of_wheel: set[str]) -> None:
    assert faults_of_carried(of_wheel) == []
    assert set(decisions("carries")) <= of_wheel


def test_what_the_wheel_needs_is_under_no_licence_of_the_gpls_family(of_wheel: set[str]) -> None:
    found = {name: licence(name) for name in of_wheel if re.search("GPL|General Public", licence(name))}
    assert found == {}
    assert not [name for name in allowed() if "GPL" in name]


def test_the_dashboards_lock_has_hashes_and_licences_we_take_and_agrees_with_the_licences_beside_it() -> None:
    assert list(faults_of_npm()) == []
    assert len(licences.in_dashboard()) >= 10


def test_every_reviewed_decision_still_applies_and_says_why(pins: list[Pin]) -> None:
    assert stale_decisions(pins) == []
    rows = [*licences.reviewed("licence_decisions"), *licences.reviewed("allowed_licences")]
    assert [row for row in rows if len(row["reason"]) < 12] == []


@pytest.mark.parametrize(
    ("told", "is_taken"),
    [
        ("MIT", True),
        ("MIT AND GPL-3.0-only", False),
        ("MIT OR GPL-3.0-only", True),
        ("GPL-3.0-or-later WITH GCC-exception-3.1", False),
        ("MPL-2.0 AND (Apache-2.0 OR AGPL-3.0-only)", True),
        ("BSD License; MIT License", True),
        ("BSD License; GNU General Public License (GPL)", False),
        ("AGPL-3.0-only", False),
        ("LGPL-2.1-only", False),
        ("Free for friends", False),
        ("", False),
    ],
)
def test_a_licence_is_taken_only_if_each_part_that_binds_is(told: str, is_taken: bool) -> None:  # noqa: FBT001
    assert is_allowed(told, allowed()) is is_taken


def test_a_package_with_no_known_licence_is_named_with_what_to_do() -> None:
    [fault] = faults_of_licences(["click", "no-such-package"])
    assert fault.startswith("no-such-package: the licence is unknown; leave it out")


def test_a_wheel_that_begins_to_carry_something_of_the_gpl_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(licences, "carried", lambda name: frozenset({"AGPL-3"} if name == "numpy" else ()))
    [fault] = faults_of_carried(["numpy", "click"])
    assert fault.startswith("numpy: its licence files speak of AGPL-3;")


def installed_as(folder: Path, *lines: str, **files: str) -> metadata.Distribution:
    """Lay out an installed package: lines of its metadata, and its licence files."""
    home = folder / "some-1.dist-info"
    home.mkdir()
    (home / "METADATA").write_text("\n".join(["Metadata-Version: 2.4", "Name: some", "Version: 1", *lines, "", ""]))
    for name, text in files.items():
        (home / name).write_text(text)
    (home / "RECORD").write_text("".join(f"some-1.dist-info/{name},,\n" for name in ["METADATA", *files]))
    return metadata.PathDistribution(home)


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        (["License-Expression: MIT OR ISC", "License: whatever"], "MIT OR ISC"),
        (["License: MPL-2.0 AND MIT", "Classifier: License :: OSI Approved :: BSD License"], "MPL-2.0 AND MIT"),
        (["License: BSD-like", "Classifier: License :: OSI Approved :: BSD License"], "BSD License"),
        (["Classifier: License :: B", "Classifier: Topic :: License", "Classifier: License :: A"], "A; B"),
        (["License: Free for friends"], "Free for friends"),
        ([], ""),
    ],
)
def test_a_licence_is_read_from_the_expression_else_the_classifiers_else_the_words(
    lines: list[str], told: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = installed_as(tmp_path, *lines)
    monkeypatch.setattr(licences, "installed", lambda: {"some": made})
    assert declared.__wrapped__("some") == told


def test_what_licence_files_say_of_the_gpls_family_is_found_and_words_of_being_compatible_are_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    texts = {
        "LICENSE": "GNU AFFERO GENERAL PUBLIC LICENSE",
        "NOTICE": "libquadmath: LGPL-2.1-or-later",
        "README": "GPLv3",
    }
    made = installed_as(tmp_path, **texts, COPYING="All releases are GPL-compatible.")
    monkeypatch.setattr(licences, "installed", lambda: {"some": made})
    assert licences.carried.__wrapped__("some") == {"AFFERO GENERAL PUBLIC LICENSE", "LGPL-2.1"}


def test_what_is_wrong_in_the_dashboards_lock_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    pinned = {
        "d3-array": {"version": "3.2.4", "license": "ISC", "integrity": "sha512-aa"},
        "left-pad": {"version": "1.0.0", "license": "WTFPL", "integrity": "sha1-aa"},
    }
    monkeypatch.setattr(licences, "npm_packages", lambda: pinned)
    monkeypatch.setattr(licences, "in_dashboard", lambda: [("d3-array", "3.2.5", "ISC"), ("gone", "1", "MIT")])
    assert [fault.split(";")[0] for fault in faults_of_npm()] == [
        "left-pad: package-lock.json gives no sha512",
        "left-pad: the licence is WTFPL",
        "d3-array 3.2.5 (ISC) in LICENCES.txt is 3.2.4 (ISC) in package-lock.json",
        "gone 1 (MIT) in LICENCES.txt is None (None) in package-lock.json",
    ]


def test_stale_decisions_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [
        {"package": "gone", "about": "own", "declares": "", "licence": "MIT", "reason": "no longer here"},
        {
            "package": "click",
            "about": "own",
            "declares": "Apache-2.0",
            "licence": "MIT",
            "reason": "said another thing",
        },
        {"package": "idna", "about": "own", "declares": declared("idna"), "licence": "MIT", "reason": "needs none"},
    ]
    monkeypatch.setattr(licences, "reviewed", lambda _: rows)
    monkeypatch.setattr(licences, "allowed", lambda: frozenset({"BSD-3-Clause"}))
    gone, changed, needless = stale_decisions([pin("click==8"), pin("idna==3")])
    assert "gone: is not in requirements.lock" in gone
    assert "click: was decided when it declared 'Apache-2.0'" in changed
    assert "idna: declares a licence we take" in needless


def test_the_parts_of_others_in_the_wheel_are_those_the_table_names() -> None:
    carried_with = project()["project"]["license-files"]
    for row in carried_parts():
        folder = ROOT / row["folder"]
        assert row["version_as"].encode() in (folder / row["version_in"]).read_bytes(), row["name"]
        assert row["version"] in row["version_as"], row["name"]
        assert len((folder / row["licence_file"]).read_text(encoding="utf-8")) > 500, row["name"]
        assert any(fnmatch(f"{row['folder']}/{row['licence_file']}", each) for each in carried_with), row["name"]
        assert is_allowed(row["licence"], allowed()), row["name"]


# the list of parts


def told_by_wheel() -> Message:
    made = Message()
    made["Version"], made["License-Expression"] = "9.9.9", "MIT"
    for requirement in asked_by_wheel():
        made["Requires-Dist"] = str(requirement)
    return made


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("dist") / "citytools_analysis-9.9.9-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as opened:
        opened.writestr("citytools_analysis-9.9.9.dist-info/METADATA", told_by_wheel().as_string())
    return path


@pytest.fixture(scope="module")
def listed(wheel: Path) -> str:
    assert make_sbom.main([str(wheel)]) == 0
    return (wheel.parent / "citytools_analysis-9.9.9.cdx.json").read_text(encoding="utf-8")


def test_the_list_of_parts_keeps_to_the_schema(listed: str) -> None:
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(listed) is None
    told = json.loads(listed)
    broken = told | {"components": [told["components"][0] | {"type": "lybrary"}], "dependencies": []}
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(json.dumps(broken)) is not None


def test_the_list_of_parts_is_the_same_each_time_and_has_a_day_only_if_given_one(wheel: Path, listed: str) -> None:
    digest = hashlib.sha256(wheel.read_bytes()).hexdigest()
    assert written(make_sbom.make_sbom(told_by_wheel(), digest=digest, day=None)) == listed
    assert "timestamp" not in json.loads(listed)["metadata"]
    other = json.loads(written(make_sbom.make_sbom(told_by_wheel(), digest="0" * 64, day=DAY)))
    assert other["metadata"]["timestamp"] == "2026-11-23T00:00:00+00:00"
    assert other["serialNumber"] != json.loads(listed)["serialNumber"]


def test_the_list_of_parts_names_the_wheel_each_pin_it_needs_and_each_part_in_it(
    listed: str, wheel: Path, of_wheel: set[str], pins: list[Pin]
) -> None:
    told = json.loads(listed)
    root = told["metadata"]["component"]
    assert root["hashes"] == [{"alg": "SHA-256", "content": hashlib.sha256(wheel.read_bytes()).hexdigest()}]
    here = [each for each in pins if each.name in of_wheel and any(each.holds(n) for n in range(len(locked.PLACES)))]
    expected = {f"pkg:pypi/{each.name}@{each.version}" for each in here}
    expected |= {f"pkg:npm/{name.replace('@', '%40')}@{version}" for name, version, _ in licences.in_dashboard()}
    expected |= {row["purl"] for row in carried_parts()}
    assert {each["purl"] for each in told["components"]} == expected
    assert all(each["licenses"] for each in told["components"])
    assert {"pkg:pypi/jinja2@3.1.6", "pkg:npm/reveal.js@6.0.2"} <= expected


def test_the_list_of_parts_says_who_needs_whom_and_what_only_an_extra_needs(listed: str) -> None:
    told = json.loads(listed)
    parts = {each["purl"]: each for each in told["components"]}
    needed = {each["ref"]: each.get("dependsOn", []) for each in told["dependencies"]}
    reached, todo = set(), [told["metadata"]["component"]["bom-ref"]]
    while todo:
        part = todo.pop()
        if part not in reached:
            reached.add(part)
            todo += needed[part]
    assert set(parts) <= reached
    [distributed] = [part for part in parts if part.startswith("pkg:pypi/distributed@")]
    [jinja2] = [part for part in parts if part.startswith("pkg:pypi/jinja2@")]
    assert (parts[distributed]["scope"], parts[jinja2]["scope"]) == ("optional", "required")
    [files] = parts[jinja2]["externalReferences"]
    [pinned] = [each for each in read_lock() if each.name == "jinja2"]
    assert {each["content"] for each in files["hashes"]} == {content for _, content in pinned.hashes}


def test_a_wheel_of_another_pyproject_gets_no_list_of_parts(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    told = told_by_wheel()
    told["Requires-Dist"] = "left-pad>=1"
    assert faults_of_wheel(told) == [
        "left-pad[]>=1 is asked for by the wheel or by pyproject.toml alone; build the wheel anew"
    ]
    path = tmp_path / "citytools_analysis-1-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as opened:
        opened.writestr("citytools_analysis-1.dist-info/METADATA", told.as_string())
    assert make_sbom.main([str(path)]) == 1
    assert "build the wheel anew" in capsys.readouterr().err
    assert list(tmp_path.glob("*.json")) == []


# vulnerabilities


@contextmanager
def database(found: dict[str, list[str]], *, details: int = 200) -> Iterator[str]:
    """Serve a database on this computer: the vulnerabilities by name of package, a page each."""

    class Answers(BaseHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            """Say nothing."""

        def do_POST(self) -> None:
            asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))["queries"]
            self.answer({"results": [self.page(each) for each in asked]})

        def page(self, query: dict[str, Any]) -> dict[str, Any]:
            known = found.get(query["package"]["name"], [])
            number = int(query.get("page_token", 0))
            more = {"next_page_token": str(number + 1)} if number + 1 < len(known) else {}
            return {"vulns": [{"id": each} for each in known[number : number + 1]]} | more if known else {}

        def do_GET(self) -> None:
            self.answer(TOLD | {"id": self.path.rsplit("/", 1)[-1]}, details)

        def answer(self, told: dict[str, Any], status: int = 200) -> None:
            body = json.dumps(told).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


def run(address: str, capsys: pytest.CaptureFixture[str], *more: str) -> tuple[int, str]:
    code = check_supply_chain.main(["--database", address, "--on", DAY.isoformat(), *more])
    return code, capsys.readouterr().out


def test_both_locks_and_the_carried_script_are_asked_about(pins: list[Pin]) -> None:
    asked = set(vulnerabilities.parts(pins))
    assert {Part("PyPI", each.name, each.version) for each in pins} <= asked
    assert {Part("npm", "reveal.js", "6.0.2"), Part("npm", "@observablehq/plot", "0.6.17")} <= asked


def test_a_finding_is_told_with_all_its_names_and_what_mends_it() -> None:
    with database({"jinja2": ["GHSA-1", "PYSEC-1"]}) as address:
        first, second = ask([GOOD, BAD], address=address)
    assert str(first) == ("jinja2 3.1.0 (PyPI): GHSA-1, CVE-2026-1: Evaluates what it should not; update to 3.1.6")
    assert second.names[0] == "PYSEC-1"


def test_a_finding_whose_details_cannot_be_read_is_still_told() -> None:
    with database({"jinja2": ["GHSA-1"]}, details=500) as address:
        [found] = ask([BAD], address=address)
    assert found.names == ("GHSA-1",)


def test_a_database_that_knows_nothing_of_a_known_vulnerability_is_no_answer() -> None:
    with database({}) as address, pytest.raises(NoDataError, match="knows nothing against jinja2"):
        ask([GOOD], address=address)


def test_the_check_fails_where_something_pinned_is_vulnerable(capsys: pytest.CaptureFixture[str]) -> None:
    with database({"jinja2": ["GHSA-1"], "d3-array": ["GHSA-2"]}) as address:
        code, said = run(address, capsys)
    assert code == 1
    assert "FAULT: d3-array 3.2.5 (npm): GHSA-2" in said
    assert "FAULT: jinja2 " in said
    assert "SKIPPED" not in said


def test_where_no_data_is_reached_the_check_says_that_nothing_was_checked(capsys: pytest.CaptureFixture[str]) -> None:
    code, said = run("http://127.0.0.1:9", capsys)
    assert code == 0
    assert "SKIPPED: no vulnerability data reached: http://127.0.0.1:9: " in said
    assert "NOTHING WAS CHECKED of " in said


def row(**more: str) -> dict[str, str]:
    return {
        "ecosystem": "PyPI",
        "package": "jinja2",
        "id": "CVE-2026-1",
        "until": "2026-12-31",
        "reason": "unused",
    } | more


def found(*names: str) -> Sequence[Finding]:
    return [Finding(BAD, names, "told", ())]


def test_an_accepted_finding_is_accepted_by_any_of_its_names_and_for_its_package_alone() -> None:
    assert not_accepted(found("GHSA-1", "CVE-2026-1"), [row()]) == []
    assert len(not_accepted(found("GHSA-2"), [row()])) == 1
    assert len(not_accepted(found("CVE-2026-1"), [row(package="click")])) == 1


def test_an_accepted_row_ends_on_its_day_and_needs_a_reason_and_a_package() -> None:
    assert faults_of_accepted([row()], [BAD], on=date(2026, 12, 31)) == []
    [over] = faults_of_accepted([row()], [BAD], on=date(2027, 1, 1))
    assert "was accepted until 2026-12-31" in over
    assert "give the reason" in faults_of_accepted([row(reason=" ")], [BAD], on=DAY)[0]
    assert "no such package is pinned" in faults_of_accepted([row(package="gone")], [BAD], on=DAY)[0]


def test_an_accepted_row_that_is_not_reported_any_more_is_named() -> None:
    assert no_longer_found([row()], found("GHSA-1", "CVE-2026-1")) == []
    assert "is not reported any more" in no_longer_found([row()], [])[0]


def test_the_accepted_rows_are_complete(pins: list[Pin]) -> None:
    assert faults_of_accepted(vulnerabilities.accepted(), vulnerabilities.parts(pins), on=date(2000, 1, 1)) == []


# what is written down


def test_every_command_and_file_that_the_security_page_names_is_there() -> None:
    told = (ROOT / "SECURITY.md").read_text(encoding="utf-8")
    named = re.findall(r"`([^`]+)`", told)
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    made = {each.split()[1] for each in named if each.startswith("make ")}
    assert made <= targets
    assert {"supply-chain", "sbom", "test"} <= made
    assert {each.split()[1] for each in named if each.startswith("citytools ")} - {"--version"} <= set(
        main.list_commands(Context(main))
    )
    files = [
        each
        for each in named
        if re.search(r"/|\.(?:md|csv|json|lock)$", each) and " " not in each and "://" not in each
    ]
    places = [ROOT, REVIEWED, licences.APP]
    made_later = {"reports/members"}
    assert [
        each for each in files if each not in made_later and not any((place / each).exists() for place in places)
    ] == []
    assert len(files) >= 8
