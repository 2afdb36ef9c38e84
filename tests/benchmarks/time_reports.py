"""
Times 33 borough reports, HTML and PDF, beside what a user would write: loops of papermill, nbconvert and others, and the floor.

    PYTHONPATH=tests python tests/benchmarks/time_reports.py [MINUTES]

`time_build.py` is the long form: Dask, stock papermill in a pool, memory over 2,000 reports.
"""

from __future__ import annotations

import os
import platform
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from importlib import metadata
from pathlib import Path
from statistics import median
from typing import Any

import other_builds as other
from peers import Peer, peer
from time_build import again, build, command, edition, one_contract_changed, states
from told import Told, spread

N_BOROUGHS = len(other.boroughs())
TIMES = 3
_OURS, _FLOOR, _BROWSER = "citytools build, 2 jobs", "the floor", "papermill, nbconvert, WebPDF"
_VERSIONS = ("citytools-analysis", "papermill", "nbconvert", "nbclient", "playwright", "pandas", "matplotlib", "typst")
_NO_BROWSER = "no Chromium or no Playwright here: `apt install chromium`, `pip install playwright`"


@dataclass
class Loop:
    """One way a user would make a report: what it needs, the steps, and what came of it."""

    name: str
    steps: Callable[[Path, Path, str], Any]
    skipped: str = ""
    seconds: list[float] = field(default_factory=list)
    said: str = ""


def measure(minutes: float) -> list[Told]:
    """Measure in about so many minutes: the build and the floor whole, of each loop a few boroughs, scaled to 33."""
    end = time.perf_counter() + minutes * 60
    with tempfile.TemporaryDirectory(prefix="citytools-benchmark-") as place:
        folder = Path(place)
        register = edition(folder)
        # the first fills what every later build of this computer finds filled: font lists and compiled modules
        build(folder / "ours")
        ours = _timed(_OURS, lambda: build(folder / "ours"))
        floors, drawn = _floors(register)
        rows = [
            _row(_OURS, ours, ours, _same(_built_pages(folder / "ours"), drawn)),
            *(_row(name, seconds, ours, "figures and strings, no page drawn") for name, seconds in floors.items()),
        ]
        idle, changed, what = _rebuilt(folder)
        rows += [
            _row("the same, nothing changed", idle, ours, ""),
            _row("the same, one borough changed", changed, ours, what),
        ]
        peers = [peer("weasyprint"), peer("ploomber-engine", beside_project=True), _quarto()]
        loops = _loops(peers)
        _loop(loops, folder, register, drawn, end)
    rows += [_looped(one, ours) for one in loops]
    return [_told(rows, loops, peers, (ours, min(floors.values(), key=median), idle))]


def _timed(what: str, work: Callable[[], Any], times: int = TIMES) -> list[float]:
    seconds: list[float] = []
    for _ in range(times):
        begun = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - begun)
    _say(f"  {what}: {spread(seconds)} s")
    return seconds


def _say(words: str) -> None:
    sys.stdout.write(f"{words}\n")
    sys.stdout.flush()


def _floors(register: Path) -> tuple[dict[str, list[float]], dict[str, list[str]]]:
    """Time the cells as plain calls in a plain Python process, and in two; the figures they drew, by borough."""
    drawn: list[list[str]] = []
    plain = [sys.executable, __file__, "--plain", str(register)]
    two = _timed("the floor, two processes", lambda: drawn.extend(other.in_processes(other.plain, register)))
    one = _timed("the floor, one process", lambda: subprocess.run(plain, check=True), 1)
    return {
        f"{_FLOOR}: the cells as plain calls, one process": one,
        f"{_FLOOR}: the cells as plain calls, two processes": two,
    }, dict(zip(other.boroughs(), drawn, strict=False))


