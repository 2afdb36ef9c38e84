"""What a register knows of a borough, laid out as the return it may confirm or correct."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from citytools_analysis.errors import UnknownNameError
from citytools_analysis.parse import is_blank
from citytools_analysis.questions import Question, questions
from citytools_analysis.register import Register
from citytools_analysis.schema import RETURN_SHEETS, SHEETS
from citytools_analysis.sources.gap import Gap

Frames = dict[str, pd.DataFrame]


def write_template(register: Register, borough_id: str, path: Path) -> dict[str, int]:
    """
    Write a borough's return workbook, filled with what is known, in one step.

    Parameters
    ----------
    register
        The register.
    borough_id
        The borough.
    path
        The workbook to write.

    Returns
    -------
    counts
        Rows filled in, by sheet.

    Raises
    ------
    UnknownNameError
        If there is no such borough.

    Examples
    --------
    >>> import tempfile; from datetime import date
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     write_template(Register.from_tables({}, as_of=date(2026, 11, 23)), "camden", Path(folder) / "camden.xlsx")
    {'systems': 0, 'contracts': 0, 'satisfaction': 0, 'challenges': 0, 'skills': 0, 'intentions': 0}
    """
    from citytools_analysis.sources.return_workbook import write_return  # noqa: PLC0415 - openpyxl is slow to import

    asked = questions(register, borough_id)
    frames = _most_asked_first(known_entries(register, borough_id), asked)
    names = register.boroughs.set_index("borough_id")["borough"]
    mailbox = register.contacts.set_index("borough_id")["mailbox"].get(borough_id)
    about = {"borough": names[borough_id], "mailbox": mailbox, "notice": register.info.notice}
    unfinished = path.with_name(f".{path.name}.unfinished")
    try:
        write_return(unfinished, about, frames, reference=register.reference, gaps=_gaps(frames, asked))
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)
    return {name: len(frame) for name, frame in frames.items()}


def _most_asked_first(frames: Frames, asked: Sequence[Question]) -> Frames:
    """Put the rows with the weightiest gaps first; the others stay as they are."""
    weights: dict[str, int] = {}
    for question in asked:
        weights[question.record] = max(weights.get(question.record, 0), question.weight)
    ordered = {}
    for name, frame in frames.items():
        rank = frame["record"].map(lambda record: -weights.get(record, 0)) if "record" in frame else None
        ordered[name] = (
            frame if rank is None else frame.loc[rank.sort_values(kind="stable").index].reset_index(drop=True)
        )
    return ordered


def _gaps(frames: Frames, asked: Sequence[Question]) -> list[Gap]:
    rows = {
        (name, record): row
        for name, frame in frames.items()
        if "record" in frame
        for row, record in enumerate(frame["record"], start=2)
    }
    return [
        Gap(one.sheet, rows[one.sheet, one.record], one.field, one.words)
        for one in asked
        if (one.sheet, one.record) in rows
    ]


def known_entries(register: Register, borough_id: str) -> Frames:
    """
    Lay out what is known of a borough as the sheets of a return.

    Parameters
    ----------
    register
        The register.
    borough_id
        The borough.

    Returns
    -------
    frames
        By sheet of a return, with the fields of `schema.SHEETS`: its systems, the contracts it leads, and what it said
        in the survey, so that a return that is sent back loses nothing. What is not known is blank.

    Raises
    ------
    UnknownNameError
        If there is no such borough.

    Examples
    --------
    >>> from datetime import date
    >>> list(known_entries(Register.from_tables({}, as_of=date(2026, 11, 23)), "camden"))
    ['systems', 'contracts', 'satisfaction', 'challenges', 'skills', 'intentions']
    """
    known = register.boroughs["borough_id"].tolist()
    if borough_id not in known:
        raise UnknownNameError("borough", borough_id, known, "See data/reference/boroughs.csv.")
    frames = {"systems": _systems(register, borough_id), "contracts": _contracts(register, borough_id)}
    frames |= _survey(register, borough_id)
    return {name: frames[name].reindex(columns=list(SHEETS[name].names)) for name in RETURN_SHEETS if name in frames}


# A state that is not known stays blank: who answers the question beside it should have no second cell to change, and who
# does not has not said that it is unknown.


def _systems(register: Register, borough_id: str) -> pd.DataFrame:
    rows = register.deployments
    rows = rows[rows["borough_id"] == borough_id].sort_values(["function_code", "system_id"], ignore_index=True)
    return rows.assign(
        record=rows["deployment_id"],
        borough=None,
        slot=None,
        seen_on=None,
        function=rows["function_code"].map(register.reference.function_labels),
        use=rows["system_state"].where(rows["system_state"].ne("unknown")),
        system=rows["system_id"].map(_names(register.systems)),
        supplier=rows["supplier_id"].map(_names(register.suppliers)),
        in_use_from=_days(rows, "in_use_from_date"),
        in_use_to=_days(rows, "in_use_to_date"),
        may_publish=rows["is_published"],
    )


def _contracts(register: Register, borough_id: str) -> pd.DataFrame:
    rows = register.contracts
    rows = rows[rows["borough_id"] == borough_id].sort_values(["title", "contract_id"], ignore_index=True)
    ids = rows["contract_id"]
    names = register.boroughs.set_index("borough_id")["borough"]
    functions, options = _functions(register), register.options.sort_values("position")
    unused = options[~options["is_exercised"].fillna(value=False)]
    first = unused.drop_duplicates("contract_id").set_index("contract_id")
    months = unused.groupby("contract_id")["months"].agg(lambda values: "; ".join(f"{value:g}" for value in values))
    suppliers = _names(register.suppliers)
    return rows.assign(
        record=ids,
        borough=None,
        seen_on=None,
        review_date=_days(rows, "review_date"),
        department=None,
        end_basis=None,
        partner_boroughs=rows["partner_borough_ids"].map(lambda text: _joined(text, names)),
        functions=ids.map(functions["label"]),
        function_shares=ids.map(functions["share"]),
        system=rows["system_id"].map(_names(register.systems)),
        supplier=rows["supplier_id"].map(suppliers),
        seller=rows["seller_id"].map(suppliers),
        start_date=_days(rows, "start_date"),
        end_date=_days(rows, "end_date"),
        break_date=_days(rows, "break_date"),
        end_kind=rows["end_state"].map({"known": "fixed", "rolling": "rolling"}),
        extension_months=ids.map(months).where(rows["option_state"].ne("none"), "none"),
        extension_holder=ids.map(first["holder"]),
        extension_notice_months=ids.map(first["notice_months"]),
        in_use=rows["is_in_use"],
        direct_award=rows["is_direct_award"],
        procurement_date=None,
        cpv=rows["cpv_code"],
        may_publish=rows["is_published"],
    )


def _survey(register: Register, borough_id: str) -> Frames:
    tables = {
        "satisfaction": register.ratings,
        "challenges": register.challenges,
        "skills": register.skills,
        "intentions": register.intentions,
    }
    makers = register.systems.set_index("system_id")["supplier_id"].map(_names(register.suppliers))
    frames = {}
    for name, table in tables.items():
        rows = table[table["borough_id"] == borough_id].reset_index(drop=True)
        if "system_id" in rows:
            system = rows["system_id"].map(_names(register.systems))
            rows = rows.assign(system=system, supplier=rows["system_id"].map(makers))
        frames[name] = rows.assign(borough=None)
    frames["challenges"] = frames["challenges"].rename(
        columns={"challenge_tag": "challenge", "challenge_state": "state"}
    )
    said = frames["intentions"].rename(columns={"stated_date": "stated_on"})
    functions = said["function_code"].map(register.reference.function_labels)
    frames["intentions"] = said.assign(function=functions, earliest_start=_days(said, "earliest_start_date"))
    return frames


def _names(frame: pd.DataFrame) -> dict[str, str]:
    return dict(zip(frame.iloc[:, 0], frame.iloc[:, 1], strict=True))


def _joined(text: Any, names: pd.Series[str]) -> str | None:
    return None if is_blank(text) else "; ".join(names[name] for name in text.split("|"))


def _functions(register: Register) -> pd.DataFrame:
    shares = register.allocations.dropna(subset="function_code")
    whole = shares.groupby(["contract_id", "function_code"], as_index=False)["weight"].sum()
    declared = shares.loc[shares["weight_basis"] == "declared", "contract_id"].unique()
    whole["label"] = whole["function_code"].map(register.reference.function_labels)
    whole["percent"] = (whole["weight"] * 100).map("{:g}".format)
    groups = whole.groupby("contract_id")
    joined = pd.DataFrame({"label": groups["label"].agg("; ".join), "share": groups["percent"].agg("; ".join)})
    return joined.assign(share=joined["share"].where(joined.index.isin(declared)))


def _days(rows: pd.DataFrame, name: str) -> pd.Series[Any]:
    """Write a day as precisely as it is known, so that a month comes back as a month."""
    formats = {"month": "%m/%Y", "year": "%Y"}
    days = [
        None if is_blank(day) else day.strftime(formats[precision]) if precision in formats else day
        for day, precision in zip(rows[name], rows[f"{name}_precision"], strict=True)
    ]
    return pd.Series(days, index=rows.index, dtype="object")
