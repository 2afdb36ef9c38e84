"""Invented procurement notices, shaped as Find a Tender and Contracts Finder publish theirs (OCDS 1.1)."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from agreements import Agreement
from draws import Draws
from releases import Award, Opportunity, contracts_finder_award, find_a_tender_award, follow_up, opportunity
from world import World

_SILENT = (
    "barnet", "bexley", "bromley", "hammersmith-and-fulham", "havering", "hillingdon", "kensington-and-chelsea",
    "kingston-upon-thames", "merton", "redbridge", "city-of-london",
)  # fmt: skip
_AWARDED = (
    "HSG01", "PLN01", "REV01", "ASC01", "CFE01", "CUL01", "TEC03", "COR01", "DEM02", "HSG01", "TEC06", "ENV01", "CUS02", "HWY03",
    "COR02", "REG01", "TEC07", "HSG02",
)  # fmt: skip
_OLD_STYLE = ("DEM01", "CUS05", "TEC08", "HSG01", "TEC04", "CUL02")
_PUBLISHER = {"name": "Invented sample data", "scheme": "none", "uid": "none", "uri": "https://notices.example/"}
_NOT_TECHNOLOGY = (("45233141", "Road maintenance"), ("85311000", "Home care for adults"), ("90910000", "Cleaning of offices"),
                   ("79620000", "Temporary staff"))  # fmt: skip
_NOT_LONDON = (
    "Northmarsh District Council",
    "Royal Borough of Windsor and Maidenhead",
    "Kingston upon Hull City Council",
)


@dataclass(frozen=True)
class Buyer:
    """A council as it names itself in notices."""

    borough_id: str
    council: str


@dataclass
class Published:
    """All invented notices, by file, and the reviewed decisions on what they are for."""

    packages: dict[str, str]
    decisions: list[tuple[str, ...]]


def publish(made: Sequence[Agreement], world: World) -> Published:
    """Make the packages: contracts of boroughs that sent no return, a few that did, and what must be left out."""
    awards = [_award(number, code, world) for number, code in enumerate((*_AWARDED, *_OLD_STYLE))]
    new, old = awards[: len(_AWARDED)], awards[len(_AWARDED) :]
    own = [_own_award(number, agreement, world) for number, agreement in enumerate(_to_publish(made))]
    outside = _outside(world)
    later = [
        follow_up(new[0], "UK10", date(2026, 9, 18), months=12),
        follow_up(new[4], "UK10", date(2026, 10, 9), months=24),
        follow_up(new[8], "UK11", date(2026, 10, 30)),
    ]
    planned = [
        _planned("UK1", "hillingdon", "Pipeline: housing management system", "48100000", world),
        _planned("UK2", "merton", "Market engagement: planning and building control", "48100000", world),
        _planned("UK4", "bexley", "Library management system", "48161000", world),
        _planned("UK4", "camden", "Customer contact platform", "48445000", world),
    ]
    packages = {
        "find-a-tender-awards.json": [find_a_tender_award(one) for one in new],
        "find-a-tender-returned-boroughs.json": [find_a_tender_award(one) for one in own],
        "find-a-tender-changes.json": later,
        "find-a-tender-planned.json": planned,
        "find-a-tender-left-out.json": [find_a_tender_award(one) for one in outside],
        "contracts-finder-awards.json": [contracts_finder_award(one) for one in old],
    }
    decisions = [_decision(one) for one in (*awards, *own)]
    return Published({name: _package(releases) for name, releases in packages.items()}, decisions)


def _planned(kind: str, borough_id: str, title: str, cpv: str, world: World) -> dict[str, Any]:
    chance = Draws("plan", borough_id)
    value, number = 10_000 * chance.whole(25, 260), 301 + chance.whole(0, 60)
    return opportunity(Opportunity(kind, world.councils[borough_id].council, title, cpv, value, number))


def _award(number: int, code: str, world: World) -> Award:
    chance = Draws("notice", str(number))
    borough_id = _SILENT[number % len(_SILENT)]
    system = chance.weighted({system: system.strength for system in world.market.for_function[code]})
    function = world.functions[code]
    start = date(chance.whole(2024, 2025), chance.pick((4, 7, 10)), 1)
    years = chance.pick((3, 4, 5))
    return Award(
        number=101 + number, borough_id=borough_id, council=world.councils[borough_id].council, title=f"{function.name}: {system.system}",
        cpv=function.cpv if function.cpv.startswith(("48", "72", "302")) else "48000000", supplier=system.supplier.aliases[0],
        value=1000 * round(2.718281828 ** chance.normal(5.2, 0.9)), start=start, end=_year_end(start, years),
        longest=_year_end(start, years + 2) if chance.chance(0.5) else None,
        published=start + timedelta(days=chance.whole(5, 40)), is_direct=chance.chance(0.3), is_new_regime=number < len(_AWARDED),
        function_code=code, system=system.system,
    )  # fmt: skip


def _to_publish(made: Sequence[Agreement]) -> list[Agreement]:
    """Three contracts that stand in a return are published too, under one process identifier."""
    found = [one for one in made if int(str(one.row.get("value_gbp") or 0)) >= 30_000 and one.term.kind == "fixed" and one.term.start and not one.partners
             and one.term.start >= date(2024, 1, 1) and one.borough.borough_id in {"camden", "greenwich", "southwark"}]  # fmt: skip
    return [
        next(one for one in found if one.borough.borough_id == name) for name in ("camden", "greenwich", "southwark")
    ]


def _own_award(number: int, agreement: Agreement, world: World) -> Award:
    row, term = agreement.row, agreement.term
    if term.start is None or term.end is None:
        message = "a published contract has its dates"
        raise ValueError(message)
    award = Award(
        number=201 + number, borough_id=agreement.borough.borough_id, council=world.councils[agreement.borough.borough_id].council,
        title=str(row["title"]), cpv="48000000", supplier=agreement.system.supplier.aliases[0], value=int(str(row["value_gbp"])),
        start=term.start, end=term.end, longest=None, published=term.start + timedelta(days=12),
        is_direct=row["direct_award"] == "yes", is_new_regime=True, function_code=agreement.function_codes[0], system=agreement.system.system,
    )  # fmt: skip
    row["ocid"] = award.ocid
    return award


def _outside(world: World) -> list[Award]:
    """Notices that no register of London's technology may take in."""

    def made(number: int, council: str, title: str, cpv: str) -> Award:
        return Award(
            number=number, borough_id="", council=council, title=title, cpv=cpv, supplier=world.market.suppliers[number % 40].aliases[0],
            value=90_000 + 1000 * number, start=date(2025, 4, 1), end=date(2028, 3, 31), longest=None, published=date(2025, 5, 6),
            is_direct=False, is_new_regime=True, function_code="", system="",
        )  # fmt: skip

    plain = [
        made(401 + n, world.councils[_SILENT[n]].council, title, cpv) for n, (cpv, title) in enumerate(_NOT_TECHNOLOGY)
    ]
    return plain + [
        made(411 + n, council, "Housing management system", "48100000") for n, council in enumerate(_NOT_LONDON)
    ]


def _decision(award: Award) -> tuple[str, ...]:
    reason = "Invented sample data: the CPV code names no function; the title names it."
    return (
        award.ocid,
        award.borough_id,
        "keep",
        award.function_code,
        award.supplier,
        award.system,
        reason,
        "2026-11-23",
    )


def _year_end(start: date, years: int) -> date:
    return date(start.year + years, start.month, start.day) - timedelta(days=1)


def _package(releases: list[dict[str, Any]]) -> str:
    package = {
        "uri": "https://notices.example/invented-sample-data",
        "version": "1.1",
        "title": "Invented sample data: no notice in this file was ever published",
        "extensions": ["https://raw.githubusercontent.com/cabinetoffice/ocds_uk_extension/main/extension.json"],
        "publishedDate": "2026-11-20T09:00:00Z",
        "publisher": _PUBLISHER,
        "releases": releases,
    }
    return json.dumps(package, indent=1, ensure_ascii=False) + "\n"
