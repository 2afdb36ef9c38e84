"""What the page for small suppliers rests on."""

from __future__ import annotations

import pandas as pd

from citytools_analysis.pages.sme_market.subject import Market
from citytools_analysis.tables.fragment import Fragment
from citytools_analysis.tables.provenance import rests_on as sources_of

_TABLES = ("contracts", "deployments", "notices")


def rests_on(market: Market) -> Fragment:
    """
    List the sources of the contracts, systems and notices in the register.

    Parameters
    ----------
    market
        The market, as `about` gives it.

    Returns
    -------
    fragment
        The sources, or a callout.

    Examples
    --------
    >>> from citytools_analysis.pages.sme_market.examples import EMPTY
    >>> rests_on(EMPTY).text.splitlines()[-1]
    'No source says anything about this market.'
    """
    ids = pd.concat([market.register.table(name)["source_id"] for name in _TABLES])
    return sources_of(market.register, ids.dropna(), about="this market")
