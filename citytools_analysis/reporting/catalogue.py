"""Which reports there are, and for whom: every notebook in the folder is one, and its parameters cell says what it takes."""

from __future__ import annotations

import ast
import io
import tokenize
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from citytools_analysis.errors import DataError, Issue, UnknownNameError
from citytools_analysis.reporting.notebook_file import cell_text, notebook_content, notebook_fault
from citytools_analysis.reporting.report import GROUPS, LISTS, ONLY_SOME, PACKS, Parameter, Report
from citytools_analysis.schema import EDITIONS
from citytools_analysis.slugs import hash8, slug

_ALWAYS = ("register", "as_of")
_PACKAGED = Path(__file__).parents[1] / "_data" / "notebooks"


def notebooks_folder(folder: Path | None = None) -> Path:
    """
    Find the notebooks: those of the working folder, else those that came with the package.

    Parameters
    ----------
    folder
        A folder to use instead.

    Returns
    -------
    folder
        The folder that holds the notebooks.

    Raises
    ------
    DataError
        If there is no such folder.

    Examples
    --------
    >>> notebooks_folder(Path("no-such-folder"))
    Traceback (most recent call last):
    ...
    citytools_analysis.errors.DataError: 1 problem found:
      no-such-folder: no notebooks here. Run from a folder that holds 'notebooks', or name one with --notebooks.
    """
    wanted = (folder,) if folder else (Path("notebooks"), _PACKAGED, Path(__file__).parents[2] / "notebooks")
    found = next((place for place in wanted if any(place.glob("*.ipynb"))), None)
    if found is None:
        mend = "Run from a folder that holds 'notebooks', or name one with --notebooks."
        raise DataError([Issue(str(wanted[0]), "", "no notebooks here", mend, "notebooks")])
    return found.resolve()


def find_reports(folder: Path, names: Sequence[str] = ()) -> tuple[Report, ...]:
    """
    Read the reports of a folder; a file whose name starts with `_` or `.` is not one.

    Parameters
    ----------
    folder
        Where the notebooks are.
    names
        The reports wanted; none means all. A broken notebook that is not wanted stops nothing.

    Returns
    -------
    reports
        Sorted by name.

    Raises
    ------
    UnknownNameError
        If a name is not in the folder.
    DataError
        If notebooks cannot be used: every one is named, with what is wrong in it.

    Examples
    --------
    >>> find_reports(Path("no-such-folder"))
    ()
    """
    reports, issues = read_reports(folder, names)
    if issues:
        raise DataError(issues)
    return reports


def read_reports(folder: Path, names: Sequence[str] = ()) -> tuple[tuple[Report, ...], tuple[Issue, ...]]:
    """
    Read the reports of a folder as `find_reports`, and give those that cannot be used beside those that can.

    Parameters
    ----------
    folder
        Where the notebooks are.
    names
        The reports wanted; none means all.

    Returns
    -------
    reports, issues
        Sorted by name; and what is wrong with the other notebooks that are wanted, by the name of the file.

    Raises
    ------
    UnknownNameError
        If a name is not in the folder.

    Examples
    --------
    >>> read_reports(Path("no-such-folder"))
    ((), ())
    """
    paths = {path.stem: path for path in sorted(folder.glob("*.ipynb")) if path.name[0] not in "._"}
    chosen = {_known_name(name, list(paths), folder) for name in names} or set(paths)
    reports: list[Report] = []
    issues: list[Issue] = []
    for name, path in paths.items():
        try:
            reports.append(read_report(path))
        except DataError as error:
            issues += error.issues if name in chosen else ()
    return tuple(report for report in _told_apart(reports) if report.name in chosen), tuple(issues)


def read_report(path: Path) -> Report:
    """
    Read what one notebook is called and what it takes.

    Parameters
    ----------
    path
        The notebook.

    Returns
    -------
    report
        Its registry entry.

    Raises
    ------
    DataError
        If it is not a notebook, has no parameters cell, or declares other parameters than a report may.

    Examples
    --------
    >>> read_report(Path("missing.ipynb"))
    Traceback (most recent call last):
    ...
    citytools_analysis.errors.DataError: 1 problem found:
      missing.ipynb: not a readable notebook (No such file or directory). Save it again in Jupyter.
    """
    notebook = notebook_content(path)
    cells = [cell for cell in notebook["cells"] if "parameters" in cell.get("metadata", {}).get("tags", ())]
    if len(cells) != 1:
        found = f"{len(cells)} cells tagged 'parameters'"
        raise notebook_fault(path, found, "Tag exactly one, or start the file's name with '_' if it is no report.")
    parameters = _parameters(path, cell_text(cells[0]))
    _check(path, parameters)
    group = next((parameter.name for parameter in parameters if parameter.name in GROUPS), None)
    title = _title(notebook, path.stem)
    about = notebook.get("metadata", {}).get("citytools", {})
    return Report(
        path.stem,
        path.resolve(),
        title,
        slug(str(about.get("slug") or title)),
        group,
        parameters,
        editions=_named(about, path, "editions", EDITIONS),
        besides=_named(about, path, "besides", ONLY_SOME),
        order=int(about.get("order", 0)),
        packs=_named(about, path, "packs", PACKS),
    )


