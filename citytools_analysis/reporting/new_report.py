"""A notebook to begin a report with: it runs as it is, keeps every rule of notebooks, and says where to change what."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from citytools_analysis.errors import DataError, Issue, WrongUsageError
from citytools_analysis.reporting.catalogue import read_reports
from citytools_analysis.reporting.report import GROUPS, Report
from citytools_analysis.slugs import slug

_LONGEST_TITLE = 80
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9 _-]*")
_PACKS = {
    "borough": ["borough"], "supplier": ["workshop-2"], "system": ["borough"], "service_area": ["procurement"], "": ["procurement"],
}  # fmt: skip
_MEANS = {
    "borough": "borough id",
    "supplier": "supplier id",
    "system": "system id",
    "service_area": "service area code",
}
_PLACES = {
    "opening": """<!-- The first page: the name, one sentence that is the finding, then what follows up to the next heading.
The sentence is made by a tested function, so that its number is right in every report; citytools_analysis/tables/findings.py
holds this one. The title of the report is what `report=` says below and, for the index, `title` in the notebook's metadata. -->""",
    "chart": """## When contracts end

The solid bar is committed; the hatched part is options that nobody has used yet.

<!-- Another chart: `ct.charts.` and the Tab key. `limit=12` is how many contracts are drawn. A figure of your own works too:
draw it with Matplotlib, pandas or seaborn, and give it a title and axis labels; its alternative text is made of them. -->""",
    "table": """## Which contracts

The soonest decision first. Unknown is not none: no source says it.

<!-- Another table: a `Column` each, as its name in the frame, its heading, its kind (text, date, pounds, number or share) and how
wide it is beside the others. Run `contracts.columns` in a cell of its own to see every name, and take that cell out again. -->""",
    "rests-on": """## What this rests on

<!-- Keep this section: a reader must be able to see where every row comes from, and how to have one put right. -->""",
}


def new_report(folder: Path, name: str, *, group: str = "", title: str = "") -> Path:
    """
    Write a notebook that is a report: one finding, one chart, one table, and what they rest on.

    Parameters
    ----------
    folder
        Where the notebooks are; made if missing.
    name
        Name of the report: letters, digits, spaces and hyphens; it becomes the name of the file and of what is built.
    group
        `borough`, `supplier`, `system` or `service_area`: the report is built for each; empty for one about the whole.
    title
        What readers see; the name in words if not given.

    Returns
    -------
    path
        The notebook written; the same bytes for the same folder, name, group and title.

    Raises
    ------
    WrongUsageError
        If the name or the title is none.
    DataError
        If a notebook of that name is there, or another report builds files of that name; nothing is overwritten.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     new_report(Path(folder), "Print rooms", group="borough").name
    'print_rooms.ipynb'
    """
    words = _file_words(name)
    shown = _title(title or words.replace("_", " ").capitalize())
    path = folder / f"{words}.ipynb"
    others = read_reports(folder)[0]
    _refuse_taken(path, slug(words), others)
    content = _notebook(shown, slug(words), group, order=max((one.order for one in others), default=0) + 10)
    _write_new(path, (json.dumps(content, indent=1, ensure_ascii=False, sort_keys=True) + "\n").encode())
    return path


def _file_words(name: str) -> str:
    words = slug(name).replace("-", "_")
    if not _NAME.fullmatch(name) or words.replace("_", "-") != "-".join(re.findall(r"[a-z0-9]+", name.lower())):
        message = (
            f"{name!r} is no name for a report. Begin with a letter, use letters, digits, spaces, hyphens or underscores, "
            "at most 60 of them, and no name that a system keeps for itself, such as 'con'."
        )
        raise WrongUsageError(message)
    return words


def _title(title: str) -> str:
    words = " ".join(title.split())
    if not words or len(words) > _LONGEST_TITLE or not words.isprintable():
        message = f"{title[:100]!r} is no title. Write 1 to {_LONGEST_TITLE} printable characters with --title."
        raise WrongUsageError(message)
    return words


def _refuse_taken(path: Path, words: str, others: Sequence[Report]) -> None:
    near = [place for place in path.parent.glob("*.ipynb") if slug(place.stem) == words]
    if near:
        what = "a notebook of this name is there, and nothing is overwritten"
        raise DataError([Issue(str(near[0]), "", what, "Choose another name, or edit that one.", "name taken")])
    same = next((one for one in others if one.slug == words), None)
    if same:
        what = f"{same.name} builds its files under the name {words!r} already"
        raise DataError([Issue(str(path), "", what, "Choose another name.", "name taken")])


