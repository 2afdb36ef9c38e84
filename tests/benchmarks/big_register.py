"""Makes a register of any number of contracts, invented and seeded, for benchmarks: as varied as the metrics need, never meaningful."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import numpy.typing as npt
import pandas as pd

from citytools_analysis.reference import Reference, load_reference
from citytools_analysis.register import Register
from citytools_analysis.register_info import RegisterInfo
from citytools_analysis.schema import TABLES
from citytools_analysis.schema.survey import CHALLENGE_TAGS, DIMENSIONS, INTENTIONS, SKILLS
from citytools_analysis.storage import typed

AS_OF = date(2026, 11, 23)
TODAY = np.datetime64("2026-11-23", "s")
N_SYSTEMS, N_SUPPLIERS = 900, 300
INFO = RegisterInfo(notice="invented benchmark data")
SOURCES = {"s-return": "return", "s-notice": "ocds", "s-register": "register"}

Draw = np.random.Generator
Texts = npt.NDArray[np.object_]


def big_register(n_contracts: int, *, n_boroughs: int = 400, seed: int = 0) -> Register:
    """
    Make a register with a number of contracts, the other tables in proportion.

    The reference tables are the packaged ones with as many authorities as asked; the first 33 keep their names.
    """
    draw = np.random.default_rng(seed)
    reference = with_authorities(n_boroughs)
    tables = tables_of_contracts(draw, n_contracts, reference) | other_tables(draw, n_contracts, reference)
    full = {name: typed(tables.get(name, pd.DataFrame()), table) for name, table in TABLES.items()}
    return Register(full, AS_OF, reference, INFO, sha256=f"benchmark-{n_contracts}-{seed}")


def tables_of_contracts(draw: Draw, n: int, reference: Reference, *, first: int = 0) -> dict[str, pd.DataFrame]:
    """Make contracts, numbered from the first, and the tables that have rows of contracts, in proportion."""
    boroughs, codes = _ids_of(reference)
    contracts, allocations = _contracts(draw, n, boroughs, codes, first)
    return {
        "contracts": contracts, "allocations": allocations, "options": _options(draw, contracts),
        "notices": _notices(draw, n // 10, contracts, first), "spend": _spend(draw, n // 2, contracts, first),
        "performance": _performance(draw, n // 100, contracts, first),
    }  # fmt: skip


def other_tables(draw: Draw, n: int, reference: Reference) -> dict[str, pd.DataFrame]:
    """Make the tables that know no contract, as large as becomes a number of contracts."""
    boroughs, codes = _ids_of(reference)
    return {
        "sources": _sources(), "suppliers": _suppliers(), "systems": _systems(),
        "deployments": _deployments(draw, n // 4, boroughs, codes), "ratings": _ratings(draw, n // 10, boroughs),
        "challenges": _challenges(draw, n // 20, boroughs), "skills": _skills(draw, boroughs),
        "intentions": _intentions(draw, n // 50, boroughs, codes),
    }  # fmt: skip


def _ids_of(reference: Reference) -> tuple[Texts, Texts]:
    codes = reference.functions["function_code"].to_numpy(dtype=object)
    return reference.boroughs["borough_id"].to_numpy(dtype=object), codes


def with_authorities(n_boroughs: int) -> Reference:
    """Give the packaged reference tables with as many authorities as asked; the first 33 keep their names."""
    packaged = load_reference()
    known = packaged.boroughs
    copies = pd.concat([known] * (n_boroughs // len(known) + 1), ignore_index=True).iloc[:n_boroughs]
    number = pd.Series(np.arange(n_boroughs) // len(known))
    suffix = ("-" + number.astype("str")).where(number > 0, "")
    size = 1 + 0.01 * number
    boroughs = copies.assign(
        borough_id=copies["borough_id"] + suffix, borough=copies["borough"] + suffix,
        residents_2021=(copies["residents_2021"].astype("float64") * size).round().astype("Int64"),
    )  # fmt: skip
    return replace(packaged, boroughs=boroughs)


def _ids(prefix: str, numbers: npt.NDArray[np.int64]) -> Texts:
    return (prefix + pd.Series(numbers).astype("str")).to_numpy(dtype=object)


def _days(draw: Draw, n: int, first: int, last: int) -> npt.NDArray[np.datetime64]:
    """Draw days, from so many to so many after the day of the question."""
    return TODAY + draw.integers(first, last, n).astype("timedelta64[D]").astype("timedelta64[s]")


def _known(draw: Draw, values: npt.NDArray[np.generic], share: float) -> pd.Series:
    return pd.Series(values).where(draw.random(len(values)) < share)


def _skewed(draw: Draw, n: int, size: int) -> npt.NDArray[np.int64]:
    """Draw numbers below a size, small ones more often: a few have much."""
    numbers: npt.NDArray[np.int64] = (draw.random(n) ** 2.5 * size).astype("int64").clip(max=size - 1)
    return numbers


def _placed(frame: pd.DataFrame, draw: Draw) -> pd.DataFrame:
    return frame.assign(
        source_id=draw.choice(list(SOURCES), len(frame)), source_pointer="line 2", confirmed_date=_days(draw, len(frame), -900, 0),
    )  # fmt: skip


def _sources() -> pd.DataFrame:
    return pd.DataFrame({
        "source_id": list(SOURCES), "source_kind": list(SOURCES.values()), "source_name": list(SOURCES),
        "file_name": list(SOURCES), "borough_id": ["camden", None, None], "sha256": "ab" * 32, "retrieved_date": AS_OF,
    })  # fmt: skip


def _suppliers() -> pd.DataFrame:
    numbers = np.arange(N_SUPPLIERS)
    return pd.DataFrame({
        "supplier_id": _ids("supplier-", numbers), "supplier": _ids("Supplier ", numbers),
        "supplier_kind": np.where(numbers % 40 == 39, "reseller", "company"), "is_reviewed": True,
        "source_id": "s-register", "source_pointer": "line 2",
    })  # fmt: skip


def _systems() -> pd.DataFrame:
    numbers = np.arange(N_SYSTEMS)
    return pd.DataFrame({
        "system_id": _ids("system-", numbers), "system": _ids("System ", numbers),
        "supplier_id": _ids("supplier-", numbers % N_SUPPLIERS), "is_reviewed": True, "source_id": "s-register",
        "source_pointer": "line 2",
    })  # fmt: skip


def _system_of(draw: Draw, functions: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """Draw one of the ten systems of each function, the first more often."""
    return functions * 10 + _skewed(draw, len(functions), 10)


def _contracts(draw: Draw, n: int, boroughs: Texts, codes: Texts, first: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    functions = draw.integers(0, len(codes), n)
    systems = _system_of(draw, functions)
    end = _days(draw, n, -1500, 2200)
    start = end - draw.integers(400, 2600, n).astype("timedelta64[D]").astype("timedelta64[s]")
    state = draw.choice(["known", "rolling", "unknown"], n, p=[0.85, 0.05, 0.10])
    kinds = ["annual", "committed_term", "max_incl_options", "ceiling", "unknown"]
    is_direct = draw.random(n) < 0.3
    frame = pd.DataFrame({
        "contract_id": _ids("c", first + np.arange(n)), "title": "A contract", "borough_id": draw.choice(boroughs, n),
        "system_id": _ids("system-", systems), "supplier_id": _ids("supplier-", systems % N_SUPPLIERS),
        "start_date": start, "end_date": pd.Series(end).where(state == "known"), "end_state": state,
        "end_date_precision": draw.choice(["day", "month", "year"], n, p=[0.9, 0.08, 0.02]),
        "option_state": "known", "is_in_use": _known(draw, draw.random(n) < 0.9, 0.7),
        "notice_months": _known(draw, draw.integers(1, 13, n).astype("float64"), 0.5),
        "break_date": _known(draw, _days(draw, n, 0, 1000), 0.1),
        "value_gbp": _known(draw, np.round(draw.lognormal(11.2, 1.2, n), 2), 0.85),
        "value_basis": draw.choice(kinds, n, p=[0.4, 0.35, 0.1, 0.1, 0.05]),
        "vat_basis": draw.choice(["ex", "inc", "unknown"], n, p=[0.6, 0.1, 0.3]),
        "is_sme_supplier": _known(draw, draw.random(n) < 0.3, 0.8), "is_framework": draw.random(n) < 0.02,
        "framework": _known(draw, draw.choice(["Cloud Services 14", "Civic Software"], n), 0.4),
        "procedure": np.where(is_direct, "Direct award", "Open procedure"), "is_direct_award": _known(draw, is_direct, 0.8),
        "regime": draw.choice(["pcr_2015", "pa_2023", "unknown"], n), "is_published": draw.random(n) < 0.8,
        "ocid": _known(draw, _ids("ocds-", first + np.arange(n)), 0.5), "cpv_code": "48000000",
    })  # fmt: skip
    frame["end_date_precision"] = frame["end_date_precision"].where(frame["end_date"].notna())
    rows = pd.DataFrame({
        "contract_id": frame["contract_id"], "borough_id": frame["borough_id"],
        "function_code": _known(draw, codes[functions], 0.95), "system_id": frame["system_id"], "weight": 1.0,
        "weight_basis": "declared",
    })  # fmt: skip
    is_bundle = draw.random(n) < 0.1
    second = rows[is_bundle].assign(function_code=codes[(functions[is_bundle] + 1) % len(codes)], weight=0.5)
    rows["weight"] = rows["weight"].where(~is_bundle, 0.5)
    believed = _placed(frame, draw)
    allocations = pd.concat([rows, second], ignore_index=True).dropna(subset=["function_code"])
    told = believed.set_index("contract_id")[["source_id", "confirmed_date"]]
    return believed, allocations.join(told, on="contract_id").assign(source_pointer="line 2")


def _options(draw: Draw, contracts: pd.DataFrame) -> pd.DataFrame:
    chosen = contracts[draw.random(len(contracts)) < 0.4]
    n = len(chosen)
    return pd.DataFrame({
        "contract_id": chosen["contract_id"].to_numpy(), "position": 1, "months": draw.choice([12.0, 24.0], n),
        "holder": draw.choice(["buyer", "mutual", "supplier"], n, p=[0.8, 0.15, 0.05]),
        "notice_months": _known(draw, draw.choice([3.0, 6.0], n), 0.5).to_numpy(),
        "is_exercised": _known(draw, draw.random(n) < 0.4, 0.5).to_numpy(), "source_id": chosen["source_id"].to_numpy(),
        "source_pointer": "line 2", "confirmed_date": chosen["confirmed_date"].to_numpy(),
    })  # fmt: skip


def _deployments(draw: Draw, n: int, boroughs: Texts, codes: Texts) -> pd.DataFrame:
    functions = draw.integers(0, len(codes), n)
    state = draw.choice(["known", "in_house", "open_source", "none", "unknown", "not_applicable"], n,
                        p=[0.8, 0.05, 0.03, 0.03, 0.06, 0.03])  # fmt: skip
    frame = pd.DataFrame({
        "borough_id": draw.choice(boroughs, n), "function_code": codes[functions], "system_state": state,
        "system_id": pd.Series(_ids("system-", _system_of(draw, functions))).where(state == "known"),
        "in_use_from_date": _known(draw, _days(draw, n, -7000, -30), 0.6),
        "in_use_to_date": _known(draw, _days(draw, n, -2000, 1500), 0.2),
        "seen_date": _days(draw, n, -900, 0), "slot": _known(draw, np.full(n, "main", dtype=object), 0.3),
        "hosting": draw.choice(["supplier_cloud", "own_cloud", "on_premises", "unknown"], n),
    })  # fmt: skip
    frame["in_use_to_date"] = frame["in_use_to_date"].where(frame["in_use_to_date"] > frame["in_use_from_date"])
    key = ["borough_id", "function_code", "system_state", "system_id"]
    frame = frame.drop_duplicates(key, ignore_index=True)
    return _placed(frame.assign(deployment_id=_ids("d", np.arange(len(frame))), is_published=True), draw)


def _ratings(draw: Draw, n: int, boroughs: Texts) -> pd.DataFrame:
    systems = draw.integers(0, N_SYSTEMS, n)
    score = np.clip(np.rint(3.2 - 0.3 * (systems % 4) + draw.normal(0, 1.1, n)), 1, 5).astype("int64")
    frame = pd.DataFrame({
        "borough_id": draw.choice(boroughs, n), "system_id": _ids("system-", systems),
        "dimension": draw.choice(DIMENSIONS, n, p=[0.55, *[0.075] * 6]),
        "wave_date": draw.choice(np.array(["2025-06-01", "2026-06-01"], dtype="datetime64[s]"), n), "score": score,
    })  # fmt: skip
    key = ["borough_id", "system_id", "dimension", "wave_date"]
    return _placed(frame.drop_duplicates(key, ignore_index=True), draw)


def _challenges(draw: Draw, n: int, boroughs: Texts) -> pd.DataFrame:
    frame = pd.DataFrame({
        "borough_id": draw.choice(boroughs, n), "system_id": _ids("system-", draw.integers(0, N_SYSTEMS, n)),
        "challenge_tag": draw.choice(CHALLENGE_TAGS, n), "raised_date": _days(draw, n, -700, 0),
        "challenge_state": draw.choice(["open", "raised_with_supplier", "resolved"], n),
    })  # fmt: skip
    key = ["borough_id", "system_id", "challenge_tag", "raised_date"]
    return _placed(frame.drop_duplicates(key, ignore_index=True), draw)


def _skills(draw: Draw, boroughs: Texts) -> pd.DataFrame:
    every = pd.MultiIndex.from_product([boroughs, SKILLS], names=["borough_id", "skill"]).to_frame(index=False)
    n = len(every)
    return _placed(every.assign(level=draw.integers(0, 5, n), will_share=draw.random(n) < 0.5), draw)


def _intentions(draw: Draw, n: int, boroughs: Texts, codes: Texts) -> pd.DataFrame:
    frame = pd.DataFrame({
        "borough_id": draw.choice(boroughs, n), "function_code": draw.choice(codes, n),
        "intention": draw.choice(INTENTIONS, n), "stated_date": _days(draw, n, -500, 0),
    })  # fmt: skip
    return _placed(frame.drop_duplicates(["borough_id", "function_code"], ignore_index=True), draw)


def _of_contracts(draw: Draw, n: int, contracts: pd.DataFrame) -> pd.DataFrame:
    chosen = contracts.iloc[draw.integers(0, len(contracts), n)]
    return chosen[["contract_id", "borough_id", "supplier_id", "ocid", "value_gbp"]].reset_index(drop=True)


def _notices(draw: Draw, n: int, contracts: pd.DataFrame, first: int) -> pd.DataFrame:
    of = _of_contracts(draw, n, contracts).drop(columns="supplier_id")
    kinds = draw.choice(["UK2", "UK4", "UK5", "UK7", "UK9", "UK10"], n)
    told = of.assign(
        notice_id=_ids("n", first + np.arange(n)), ocid=of["ocid"].fillna("ocds-none"), notice_type=kinds,
        published_date=_days(draw, n, -1500, 0), title="A notice", value_basis="committed_term",
        is_direct_award=kinds == "UK5", evidence_url="https://example.org/notice",
    )  # fmt: skip
    return _placed(told, draw)


def _spend(draw: Draw, n: int, contracts: pd.DataFrame, first: int) -> pd.DataFrame:
    of = _of_contracts(draw, n, contracts).drop(columns=["contract_id", "ocid", "value_gbp"])
    told = of.assign(
        spend_id=_ids("p", first + np.arange(n)), spend_kind="payment", paid_date=_days(draw, n, -1100, 0),
        amount_gbp=np.round(draw.lognormal(8, 1, n), 2), vat_basis="ex", is_published=True,
    )  # fmt: skip
    return _placed(told, draw)


def _performance(draw: Draw, n: int, contracts: pd.DataFrame, first: int) -> pd.DataFrame:
    of = _of_contracts(draw, n, contracts).drop(columns="value_gbp")
    told = of.assign(
        performance_id=_ids("k", first + np.arange(n)), notice_id=_ids("n", first + np.arange(n)), ocid=of["ocid"].fillna("ocds-none"),
        indicator="Availability", rating=draw.choice(["good", "approaching_target", "inadequate"], n),
        is_breach=False, published_date=_days(draw, n, -300, 0),
    )  # fmt: skip
    return _placed(told, draw)
