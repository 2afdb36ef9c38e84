"""How each function of the catalogue is called where a test or a benchmark runs them all."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from typing import Any

import pandas as pd

from citytools_analysis.reference import Reference, load_reference
from citytools_analysis.register import Register

Call = Callable[[Register], Any]


def computed_by(reference: Reference | None = None) -> list[str]:
    """List the functions that the catalogue names, such as `adoption.shares`, each once."""
    named = (reference or load_reference()).metrics["computed_by"].dropna()
    return sorted({one for cell in named for one in cell.split("|")})


def every_metric() -> list[str]:
    """List the functions of the catalogue and those that keep to the same."""
    return sorted({*computed_by(), *ALSO})


def function(name: str) -> Callable[..., Any]:
    """Give the function that the catalogue means by a name."""
    module, _, attribute = name.rpartition(".")
    found: Callable[..., Any] = getattr(importlib.import_module(f"citytools_analysis.metrics.{module}"), attribute)
    return found


def call_of(name: str) -> Call:
    """Give the call that answers the function's question for the whole register."""
    return SPECIAL[name] if name in SPECIAL else function(name)


def _called_by_the_first(register: Register) -> Any:
    """Ask on behalf of the first authority, about the first function."""
    borough, code = register.boroughs["borough_id"].iloc[0], register.functions["function_code"].iloc[0]
    return function("peers.who_to_call")(register, borough, code)


def _planned(register: Register) -> Any:
    """Plan without overlap, by the scores of what each set is worth."""
    found = function("opportunities.find")(register)
    return function("opportunities.plan")(found, function("opportunities.worth")(register, found=found).sets)


SPECIAL: dict[str, Call] = {"peers.who_to_call": _called_by_the_first, "opportunities.plan": _planned}
# Beside the functions of the catalogue: those that a report shows too, and that must keep to the same.
ALSO = (
    "adoption.in_use", "adoption.replacements", "challenges.published_records", "challenges.shared_problems",
    "coverage.by_borough", "coverage.quality", "coverage.supported", "evaluation.attributed_saving",
    "evaluation.cannot_be_claimed", "evaluation.go_ahead_chance", "evaluation.joint_purchases",
    "evaluation.saving_decisions", "evaluation.scorecard", "lock_in.hosting", "lock_in.systems_in_place",
    "market.awards", "market.early_notices", "market.ending_soon", "market.frameworks_used", "market.incumbents",
    "market.routes_to_market", "market.small_contracts", "market.small_supplier_buyers", "opportunities.assumptions",
    "opportunities.collaboration",
    "opportunities.leverage", "opportunities.market_types", "opportunities.plan", "opportunities.ranked", "opportunities.regimes",
    "peers.by_place", "prices.price_growth_medians", "reality.by_borough", "reality.contracts_without_spend",
    "reality.spend_without_contract", "resources.ceiling_test", "resources.no_renewal_decay",
    "satisfaction.supplier_points", "skills.have_and_need", "skills.supply_and_demand",
)  # fmt: skip


def frames_of(answer: Any) -> dict[str, pd.DataFrame]:
    """Give every frame of an answer, by name: a metric gives one, or a record or tuple of several."""
    if isinstance(answer, pd.DataFrame):
        return {"": answer}
    if isinstance(answer, pd.Series):
        return {"": answer.to_frame()}
    if isinstance(answer, tuple) and not hasattr(answer, "_fields"):
        return {f"{place}{name}": frame for place, part in enumerate(answer) for name, frame in frames_of(part).items()}
    names = [name for name in dir(answer) if not name.startswith("_")]
    held = {name: getattr(answer, name) for name in names}
    return {name: part for name, part in held.items() if isinstance(part, pd.DataFrame)}
