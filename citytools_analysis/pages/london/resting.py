"""The sources of the overview of London."""

from __future__ import annotations

import pandas as pd

from citytools_analysis.pages.london.subject import London
from citytools_analysis.tables.fragment import Fragment
from citytools_analysis.tables.provenance import rests_on as sources_of

_TABLES = ("deployments", "contracts", "ratings", "notices")


def rests_on(london: London) -> Fragment:
    """
    Say which sources the overview comes from.

    Parameters
    ----------
    london
        London, as `about` gives it.

    Returns
    -------
    fragment
        The register, and one row a source with rows about systems, contracts, ratings and notices.

    Examples
    --------
    >>> from citytools_analysis.pages.london.examples import NOTHING
    >>> rests_on(NOTHING).text.splitlines()[-1]
    'No source says anything about London.'
    """
    sources = pd.concat([london.register.table(name)["source_id"] for name in _TABLES]).dropna()
    return sources_of(london.register, sources, about="London")
