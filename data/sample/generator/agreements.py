"""The contracts behind the systems: who signed, for which functions, until when, for how much."""

from __future__ import annotations

import statistics
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

from draws import Draws
from estate import JOINT, Borough, Use, reported_name
from market import System
from terms import AS_OF, Term, draw_term
from world import World

MEDIAN_GBP = 71_575  # techUK's index of local government technology contracts, restated in published_figures.csv
_FRAMEWORKS = ("Civic Software Framework, lot 2", "Cloud Services 14", "Londonwide Digital Framework, lot 1")
_PROCEDURES = {
    "Call-off from a framework": 45.0, "Open procedure": 14.0, "Direct award": 17.0, "Competitive flexible procedure": 5.0,
    "Below-threshold quotation": 9.0, None: 20.0,
}  # fmt: skip
_BASES = {
    "committed term": 66.0,
    "annual": 15.0,
    "max incl options": 7.0,
    "unknown": 6.0,
    "actual fy": 3.0,
    "ceiling": 3.0,
}
_LEVEL = {1: 0.75, 2: 0.0, 3: -0.6}
_SPREAD = 1.5


_Bundle: TypeAlias = tuple[System, list[str], tuple[str, ...]]


@dataclass
class Agreement:
    """One contract in the making."""

    borough: Borough
    system: System
    function_codes: list[str]
    partners: tuple[str, ...]
    term: Term
    row: dict[str, object]


def all_agreements(uses: list[Use], boroughs: list[Borough], world: World) -> list[Agreement]:
    """Make every borough's contracts."""
    made = [
        _agreement(number, bundle, borough, world)
        for borough in boroughs
        for number, bundle in enumerate(_bundles(borough.borough_id, uses))
    ]
    _value(made, world)
    return made


def _bundles(borough_id: str, uses: list[Use]) -> Iterable[_Bundle]:
    """Group a borough's systems into contracts; what a partner leads for it is not its own contract."""
    chance = Draws("bundles", borough_id)
    led = {code: others for lead, others, code in JOINT if lead == borough_id}
    covered = {code for _, others, code in JOINT if borough_id in others}
    groups: dict[tuple[str, str], tuple[System, list[str]]] = {}
    for use in uses:
        if use.borough_id != borough_id or not use.system or use.is_ended or use.function_code in covered:
            continue
        single = use.function_code if use.function_code in led or chance.chance(0.2) else ""
        groups.setdefault((use.system.system_id, single), (use.system, []))[1].append(use.function_code)
    for (_, single), (system, codes) in groups.items():
        if single in led or chance.chance(0.945):
            yield system, codes, led.get(single, ())
        if chance.chance(0.035):
            yield system, codes, ()  # a second agreement, for support or hosting


def _agreement(number: int, bundle: _Bundle, borough: Borough, world: World) -> Agreement:
    system, codes, partners = bundle
    chance = Draws("contract", borough.borough_id, str(number))
    term = draw_term(chance, codes[0], borough.completed)
    function = world.functions[codes[0]]
    procedure = chance.weighted(_PROCEDURES)
    is_dated = term.start is not None and chance.chance(0.5)
    row: dict[str, object] = {
        "partner_boroughs": "; ".join(world.councils[partner].borough for partner in partners) or None,
        "reference": f"{borough.code}-{2000 + 7 * number + chance.whole(0, 6)}",
        "title": _title(chance, system, function.name),
        "functions": "; ".join(codes),
        "function_shares": _shares(chance, len(codes)),
        "system": system.system,
        "supplier": reported_name(system, chance),
        "seller": chance.pick(world.market.resellers).supplier if _is_resold(system, chance) else None,
        **term.cells(),
        "is_framework": "no" if chance.chance(0.3) else None,
        "framework": chance.pick(_FRAMEWORKS) if procedure == "Call-off from a framework" else None,
        "procedure": procedure,
        "direct_award": None if procedure is None else "yes" if procedure == "Direct award" else "no",
        "procurement_date": _months_before(term.start, chance.whole(5, 13)) if is_dated and term.start else None,
        "cpv": function.cpv if chance.chance(0.4) else None,
        "may_publish": chance.weighted({"yes": 45.0, "no": 35.0, None: 20.0}),
    }
    if row["may_publish"] == "yes" and chance.chance(0.3):
        row["evidence_url"] = f"https://contracts.{borough.borough_id}.example/{row['reference']}"
    return Agreement(borough, system, codes, partners, term, row)


