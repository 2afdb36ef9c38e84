"""Everything of a build that does not depend on a notebook, done ahead: what is left is the report's own cells."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Any

from citytools_analysis.disclosure.earlier import earlier_edition
from citytools_analysis.metrics.coverage import by_borough
from citytools_analysis.register import open_register
from citytools_analysis.reporting.build import build
from citytools_analysis.reporting.edition import edition_of
from citytools_analysis.reporting.engine_registers import read_ahead
from citytools_analysis.reporting.engine_start import mark_as_of_the_pool
from citytools_analysis.reporting.installed import sources_here
from citytools_analysis.reporting.manifest import Entry
from citytools_analysis.reporting.private_register import private_register
from citytools_analysis.reporting.progress import Progress

_PRELOADED = "citytools_analysis.reporting.engine_preload"


@contextmanager
def made_ready(options: Mapping[str, Any], *, is_asked: Callable[[], bool]) -> Iterator[None]:
    """
    Import what a build needs, make the edition, and read it as notebooks will; builds here then find it done.

    Parameters
    ----------
    options
        The options of `build`.
    is_asked
        Whether somebody waits for the build already: then only what its notebooks need is done ahead.

    Yields
    ------
    nothing
        This process holds nothing but libraries and data, and the processes of the build are copies of it.

    Raises
    ------
    DataError
        If the register cannot be used.

    Examples
    --------
    >>> with made_ready({"register_folder": "no-such-folder", "edition": "public", "as_of": None}, is_asked=bool):
    ...     pass
    Traceback (most recent call last):
    ...
    citytools_analysis.errors.DataError: 1 problem found:
      no-such-folder: there is no register here. Make one with: citytools add FILE... --register no-such-folder
    """
    folder = Path(options["register_folder"])
    full = open_register(folder, as_of=options["as_of"])
    importlib.import_module(_PRELOADED)
    mark_as_of_the_pool()
    register = edition_of(folder, full, edition=options["edition"], viewer=options.get("viewer", ""))
    earlier = earlier_edition(folder, register)
    reference = folder / "reference"
    sources_here()
    if not is_asked():
        by_borough(register)  # the index asks for it, once the documents are there
    with private_register(register, reference if reference.is_dir() else None, earlier) as private:
        read_ahead({"register": str(private / "register"), "as_of": register.as_of.isoformat()})
        building: Any = importlib.import_module(build.__module__)
        done: dict[str, Any] = {"open_register": full, "edition_of": register, "earlier_edition": earlier}
        done["private_register"] = nullcontext(private)
        before = {name: getattr(building, name) for name in done}
        for name, result in done.items():
            setattr(building, name, _giving(result))
        try:
            yield
        finally:
            for name, made in before.items():
                setattr(building, name, made)


def built(options: Mapping[str, Any], tell: Callable[[Mapping[str, Any]], None]) -> dict[str, Any]:
    """
    Build, and tell of it in plain values.

    Parameters
    ----------
    options
        The options of `build`.
    tell
        Called as each report is done with.

    Returns
    -------
    told
        What was built, what stayed, and what failed.

    Examples
    --------
    >>> built({"register_folder": "no-such-folder", "formats": ["docx"]}, print)
    Traceback (most recent call last):
    ...
    citytools_analysis.errors.UnknownNameError: Unknown format 'docx'.
    """

    def progress(done: Progress) -> None:
        tell({"kind": "progress", "line": str(done), "entry": _plain(done.entry)})

    result = build(**options, progress=progress)
    return {"kind": "done", "folder": str(result.folder), "entries": [_plain(entry) for entry in result.entries]}


def _plain(entry: Entry) -> dict[str, str]:
    page = entry.file("html")
    about = {"id": entry.id, "about": f"{entry.label}, {entry.title}", "status": entry.status}
    return about | {"stage": entry.stage, "reason": entry.reason, "page": page.path if page else ""}


def _giving(result: Any) -> Callable[..., Any]:
    return lambda *_, **__: result
