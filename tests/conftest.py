"""A London of six boroughs and four functions, small enough to work every answer by hand."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import date
from typing import Any

import pandas as pd
import pytest
from tiny_world import worked_register

from citytools_analysis.reference import Reference
from citytools_analysis.register import Register
from citytools_analysis.register_info import RegisterInfo

os.environ["CITYTOOLS_NO_NETWORK"] = "1"  # no cell of any test reaches the network: reporting/engine_network.py
LONGEST = (
    "test_whole_way.py",
    "test_tutorial.py",
    "test_documents.py",
    "test_torture_canaries.py",
    "test_every_metric.py",
)
AS_OF = date(2026, 11, 23)
Rows = list[dict[str, Any]]
Make = Callable[..., Register]

BOROUGHS = ["brent", "camden", "haringey", "hillingdon", "lambeth", "lewisham"]
FUNCTIONS = [
    ("CUL01", "Library management", "CUL", "Culture", 3),
    ("HSG01", "Housing management", "HSG", "Housing", 1),
    ("PLN01", "Planning applications", "PLN", "Planning", 2),
    ("REV01", "Council tax and business rates", "REV", "Revenues", 1),
]
SHARED = [
    ("sts", "brent", "high", "2016-01-01", None),
    ("sts", "lewisham", "high", "2016-01-01", None),
    ("maybe", "camden", "low", None, None),
    ("maybe", "haringey", "low", None, None),
    ("past", "hillingdon", "high", "2010-01-01", "2015-12-31"),
    ("past", "lambeth", "high", "2010-01-01", "2015-12-31"),
]
NAMES: dict[str, Rows] = {
    "suppliers": [
        {"supplier_id": "nec", "supplier": "NEC Software Solutions UK", "supplier_kind": "company"},
        {"supplier_id": "idox", "supplier": "Idox", "supplier_kind": "company"},
        {"supplier_id": "bytes", "supplier": "Bytes", "supplier_kind": "reseller"},
    ],
    "systems": [
        {"system_id": "nec-revenues", "system": "NEC Revenues", "supplier_id": "nec"},
        {"system_id": "public-access", "system": "Public Access", "supplier_id": "idox"},
        {"system_id": "arcus", "system": "Arcus", "supplier_id": None},
    ],
}
CONTRACTS: Rows = [
    {"contract_id": "haringey-nec", "borough_id": "haringey", "system_id": "nec-revenues", "start_date": "2023-04-16",
     "end_date": "2027-04-15", "end_state": "known", "value_gbp": 569_176.97, "value_basis": "committed_term"},
    {"contract_id": "hillingdon-nec", "borough_id": "hillingdon", "system_id": "nec-revenues", "start_date": "2022-08-01",
     "end_date": "2025-07-31", "end_state": "known", "value_gbp": 1_688_800, "value_basis": "committed_term"},
    {"contract_id": "lambeth-nps", "borough_id": "lambeth", "start_date": "2020-04-01", "end_date": "2023-03-31",
     "end_state": "known", "value_gbp": 1_339_984, "value_basis": "max_incl_options"},
    {"contract_id": "camden-library", "borough_id": "camden", "end_state": "rolling", "notice_months": 3,
     "value_gbp": 12_000, "value_basis": "annual"},
    {"contract_id": "brent-planning", "borough_id": "brent", "partner_borough_ids": "lewisham",
     "system_id": "public-access", "start_date": "2024-04-01", "end_date": "2028-03-01", "end_date_precision": "month",
     "end_state": "known", "value_gbp": 90_000, "value_basis": "committed_term"},
    {"contract_id": "camden-planning", "borough_id": "camden", "system_id": "public-access", "end_date": "2028-06-30",
     "end_state": "known", "break_date": "2028-01-31", "value_gbp": 20_000, "value_basis": "annual"},
    {"contract_id": "haringey-planning", "borough_id": "haringey", "system_id": "public-access", "end_date": "2026-03-31",
     "end_state": "known", "is_in_use": True, "value_gbp": 1e6, "value_basis": "ceiling"},
    {"contract_id": "camden-mystery", "borough_id": "camden", "end_state": "unknown"},
    {"contract_id": "lambeth-old", "borough_id": "lambeth", "end_date": "2020-01-31", "end_state": "known"},
    {"contract_id": "framework", "borough_id": "lambeth", "end_date": "2029-01-31", "end_state": "known",
     "is_framework": True, "value_gbp": 1e9, "value_basis": "annual"},
]  # fmt: skip
OPTIONS: Rows = [
    {"contract_id": "hillingdon-nec", "position": 1, "months": 24, "holder": "buyer"},
    {"contract_id": "lambeth-nps", "position": 1, "months": 24, "holder": "buyer"},
    {"contract_id": "brent-planning", "position": 1, "months": 12, "holder": "mutual", "notice_months": 3},
]
ALLOCATIONS: Rows = [
    {"contract_id": "haringey-nec", "borough_id": "haringey", "function_code": "REV01", "weight": 1.0},
    {"contract_id": "hillingdon-nec", "borough_id": "hillingdon", "function_code": "REV01", "weight": 0.5},
    {"contract_id": "hillingdon-nec", "borough_id": "hillingdon", "function_code": "HSG01", "weight": 0.5},
    {"contract_id": "lambeth-nps", "borough_id": "lambeth", "function_code": "HSG01", "weight": 1.0},
    {"contract_id": "lambeth-old", "borough_id": "lambeth", "function_code": "HSG01", "weight": 1.0},
    {"contract_id": "camden-library", "borough_id": "camden", "function_code": "CUL01", "weight": 1.0},
    {"contract_id": "brent-planning", "borough_id": "brent", "function_code": "PLN01", "weight": 0.5},
    {"contract_id": "brent-planning", "borough_id": "lewisham", "function_code": "PLN01", "weight": 0.5},
    {"contract_id": "camden-planning", "borough_id": "camden", "function_code": "PLN01", "weight": 1.0},
    {"contract_id": "haringey-planning", "borough_id": "haringey", "function_code": "PLN01", "weight": 1.0},
]


def _use(borough: str, function: str, state: str = "known", system: str | None = None, **more: Any) -> dict[str, Any]:
    key = {"borough_id": borough, "function_code": function, "system_state": state, "system_id": system} | more
    return {"deployment_id": "/".join(str(part) for part in key.values()), "seen_date": "2026-06-01"} | key


DEPLOYMENTS: Rows = [
    _use("brent", "PLN01", system="public-access", slot="portal", seen_date="2021-07-12"),
    _use("brent", "PLN01", "unknown", slot="portal", seen_date="2025-07-12"),
    _use("camden", "PLN01", system="public-access"),
    _use("haringey", "PLN01", system="public-access"),
    _use("haringey", "PLN01", system="arcus", seen_date="2025-06-01"),
    _use("hillingdon", "PLN01", "in_house"),
    _use("lambeth", "PLN01", system="arcus", slot="portal", seen_date="2021-07-12"),
    _use("lambeth", "PLN01", system="public-access", slot="portal", seen_date="2025-07-12"),
    _use("lewisham", "PLN01", "unknown"),
    _use("brent", "CUL01", "open_source"),
    _use("camden", "CUL01", "none"),
    _use("hillingdon", "CUL01", "not_applicable"),
    _use("lambeth", "CUL01", supplier_id="bytes"),
    _use("haringey", "REV01", system="nec-revenues"),
]


@pytest.fixture(scope="session")
def tiny_reference() -> Reference:
    boroughs = pd.DataFrame({"borough_id": BOROUGHS, "borough": [name.title() for name in BOROUGHS]})
    functions = pd.DataFrame(FUNCTIONS, columns=["function_code", "function", "area_code", "area", "criticality"])
    shared = pd.DataFrame(SHARED, columns=["shared_service_id", "borough_id", "confidence", "valid_from", "valid_to"])
    suppliers = pd.DataFrame(columns=["supplier_id", "supplier"], dtype="object")
    systems = pd.DataFrame(columns=["system_id", "system", "supplier_id"], dtype="object")
    frames = {name: pd.DataFrame() for name in Reference.__dataclass_fields__}
    known = {"boroughs": boroughs, "functions": functions, "shared_services": shared}
    return Reference(**frames | known | {"suppliers": suppliers, "systems": systems})


@pytest.fixture(scope="session")
def make_register(tiny_reference: Reference) -> Make:
    """Make a register of rows; every row gets a source, and the names above are known."""

    def make(*, as_of: date = AS_OF, edition: str = "full", **tables: Rows) -> Register:
        source = {"source_id": "facts", "source_pointer": "line 2", "title": "A contract"}
        frames = {name: pd.DataFrame([source | row for row in rows]) for name, rows in (NAMES | tables).items()}
        info = RegisterInfo(edition=edition)
        return Register.from_tables(frames, as_of=as_of, reference=tiny_reference, info=info)

    return make


@pytest.fixture(scope="session")
def tiny(make_register: Make) -> Register:
    return make_register(contracts=CONTRACTS, options=OPTIONS, allocations=ALLOCATIONS, deployments=DEPLOYMENTS)


@pytest.fixture(scope="session")
def worked() -> Register:
    """Give the ten authorities whose every answer tests/tiny/README.md works by hand."""
    return worked_register()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the files that take longest, so that at the end neither process waits for the other's."""
    items.sort(key=lambda item: LONGEST.index(item.path.name) if item.path.name in LONGEST else len(LONGEST))
