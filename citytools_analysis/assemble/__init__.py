"""Clean entry rows to rows of the register's tables, each with its source; every name that fits nowhere is an issue."""

from __future__ import annotations

from citytools_analysis.assemble.assembly import Assembly
from citytools_analysis.assemble.contracts import add_contracts, add_notices
from citytools_analysis.assemble.published import add_performance, add_spend
from citytools_analysis.assemble.several import add_contract_suppliers
from citytools_analysis.assemble.survey import add_survey
from citytools_analysis.assemble.systems import add_deployments
from citytools_analysis.clean import Cleaned
from citytools_analysis.resolve import Names

__all__ = ["Assembly", "assemble"]


def assemble(cleaned: Cleaned, *, names: Names, source_id: str) -> Assembly:
    """
    Make register rows of a cleaned file.

    Parameters
    ----------
    cleaned
        The file, cleaned.
    names
        The reviewed names.
    source_id
        Id of the file as a source.

    Returns
    -------
    assembly
        `rows` by register table, and `issues` for names that fit nowhere.

    Examples
    --------
    >>> import pandas as pd
    >>> from citytools_analysis.clean import clean
    >>> from citytools_analysis.reference import load_reference
    >>> from citytools_analysis.sources.reading import Reading
    >>> raw = pd.DataFrame({"borough": ["Camden"], "function": ["REV01"], "system": ["Thing"], "where_row": ["2"]})
    >>> cleaned = clean(Reading("a.csv", "facts", "00", "a.csv", {"systems": raw}))
    >>> list(assemble(cleaned, names=Names(load_reference()), source_id="s1").rows)
    ['mentions', 'systems', 'deployments']
    """
    assembly = Assembly(cleaned, names, source_id)
    steps = (
        add_deployments,
        add_contracts,
        add_contract_suppliers,
        add_notices,
        add_survey,
        add_spend,
        add_performance,
    )
    for step in steps:
        step(assembly)
    return assembly