def _title(chance: Draws, system: System, name: str) -> str:
    forms = (
        f"{name}: {system.system}",
        f"{system.system} licence, support & maintenance",
        f"{name} system",
        f"{system.system}",
    )
    return chance.weighted(dict(zip(forms, (4.0, 3.0, 2.0, 1.0), strict=True)))


def _shares(chance: Draws, n: int) -> str | None:
    if n == 1 or chance.chance(0.5):
        return None
    first = chance.pick((60, 50, 40))
    rest = [(100 - first) // (n - 1)] * (n - 1)
    return "; ".join(str(share) for share in (100 - sum(rest), *rest))


def _is_resold(system: System, chance: Draws) -> bool:
    return chance.chance(0.45 if system.supplier.supplier_id in {"kilnstone", "chalkbarrow"} else 0.05)


def _months_before(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(year, month + 1, min(day.day, 28))


def _value(made: list[Agreement], world: World) -> None:
    """Draw values, wide and skewed as contracts are, then scale all so that the median is as published."""
    drawn: list[tuple[Agreement, float]] = []
    for agreement in made:
        chance = Draws("value", str(agreement.row["reference"]))
        basis = "annual" if agreement.term.kind == "rolling" else chance.weighted(_BASES)
        if chance.chance(0.22):
            continue
        level = max(_LEVEL[world.functions[code].criticality] for code in agreement.function_codes) + 0.25 * len(
            agreement.function_codes
        )
        size = (agreement.borough.residents / 270_000) ** 0.5 * (1 + len(agreement.partners))
        years = {"annual": 1.0, "actual fy": 1.0, "max incl options": agreement.term.years + 2}.get(
            basis, agreement.term.years
        )
        drawn.append((agreement, size * years * 2.718281828 ** chance.normal(level, _SPREAD)))
        agreement.row["value_basis"] = basis
        agreement.row["vat_basis"] = chance.weighted({"ex": 68.0, "inc": 8.0, "unknown": 10.0, None: 14.0})
    scale = MEDIAN_GBP / statistics.median(value for _, value in drawn)
    for agreement, value in drawn:
        agreement.row["value_gbp"] = max(2_500, 50 * round(value * scale / 50))


def contract_rows(made: list[Agreement], borough: Borough) -> list[dict[str, object]]:
    """Write a borough's Contracts sheet; a few have a framework agreement of their own among them."""
    rows = [agreement.row for agreement in made if agreement.borough == borough]
    chance = Draws("framework", borough.borough_id)
    if chance.chance(0.25):
        rows.append({
            "reference": f"{borough.code}-9001", "title": "Digital delivery partners framework agreement", "start_date": date(2024, 4, 1),
            "end_kind": "fixed", "end_date": date(2028, 3, 31), "value_gbp": 4_000_000, "value_basis": "ceiling", "vat_basis": "ex",
            "is_framework": "yes", "procedure": "Open procedure", "direct_award": "no", "may_publish": "yes",
        })  # fmt: skip
    return rows


def open_functions(made: list[Agreement], borough: Borough) -> list[str]:
    """Functions whose contracts end in the three years after the day of the question."""
    return sorted(
        {
            code
            for agreement in made
            if agreement.borough == borough and agreement.term.end and AS_OF <= agreement.term.end <= date(2029, 12, 31)
            for code in agreement.function_codes
        }
    )
