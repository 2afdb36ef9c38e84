"""
Times the dashboard in headless Chromium: `python tests/benchmarks/time_dashboard.py [N]...`, by default 20,000 and 200,000 deployments.

Prints the size of the packed data, how long after opening the file the page can be used, and how long a change of a
filter takes until it is shown (two frames after the event). It asserts nothing.
"""

from __future__ import annotations

import base64
import re
import statistics
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path

import pandas as pd
from big_register import AS_OF, big_register
from playwright.sync_api import Browser, Page, sync_playwright

from citytools_analysis.register import Register
from citytools_analysis.reporting.dashboard.page import dashboard_page
from citytools_analysis.schema import TABLES
from citytools_analysis.storage import typed

ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
OPENINGS, CHANGES = 5, 40
_CHANGE = """async (number) => {
  const boxes = [...document.querySelectorAll('#slicer-area .options input, #slicer-status .options input, #slicer-borough .options input')];
  const box = boxes[number * 7 % boxes.length];
  const frame = () => new Promise((done) => requestAnimationFrame(done));
  await frame();
  const begun = performance.now();
  box.click();
  await frame();
  await frame();
  return performance.now() - begun;
}"""


def register_of(n_deployments: int) -> Register:
    """Make a register with a contract for each deployment, so that every line has both."""
    made = big_register(n_deployments)
    contracts = made.all_rows["contracts"]
    allocations = made.all_rows["allocations"]
    place = allocations.drop_duplicates("contract_id").merge(
        contracts[["contract_id", "supplier_id"]], on="contract_id"
    )
    state = pd.Series("known", index=place.index)
    for step, name in ((11, "unknown"), (17, "none"), (23, "in_house")):
        state.iloc[::step] = name
    is_known = state.eq("known")
    deployments = pd.DataFrame({
        "deployment_id": "d" + place["contract_id"], "borough_id": place["borough_id"],
        "function_code": place["function_code"], "system_state": state, "system_id": place["system_id"].where(is_known),
        "supplier_id": place["supplier_id"].where(is_known), "seen_date": AS_OF, "hosting": "supplier_cloud",
        "is_published": True, "source_id": "s-return", "source_pointer": "line 2", "confirmed_date": AS_OF,
    })  # fmt: skip
    tables = {**made.all_rows, "deployments": typed(deployments, TABLES["deployments"])}
    return Register(tables, made.as_of, made.reference, replace(made.info, edition="members"), sha256=made.sha256)


def time_changes(page: Page) -> list[float]:
    """Open three filters and change them in turn, half of the times with the table in sight instead of the map."""
    for name in ("area", "status", "borough"):
        page.locator(f"#slicer-{name} summary").click()
    page.wait_for_timeout(500)
    taken = []
    for view in ("map", "matrix"):
        page.evaluate("(name) => document.getElementById(`view-${name}`).scrollIntoView()", view)
        for number in range(CHANGES // 2):
            taken.append(float(page.evaluate(_CHANGE, number)))
            page.wait_for_timeout(150)
    return sorted(taken)


def time_opening(browser: Browser, path: Path) -> tuple[list[float], list[float]]:
    """Open the file several times; the last time, change filters."""
    opened: list[float] = []
    changes: list[float] = []
    for number in range(OPENINGS):
        page = browser.new_page(viewport={"width": 1366, "height": 900})
        page.goto(path.as_uri())
        page.wait_for_selector("html[data-ready]", timeout=60_000)
        opened.append(float(page.evaluate("document.documentElement.dataset.milliseconds")))
        if number == OPENINGS - 1:
            changes = time_changes(page)
        page.close()
    return opened, changes


def main() -> None:
    """Make the registers, open the pages, print what was measured."""
    sizes = [int(text) for text in sys.argv[1:]] or [20_000, 200_000]
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as folder:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=ARGUMENTS)
        for size in sizes:
            begun = time.perf_counter()
            html = dashboard_page(register_of(size), has_tables=False)
            seconds = time.perf_counter() - begun
            blocks = re.findall(r'octet-stream" id="([\w-]+)">([^<]*)<', html)
            packed = ", ".join(f"{name} {len(base64.b64decode(text)) / 1e6:.2f} MB" for name, text in blocks)
            path = Path(folder) / f"{size}.html"
            path.write_text(html, encoding="utf-8")
            opened, changes = time_opening(browser, path)
            sys.stdout.write(
                f"{size:,} deployments: made in {seconds:.1f} s, {path.stat().st_size / 1e6:.2f} MB ({packed} compressed)\n"
                f"  can be used {statistics.median(opened):,.0f} ms after opening (worst of {OPENINGS}: {max(opened):,.0f})\n"
                f"  filter change shown after {statistics.median(changes):.0f} ms, "
                f"{changes[int(len(changes) * 0.95)]:.0f} ms at the 95th percentile of {len(changes)}\n"
            )
            sys.stdout.flush()
        browser.close()


if __name__ == "__main__":
    main()
