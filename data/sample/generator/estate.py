"""What each responding borough runs in the invented London: 809 systems in use over 22 returns."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

from draws import Draws
from market import System
from world import World

N_IN_USE = 809
RESPONDING = (
    "barking-and-dagenham", "brent", "camden", "croydon", "ealing", "enfield", "greenwich", "hackney", "haringey", "harrow",
    "hounslow", "islington", "lambeth", "lewisham", "newham", "richmond-upon-thames", "southwark", "sutton", "tower-hamlets",
    "waltham-forest", "wandsworth", "westminster",
)  # fmt: skip
# led by the first, for the others; the last two groups share their staff or their technology service in truth
JOINT = (
    ("camden", ("islington",), "CUL01"),
    ("hackney", ("tower-hamlets", "newham"), "ENV01"),
    ("haringey", ("enfield",), "PLN01"),
    ("ealing", ("hounslow", "harrow"), "HWY05"),
    ("lambeth", ("croydon",), "COR04"),
    ("waltham-forest", ("newham", "enfield"), "ASC05"),
    ("richmond-upon-thames", ("wandsworth",), "REV01"),
    ("wandsworth", ("richmond-upon-thames",), "COR01"),
    ("wandsworth", ("richmond-upon-thames",), "TEC05"),
    ("lewisham", ("brent", "southwark"), "TEC02"),
    ("lewisham", ("brent", "southwark"), "TEC05"),
)
_CORE = (
    "HSG01",
    "REV01",
    "REV02",
    "ASC01",
    "CFE01",
    "PLN01",
    "COR01",
    "COR02",
    "CUL01",
    "DEM01",
    "ENV01",
    "CUS01",
    "TEC01",
)
_HOUSEBUILDING = ("in_house", "open_source")
_OPEN_SOURCE = {"CUS03", "CUS02", "TEC07", "TEC08", "PLN03", "PLN01", "CUL04", "TEC10"}
_HOSTING = {"supplier cloud": 6.0, "own cloud": 2.0, "on premises": 2.0, "unknown": 1.0}
_FIRST_DAY, _N_DAYS = date(2026, 6, 1), 165


@dataclass(frozen=True)
class Use:
    """One row of a Systems sheet: what a borough uses for a function."""

    borough_id: str
    function_code: str
    state: str
    system: System | None = None
    is_ended: bool = False


@dataclass(frozen=True)
class Borough:
    """A responding borough and the day on which it completed its return."""

    borough_id: str
    borough: str
    code: str
    residents: int
    completed: date


def responding(world: World) -> list[Borough]:
    """Give the responding boroughs with the days on which they completed their returns."""
    chance = Draws("completed")
    return [
        Borough(
            borough_id,
            council.borough,
            council.code,
            council.residents,
            _FIRST_DAY + timedelta(chance.whole(0, _N_DAYS)),
        )
        for borough_id, council in ((borough_id, world.councils[borough_id]) for borough_id in RESPONDING)
    ]


def all_uses(world: World) -> list[Use]:
    """Say what every borough uses; exactly `N_IN_USE` rows name a system in use, in-house and open source included."""
    chosen: dict[tuple[str, str], System] = {}
    uses = [use for borough_id in RESPONDING for use in _Choice(borough_id, world, chosen).uses()]
    missing = N_IN_USE - sum(is_in_use(use) for use in uses)
    if missing < 0:
        message = f"{-missing} systems too many"
        raise ValueError(message)
    uses += _second_uses(uses, world, missing)
    return sorted(uses, key=_place)


def _place(use: Use) -> tuple[str, str, bool, str]:
    return use.borough_id, use.function_code, use.is_ended, use.system.system if use.system else ""


def is_in_use(use: Use) -> bool:
    """Tell whether a row is one of the 809: a system, in house or open source or bought, that is in use."""
    return use.state in {"known", *_HOUSEBUILDING} and not use.is_ended


class _Choice:
    """One borough choosing its systems; `chosen` holds what the boroughs of a joint contract have chosen together."""

    def __init__(self, borough_id: str, world: World, chosen: dict[tuple[str, str], System]) -> None:
        self.borough_id, self.world, self.chosen = borough_id, world, chosen
        self.chance = Draws("uses", borough_id)
        self.suppliers: set[str] = set()
        self.leads = {code: lead for lead, others, code in JOINT if borough_id in (lead, *others)}

    def uses(self) -> list[Use]:
        """Choose the functions it knows about, and for each a system or the reason why there is none."""
        chance = self.chance
        n_known = 63 if self.borough_id == "camden" else chance.whole(31, 36)
        first = [code for code in dict.fromkeys((*_CORE, *self.leads)) if code in self.leads or chance.chance(0.97)]
        weights = {
            code: 4.0 - function.criticality for code, function in self.world.functions.items() if code not in first
        }
        codes = [*first, *chance.some(weights, n_known - len(first))]
        uses = [self._use(code) for code in codes]
        left = {code: weight for code, weight in weights.items() if code not in codes}
        others = chance.some(left, chance.whole(4, 7))
        uses += [Use(self.borough_id, code, "none" if chance.chance(0.45) else "unknown") for code in others]
        return uses + _ended(uses, self.world, chance)

    def _use(self, code: str) -> Use:
        if code not in self.leads and self.chance.chance(0.045):
            return Use(self.borough_id, code, "in_house")
        if code not in self.leads and code in _OPEN_SOURCE and self.chance.chance(0.2):
            return Use(self.borough_id, code, "open_source")
        return Use(self.borough_id, code, "known", self._system(code))

    def _system(self, code: str) -> System:
        """Choose a system, likelier one of a supplier the borough has already; partners use what their lead uses."""
        weights = {
            system: system.strength * (1.6 if system.supplier.supplier_id in self.suppliers else 1.0)
            for system in self.world.market.for_function[code]
        }
        system = self.chance.weighted(weights)
        if code in self.leads:
            system = self.chosen.setdefault((self.leads[code], code), system)
        self.suppliers.add(system.supplier.supplier_id)
        return system


def _ended(uses: list[Use], world: World, chance: Draws) -> list[Use]:
    """Now and then a row for the system that was replaced."""
    found = []
    for use in uses:
        if use.system and chance.chance(0.02):
            others = [system for system in world.market.for_function[use.function_code] if system != use.system]
            found.append(replace(use, system=chance.pick(others), is_ended=True))
    return found


def _second_uses(uses: list[Use], world: World, n: int) -> list[Use]:
    """Give some functions a second system, as many as are needed."""
    chance = Draws("second systems")
    taken = {(use.borough_id, use.function_code, use.system) for use in uses}
    joint = {code for _, _, code in JOINT}
    candidates = {
        (use.borough_id, use.function_code, system): 1.0
        for use in uses
        if use.state == "known" and not use.is_ended and use.function_code not in joint
        for system in world.market.for_function[use.function_code]
        if (use.borough_id, use.function_code, system) not in taken
    }
    found: list[Use] = []
    doubled: set[tuple[str, str]] = set()
    for borough_id, code, system in chance.some(candidates, len(candidates)):
        if len(found) < n and (borough_id, code) not in doubled:
            doubled.add((borough_id, code))
            found.append(Use(borough_id, code, "known", system))
    return found


def system_rows(uses: list[Use], borough: Borough) -> list[dict[str, object]]:
    """Write a borough's Systems sheet, with the names it knows its systems by."""
    chance = Draws("systems sheet", borough.borough_id)
    rows = []
    for use in (use for use in uses if use.borough_id == borough.borough_id):
        row: dict[str, object] = {"function": use.function_code, "use": use.state.replace("_", " ")}
        if use.system:
            row["system"] = use.system.other_name if use.system.other_name and chance.chance(0.1) else use.system.system
            row["supplier"] = reported_name(use.system, chance)
        elif use.state == "open_source" and chance.chance(0.6):
            row["system"] = f"Openfield {use.function_code}"
        if use.state not in {"none", "unknown"}:
            row["in_use_from"] = _since(chance, use)
            row["hosting"] = chance.weighted(_HOSTING) if chance.chance(0.8) else None
        if use.is_ended:
            row["in_use_to"] = date(chance.whole(2022, 2025), chance.pick((3, 9)), 30)
        row["seen_on"] = borough.completed - timedelta(days=chance.whole(20, 300)) if chance.chance(0.06) else None
        row["may_publish"] = chance.weighted({"yes": 45.0, "no": 35.0, None: 20.0})
        rows.append(row)
    return rows


def reported_name(system: System, chance: Draws) -> str:
    """Give a supplier's name as one borough or another writes it; now and then with a slip nobody has reviewed."""
    supplier = system.supplier
    if supplier.supplier_id in {"larkspur", "wickerbridge"} and chance.chance(0.008):
        return supplier.supplier + supplier.supplier[-1]
    return chance.pick(supplier.aliases) if chance.chance(0.18) else supplier.supplier


def _since(chance: Draws, use: Use) -> object:
    if chance.chance(0.25):
        return None
    year, month = chance.whole(2004, 2021 if use.is_ended else 2025), chance.pick((1, 4, 4, 4, 6, 9, 10))
    kind = chance.weighted({"day": 5.0, "month": 2.0, "year": 3.0})
    return {"day": date(year, month, 1), "month": f"{month:02d}/{year}", "year": str(year)}[kind]
