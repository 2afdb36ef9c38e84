"""Which system each borough uses for each function, a table a service area; what names no system says which answer it is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import product

import pandas as pd

from citytools_analysis.metrics import adoption, coverage
from citytools_analysis.metrics.answered import answered_in_part
from citytools_analysis.register import Register
from citytools_analysis.reporting.dashboard.answers import ANSWERS
from citytools_analysis.reporting.dashboard.scrolling import table
from citytools_analysis.style import count_text, date_text
from citytools_analysis.tables.fragment import Fragment, Html, escape, is_missing
from citytools_analysis.tables.frame import Column
from citytools_analysis.tables.layout import heading, stack
from citytools_analysis.tables.words import Row, system_of

MOST_BOROUGHS = 40
_USED = ["borough_id", "function_code", "system_state", "system", "supplier"]
_REST = (
    "{} of which less is known are not in this table; they are in the reports that index.html lists and in their XLSX."
)
Cells = Mapping[tuple[str, str], Html]


def estate_tables(register: Register) -> Fragment:
    """
    Lay out what every borough uses, boroughs down and the functions of a service area across.

    Parameters
    ----------
    register
        The edition's register.

    Returns
    -------
    fragment
        One heading and table a service area; at most 40 boroughs, those of which most is known.

    Examples
    --------
    >>> from datetime import date
    >>> made = estate_tables(Register.from_tables({}, as_of=date(2026, 11, 23)))
    >>> made.html.count("<table"), made.text.splitlines()[0]
    (14, 'Adult social care and health')
    """
    reach, boroughs = coverage.boroughs_known(register), _shown_boroughs(register)
    known = dict(zip(reach["area"], reach["n_boroughs"], strict=True))
    cells = cells_by_place(register, boroughs["borough_id"])
    parts: list[Fragment] = []
    for area, functions in register.functions.groupby("area", sort=False):
        caption = (
            f"{area}: systems in use as of {date_text(register.as_of)}. Something is known of "
            f"{known[area]} of {count_text(len(register.boroughs), 'borough')}."
        )
        parts += [
            heading(str(area), level=3),
            _area_table(functions, boroughs, cells, caption, len(register.boroughs) - len(boroughs)),
        ]
    return stack(*parts)


def cells_by_place(register: Register, borough_ids: Iterable[str]) -> Cells:
    """
    Say, for each of some boroughs and every function, what is in use or why no system is named.

    Parameters
    ----------
    register
        The edition's register.
    borough_ids
        The boroughs.

    Returns
    -------
    cells
        By borough and function: the names of the systems in use, the borough's own answer, `unknown`, or `not
        published` in a public edition where the borough has sent a return and has published nothing here.

    Examples
    --------
    >>> from datetime import date
    >>> cells = cells_by_place(Register.from_tables({}, as_of=date(2026, 11, 23)), ["camden"])
    >>> len(cells), cells["camden", "PLN01"] == ANSWERS["unknown"].html
    (90, True)
    """
    held, wanted = answered_in_part(register), list(borough_ids)
    rows = adoption.in_use(register)
    found: dict[tuple[str, str], list[Row]] = {}
    for use in rows.loc[rows["borough_id"].isin(wanted), _USED].to_dict("records"):
        found.setdefault((str(use["borough_id"]), str(use["function_code"])), []).append(use)
    absent = {borough: ANSWERS["not_published" if borough in held else "unknown"].html for borough in wanted}
    places = product(wanted, register.functions["function_code"].astype("str"))
    return {place: _words(found[place]) if place in found else absent[place[0]] for place in places}


def _words(uses: Sequence[Row]) -> Html:
    told = [use for use in uses if use["system_state"] != "unknown"] or uses
    return Html("; ".join(dict.fromkeys(map(_word, told))))


def _word(use: Row) -> Html:
    state = str(use["system_state"])
    if state == "known":
        return escape(system_of(use))
    answer = ANSWERS.get(state, ANSWERS["unknown"]).html
    return answer if is_missing(use["system"]) else Html(f"{answer} {escape(use['system'])}")


def _shown_boroughs(register: Register) -> pd.DataFrame:
    known = coverage.by_borough(register)
    most = known.sort_values(["n_functions_known", "borough"], ascending=[False, True]).head(MOST_BOROUGHS)
    return most.sort_values("borough")


def _area_table(functions: pd.DataFrame, boroughs: pd.DataFrame, cells: Cells, caption: str, n_beyond: int) -> Fragment:
    codes = [str(code) for code in functions["function_code"]]
    columns = [Column("borough", "Borough"), *map(Column, codes, functions["function"].astype("str"))]
    rows = list(_rows(boroughs, codes, cells))
    note = _REST.format(count_text(n_beyond, "borough")) if n_beyond > 0 else ""
    return table(rows, columns=columns, caption=caption, note=note)


def _rows(boroughs: pd.DataFrame, codes: Iterable[str], cells: Cells) -> Iterable[dict[str, object]]:
    names = list(codes)
    for borough, name in zip(boroughs["borough_id"], boroughs["borough"], strict=True):
        yield {"borough": name} | {code: cells[borough, code] for code in names}
