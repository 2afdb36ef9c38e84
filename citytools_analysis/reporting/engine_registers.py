"""The register that all reports of a build open: read once by each process of the pool, and found open by its notebooks."""

from __future__ import annotations

import contextlib
import importlib
from collections.abc import Callable, Mapping
from datetime import date
from functools import partial, wraps
from pathlib import Path
from typing import Any

from citytools_analysis.metrics.adoption import in_use
from citytools_analysis.metrics.allocations import main_functions, parties
from citytools_analysis.metrics.challenges import published_records, shared_problems
from citytools_analysis.metrics.coverage import by_borough
from citytools_analysis.metrics.credits import supplier_credits
from citytools_analysis.metrics.dependence import by_borough as dependence
from citytools_analysis.metrics.opportunities import find
from citytools_analysis.metrics.peers.positions import figures
from citytools_analysis.metrics.renewals import decisions
from citytools_analysis.metrics.terms import contract_terms
from citytools_analysis.register import Register, open_register
from citytools_analysis.register_tables import RegisterTables, TableView
from citytools_analysis.reporting.engine_start import is_of_the_pool

_OF_ALL_LONDON: tuple[Callable[[Register], object], ...] = (
    contract_terms, in_use, parties, main_functions, supplier_credits, decisions, by_borough, published_records,
    shared_problems, find, partial(find, with_options=False), partial(dependence, basis="contracts"),
    figures,
)  # fmt: skip
_open: dict[tuple[str, str], Register] = {}


def read_ahead(values: Mapping[str, str]) -> None:
    """
    Read the register a notebook will open, with the frames that are made from it alone; only in a process of the pool.

    Parameters
    ----------
    values
        What the notebook is run with; its `register` and `as_of` are looked at.

    Examples
    --------
    >>> read_ahead({"register": "no-such-folder", "as_of": "2026-11-23"})
    """
    key = values.get("register", ""), values.get("as_of", "")
    if not is_of_the_pool() or key in _open:
        return
    _open.clear()
    with contextlib.suppress(Exception):  # the notebook will meet it, too, and its cell will be named
        register = open_register(key[0], as_of=key[1])
        for name, view in vars(RegisterTables).items():
            if isinstance(view, TableView):
                getattr(register, name)
        for make in _OF_ALL_LONDON:
            make(register)
        _open[key] = register


def offer_what_is_open() -> None:
    """
    Let `open_register` give, in this process, the register that the process it was copied from has read.

    Examples
    --------
    >>> offer_what_is_open()
    """
    if _open:
        module: Any = importlib.import_module(open_register.__module__)
        module.open_register = _opened


@wraps(open_register)
def _opened(folder: str | Path, *, as_of: str | date | None = None, snapshot: str | None = None) -> Register:
    kept = None if snapshot else _open.get((str(folder), str(as_of)))
    return kept if kept is not None else open_register(folder, as_of=as_of, snapshot=snapshot)
