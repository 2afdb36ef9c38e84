"""What boroughs say of their systems, skills and intentions in the invented London."""

from __future__ import annotations

from datetime import date, timedelta

from agreements import Agreement, open_functions
from draws import Draws
from estate import Borough, Use
from market import System

_DIMENSIONS = {
    "value": -0.35,
    "support": 0.05,
    "usability": -0.1,
    "data access": -0.4,
    "interoperability": -0.45,
    "roadmap": -0.2,
}
_PROBLEMS = {
    "price rises": 9.0, "lock in": 6.0, "api": 8.0, "support": 6.0, "slow roadmap": 6.0, "usability": 6.0, "performance": 4.0,
    "data export": 6.0, "reporting": 6.0, "accessibility": 4.0, "security": 1.5, "contract terms": 3.0, "implementation": 3.0,
    "skills gap": 2.0, "end of life": 2.0,
}  # fmt: skip
_STATES = {"open": 55.0, "raised with supplier": 30.0, "resolved": 15.0}
_SKILLS = {
    "contract management": 2.6, "commercial negotiation": 1.8, "procurement": 2.7, "data migration": 1.7, "integration": 1.9,
    "cloud hosting": 2.4, "service design": 2.0, "cyber security": 2.3, "data analysis": 2.4, "supplier management": 2.1,
}  # fmt: skip
_INTENTIONS = {
    "share market engagement": 30.0,
    "shared specification": 18.0,
    "joint contract": 14.0,
    "alone": 22.0,
    "undecided": 16.0,
}
_WILLING = {
    "share market engagement": 34.0,
    "shared specification": 22.0,
    "joint contract": 30.0,
    "alone": 8.0,
    "undecided": 6.0,
}
_REMARKS = (
    "Invented remark: users like it, the contract less so.",
    "Invented remark: the last upgrade took two attempts.",
    "Invented remark: price rise above inflation announced for April.",
    "=1+1 is an invented remark that begins like a formula",
    "- invented remark: export only as PDF",
    'Invented remark: <b>markup</b> & "quotes" stay text.',
    "Invented remark: support answers within the hour.",
)


def satisfaction_rows(uses: list[Use], borough: Borough) -> list[dict[str, object]]:
    """Write scores: overall for most systems, two or three dimensions more for some."""
    chance = Draws("satisfaction", borough.borough_id)
    mood = chance.normal(0, 0.15)
    rows = []
    for system in _systems(uses, borough):
        if not chance.chance(0.74):
            continue
        felt = system.quality + mood + chance.normal(0, 0.75)
        extra = chance.some(dict.fromkeys(_DIMENSIONS, 1.0), chance.whole(2, 3)) if chance.chance(0.36) else []
        for dimension in ("overall", *extra):
            score = felt + _DIMENSIONS.get(dimension, 0.1) + (chance.normal(0, 0.5) if dimension != "overall" else 0)
            rows.append({
                "system": system.system, "supplier": system.supplier.supplier, "dimension": dimension,
                "score": min(5, max(1, round(score))),
                "comment": chance.pick(_REMARKS) if dimension == "overall" and chance.chance(0.08) else None,
            })  # fmt: skip
    return rows


def challenge_rows(uses: list[Use], borough: Borough) -> list[dict[str, object]]:
    """Write problems: the less a system is liked, the more of them."""
    chance = Draws("challenges", borough.borough_id)
    return [
        {
            "system": system.system,
            "supplier": system.supplier.supplier,
            "challenge": problem,
            "raised_date": _earlier(chance, borough.completed) if chance.chance(0.8) else None,
            "state": chance.weighted(_STATES),
            "comment": chance.pick(_REMARKS) if chance.chance(0.1) else None,
        }
        for system in _systems(uses, borough)
        for problem in chance.some(_PROBLEMS, _n_problems(system, chance))
    ]


def _n_problems(system: System, chance: Draws) -> int:
    likely = max(0.06, (4.2 - system.quality) * 0.3)
    return sum(chance.chance(likely) for _ in range(2))


def skill_rows(borough: Borough) -> list[dict[str, object]]:
    """Write levels: most boroughs answer for most skills."""
    chance = Draws("skills", borough.borough_id)
    strength = chance.normal(0.6 if borough.borough_id == "camden" else 0, 0.5)
    return [
        {
            "skill": skill,
            "level": min(4, max(0, round(usual + strength + chance.normal(0, 0.9)))),
            "will_share": chance.weighted({"yes": 50.0, "no": 30.0, None: 20.0}),
        }
        for skill, usual in _SKILLS.items()
        if chance.chance(0.92)
    ]


def intention_rows(made: list[Agreement], borough: Borough) -> list[dict[str, object]]:
    """Write what a borough means to do about functions whose contracts end soon."""
    chance = Draws("intentions", borough.borough_id)
    ends = open_functions(made, borough)
    first = [code for code in ("HSG01", "PLN01") if code in ends and chance.chance(0.8)]
    rest = {code: 1.0 for code in ends if code not in first}
    rows = []
    for code in sorted([*first, *chance.some(rest, chance.whole(3, 7))]):
        starts: tuple[object, ...] = (
            date(chance.whole(2027, 2029), chance.pick((1, 4, 9)), 1),
            "04/2028",
            "2028",
            None,
        )
        rows.append({
            "function": code, "intention": chance.weighted(_WILLING if code in first else _INTENTIONS), "earliest_start": chance.pick(starts),
            "stated_on": _earlier(chance, borough.completed) if chance.chance(0.3) else None,
        })  # fmt: skip
    return rows


def _systems(uses: list[Use], borough: Borough) -> list[System]:
    """Give each system of a borough once: one vote a borough."""
    own = (use.system for use in uses if use.borough_id == borough.borough_id and use.system and not use.is_ended)
    return list(dict.fromkeys(own))


def _earlier(chance: Draws, day: date) -> date:
    return day - timedelta(days=chance.whole(10, 400))
