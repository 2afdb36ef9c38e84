"""The file `brand.toml` beside a register's own reviewed tables: read, and refused with everything that is wrong in it."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from citytools_analysis.brand.brand import Brand
from citytools_analysis.brand.contrast import USES, nearest_that_passes, ratio, unreadable
from citytools_analysis.brand.logo import logo_address
from citytools_analysis.errors import Issue, suggestion

BRAND_FILE = "brand.toml"
_NEEDED = ("name", "short_name", "region")
_PLAIN = (*_NEEDED, "contact", "logo", "logo_text")
_PARTS = {"authority": ("singular", "plural"), "colours": tuple(USES)}
_LONGEST = 200
_COLOUR = re.compile(r"#[0-9A-Fa-f]{6}")
_MAILBOX = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_SEE = "See docs/brand.md."


@dataclass
class _Reading:
    """The file's text with what was found wrong in it."""

    text: str
    issues: list[Issue] = field(default_factory=list)

    def note(self, key: str, what: str, mend: str) -> None:
        part, _, name = key.rpartition(".")
        start = self.text.find(f"[{part}]") if part else 0
        found = re.compile(rf"^[ \t]*{re.escape(name)}[ \t]*=", re.MULTILINE).search(self.text, max(start, 0))
        line = self.text.count("\n", 0, found.start()) + 1 if found else 0
        where = f"line {line}, {key}" if line else key
        self.issues.append(Issue(BRAND_FILE, where, what, mend, key))


def read_brand(folder: Path) -> tuple[Brand | None, list[Issue]]:
    """
    Read the brand in a folder.

    Parameters
    ----------
    folder
        A register's `reference` folder.

    Returns
    -------
    brand, issues
        The brand, or nothing where there is no such file or something is wrong in it; then every problem at once.

    Examples
    --------
    >>> read_brand(Path("no-such-folder"))
    (None, [])
    """
    path = folder / BRAND_FILE
    if not path.is_file():
        return None, []
    try:
        text = path.read_text("utf-8-sig")
        found = tomllib.loads(text)
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        return None, [Issue(BRAND_FILE, "", f"it cannot be read as TOML: {error}", _SEE, "brand")]
    reading = _Reading(text)
    _refuse_unknown(found, reading)
    words = dict(_words(found, reading))
    colours = _colours(found.get("colours"), reading)
    address = _logo(folder, words.get("logo", ""), reading)
    if reading.issues:
        return None, sorted(reading.issues, key=lambda issue: (_line(issue), issue))
    name = words["name"]
    return Brand(
        name=name,
        short_name=words["short_name"],
        region=words["region"],
        contact=words.get("contact", ""),
        authority=words.get("authority.singular", Brand.authority),
        authorities=words.get("authority.plural", Brand.authorities),
        colours=colours,
        logo=address,
        logo_text=words.get("logo_text") or f"Logo of {name}",
        own_tables=tuple(sorted(table.stem for table in folder.glob("*.csv"))),
    ), []


def _line(issue: Issue) -> int:
    found = re.match(r"line (\d+)", issue.where)
    return int(found[1]) if found else 0


def _refuse_unknown(found: Mapping[str, object], reading: _Reading) -> None:
    known = [*_PLAIN, *_PARTS]
    for key in found.keys() - set(known):
        reading.note(key, f"no key is called {key!r}", suggestion(key, known) or f"There are: {', '.join(known)}.")
    for part, keys in _PARTS.items():
        inside = found.get(part, {})
        if not isinstance(inside, Mapping):
            reading.note(part, f"{part} holds keys of its own", f"Write [{part}] on a line, and below it its keys.")
            continue
        for key in inside.keys() - set(keys):
            mend = suggestion(str(key), keys) or f"There are: {', '.join(keys)}."
            reading.note(f"{part}.{key}", f"no key of {part} is called {key!r}", mend)


def _words(found: Mapping[str, object], reading: _Reading) -> Iterator[tuple[str, str]]:
    """Give every value that is words, by its key."""
    authority = found.get("authority")
    inside = authority if isinstance(authority, Mapping) else {}
    values = {key: found.get(key) for key in _PLAIN} | {f"authority.{key}": inside.get(key) for key in inside}
    for key in _NEEDED:
        if key not in found:
            reading.note(key, "it is missing", f'Write {key} = "...".')
    if len({"singular", "plural"} & set(inside)) == 1:
        reading.note("authority", "singular and plural go together", "Write both.")
    for key, value in values.items():
        if value is None:
            continue
        if not isinstance(value, str) or not value.strip() or not value.isprintable() or len(value) > _LONGEST:
            reading.note(
                key, f"{str(value)[:40]!r} is no line of words", f"Write one line in quotes, at most {_LONGEST}."
            )
        elif key == "contact" and "@" in value and not _MAILBOX.fullmatch(value.strip()):
            reading.note(key, f"{value!r} is no mailbox", "Write a role mailbox, or an address without @.")
        else:
            yield key, " ".join(value.split())


def _colours(found: object, reading: _Reading) -> dict[str, str]:
    colours: dict[str, str] = {}
    for key, value in found.items() if isinstance(found, Mapping) else ():
        if key not in USES:
            continue
        if not isinstance(value, str) or not _COLOUR.fullmatch(value):
            reading.note(f"colours.{key}", f"{value!r} is no colour", 'Write it as "#12436D".')
            continue
        colours[key] = value.upper()
        faults = unreadable(value, USES[key])
        if faults:
            told = " and ".join(
                f"{pair.use} {ratio(value, pair.other):.1f} to 1, not {pair.least:g}" for pair in faults
            )
            near = nearest_that_passes(value, USES[key])
            mend = f'The nearest that can be read is "{near}".' if near else "Choose a colour of another hue."
            reading.note(f"colours.{key}", f"{value} cannot be read everywhere it is used: {told}", mend)
    return colours


def _logo(folder: Path, name: str, reading: _Reading) -> str:
    if not name:
        return ""
    if Path(name).name != name or Path(name).suffix.casefold() not in {".svg", ".png"}:
        reading.note("logo", f"{name!r} is no SVG or PNG in this folder", "Give the name of a file beside brand.toml.")
        return ""
    address, what, mend = logo_address(folder / name)
    if what:
        reading.note("logo", what, mend)
    return address
