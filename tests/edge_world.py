"""The ten authorities with what a page finds hard: nothing known, one of a kind, names of 80 characters, hundreds of rows."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pandas as pd
from tiny_world import save_tiny_world, tiny_reference, tiny_tables, told_tables, worked_register

from citytools_analysis.reference import Reference

LONG = 80
LONG_BOROUGH = "The Royal and Metropolitan London Borough of Ash with Ashford, Ashby and Ashtead".ljust(LONG, "x")[
    :LONG
]
LONG_SUPPLIER = "Dogwood Integrated Public Sector Solutions & Managed Services (Holdings) Limited"
LONG_SYSTEM = "AlderTaxRevenuesBenefitsAndBusinessRates" * 2  # no space at which a line could break
LONG_TITLE = "Supply, support and maintenance of the council tax and business rates system, R1"
NOBODYS_AREA = "VOI"
N_ROWS = 400
_MANY = "larch"  # whose contracts with one supplier are the hundreds
_NONE = "maple"  # of which nothing is known


def save_edge_world(folder: Path) -> Path:
    """Write it where the command line finds it."""
    tables = tiny_tables() | told_tables()
    used, contracts, allocations = tables["deployments"], tables["contracts"].copy(), tables["allocations"]
    is_untold = contracts["contract_id"] == "ash-house"  # told by its title alone: no system, no function
    contracts.loc[is_untold, ["title", "system_id"]] = [LONG_TITLE, None]
    allocations = allocations[allocations["contract_id"] != "ash-house"]
    changed: dict[str, pd.DataFrame] = {
        "deployments": used[used["borough_id"] != _NONE],
        "contracts": pd.concat([contracts, _many(contracts)], ignore_index=True),
        "allocations": pd.concat([allocations, _allocated(allocations)], ignore_index=True),
        "suppliers": _named(tables["suppliers"], "supplier", dogwood=LONG_SUPPLIER),
        "systems": _named(tables["systems"], "system", **{"alder-tax": LONG_SYSTEM}),
    }
    register = worked_register(edition="full", **(told_tables() | changed))
    return save_tiny_world(folder, register=replace(register, reference=_reference()))


def _many(contracts: pd.DataFrame) -> pd.DataFrame:
    """Give the borough its hundreds of contracts, of which every fourth has no known end."""
    one = contracts[contracts["contract_id"] == "ash-house"]
    rows = pd.concat([one] * N_ROWS, ignore_index=True)
    ends = pd.Series(pd.date_range("2026-12-31", periods=N_ROWS, freq="3D").strftime("%Y-%m-%d"))
    is_unknown = rows.index % 4 == 3
    return rows.assign(
        contract_id=[f"larch-{number:03d}" for number in range(N_ROWS)], borough_id=_MANY, supplier_id="elder",
        title=[f"Library contract {number:03d} at Larch" for number in range(N_ROWS)], system_id=None,
        end_date=ends.mask(is_unknown), end_state=pd.Series("known", index=rows.index).mask(is_unknown, "unknown"),
        source_pointer=[f"facts.csv, line {1000 + number}" for number in range(N_ROWS)],
    )  # fmt: skip


def _allocated(allocations: pd.DataFrame) -> pd.DataFrame:
    rows = pd.concat([allocations.head(1)] * N_ROWS, ignore_index=True)
    return rows.assign(
        contract_id=[f"larch-{number:03d}" for number in range(N_ROWS)], borough_id=_MANY, function_code="CUL01",
        weight="1", source_pointer=[f"facts.csv, line {1000 + number}" for number in range(N_ROWS)],
    )  # fmt: skip


def _named(frame: pd.DataFrame, column: str, **names: str) -> pd.DataFrame:
    key = f"{column}_id"
    return frame.assign(**{column: frame[key].map(names).fillna(frame[column])})


def _reference() -> Reference:
    tiny = tiny_reference()
    area = tiny.functions.head(1).assign(
        function_code="VOI01", function="Void inspections", area_code=NOBODYS_AREA, area="Void homes"
    )
    return replace(
        tiny,
        boroughs=_named(tiny.boroughs, "borough", ash=LONG_BOROUGH),
        suppliers=_named(tiny.suppliers, "supplier", dogwood=LONG_SUPPLIER),
        systems=_named(tiny.systems, "system", **{"alder-tax": LONG_SYSTEM}),
        functions=pd.concat([tiny.functions, area], ignore_index=True),
    )
