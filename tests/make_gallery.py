"""Draws the gallery of `reports/gallery`: a page of every document, of the invented London, in colour as it is printed."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import pypdfium2
from PIL import Image

from citytools_analysis.reporting.build import build
from citytools_analysis.reporting.catalogue import find_reports, notebooks_folder
from citytools_analysis.reporting.manifest import Entry
from citytools_analysis.reporting.pack import make_pack

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "reports" / "gallery"
DAY = "2026-11-23"
SUBJECTS = {"borough": ["camden"], "supplier": ["aldwych"], "system": ["larkspur-adults"], "service_area": ["HSG"]}
ROOM = {"borough": ["camden", "hackney", "haringey", "islington", "lewisham", "southwark"], "service_area": ["HSG"]}
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
    head = "# Gallery\n\nA page of every document, of the **invented** London in `data/sample`. `make gallery` draws it anew.\n"
    (FOLDER / "README.md").write_text(head + "".join(lines), encoding="utf-8")
    sys.stdout.write(f"{len(lines)} pages in {FOLDER}\n")


def _drawn(folder: Path, entry: Entry, name: str, title: str) -> str:
    file = entry.file("pdf")
    if file is None:
        raise SystemExit(f"{name} was not made: {entry.reason}")
    with pypdfium2.PdfDocument(folder / file.path) as document:
        n_pages = len(document)
        picture: Image.Image = document[0].render(scale=_DOTS_PER_INCH / 72).to_pil()
    picture.convert("P", palette=Image.Palette.ADAPTIVE, colors=_COLOURS).save(FOLDER / f"{name}.png", optimize=True)
    return f"\n## {title}\n\n![First page of {n_pages}: {title}]({name}.png)\n"


if __name__ == "__main__":
    main()
