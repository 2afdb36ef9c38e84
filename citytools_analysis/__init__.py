"""
City Tools: which technology London's councils run, when its contracts end, and with whom they could buy better.

    import citytools_analysis as ct
    data = ct.open_register("data/register", as_of="2026-11-23")

Register
    `open_register`, `Register`: every table at once, as known on a day; `open_earlier`: as it stood a month before.
    `for_borough` keeps one borough's rows.
Metrics
    `adoption`, `challenges`, `changes`, `concentration`, `coverage`, `dependence`, `evaluation`, `lock_in`, `market`,
    `opportunities`, `peers`, `prices`, `reality`, `renewals`, `resources`, `satisfaction`, `skills`: register in, tidy frame
    out, each figure with its n, coverage, interval and bounds. `groups` puts beside each supplier the group it belonged
    to on a day.
Shown
    `charts` and `tables` turn frames into what any document shows; `pages` holds what each document shows, a package each.
    `display` makes an analyst's own frames and figures in a notebook look and read like ours.
"""

from __future__ import annotations

import importlib
import sys
from typing import TYPE_CHECKING, Any

from citytools_analysis.surface import only_public

if TYPE_CHECKING:
    from citytools_analysis import charts, display, pages, tables
    from citytools_analysis.earlier import open_earlier
    from citytools_analysis.metrics import (
        adoption,
        challenges,
        changes,
        concentration,
        coverage,
        dependence,
        evaluation,
        groups,
        lock_in,
        market,
        opportunities,
        peers,
        prices,
        reality,
        renewals,
        resources,
        satisfaction,
        skills,
    )
    from citytools_analysis.register import Register, open_register
    from citytools_analysis.selection import for_borough

__all__ = [
    "Register",
    "adoption",
    "challenges",
    "changes",
    "charts",
    "concentration",
    "coverage",
    "dependence",
    "display",
    "evaluation",
    "for_borough",
    "groups",
    "lock_in",
    "market",
    "open_earlier",
    "open_register",
    "opportunities",
    "pages",
    "peers",
    "prices",
    "reality",
    "renewals",
    "resources",
    "satisfaction",
    "skills",
    "tables",
]

# Each name is imported when it is first used: `citytools --help` need not wait for pandas and Matplotlib.
_FOUND_IN = {
    "Register": "register:Register",
    "adoption": "metrics.adoption",
    "challenges": "metrics.challenges",
    "changes": "metrics.changes",
    "charts": "charts",
    "concentration": "metrics.concentration",
    "coverage": "metrics.coverage",
    "dependence": "metrics.dependence",
    "display": "display",
    "evaluation": "metrics.evaluation",
    "for_borough": "selection:for_borough",
    "groups": "metrics.groups",
    "lock_in": "metrics.lock_in",
    "market": "metrics.market",
    "open_earlier": "earlier:open_earlier",
    "open_register": "register:open_register",
    "opportunities": "metrics.opportunities",
    "pages": "pages",
    "peers": "metrics.peers",
    "prices": "metrics.prices",
    "reality": "metrics.reality",
    "renewals": "metrics.renewals",
    "resources": "metrics.resources",
    "satisfaction": "metrics.satisfaction",
    "skills": "metrics.skills",
    "tables": "tables",
}


def __getattr__(name: str) -> Any:
    """Import a public name."""
    if name not in _FOUND_IN:
        message = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(message)
    module, _, attribute = _FOUND_IN[name].partition(":")
    found = importlib.import_module(f"{__name__}.{module}")
    return getattr(found, attribute) if attribute else only_public(found)


def __dir__() -> list[str]:
    """List the public names, for completion."""
    return __all__


if "IPython" in sys.modules:  # in a notebook an analyst's own frames and figures are to look and read like ours
    from citytools_analysis.display import enable

    enable()
