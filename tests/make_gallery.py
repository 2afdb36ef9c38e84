"""Draws the gallery of `reports/gallery`: a page of every document of the invented London, and its dashboard on three screens."""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path

import pypdfium2
from PIL import Image
from playwright.sync_api import sync_playwright

from citytools_analysis.reporting.build import build
from citytools_analysis.reporting.catalogue import find_reports, notebooks_folder
from citytools_analysis.reporting.dashboard.write import write_dashboard
from citytools_analysis.reporting.manifest import Entry
from citytools_analysis.reporting.pack import make_pack

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "reports" / "gallery"
DAY = "2026-11-23"
SUBJECTS = {"borough": ["camden"], "supplier": ["aldwych"], "system": ["larkspur-adults"], "service_area": ["HSG"]}
ROOM = {"borough": ["camden", "hackney", "haringey", "islington", "lewisham", "southwark"], "service_area": ["HSG"]}
SCREENS = {"phone": (390, 1100), "laptop": (1366, 900), "wall": (2560, 1440)}
_DOTS_PER_INCH, _COLOURS = 80, 64


def main() -> None:
    """Build, draw, and say what was drawn."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for old in FOLDER.glob("*.png"):
        old.unlink()
    reports = find_reports(notebooks_folder())
    lines = []
    with tempfile.TemporaryDirectory() as place:
        for report in sorted(reports, key=lambda one: (one.order, one.name)):
            edition = report.editions[0] if report.editions else "members"
            subjects = {report.group: SUBJECTS[report.group]} if report.group else {}
            if "boroughs" in report.lists and edition == "members" and report.packs:
                subjects = {group: ids for group, ids in ROOM.items() if f"{group}s" in report.lists}
            result = build(
                ROOT / "data/sample", reports=[report.name], subjects=subjects, edition=edition, as_of=DAY, output=place,
                formats=["pdf"],
            )  # fmt: skip
            lines.append(_drawn(result.folder, result.entries[0], report.name, f"{report.title}, {edition} edition"))
        for name in ("workshop-1", "workshop-2"):
            packed = make_pack(ROOT / "data/sample", name, subjects=ROOM, as_of=DAY, output=place)
            lines.append(_drawn(packed.folder, packed.entry, f"pack-{name}", packed.entry.title))
        written = write_dashboard(ROOT / "data/sample", edition="members", as_of=DAY, output=place)
        lines += _seen(written.files[0])
    head = (
        "# Gallery\n\nA page of every document of the **invented** London in `data/sample`, and its dashboard on three screens. "
        "`make gallery` draws it anew.\n"
    )
    (FOLDER / "README.md").write_text(head + "".join(lines), encoding="utf-8")
    sys.stdout.write(f"{len(lines)} pages in {FOLDER}\n")


def _drawn(folder: Path, entry: Entry, name: str, title: str) -> str:
    file = entry.file("pdf")
    if file is None:
        raise SystemExit(f"{name} was not made: {entry.reason}")
    with pypdfium2.PdfDocument(folder / file.path) as document:
        n_pages = len(document)
        picture: Image.Image = document[0].render(scale=_DOTS_PER_INCH / 72).to_pil()
    _save(picture, name)
    return f"\n## {title}\n\n![First page of {n_pages}: {title}]({name}.png)\n"


def _seen(page: Path) -> list[str]:
    """Open the dashboard in Debian's Chromium as it is seen on each screen."""
    lines = []
    with sync_playwright() as playwright, tempfile.NamedTemporaryFile(suffix=".png") as shot:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        for name, (width, height) in SCREENS.items():
            tab = browser.new_page(viewport={"width": width, "height": height}, locale="en-GB")
            tab.goto(page.as_uri())
            tab.wait_for_selector("[data-ready]", state="attached")
            tab.screenshot(path=shot.name)
            _save(Image.open(shot.name).convert("RGB"), f"dashboard-{name}")
            lines.append(f"\n## Dashboard, {name}\n\n![The dashboard {width} pixels wide](dashboard-{name}.png)\n")
    return lines


def _save(picture: Image.Image, name: str) -> None:
    picture.convert("P", palette=Image.Palette.ADAPTIVE, colors=_COLOURS).save(FOLDER / f"{name}.png", optimize=True)


if __name__ == "__main__":
    main()
