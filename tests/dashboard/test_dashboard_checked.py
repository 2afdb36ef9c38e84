"""What npm checks: axe on every page and state, the types of the script, its own tests, and that the bundle is made of it."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from citytools_analysis.reporting.dashboard.page import APP, BUNDLE

HERE = Path(__file__).parent
Open = Callable[..., Any]
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def violations(page: Any, node_folder: Path) -> list[str]:
    """Run axe, without what the page's own policy would forbid: the script is put in by the debugger."""
    page.evaluate((node_folder / "node_modules/axe-core/axe.min.js").read_text(encoding="utf-8") + "; undefined")
    script = "(tags) => axe.run({ runOnly: tags, resultTypes: ['violations'] })"
    found = page.evaluate(script, RULES)["violations"]
    return [
        f"{one['id']}: {node['html'][:160]} {node['failureSummary'][:200]}" for one in found for node in one["nodes"]
    ]


@pytest.mark.parametrize("edition", ["members", "public"])
def test_axe_finds_nothing_on_the_dashboard(opened: Open, node_folder: Path, edition: str) -> None:
    page = opened(edition)
    for name in ("borough", "system", "hosting"):
        page.locator(f"#slicer-{name} summary").click()
    page.locator("#map-data summary").click()
    page.locator("#timeline-data summary").click()
    page.wait_for_selector("#timeline-rows tbody")
    assert violations(page, node_folder) == []


def test_axe_finds_nothing_on_an_answer_a_record_or_a_phone(opened: Open, node_folder: Path) -> None:
    page = opened("members", "area=HSG,nonsense&matrix=function&from=2027-01-01&to=2028-12-31")
    page.locator(".tools summary").click()
    assert violations(page, node_folder) == []
    page.locator(".tools summary").click()
    page.locator("#lines tbody button").first.click()
    page.wait_for_selector("#record dl")
    assert violations(page, node_folder) == []
    page.keyboard.press("Escape")
    page.set_viewport_size({"width": 320, "height": 640})
    page.wait_for_timeout(200)
    assert violations(page, node_folder) == []
    page.set_viewport_size({"width": 1366, "height": 900})


@pytest.mark.parametrize("name", ["explained", "accessibility", "index"])
@pytest.mark.parametrize("edition", ["members", "public"])
def test_axe_finds_nothing_on_the_pages_beside_it(
    tab: Any, pages: Path, node_folder: Path, name: str, edition: str
) -> None:
    tab.goto((pages / edition / f"{name}.html").as_uri())
    assert violations(tab, node_folder) == []


@pytest.fixture(scope="session")
def script_folder(node_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("script")
    for path in (*APP.glob("*.js"), *APP.glob("*.json"), *HERE.glob("*.test.mjs")):
        if path != BUNDLE:
            shutil.copy(path, folder)
    (folder / "node_modules").symlink_to(node_folder / "node_modules")
    return folder


def run(script_folder: Path, *command: str) -> None:
    done = subprocess.run(command, cwd=script_folder, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-1000:]


def test_the_bundle_is_made_of_the_script_beside_it(script_folder: Path) -> None:
    run(script_folder, "npm", "run", "build")
    assert (script_folder / BUNDLE.name).read_bytes() == BUNDLE.read_bytes(), "run npm ci and npm run build in app/"


def test_the_script_is_typed(script_folder: Path) -> None:
    (script_folder / BUNDLE.name).unlink(missing_ok=True)
    run(script_folder, "npx", "--no-install", "tsc", "--project", "tsconfig.json")


def test_the_parts_of_the_script_do_what_they_say(script_folder: Path) -> None:
    run(script_folder, "node", "--test", ".")


def test_the_script_never_reads_data_as_markup_or_code() -> None:
    forbidden = re.compile(
        r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function|setTimeout\(['\"]|fetch\(|XMLHttpRequest|await import"
    )
    for path in APP.glob("*.js"):
        if path != BUNDLE:
            source = path.read_text(encoding="utf-8")
            assert not forbidden.search(source), path.name
            assert len(source.splitlines()) <= 300, path.name
    assert "</script" not in BUNDLE.read_text(encoding="utf-8").casefold()
    assert "<!--" not in BUNDLE.read_text(encoding="utf-8")


def test_every_library_in_the_bundle_has_its_licence_beside_it(script_folder: Path) -> None:
    licences = (APP / "LICENCES.txt").read_text(encoding="utf-8")
    run(
        script_folder,
        "npx",
        "--no-install",
        "esbuild",
        "start.js",
        "--bundle",
        "--minify",
        "--outfile=made/x.js",
        "--metafile=meta.json",
    )
    made = json.loads((script_folder / "meta.json").read_text(encoding="utf-8"))["outputs"]["made/x.js"]["inputs"]
    parts = {
        re.search(r"node_modules/((?:@[^/]+/)?[^/]+)/", path) for path, told in made.items() if told["bytesInOutput"]
    }
    for package in {part[1] for part in parts if part}:
        assert f"\n{package} " in licences, package