_ONE_OF = {"editions": "edition", "besides": "format", "packs": "pack"}


def _named(about: dict[str, Any], path: Path, key: str, known: Sequence[str]) -> tuple[str, ...]:
    """Read one of the lists of words in the notebook's own part of its metadata."""
    named = about.get(key, [])
    for name in named:
        if name not in known:
            message = str(UnknownNameError(_ONE_OF[key], str(name), known)).rstrip(".")
            raise notebook_fault(path, message, f"Its metadata may name {', '.join(known)}, or nothing.")
    return tuple(named)


def _told_apart(reports: Sequence[Report]) -> list[Report]:
    """Give reports of one title names of their own, whichever of them are wanted today."""
    times = Counter((report.kind, report.slug) for report in reports)
    return [
        report if times[report.kind, report.slug] == 1 else replace(report, slug=f"{report.slug}-{hash8(report.name)}")
        for report in reports
    ]


def _known_name(name: str, known: Sequence[str], folder: Path) -> str:
    wanted = name.rsplit("/", 1)[-1].removesuffix(".ipynb").replace("-", "_").casefold()
    for candidate in known:
        if candidate.replace("-", "_").casefold() == wanted:
            return candidate
    kind = "report"
    raise UnknownNameError(kind, name, known, f"See 'citytools list' ({folder}).")


def _parameters(path: Path, source: str) -> tuple[Parameter, ...]:
    try:
        statements = ast.parse(source).body
        tokens = list(tokenize.generate_tokens(io.StringIO(source).readline))
    except (SyntaxError, tokenize.TokenError) as error:
        raise notebook_fault(
            path, f"its parameters cell is not Python ({error})", "Write 'name = value' lines."
        ) from error
    comments = {token.start[0]: token.string.lstrip("# ") for token in tokens if token.type == tokenize.COMMENT}
    found = []
    for statement in statements:
        target = statement.targets[0] if isinstance(statement, ast.Assign) else getattr(statement, "target", None)
        value = getattr(statement, "value", None)
        if not isinstance(target, ast.Name) or not isinstance(value, ast.Constant):
            what = f"line {statement.lineno} of its parameters cell is not a parameter"
            raise notebook_fault(path, what, "Write 'name = \"\"' lines only, a value each.")
        found.append(Parameter(target.id, ast.unparse(value), comments.get(statement.end_lineno or 0, "")))
    return tuple(found)


def _check(path: Path, parameters: Sequence[Parameter]) -> None:
    names = [parameter.name for parameter in parameters]
    groups = [name for name in names if name in GROUPS]
    for needed in _ALWAYS:
        if needed not in names:
            raise notebook_fault(path, f"its parameters cell lacks {needed!r}", f"Add the line '{needed} = \"\"'.")
    for name in names:
        if name not in (*_ALWAYS, *GROUPS, *LISTS):
            message = str(UnknownNameError("parameter", name, (*_ALWAYS, *GROUPS, *LISTS))).rstrip(".")
            mend = f"A report takes register, as_of and one of {', '.join(GROUPS)}, or some of {', '.join(LISTS)}."
            raise notebook_fault(path, message, mend)
    if groups and set(names) & set(LISTS):
        raise notebook_fault(
            path, f"it declares {groups[0]} and a list", "A report about one subject cannot be narrowed."
        )
    if len(groups) > 1:
        raise notebook_fault(
            path, f"it declares {' and '.join(groups)}", "A report is built for one group; keep one of them."
        )
    for parameter in parameters:
        if parameter.name in (*groups, *LISTS) and parameter.default not in ("''", "None"):
            what = f"it gives {parameter.name} a value of its own ({parameter.default})"
            raise notebook_fault(path, what, "Leave it empty, so that no report is about the wrong one.")


def _title(notebook: dict[str, Any], name: str) -> str:
    given = str(notebook.get("metadata", {}).get("title", "")).strip()
    if given:
        return given
    lines = (
        line
        for cell in notebook["cells"]
        if cell.get("cell_type") == "markdown"
        for line in cell_text(cell).splitlines()
    )
    heading = next((line.lstrip("#").strip() for line in lines if line.startswith("# ")), "")
    return heading or name.replace("_", " ").replace("-", " ").strip().capitalize()
