"""Decisions of people about single notices: each must still fit what is published, or it is said where it does not."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pandas as pd

from citytools_analysis.errors import Issue
from citytools_analysis.reference import Reference

_NOTICES = {"ocds", "contracts_finder"}  # kinds of source that hold notices; no other makes a decision stale
_MEND = "Look at the notice again, and correct or delete the row."


def check_decisions(tables: Mapping[str, pd.DataFrame], reference: Reference) -> Iterator[Issue]:
    """
    Find reviewed decisions about notices that no longer apply.

    Parameters
    ----------
    tables
        Every table of a register.
    reference
        The reference; its `notice_decisions` is read.

    Yields
    ------
    issue
        One a row whose process the register has met, and which decided nothing about it: the buyer or the process is
        another by now. Rows about processes that were not met wait; a fact about a process is no notice of it.

    Examples
    --------
    >>> from dataclasses import replace
    >>> from citytools_analysis.reference import load_reference
    >>> row = {"ocid": "ocds-1", "borough_id": "merton", "decision": "keep", "to_borough_id": None, "line": "line 2"}
    >>> reference = replace(load_reference(), notice_decisions=pd.DataFrame([row]))
    >>> none = pd.DataFrame({"source_id": [], "record": [], "reason": []})
    >>> tables = {"sources": pd.DataFrame({"source_id": ["n"], "source_kind": ["ocds"]}), "left_out": none, "quarantine": none,
    ...           "notices": pd.DataFrame({"ocid": ["ocds-1"], "borough_id": ["sutton"], "source_id": ["n"]})}
    >>> print(*check_decisions(tables, reference))
    notice_decisions.csv, line 2: this decision about ocds-1 and merton no longer applies: it is published for sutton. Look at the notice again, and correct or delete the row.
    """
    kept = tables["notices"].groupby("ocid")["borough_id"].agg(set).to_dict()
    left, aside = _of_notices(tables, "left_out"), _of_notices(tables, "quarantine")
    excluded = set(left.loc[left["reason"] == "reviewed_exclusion", "record"].dropna())
    met = {*kept, *left["record"].dropna(), *aside["record"].dropna()}
    for row in reference.notice_decisions.to_dict("records"):
        decision = {str(name): None if pd.isna(value) else value for name, value in row.items()}
        ocid = str(decision["ocid"])
        if ocid in met and not _applies(decision, kept.get(ocid, set()), is_excluded=ocid in excluded):
            about = " and ".join(filter(None, [ocid, decision["borough_id"]]))
            found = " and ".join(sorted(kept.get(ocid, set())))
            now = f"it is published for {found}" if found else "the notice is left out for another reason"
            what = f"this decision about {about} no longer applies: {now}"
            yield Issue("notice_decisions.csv", str(decision.get("line") or ""), what, _MEND, "stale decision")


def _of_notices(tables: Mapping[str, pd.DataFrame], name: str) -> pd.DataFrame:
    sources, frame = tables["sources"], tables[name]
    return frame[frame["source_id"].isin(sources.loc[sources["source_kind"].isin(_NOTICES), "source_id"])]


def _applies(decision: Mapping[str, Any], boroughs: set[str], *, is_excluded: bool) -> bool:
    if decision["decision"] == "leave_out":
        return is_excluded
    wanted = decision.get("to_borough_id") if decision["decision"] == "move" else decision["borough_id"]
    return wanted in boroughs if wanted else bool(boroughs)
