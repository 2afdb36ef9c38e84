"""`make docs`: write every page, have Sphinx build the site from them, and pack it into one file."""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import zipfile
from pathlib import Path

from sphinx.cmd.build import main as sphinx_build

from reference_site import commands, functions, guides, metrics, notebooks

ROOT = Path(__file__).parents[2]
LONG_AGO = (1980, 1, 1, 0, 0, 0)  # the earliest day a zip can hold: the same site packs to the same bytes


def write_pages(folder: Path) -> list[str]:
    """Write the sources of the site into a folder; the places of the pages."""
    made = {
        **guides.pages(ROOT),
        **metrics.pages(ROOT),
        **commands.pages(),
        **notebooks.pages(ROOT),
        **functions.pages(),
    }
    for place, text in made.items():
        path = folder / place
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return sorted(made)


def pack(site: Path, target: Path) -> Path:
    """Pack the site into a zip that is the same wherever and whenever it is made."""
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as packed:
        for path in sorted(site.rglob("*")):
            if path.is_file():
                packed.writestr(
                    zipfile.ZipInfo(path.relative_to(site).as_posix(), LONG_AGO),
                    path.read_bytes(),
                    zipfile.ZIP_DEFLATED,
                )
    return target


def main() -> int:
    """Build the site; 1 if Sphinx has a warning."""
    parser = argparse.ArgumentParser(prog="make docs", description=__doc__)
    parser.add_argument("--builder", default="html", help="Sphinx's builder")
    parser.add_argument("--to", type=Path, default=ROOT / "docs" / "_build", help="folder of the site")
    asked = parser.parse_args()
    source, site = asked.to / "source", asked.to / "site"
    shutil.rmtree(asked.to, ignore_errors=True)
    n_pages = len(write_pages(source))
    os.environ.setdefault("SOURCE_DATE_EPOCH", "0")
    told = ["-W", "--keep-going", "-q", "-E", "-b", asked.builder, "-c", str(ROOT / "docs")]
    # what Sphinx remembers is pickled, differs from run to run, and is not handed out
    if sphinx_build([*told, "-d", str(asked.to / "remembered"), str(source), str(site)]):
        return 1
    packed = pack(site, asked.to / "citytools-reference.zip")
    sys.stdout.write(f"{n_pages} pages: {site / 'index.html'}, packed as {packed}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
