"""Reads the ten authorities of `tests/tiny`, of which README.md there works every answer by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path

import pandas as pd

from citytools_analysis.reference import Reference, load_reference
from citytools_analysis.register import Register
from citytools_analysis.register_info import RegisterInfo
from citytools_analysis.schema import TABLES as SCHEMA
from citytools_analysis.storage import typed

AS_OF = date(2026, 11, 23)
FOLDER = Path(__file__).parent / "tiny"
REFERENCE = ("boroughs", "functions", "shared_services", "suppliers", "supplier_events", "systems")
PACKAGED = (
    "thresholds", "notice_types", "assumptions", "metrics", "cost_items", "evaluation_targets", "use_cases", "plan_items",
)  # fmt: skip
TABLES = (
    "suppliers", "supplier_events", "systems", "deployments", "contracts", "options", "allocations", "ratings",
    "challenges", "skills", "intentions", "notices", "performance",
)  # fmt: skip
_KEYS = {"deployments": ("borough_id", "function_code", "system_id", "in_use_from_date")}
_ANSWERS = {"yes": True, "no": False}


def tiny_tables() -> dict[str, pd.DataFrame]:
    """Give the register's tables, each row with its place as source."""
    return {name: rows.copy(deep=False) for name, rows in _tables().items()}


@cache
def _tables() -> dict[str, pd.DataFrame]:
    return {name: _with_place(name, _read(name)) for name in TABLES}


@cache
def _typed_tables() -> dict[str, pd.DataFrame]:
    """Type the tables once for the hundreds of registers that differ in one of them."""
    return {name: typed(rows, SCHEMA[name]) for name, rows in tiny_tables().items()}


@cache
def tiny_reference() -> Reference:
    """Read the reviewed tables; those that the folder lacks are empty."""
    packaged = load_reference()
    empty = {name: getattr(packaged, name).iloc[:0] for name in Reference.__dataclass_fields__}
    kept = {name: getattr(packaged, name) for name in PACKAGED}
    own = {name: _typed_as(_read(name), getattr(packaged, name)) for name in REFERENCE}
    return replace(packaged, **(empty | kept | own))


def worked_register(*, edition: str = "full", **changed: pd.DataFrame) -> Register:
    """Make the register, with any of its tables replaced."""
    tables = _typed_tables() | changed
    return Register.from_tables(tables, as_of=AS_OF, reference=tiny_reference(), info=RegisterInfo(edition=edition))


def _read(name: str) -> pd.DataFrame:
    frame = pd.read_csv(FOLDER / f"{name}.csv", dtype="str", keep_default_na=False)
    return frame.astype("object").replace("", None)


def _with_place(name: str, frame: pd.DataFrame) -> pd.DataFrame:
    keys = _KEYS.get(name)
    ids = {"deployment_id": frame[list(keys)].fillna("").agg("/".join, axis=1)} if keys else {}
    return frame.replace(_ANSWERS).assign(
        **ids, source_id="facts", source_pointer=[f"{name}.csv, line {row + 2}" for row in range(len(frame))],
        confirmed_date="2026-06-01",
    )  # fmt: skip


def _typed_as(frame: pd.DataFrame, packaged: pd.DataFrame) -> pd.DataFrame:
    """Give a reference table the columns and kinds of the packaged one."""
    whole = frame.reindex(columns=packaged.columns)
    kinds = packaged.dtypes
    booleans = whole.select_dtypes("object").apply(lambda column: column.map(_ANSWERS), axis=0)
    for name in packaged.columns:
        values = booleans[name] if str(kinds[name]) == "bool" else whole[name]
        whole[name] = pd.to_datetime(values) if kinds[name].kind == "M" else values
        whole[name] = pd.to_numeric(whole[name]) if str(kinds[name]) in {"Int64", "float64"} else whole[name]
        whole[name] = whole[name].astype(kinds[name])
    return whole


def told_tables() -> dict[str, pd.DataFrame]:
    """Give the tables that differ as one published source would: what belongs to a contract stands on the contract's line."""
    tables = tiny_tables()
    lines = tables["contracts"].set_index("contract_id")["source_pointer"]
    own = {
        name: tables[name].assign(source_pointer=tables[name]["contract_id"].map(lines))
        for name in ("options", "allocations")
    }
    shown = {name: tables[name].assign(is_published=True) for name in ("contracts", "deployments")}
    return own | shown | {"sources": pd.DataFrame([_SOURCE])}


_SOURCE = {
    "source_id": "facts", "source_kind": "facts", "source_name": "worked by hand", "file_name": "facts.csv",
    "sha256": "ab" * 32, "retrieved_date": "2026-11-01",
}  # fmt: skip
_FILLED = {"source": "worked by hand", "confidence": "high", "decided_by": "worked by hand"}


def save_tiny_world(folder: Path, *, register: Register | None = None) -> Path:
    """Write the register with its reviewed tables where the command line finds them; what they require is filled in."""
    register = register or worked_register(**told_tables())
    register.save(folder, saved_at=datetime(2026, 11, 23, tzinfo=UTC))
    (folder / "reference").mkdir()
    for name in Reference.__dataclass_fields__:
        frame = getattr(register.reference, name)
        words = frame.assign(**{
            column: frame[column].map({True: "yes", False: "no"}) for column in frame.select_dtypes("bool").columns
        })  # fmt: skip
        _filled(name, words).to_csv(folder / "reference" / f"{name}.csv", index=False, date_format="%Y-%m-%d")
    return folder


def _filled(name: str, frame: pd.DataFrame) -> pd.DataFrame:
    given = {
        column: frame[column].astype("object").where(frame[column].notna(), words)
        for column, words in _FILLED.items()
        if column in frame
    }
    if name == "boroughs":
        given["council_name"] = frame["borough"]
        given["gss_code"] = [f"E0900{number:04d}" for number in range(len(frame))]
    if name == "tile_grid":
        return _tiles(frame)
    if name == "systems":
        first = str(tiny_reference().functions["function_code"].iloc[0])
        given["function_codes"] = frame["function_codes"].astype("object").where(frame["function_codes"].notna(), first)
    return frame.assign(**given)


def _tiles(frame: pd.DataFrame) -> pd.DataFrame:
    boroughs = tiny_reference().boroughs["borough_id"].tolist()
    places = [{"borough_id": name, "row": number // 4 + 1, "column": number % 4 + 1, "code3": name[:3].title()}
              for number, name in enumerate(boroughs)]  # fmt: skip
    return pd.DataFrame(places).reindex(columns=frame.columns).assign(thames_side="north")
