"""The capture sheet of a workshop: who was invited, what is known of them, and blank cells for what they say."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import pandas as pd

from citytools_analysis.errors import UnknownNameError
from citytools_analysis.metrics.opportunities import Opportunities, find
from citytools_analysis.register import Register

SHEETS_OF = {1: ("intentions", "scores"), 2: ("intentions", "challenges")}  # by number of the workshop
_NAMES = {1: "Workshop 1: use cases", 2: "Workshop 2: suppliers"}
_BETWEEN = "; "


@dataclass(frozen=True)
class CaptureSheet:
    """
    A workbook to fill in, not written yet.

    Parameters
    ----------
    content
        The bytes of the XLSX file.
    n_rows
        Rows by sheet.

    Examples
    --------
    >>> CaptureSheet(b"PK", {"intentions": 7}).n_rows["intentions"]
    7
    """

    content: bytes
    n_rows: Mapping[str, int]


def capture_sheet(  # noqa: PLR0913 - what a workshop is, one each
    register: Register,
    *,
    workshop: int,
    boroughs: Sequence[str] = (),
    areas: Sequence[str] = (),
    name: str = "",
    held_on: date | None = None,
) -> CaptureSheet:
    """
    Lay out the workbook that a workshop's facilitator fills in.

    Parameters
    ----------
    register
        The register.
    workshop
        1: intentions, and scores of use cases; 2: intentions, and challenges with suppliers.
    boroughs
        Ids of the boroughs that were invited; all if none are given.
    areas
        Codes of the service areas it is about; all if none are given.
    name
        Its name; what was added under a name and a day is replaced by a later sheet of the same.
    held_on
        Its day, if it is known already.

    Returns
    -------
    sheet
        The workbook and its rows by sheet.

    Raises
    ------
    UnknownNameError
        If there is no such workshop, borough or service area.

    Examples
    --------
    >>> register = Register.from_tables({}, as_of=date(2026, 11, 23))
    >>> capture_sheet(register, workshop=1, boroughs=["camden"], areas=["REV"]).n_rows
    {'intentions': 7, 'scores': 13}
    """
    from citytools_analysis.sources.capture_workbook import capture_workbook  # noqa: PLC0415 - openpyxl is slow to import

    frames = capture_rows(register, workshop=workshop, boroughs=boroughs, areas=areas)
    about = {"workshop": name or _NAMES[workshop], "completed_on": held_on, "notice": register.info.notice}
    return CaptureSheet(capture_workbook(about, frames), {sheet: len(frame) for sheet, frame in frames.items()})


def capture_rows(
    register: Register, *, workshop: int, boroughs: Sequence[str] = (), areas: Sequence[str] = ()
) -> dict[str, pd.DataFrame]:
    """
    Lay out the rows of a capture sheet, with what is known and no answer.

    Parameters
    ----------
    register
        The register.
    workshop
        1 or 2, as for `capture_sheet`.
    boroughs, areas
        Ids and codes; all if none are given.

    Returns
    -------
    frames
        By sheet of `schema.CAPTURE_SHEETS`. Intentions: one row a borough and function, with the system in use, when a new
        contract could start and what the borough said before. Scores: one row a borough and use case. Challenges: one row
        a borough and system in use, with the problems that are open. What is known stands beside the answers, so that only
        what is said in the workshop is added.

    Raises
    ------
    UnknownNameError
        If there is no such workshop, borough or service area.

    Examples
    --------
    >>> register = Register.from_tables({}, as_of=date(2026, 11, 23))
    >>> capture_rows(register, workshop=2, boroughs=["camden"], areas=["REV"])["intentions"].iloc[0, :2].tolist()
    ['Camden', 'REV01 Council tax and business rates']
    """
    if workshop not in SHEETS_OF:
        raise UnknownNameError("workshop", str(workshop), [str(number) for number in SHEETS_OF], "There are 1 and 2.")
    who = _chosen("borough", boroughs, register.boroughs["borough_id"])
    codes = _chosen("service area", areas, register.functions["area_code"].drop_duplicates())
    functions = register.functions.loc[register.functions["area_code"].isin(codes), "function_code"]
    makers = {"intentions": _intentions, "scores": _scores, "challenges": _challenges}
    names = register.boroughs.set_index("borough_id")["borough"]
    return {sheet: _laid_out(makers[sheet], register, who, list(functions), names) for sheet in SHEETS_OF[workshop]}


_Maker = Callable[[Register, list[str], list[str]], pd.DataFrame]


def _laid_out(
    make: _Maker, register: Register, who: list[str], functions: list[str], names: pd.Series[str]
) -> pd.DataFrame:
    rows = make(register, who, functions)
    rows.insert(0, "borough", rows["borough_id"].map(names))
    return rows.drop(columns="borough_id").reset_index(drop=True)


def _chosen(what: str, given: Sequence[str], known: pd.Series[str]) -> list[str]:
    for one in given:
        if one not in set(known):
            raise UnknownNameError(what, one, list(known))
    return [one for one in known if not given or one in given]


def _intentions(register: Register, who: list[str], functions: list[str]) -> pd.DataFrame:
    rows = pd.MultiIndex.from_product([who, functions], names=["borough_id", "function_code"]).to_frame(index=False)
    parts = (_systems(register), _windows(find(register)), _said(register))
    known = [
        _BETWEEN.join(part[key] for part in parts if key in part) or None
        for key in zip(rows["borough_id"], rows["function_code"], strict=True)
    ]
    labels = rows["function_code"].map(register.reference.function_labels)
    return rows[["borough_id"]].assign(function=labels, known=pd.Series(known, index=rows.index, dtype="object"))


def _scores(register: Register, who: list[str], functions: list[str]) -> pd.DataFrame:
    del functions
    cases = register.reference.use_cases["use_case"]
    return pd.MultiIndex.from_product([who, cases], names=["borough_id", "use_case"]).to_frame(index=False)


def _challenges(register: Register, who: list[str], functions: list[str]) -> pd.DataFrame:
    used = _in_use(register)
    used = used[used["borough_id"].isin(who) & used["function_code"].isin(functions)]
    rows = used.drop_duplicates(["borough_id", "system_id"]).sort_values(["borough_id", "system", "system_id"])
    told = register.challenges[register.challenges["challenge_state"].ne("resolved")]
    words = told["challenge_tag"].str.replace("_", " ")
    problems = words.groupby([told["borough_id"], told["system_id"]]).agg(lambda tags: ", ".join(sorted(set(tags))))
    keys = zip(rows["borough_id"], rows["system_id"], strict=True)
    known = [f"raised before: {problems[key]}" if key in problems.index else None for key in keys]
    makers = register.systems.set_index("system_id")["supplier_id"]
    names = register.suppliers.set_index("supplier_id")["supplier"]
    supplier = rows["system_id"].map(makers).map(names)
    told_before = pd.Series(known, index=rows.index, dtype="object")
    return rows[["borough_id", "system"]].assign(supplier=supplier, known=told_before)


def _in_use(register: Register) -> pd.DataFrame:
    used = register.deployments
    used = used[used["system_id"].notna() & used["in_use_to_date"].isna()]
    return used.assign(system=used["system_id"].map(register.systems.set_index("system_id")["system"]))


def _systems(register: Register) -> Mapping[tuple[str, str], str]:
    used = _in_use(register).dropna(subset="system")
    names = used.groupby(["borough_id", "function_code"])["system"].agg(lambda all_: ", ".join(sorted(set(all_))))
    told = names.reset_index()
    return dict(zip(zip(told["borough_id"], told["function_code"], strict=True), told["system"], strict=True))


def _windows(found: Opportunities) -> Mapping[tuple[str, str], str]:
    """Say from when to when a new contract could start, by the first that could."""
    rows = found.windows.sort_values(["start_window_date", "end_window_date"], kind="stable")
    rows = rows.drop_duplicates(["borough_id", "function_code"])
    return {
        (row["borough_id"], row["function_code"]): (
            f"could start anew {_day(row['start_window_date'])} to {_day(row['end_window_date'])}"
        )
        for row in rows.to_dict("records")
    }


def _said(register: Register) -> Mapping[tuple[str, str], str]:
    told = {}
    for row in register.intentions.to_dict("records"):
        words = f"said: {str(row['intention']).replace('_', ' ')}"
        if pd.notna(row["stated_date"]):
            words += f" on {_day(row['stated_date'])}"
        if pd.notna(row["blocker"]):
            words += f", blocker {str(row['blocker']).replace('_', ' ')}"
        told[row["borough_id"], row["function_code"]] = words
    return told


def _day(day: pd.Timestamp) -> str:
    return f"{day.day} {day:%b %Y}"
