"""Makes registers of a survey by as many invented boroughs as a test needs, from lists of scores."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

import pandas as pd

from citytools_analysis.reference import Reference, load_reference
from citytools_analysis.register import Register
from citytools_analysis.register_info import RegisterInfo

AS_OF = date(2026, 11, 23)
NOW, BEFORE = "2026-06-01", "2025-06-01"
Scores = Mapping[str, Sequence[int | None]]
_SOURCE = {"source_id": "facts", "source_pointer": "line 2", "confirmed_date": NOW}


def survey(
    scores: Scores,
    *,
    before: Scores | None = None,
    tags: Mapping[tuple[str, str], Sequence[int]] | None = None,
    functions: Mapping[str, str] | None = None,
    shared: Sequence[tuple[int, int]] = (),
    edition: str = "full",
) -> Register:
    """
    Make a register: the i-th borough uses every system it has a place for, and gives the i-th score (None: no vote).

    `before` are votes a year earlier; `tags` the boroughs that report a problem, by system and tag; `functions` those of the
    systems, `PLN01` if not given; `shared` pairs of boroughs that are one decision-maker.
    """
    n = max((len(column) for column in scores.values()), default=0)
    uses = [(_name(at), system) for system, column in scores.items() for at in range(len(column))]
    of = functions or {}
    deployments = [
        {"deployment_id": f"{borough}/{system}", "borough_id": borough, "system_id": system, "system_state": "known",
         "function_code": of.get(system, "PLN01"), "seen_date": NOW}
        for borough, system in uses
    ]  # fmt: skip
    told = [
        {
            "borough_id": _name(at),
            "system_id": system,
            "challenge_tag": tag,
            "raised_date": "2026-05-01",
            "challenge_state": "open",
        }
        for (system, tag), places in (tags or {}).items()
        for at in places
    ]
    systems = [{"system_id": name, "system": name.title(), "supplier_id": f"maker-of-{name}"} for name in scores]
    suppliers = [
        {"supplier_id": f"maker-of-{name}", "supplier": f"Maker of {name}", "supplier_kind": "company"}
        for name in scores
    ]
    tables = {
        "ratings": _votes(scores, NOW) + _votes(before or {}, BEFORE), "challenges": told, "deployments": deployments,
        "systems": systems, "suppliers": suppliers,
    }  # fmt: skip
    frames = {name: pd.DataFrame([_SOURCE | row for row in rows]) for name, rows in tables.items()}
    return Register.from_tables(
        frames, as_of=AS_OF, reference=_reference(n, shared), info=RegisterInfo(edition=edition)
    )


def _votes(scores: Scores, wave: str) -> list[dict[str, object]]:
    return [
        {"borough_id": _name(at), "system_id": system, "dimension": "overall", "wave_date": wave, "score": score}
        for system, column in scores.items()
        for at, score in enumerate(column)
        if score is not None
    ]


def _name(at: int) -> str:
    return f"b{at:03d}"


def _reference(n: int, shared: Sequence[tuple[int, int]]) -> Reference:
    packaged = load_reference()
    names = [_name(at) for at in range(n)]
    boroughs = pd.DataFrame({"borough_id": names, "borough": [name.title() for name in names]})
    rows = [
        {
            "shared_service_id": f"s{at}",
            "borough_id": _name(member),
            "confidence": "high",
            "valid_from": None,
            "valid_to": None,
        }
        for at, pair in enumerate(shared)
        for member in pair
    ]
    services = pd.DataFrame(rows, columns=["shared_service_id", "borough_id", "confidence", "valid_from", "valid_to"])
    return replace(packaged, boroughs=boroughs, shared_services=services)
