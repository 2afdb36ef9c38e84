"""Writes the dashboard, and the pages that go with it, beside the documents of its edition."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from citytools_analysis.errors import UnknownNameError
from citytools_analysis.one_writer import the_only_writer
from citytools_analysis.register import Register, open_register
from citytools_analysis.reporting.dashboard import explained, statement
from citytools_analysis.reporting.dashboard.page import dashboard_page
from citytools_analysis.reporting.dashboard.plain_page import DASHBOARD_NAME, EXPLAINED_NAME, STATEMENT_NAME
from citytools_analysis.reporting.edition import edition_of
from citytools_analysis.reporting.ledger import manifest_of
from citytools_analysis.reporting.manifest import read_manifest, write_manifest
from citytools_analysis.reporting.plan import destination
from citytools_analysis.reporting.refusals import refuse_other_edition
from citytools_analysis.reporting.site import write_index
from citytools_analysis.schema import EDITIONS
from citytools_analysis.writing import write_within


@dataclass(frozen=True)
class Written:
    """
    What was written.

    Parameters
    ----------
    folder
        The folder of the edition and day.
    files
        The pages, the dashboard first and the index last.

    Examples
    --------
    >>> Written(Path("reports"), (Path("reports/dashboard.html"),)).files[0].name
    'dashboard.html'
    """

    folder: Path
    files: tuple[Path, ...]


def write_dashboard(
    register_folder: str | Path,
    *,
    edition: str = "public",
    viewer: str = "",
    as_of: str | None = None,
    output: str | Path = "reports",
) -> Written:
    """
    Write the dashboard, what explains its data, and its accessibility statement, each whole or not at all.

    Parameters
    ----------
    register_folder
        The full register. The edition is made from it as `build` makes it, and the pages open nothing else.
    edition
        `public` or `members`.
    viewer
        The one borough that the members' edition is for, by id or name.
    as_of
        The day it is about, `YYYY-MM-DD`; the day the newest source was obtained if not given.
    output
        Folder for all editions; the pages go to `<output>/<edition>/<as_of>/`, beside the index that `build` writes.

    Returns
    -------
    written
        The pages. The index there is written anew, with links to them; where nothing was built yet it says so.

    Raises
    ------
    UnknownNameError
        If there is no such edition.
    DataError
        If the register cannot be used.
    ReportError
        If a members' edition would lie in a public folder, or the folder holds another edition.

    Examples
    --------
    >>> write_dashboard("no-such-folder", edition="publick")
    Traceback (most recent call last):
    ...
    citytools_analysis.errors.UnknownNameError: Unknown edition 'publick'. Did you mean 'public'?
    """
    if edition not in EDITIONS:
        kind = "edition"
        raise UnknownNameError(kind, edition, EDITIONS)
    full = open_register(register_folder, as_of=as_of)
    register = edition_of(Path(register_folder), full, edition=edition, viewer=viewer)
    folder = destination(Path(output), edition=register.info.edition_name, as_of=full.as_of.isoformat())
    with the_only_writer(folder):
        refuse_other_edition(read_manifest(folder), register.info.edition_name, folder)
        pages = {
            DASHBOARD_NAME: dashboard_page(register),
            EXPLAINED_NAME: explained.page(register),
            STATEMENT_NAME: statement.page(register),
        }
        for name, html in pages.items():
            write_within(folder, name, html.encode("utf-8"))
        index = _link(folder, register)
    return Written(folder, (*(folder / name for name in pages), index))


def _link(folder: Path, register: Register) -> Path:
    manifest = read_manifest(folder)
    if manifest is None:
        manifest = manifest_of(register, ())
        write_manifest(folder, manifest)
    return write_index(folder, manifest, register=register)