def _rebuilt(folder: Path) -> tuple[list[float], list[float], str]:
    """Time a build of what is there: nothing changed, and one contract of one borough."""
    again(folder / "ours")  # the first says of each report that it is unchanged, and the index with it
    idle = _timed("nothing changed", lambda: again(folder / "ours"))
    register = one_contract_changed(folder)
    copies = iter([shutil.copytree(folder / "ours", folder / f"copy-{n}") for n in range(TIMES)])
    changed = _timed("one borough changed", lambda: again(next(copies), register))
    return idle, changed, states(folder / "copy-0")


def _loops(peers: list[Peer]) -> list[Loop]:
    weasyprint, ploomber, quarto = peers

    def papermill(then: Callable[[Path], Any], register: Path, folder: Path, borough: str) -> None:
        run = other.by_papermill(register, folder, borough)
        other.to_page(run)
        then(run)

    def ploomber_engine(register: Path, folder: Path, borough: str) -> None:
        run = other.by_ploomber(ploomber.command("ploomber-engine"), register, folder, borough)
        other.to_page(run)
        other.to_pdf_by_browser(run)

    def quarto_render(register: Path, folder: Path, borough: str) -> None:
        other.by_quarto(quarto.command("quarto"), other.by_papermill(register, folder, borough))

    no_browser = "" if other.BROWSER else _NO_BROWSER
    printed = partial(other.to_pdf_by_weasyprint, weasyprint.command("weasyprint"))
    return [
        Loop(_BROWSER, partial(papermill, other.to_pdf_by_browser), no_browser),
        Loop("papermill, nbconvert, WeasyPrint", partial(papermill, printed), weasyprint.skipped),
        Loop("ploomber-engine, nbconvert, WebPDF", ploomber_engine, ploomber.skipped or no_browser),
        Loop("papermill, Quarto to HTML and Typst PDF", quarto_render, quarto.skipped),
    ]


def _quarto() -> Peer:
    """Take the Quarto of this computer, else that of the package index, which fetches it from elsewhere as it is built."""
    found = shutil.which("quarto")
    if found is None:
        return peer("quarto-cli")
    told = subprocess.run([found, "--version"], check=True, capture_output=True, text=True).stdout.strip()
    return Peer("quarto", Path(found).parents[1], {"quarto": told}, {"quarto": "MIT"})


def _loop(loops: list[Loop], folder: Path, register: Path, drawn: dict[str, list[str]], end: float) -> None:
    """Go round the loops a borough at a time, so that each has one before any has two; stop at the end."""
    for borough in other.boroughs()[:TIMES]:
        for number, loop in enumerate(loops):
            if loop.skipped or (loop.seconds and time.perf_counter() + max(loop.seconds) > end):
                continue
            own = folder / f"loop-{number}"
            own.mkdir(exist_ok=True)
            begun = time.perf_counter()
            try:
                loop.steps(register, own, borough)
            except subprocess.SubprocessError as error:
                loop.skipped = f"it failed on {borough}: {error}"[:300]
                continue
            loop.seconds.append(time.perf_counter() - begun)
            _say(f"  {loop.name}, {borough}: {loop.seconds[-1]:.1f} s")
            page = other.pictures((own / f"{borough}.html").read_text(encoding="utf-8"))
            loop.said = f"{_same({borough: page}, drawn)}; PDF of {_pages(own / f'{borough}.pdf')} pages"


def _built_pages(built: Path) -> dict[str, list[str]]:
    folders = {borough: built / "members" / other.DAY / "borough" / borough for borough in other.boroughs()}
    return {
        borough: other.pictures(next(one.glob("*.html")).read_text(encoding="utf-8"))
        for borough, one in folders.items()
    }


def _same(pages: dict[str, list[str]], drawn: dict[str, list[str]]) -> str:
    """Count the figures of pages that are, byte for byte, those that the floor drew."""
    n_drawn = sum(len(drawn[borough]) for borough in pages)
    n_same = sum(len(set(page) & set(drawn[borough])) for borough, page in pages.items())
    of = "all boroughs" if len(pages) > 1 else next(iter(pages))
    return f"{n_same} of the floor's {n_drawn} figures, byte for byte ({of})"