def _write_new(path: Path, content: bytes) -> None:
    """Write a file that must not be there, nor over one that somebody makes meanwhile."""
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        with path.open("xb") as file:
            file.write(content)
    except FileExistsError:
        what = "a file of this name is there, and nothing is overwritten"
        raise DataError([Issue(str(path), "", what, "Choose another name.", "name taken")]) from None


def _notebook(title: str, words: str, group: str, *, order: int) -> dict[str, Any]:
    about = {"title": title, "slug": words, "order": order, "packs": _PACKS[group]}
    return {
        "cells": _cells(title, group),
        "metadata": {
            "citytools": about,
            "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
            "language_info": {"name": "python"},
            "title": title,
        },
        "nbformat": 4,
        "nbformat_minor": 5,
    }


def _cells(title: str, group: str) -> list[dict[str, Any]]:
    rests_on = {
        "borough": "ct.tables.provenance(data, borough)",
        "": 'ct.tables.rests_on(data, contracts["source_id"], about="these contracts")',
    }.get(group, f"ct.pages.{group}.rests_on(here)")
    return [
        _code("parameters", _parameters(group), "parameters"),
        _code("setup", _setup(group), "setup"),
        _words("opening", _PLACES["opening"]),
        _code("title", _opening(title, group)),
        _words("chart-heading", _PLACES["chart"]),
        _code("chart", _chart(group)),
        _words("table-heading", _PLACES["table"]),
        _code("table", _table(group)),
        _code("corrections", "ct.tables.corrections(data)"),
        _words("rests-on", _PLACES["rests-on"]),
        _code("sources", rests_on),
    ]


def _parameters(group: str) -> str:
    lines = ['register = ""  # folder of the register', 'as_of = ""  # day the report is about']
    return "\n".join([*lines, f'{group} = ""  # {_MEANS[group]}'] if group in GROUPS else lines)


def _setup(group: str) -> str:
    lines = ["import citytools_analysis as ct", "", "data = ct.open_register(register, as_of=as_of)"]
    if not group:
        names = 'names = data.boroughs[["borough_id", "borough"]]'
        return "\n".join(
            [*lines, names, 'contracts = ct.renewals.decisions(data).merge(names, on="borough_id", how="left")']
        )
    return "\n".join(
        [
            *lines,
            f"here = ct.pages.{group}.about(data, {group})",
            'contracts = here.decisions.drop_duplicates("contract_id")',
        ]
    )


def _opening(title: str, group: str) -> str:
    name = "here.area" if group == "service_area" else "here.name"
    words = json.dumps(title, ensure_ascii=False)
    subject = f"name={name}, finding=finding, report={words}, subject={name}"
    whole = f"name={words}, finding=finding, report={words}"
    finding = "finding = ct.tables.findings.ends_finding(contracts, as_of=data.as_of)"
    return f"{finding}\nct.tables.cover(data, {subject if group else whole})"


def _chart(group: str) -> str:
    """Write the chart's cell: where the report is about several boroughs, a bar is named by whose it is."""
    if group == "borough":
        return "ct.charts.renewal_timeline(contracts, as_of=data.as_of, limit=12)"
    show = "ct.charts.renewal_timeline(by_borough, as_of=data.as_of, limit=12)"
    return f'by_borough = contracts.assign(function=contracts["borough"])\n{show}'


def _table(group: str) -> str:
    """Write the table's cell: who is served stands first where the report is about several boroughs."""
    heads = 'columns = [ct.tables.Column("function", "Function", width=2.4), ct.tables.Column("system", "System", width=1.6)]'
    days = (
        'columns += [ct.tables.Column("end_date", "Ends", "date"), ct.tables.Column("act_by_date", "Act by", "date")]'
    )
    if group == "borough":
        show = 'ct.tables.from_frame(contracts, columns=columns, caption="A line a contract")'
        return f"{heads}\n{days}\n{show}"
    who = 'columns = [ct.tables.Column("borough", "Borough", width=1.6), *columns]'
    if group:
        show = 'ct.tables.from_frame(here.decisions, columns=columns, caption="A line a borough served and contract")'
        return f"{heads}\n{days}\n{who}\n{show}"
    show = 'ct.tables.from_frame(contracts.head(40), columns=columns, caption="At most 40 contracts, the soonest to act on first")'
    return f"{heads}\n{days}\n{who}\n{show}"


def _code(name: str, source: str, tag: str = "") -> dict[str, Any]:
    metadata = {"tags": [tag]} if tag else {}
    shown: dict[str, Any] = {"execution_count": None, "outputs": []}
    return {"cell_type": "code", "id": name, "metadata": metadata, "source": source.splitlines(keepends=True)} | shown


def _words(name: str, source: str) -> dict[str, Any]:
    return {"cell_type": "markdown", "id": name, "metadata": {}, "source": source.splitlines(keepends=True)}
