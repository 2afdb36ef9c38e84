"""The page that lists the documents: what state each is in, where it is, and how much is known of whom."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import quote

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from citytools_analysis import style
from citytools_analysis.metrics import coverage
from citytools_analysis.register import Register
from citytools_analysis.reporting.dressed import dressed
from citytools_analysis.reporting.job import FORMATS
from citytools_analysis.reporting.manifest import CAPTURE, Entry, FileRecord, Manifest
from citytools_analysis.reporting.page_look import edition_mark, style_sheet
from citytools_analysis.writing import write_whole

INDEX_NAME = "index.html"
_Known = Mapping[str, Mapping[Any, Any]]  # by borough, the row of `coverage.by_borough`
_TEMPLATES = Path(__file__).parent / "templates"
_MARKS = {
    "return received": "return",
    "held for members": "held",
    "public facts only": "facts",
    "nothing known": "nothing",
}
_HEADINGS = {CAPTURE: "To fill in", "slides": "Slides"}
_BESIDE = (  # written by `citytools dashboard`
    ("dashboard.html", "Dashboard: ask your own question"),
    ("explained.html", "What the data is"),
    ("accessibility.html", "Accessibility"),
)
_STATES = {"built": "built now", "unchanged": "unchanged", "stale": "out of date", "failed": "failed"}


def write_index(folder: Path, manifest: Manifest, *, register: Register) -> Path:
    """
    Write the page.

    Parameters
    ----------
    folder
        The folder of the manifest.
    manifest
        What the folder holds.
    register
        The edition's register: the boroughs, the map of London, and how much is known.

    Returns
    -------
    path
        The page.

    Examples
    --------
    >>> import tempfile
    >>> from citytools_analysis.reporting.ledger import manifest_of
    >>> register = Register.from_tables({}, as_of=date(2026, 11, 23))
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     write_index(Path(folder), manifest_of(register, ()), register=register).name
    'index.html'
    """
    beside = [(name, f"{words}{_age(folder / name, register)}") for name, words in _BESIDE if (folder / name).exists()]
    write_whole(folder / INDEX_NAME, index_html(manifest, register=register, beside=beside).encode("utf-8"))
    return folder / INDEX_NAME


def _age(page: Path, register: Register) -> str:
    """Say of a page of the dashboard that it was written before the register changed: its foot bears another hash."""
    is_of_this = f"register {register.sha256[:8]}".encode() in page.read_bytes()
    return "" if is_of_this else " (out of date: citytools dashboard writes it anew)"


def index_html(manifest: Manifest, *, register: Register, beside: Sequence[tuple[str, str]] = ()) -> str:
    """
    Lay out the page; every value in it is escaped, and it refers to nothing outside its folder.

    Parameters
    ----------
    manifest
        What the folder holds.
    register
        The edition's register.
    beside
        Name and words of each page of the dashboard that lies in the folder.

    Returns
    -------
    html
        One self-contained page.

    Examples
    --------
    >>> from citytools_analysis.reporting.ledger import manifest_of
    >>> register = Register.from_tables({}, as_of=date(2026, 11, 23))
    >>> "No report has been built yet." in index_html(manifest_of(register, ()), register=register)
    True
    """
    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES), autoescape=True, undefined=StrictUndefined, keep_trailing_newline=True
    )
    known = {str(row["borough_id"]): row for row in coverage.by_borough(register).to_dict("records")}
    tiles = _tiles(manifest, register, known)
    used = [name for name in (*FORMATS, CAPTURE) if any(entry.file(name) for entry in manifest.reports)] or list(
        FORMATS
    )
    html = environment.get_template("index.html.j2").render(
        page_title=f"London's council technology, {style.date_text(register.as_of)}",
        register_name=register.info.name,
        edition_mark=edition_mark(manifest.edition),
        finding=_finding(manifest),
        notice=manifest.notice,
        coverage=_coverage(known),
        tiles=tiles,
        n_columns=max((int(tile["column"]) for tile in tiles), default=0),
        key=_key(tiles),
        failures=[entry for entry in manifest.reports if entry.is_failed],
        sections=_sections(manifest, known, used),
        formats=[_HEADINGS.get(name, name.upper()) for name in used],
        inputs=[dict(source) | {"retrieved": _day(source.get("retrieved_date"))} for source in manifest.inputs],
        as_of=style.date_text(date.fromisoformat(manifest.as_of)),
        register_sha256=manifest.register_sha256,
        package_version=manifest.package_version,
        look=style_sheet(),
        beside=beside,
    )
    return dressed(html, register)


def _finding(manifest: Manifest) -> str:
    states = Counter(entry.status for entry in manifest.reports)
    ready = states["built"] + states["unchanged"]
    told = [f"{style.count_text(len(manifest.reports), 'report')}: {ready:,} ready"]
    told += [f"{states[name]:,} {_STATES[name]}" for name in ("failed", "stale") if states[name]]
    return ", ".join(told) + "." if manifest.reports else "No report has been built yet."


def _coverage(known: _Known) -> str:
    named = sum(row["n_systems"] > 0 for row in known.values())
    dated = sum(row["n_with_end_date"] > 0 for row in known.values())
    return (
        f"Of {len(known)} boroughs, a system in use is known for {named} and a contract's end for {dated}. "
        "What is not known is said in each report; it never means that there is none."
    )


def _tiles(manifest: Manifest, register: Register, known: _Known) -> list[dict[str, str | int]]:
    """Place each borough on the map, with a link to the first report that is about it."""
    entries: dict[str, Entry] = {}
    for told in manifest.reports:
        if told.group == "borough":
            entries.setdefault(told.subject, told)
    if not entries or register.reference.tile_grid.empty:
        return []
    names = register.boroughs.set_index("borough_id")[["borough", "short_name"]]
    grid = register.reference.tile_grid.sort_values(["row", "column"])
    top, left = int(grid["row"].min()), int(grid["column"].min())
    tiles: list[dict[str, str | int]] = []
    for place in grid.to_dict("records"):
        subject = str(place["borough_id"])
        entry, status = entries.get(subject), str(known[subject]["status"])
        is_failed = entry is not None and entry.is_failed
        tiles.append({
            "row": int(place["row"]) - top + 1,
            "column": int(place["column"]) - left + 1,
            "code": str(place["code3"]),
            "label": str(names.loc[subject, "borough"]),
            "short_name": str(names.loc[subject, "short_name"]),
            "mark": "failed" if is_failed else _MARKS[status],
            "status": "report failed" if is_failed else status,
            "words": "its report failed" if is_failed else status if entry else f"{status}; no report here",
            "href": _href(entry.file("html") or entry.file("pdf")) if entry else "",
        })  # fmt: skip
    return tiles


def _key(tiles: Sequence[Mapping[str, str | int]]) -> list[tuple[str, str, int]]:
    times = Counter((str(tile["mark"]), str(tile["status"])) for tile in tiles)
    order = [*_MARKS.values(), "failed"]
    return [
        (mark, words, count) for (mark, words), count in sorted(times.items(), key=lambda item: order.index(item[0][0]))
    ]


def _sections(manifest: Manifest, known: _Known, formats: Sequence[str]) -> list[dict[str, Any]]:
    names = dict.fromkeys((entry.report, entry.title, entry.group) for entry in manifest.reports)
    sections = []
    for report, title, group in names:
        entries = [entry for entry in manifest.reports if entry.report == report]
        entries.sort(key=lambda entry: (entry.label, entry.id))
        states = Counter(_STATES[entry.status] for entry in entries)
        told = ", ".join(f"{count} {state}" for state, count in sorted(states.items()))
        sections.append({
            "title": title,
            "group": group.replace("-", " ").capitalize() if group != "london" else "About",
            "caption": f"{style.count_text(len(entries), 'document')}: {told}.",
            "has_coverage": group == "borough",
            "rows": [_row(entry, known.get(entry.subject), formats) for entry in entries],
        })  # fmt: skip
    return sections


def _row(entry: Entry, known: Mapping[Any, Any] | None, formats: Iterable[str]) -> dict[str, Any]:
    reason = f": {entry.reason}" if entry.reason and entry.status == "stale" else ""
    files = (entry.file(name) for name in formats)
    return {
        "label": entry.label,
        "known": known["status"] if known else style.UNKNOWN,
        "n_systems": (known and int(known["n_systems"])) or "none known",
        "n_contracts": (known and int(known["n_contracts"])) or "none known",
        "state": _STATES[entry.status] + reason,
        "is_bad": entry.status in {"failed", "stale"},
        "files": [file and {"href": _href(file), "name": _ending(file), "size": _size(file)} for file in files],
    }


def _href(file: FileRecord | None) -> str:
    return quote(file.path) if file else ""


def _ending(file: FileRecord) -> str:
    return file.path.rsplit(".", 1)[-1].upper()


def _size(file: FileRecord) -> str:
    return f"{file.n_bytes / 1e6:.1f} MB" if file.n_bytes >= 999_500 else f"{max(1, round(file.n_bytes / 1e3))} kB"


def _day(text: object) -> str:
    return style.date_text(date.fromisoformat(str(text))) if text else style.UNKNOWN