def _pages(pdf: Path) -> int:
    import pypdfium2  # type: ignore[import-untyped]  # noqa: PLC0415 - the parent stays as light as a user's shell until here

    with pypdfium2.PdfDocument(pdf) as document:
        return len(document)


def _row(name: str, seconds: list[float], ours: list[float], said: str) -> list[str]:
    return [name, spread(seconds), f"{median(seconds) / median(ours):.2f}", said]


def _looped(loop: Loop, ours: list[float]) -> list[str]:
    if not loop.seconds:
        return [loop.name, f"SKIPPED: {loop.skipped}", "", ""]
    whole = median(loop.seconds) * N_BOROUGHS
    name = f"{loop.name}, scaled from {len(loop.seconds)} boroughs at {spread(loop.seconds)} s each"
    return [name, f"{whole:.0f} (scaled)", f"{whole / median(ours):.1f}", loop.said]


def _told(rows: list[list[str]], loops: list[Loop], peers: list[Peer], timed: tuple[list[float], ...]) -> Told:
    ours, floor, idle = map(median, timed)
    by_browser = median(loops[0].seconds) * N_BOROUGHS if loops[0].seconds else None
    versions = {"python": platform.python_version()} | {name: metadata.version(name) for name in _VERSIONS}
    for one in peers:
        versions |= one.versions
    notes = [
        _ALIKE,
        f"Load of the machine at the end: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores.",
        *(f"{one.told()}, in an environment of its own" for one in peers),
        *(f"{one.name} was stopped: {one.skipped}" for one in loops if one.skipped and one.seconds),
    ]
    return Told(
        job=f"{N_BOROUGHS} borough reports, HTML and PDF",
        columns=["way", "seconds", "ratio", "what came of it"],
        rows=rows,
        targets=_targets(ours, floor, idle, by_browser),
        notes=notes,
        versions=versions,
        commands=[" ".join(Path(word).name if "/" in word else word for word in command(Path("ours"))), *_COMMANDS],
    )


_ALIKE = (
    "A ratio is the seconds by those of the build. A loop is two or three commands a report, one report after the other, as a "
    "user's shell would; it is run for a few boroughs and scaled to 33, since each of its reports starts afresh."
)
_COMMANDS = (
    "papermill borough_report.ipynb camden.ipynb --engine nbclient -p register register -p as_of 2026-11-23 -p borough camden",
    "jupyter nbconvert --to html --no-input camden.ipynb",
    "nbconvert.exporters.WebPDFExporter(exclude_input=True) with the Chromium of this computer",
    "weasyprint camden.html camden.pdf",
    "ploomber-engine borough_report.ipynb camden.ipynb -p register register -p as_of 2026-11-23 -p borough camden",
    "quarto render camden.ipynb --to html; quarto render camden.ipynb --to typst",
)


def _targets(ours: float, floor: float, idle: float, by_browser: float | None) -> list[str]:
    """Write a sentence for each target."""
    if by_browser is None:
        beside = "not measured: the loop with WebPDF was skipped"
    else:
        beside = _met(by_browser / ours, is_met=by_browser / ours >= 25)
        beside += "" if by_browser / ours >= 25 else f"; a build that drew nothing would reach {by_browser / floor:.1f}"
    in_floor = _met(ours / floor, is_met=ours / floor <= 1.25)
    return [
        f"At least 25 times the loop of papermill, nbconvert and WebPDF: {beside}.",
        f"Within 1.25 of the floor in as many processes, which draws no page: {in_floor}.",
        f"Nothing changed in under 1 second: {_met(idle, is_met=idle < 1)} s.",
    ]


def _met(value: float, *, is_met: bool) -> str:
    return f"{'met' if is_met else 'MISSED'}, {value:.2f}"


def main(arguments: list[str]) -> None:
    """Print the table; with `--plain REGISTER`, be the one plain process."""
    if arguments[:1] == ["--plain"]:
        for borough in other.boroughs():
            other.plain((arguments[1], borough))
        return
    for told in measure(float(arguments[0]) if arguments else 7):
        sys.stdout.write(told.markdown())


if __name__ == "__main__":
    main(sys.argv[1:])
