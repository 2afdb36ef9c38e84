"""What `build` does once its options are read: opens the register, builds or watches, and tells of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from citytools_analysis.cli.build_summary import print_failures, what_was_made
from citytools_analysis.cli.options import Told, named
from citytools_analysis.cli.watching import watch_reports
from citytools_analysis.disclosure import edition_info
from citytools_analysis.register import Register, open_register
from citytools_analysis.reporting.build import build
from citytools_analysis.reporting.job import Limits
from citytools_analysis.style import count_text, date_text

_AS_THEY_ARE = (
    "reports",
    "assumptions",
    "edition",
    "as_of",
    "output",
    "formats",
    "jobs",
    "engine",
    "force",
    "notebooks",
)
_NOT_WATCHED = ("scheduler", "only_failed", "quiet", "json", "time_limit", "memory_limit")


def build_as_asked(asked: Mapping[str, Any]) -> None:
    """
    Build, or watch, and tell of it.

    Parameters
    ----------
    asked
        The options of the command, by name.

    Raises
    ------
    click.exceptions.Exit
        With 1, if a report failed or what was made could not be written down.

    Examples
    --------
    >>> build_as_asked({"register_folder": Path("no-such-folder"), "as_of": None})
    Traceback (most recent call last):
    ...
    citytools_analysis.errors.DataError: 1 problem found:
      no-such-folder: there is no register here. Make one with: citytools add FILE... --register no-such-folder
    """
    folder, as_of = asked["register_folder"], asked["as_of"]
    register = open_register(folder, as_of=as_of)
    is_silent = asked["quiet"] or asked["as_json"]
    if not is_silent:
        click.echo(_what_was_read(register, folder, is_default=as_of is None))
    options: dict[str, Any] = {name: asked[name] for name in _AS_THEY_ARE}
    groups = {"borough": "boroughs", "supplier": "suppliers", "system": "systems", "service_area": "service_areas"}
    options["subjects"] = named(**{group: asked[name] for group, name in groups.items()})
    options["viewer"] = edition_info(register, edition=asked["edition"], viewer=asked["viewer"]).viewer
    if asked["is_watching"]:
        left_out = {f"--{name.replace('_', '-')}": asked.get(name, asked.get(f"as_{name}")) for name in _NOT_WATCHED}
        watch_reports(options | {"register_folder": folder}, as_of=register.as_of.isoformat(), left_out=left_out)
        return
    options |= {"scheduler": asked["scheduler"], "only_failed": asked["only_failed"]}
    limits = _limits(asked["time_limit"], asked["memory_limit"])
    with Told(is_quiet=asked["quiet"], is_json=asked["as_json"]) as told:
        result = build(folder, progress=told, limits=limits, **options)
    print_failures(result)
    if not is_silent:
        click.echo(what_was_made(result))
    if result.failed or result.unwritten:
        raise click.exceptions.Exit(1)


def _limits(seconds: int | None, memory_mb: int | None) -> Limits:
    limits = Limits(memory_mb=memory_mb or Limits().memory_mb)
    return replace(limits, cell=seconds, report=seconds) if seconds else limits


def _what_was_read(register: Register, folder: Path, *, is_default: bool) -> str:
    why = ", the latest day a source was obtained" if is_default else ""
    notice = f" ({register.info.notice})" if register.info.notice else ""
    sources = count_text(len(register.sources), "source")
    name = register.reference.brand.sign if register.reference.brand else register.info.name
    return f"Read {folder}: {name}{notice}, {sources}, as of {date_text(register.as_of)}{why}."
