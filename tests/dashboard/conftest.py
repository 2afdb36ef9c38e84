"""One browser a session, the pages it opens, and the npm packages that check the script; each skips aloud where it is absent."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from citytools_analysis.disclosure import make_edition
from citytools_analysis.register import Register, open_register
from citytools_analysis.reporting.dashboard import explained, statement
from citytools_analysis.reporting.dashboard.page import APP, dashboard_page
from citytools_analysis.reporting.ledger import manifest_of
from citytools_analysis.reporting.site import write_index

CHROMIUM = Path("/usr/bin/chromium")
ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
SAMPLE = Path(__file__).parents[2] / "data" / "sample"
Open = Callable[..., Any]


@cache
def edition_of(edition: str) -> Register:
    return make_edition(open_register(SAMPLE, as_of="2026-11-23"), edition=edition)


@pytest.fixture(scope="session")
def members() -> Register:
    return edition_of("members")


@pytest.fixture(scope="session")
def public() -> Register:
    return edition_of("public")


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed: pip install playwright")
    if not CHROMIUM.exists():
        pytest.skip(f"{CHROMIUM} is not here: apt-get install chromium")
    with sync_api.sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=str(CHROMIUM), args=ARGUMENTS)
        yield launched
        launched.close()


@pytest.fixture(scope="session")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dashboards")
    for edition in ("members", "public"):
        register = edition_of(edition)
        (folder / edition).mkdir()
        (folder / edition / "dashboard.html").write_text(dashboard_page(register), encoding="utf-8")
        (folder / edition / "explained.html").write_text(explained.page(register), encoding="utf-8")
        (folder / edition / "accessibility.html").write_text(statement.page(register), encoding="utf-8")
        write_index(folder / edition, manifest_of(register, ()), register=register)
    return folder


@pytest.fixture(scope="session")
def tab(browser: Any) -> Iterator[Any]:
    context = browser.new_context(viewport={"width": 1366, "height": 900}, accept_downloads=True, locale="en-GB")
    page = context.new_page()
    yield page
    context.close()


@pytest.fixture
def opened(tab: Any, pages: Path) -> Open:
    """Open a page with a state in its address, in the one tab, so that a test takes half a second."""

    def go(edition: str = "members", state: str = "") -> Any:
        return go_to(tab, pages / edition / "dashboard.html", state)

    return go


@pytest.fixture
def open_path(tab: Any) -> Iterator[Open]:
    """Open any file, and give with it what it says on the console or in a dialog."""
    said: list[str] = []

    def told(what: Any) -> None:
        said.append(str(what.text if hasattr(what, "text") else what))

    def asked(dialog: Any) -> None:
        said.append(dialog.message)
        dialog.dismiss()

    events = (("console", told), ("pageerror", told), ("dialog", asked))
    for name, listen in events:
        tab.on(name, listen)
    yield lambda path, state="": (go_to(tab, path, state), said)
    for name, listen in events:
        tab.remove_listener(name, listen)


def go_to(tab: Any, path: Path, state: str = "") -> Any:
    tab.goto("about:blank")
    tab.goto(f"{path.as_uri()}#{state}")
    tab.wait_for_selector("html[data-ready][data-drawn]", timeout=10_000)
    return tab


@pytest.fixture(scope="session")
def node_folder() -> Path:
    """Give the script's folder with its packages, installed once a lock file."""
    if not shutil.which("npm"):
        pytest.skip("npm is not here: the bundle, its types and axe are not checked")
    lock = hashlib.sha256((APP / "package-lock.json").read_bytes()).hexdigest()[:12]
    folder = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "citytools-dashboard" / lock
    if not (folder / "node_modules").exists():
        making = folder.with_name(f"{lock}.{os.getpid()}")
        making.mkdir(parents=True)
        for name in ("package.json", "package-lock.json"):
            shutil.copy(APP / name, making)
        command = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
        done = subprocess.run(command, cwd=making, capture_output=True, text=True, check=False, timeout=300)
        if done.returncode:
            shutil.rmtree(making)
            pytest.skip(f"the npm registry does not answer: {done.stderr[-200:]}")
        if folder.exists():
            shutil.rmtree(making)
        else:
            making.rename(folder)
    return folder
