"""
What each document shows: a package a document, so that its notebook only has to put things in order.

    here = ct.pages.borough.about(data, "camden")
    ct.pages.borough.title(here)

About one thing
    `borough`, `supplier`, `system`, `service_area`.
About London
    `joint_procurement`, `london`, `data_quality`, `sme_market`.
For a room of people
    `workshop_use_cases`, `workshop_suppliers`.
About the tools themselves
    `resource_plan`, `evaluation`, `project_plan`.
Round several of them
    `pack`.
"""

from __future__ import annotations

import importlib
import sys
from typing import TYPE_CHECKING, Any

from citytools_analysis.surface import only_public

if TYPE_CHECKING:
    from citytools_analysis.pages import (
        borough,
        data_quality,
        evaluation,
        joint_procurement,
        london,
        pack,
        project_plan,
        resource_plan,
        service_area,
        sme_market,
        supplier,
        system,
        workshop_suppliers,
        workshop_use_cases,
    )

__all__ = [
    "borough",
    "data_quality",
    "evaluation",
    "joint_procurement",
    "london",
    "pack",
    "project_plan",
    "resource_plan",
    "service_area",
    "sme_market",
    "supplier",
    "system",
    "workshop_suppliers",
    "workshop_use_cases",
]


def __getattr__(name: str) -> Any:
    """Import a document's package when it is first used: a notebook needs one of them."""
    if name not in __all__:
        message = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(message)
    found = importlib.import_module(f"{__name__}.{name}")
    for loaded in filter(None, (sys.modules.get(f"{__name__}.{document}") for document in __all__)):
        only_public(loaded)  # a document imports others, which are never asked for here then
    return found


def __dir__() -> list[str]:
    """List the documents, for completion."""
    return __all__
