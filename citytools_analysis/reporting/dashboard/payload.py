"""What the dashboard's script reads first: names, lines and contracts, and who could buy together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from importlib.metadata import version
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from citytools_analysis.metrics.answered import answered_in_part
from citytools_analysis.metrics.market.routes import ROUTES
from citytools_analysis.metrics.names import with_names
from citytools_analysis.register import Register
from citytools_analysis.reporting.dashboard.lines import CONTRACT_ONLY, Lines
from citytools_analysis.reporting.dashboard.packing import codes, days, packed, texts
from citytools_analysis.reporting.dashboard.plain_page import edition_mark, notice_words
from citytools_analysis.reporting.dashboard.together import together
from citytools_analysis.style import date_text

# The order in which a script compares them: the first that any line has is what a tile or a cell says.
STATES = ("known", "in_house", "open_source", CONTRACT_ONLY, "none", "withheld", "not_applicable", "unknown")
STANDINGS = ("live", "expired_in_use", "rolling", "unknown", "withheld", "not_applicable", "ended")
HOSTINGS = ("supplier_cloud", "own_cloud", "on_premises", "unknown", "withheld")
PRECISIONS = ("day", "month", "year")
Columns = dict[str, npt.NDArray[np.generic]]


def payload(register: Register, found: Lines) -> str:
    """
    Pack what every view needs.

    Parameters
    ----------
    register
        The edition's register.
    found
        Its lines.

    Returns
    -------
    text
        As `packing.packed` gives; columns named `line.*` have a value a line, `contract.*` one a contract.

    Examples
    --------
    >>> from datetime import date
    >>> from citytools_analysis.reporting.dashboard.lines import find_lines
    >>> register = Register.from_tables({}, as_of=date(2026, 11, 23))
    >>> len(payload(register, find_lines(register))) > 1000
    True
    """
    lines, contracts = found.lines, found.contracts
    boroughs, functions = _ids(register.boroughs, "borough_id"), _ids(register.functions, "function_code")
    systems = _named(lines["system_id"], register.systems, "system", _makers(register))
    suppliers = _named(pd.concat([lines["supplier_id"], lines["group_id"]]), register.suppliers, "supplier", {})
    titles, title_places = texts(contracts["title"])
    columns: Columns = {
        "line.borough": codes(lines["borough_id"], boroughs), "line.function": codes(lines["function_code"], functions),
        "line.state": _small(lines["state"], STATES), "line.system": codes(lines["system_id"], list(systems)),
        "line.supplier": codes(lines["supplier_id"], list(suppliers)),
        "line.group": codes(lines["group_id"], list(suppliers)), "line.hosting": _small(lines["hosting"], HOSTINGS),
        "line.answer": lines["is_answer"].to_numpy(dtype=np.uint8), "line.use": lines["use"].to_numpy(dtype=np.int32),
        "line.contract": lines["contract"].to_numpy(dtype=np.int32),
        **_contract_columns(contracts, boroughs, functions), "contract.title": title_places,
    }  # fmt: skip
    header = {
        "about": _about(register), "boroughs": _boroughs(register), "functions": _functions(register),
        "systems": _pairs(systems), "suppliers": _pairs(suppliers), "titles": titles, "states": STATES,
        "standings": STANDINGS, "hostings": HOSTINGS, "routes": ROUTES, "together": together(register, contracts),
    }  # fmt: skip
    return packed(header, columns)


def _about(register: Register) -> dict[str, object]:
    return {
        "edition": register.info.edition_name, "editionMark": edition_mark(register), "name": register.info.name,
        "notice": notice_words(register), "asOf": register.as_of.isoformat(), "asOfText": date_text(register.as_of),
        "register": register.sha256[:8], "version": version("citytools-analysis"),
    }  # fmt: skip


def _boroughs(register: Register) -> dict[str, object]:
    grid = register.reference.tile_grid
    places: Mapping[Any, Any] = {}
    if not grid.empty:
        top, left = int(grid["row"].min()), int(grid["column"].min())
        places = {
            row["borough_id"]: [int(row["row"]) - top + 1, int(row["column"]) - left + 1, str(row["code3"])]
            for row in grid.to_dict("records")
        }
    ids, held = _ids(register.boroughs, "borough_id"), answered_in_part(register)
    return {
        "ids": ids, "names": [str(name) for name in register.boroughs["borough"]],
        "places": [places.get(borough) for borough in ids], "isHeld": [int(borough in held) for borough in ids],
    }  # fmt: skip


def _functions(register: Register) -> dict[str, object]:
    functions = register.functions
    areas = functions.drop_duplicates("area_code")
    place = {code: number for number, code in enumerate(areas["area_code"])}
    return {
        "ids": _ids(functions, "function_code"), "names": [str(name) for name in functions["function"]],
        "areas": [place[code] for code in functions["area_code"]], "areaIds": _ids(areas, "area_code"),
        "areaNames": [str(name) for name in areas["area"]],
    }  # fmt: skip


def _contract_columns(contracts: pd.DataFrame, boroughs: list[str], functions: list[str]) -> Columns:
    kept = contracts["end_state"].isin(["withheld", "not_applicable"]) & contracts["standing"].eq("unknown")
    standing = contracts["standing"].where(~kept, contracts["end_state"])
    return {
        "contract.standing": _small(standing, STANDINGS), "contract.end": days(contracts["first_end_date"]),
        "contract.lastEnd": days(contracts["last_end_date"]), "contract.latestEnd": days(contracts["latest_end_date"]),
        "contract.precision": _small(contracts["end_date_precision"].fillna("day"), PRECISIONS),
        "contract.nOptions": contracts["n_options"].clip(upper=255).to_numpy(dtype=np.uint8),
        "contract.optionMonths": contracts["option_months"].round().astype("int32").to_numpy(dtype=np.int32),
        "contract.route": _small(contracts["route"], ROUTES),
        "contract.annual": contracts["annual_value_gbp"].to_numpy(dtype=np.float64, na_value=np.nan),
        "contract.lead": codes(contracts["borough_id"], boroughs),
        "contract.function": codes(contracts["function_code"], functions),
    }  # fmt: skip


def _ids(frame: pd.DataFrame, name: str) -> list[str]:
    return [str(value) for value in frame[name]]


def _named(ids: pd.Series, table: pd.DataFrame, name: str, beside: Mapping[str, str]) -> dict[str, str]:
    """Name each id that occurs, by name, so that a list needs no sorting; those of one name with what tells them apart."""
    names = table.drop_duplicates(f"{name}_id").set_index(f"{name}_id")[name]
    told = {str(one): str(names.get(one, one)) for one in ids.dropna().unique()}
    times = Counter(told.values())
    told = {one: f"{words} ({beside.get(one, one)})" if times[words] > 1 else words for one, words in told.items()}
    return dict(sorted(told.items(), key=lambda item: (item[1].casefold(), item[0])))


def _makers(register: Register) -> dict[str, str]:
    systems = with_names(register.systems[["system_id", "supplier_id"]], register).dropna(subset="supplier")
    return dict(zip(systems["system_id"], systems["supplier"], strict=True))


def _pairs(named: Mapping[str, str]) -> dict[str, list[str]]:
    return {"ids": list(named), "names": list(named.values())}


def _small(values: pd.Series, order: Iterable[str]) -> npt.NDArray[np.uint8]:
    places = {value: place for place, value in enumerate(order)}
    unknown = places.get("unknown", 0)
    return values.map(places).fillna(unknown).to_numpy().astype(np.uint8)
