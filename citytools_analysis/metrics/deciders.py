"""Who decides: boroughs that share a service are one decision-maker."""

from __future__ import annotations

from datetime import date

import pandas as pd

from citytools_analysis.metrics.days import as_days
from citytools_analysis.register import Register


def decision_makers(register: Register, *, on: date | None = None) -> pd.Series:
    """
    Give each borough's decision-maker.

    Parameters
    ----------
    register
        The register.
    on
        The day the question is about; the register's `as_of` if not given.

    Returns
    -------
    decision_maker
        Indexed by `borough_id`: the first borough id, by the alphabet, among those it shares a service with on that
        day, itself if it shares none. Only shared services recorded with high or medium confidence count; two services
        with a borough in common make one decision-maker.

    Examples
    --------
    >>> makers = decision_makers(Register.from_tables({}, as_of=date(2026, 11, 23)))
    >>> makers["camden"], len(makers)
    ('camden', 33)
    """
    shared = _in_force(register.reference.shared_services, pd.Timestamp(on or register.as_of))
    makers = {borough: borough for borough in register.boroughs["borough_id"]}
    for _, members in shared.groupby("shared_service_id")["borough_id"]:
        groups = {makers[borough] for borough in members if borough in makers}
        makers = {borough: min(groups) if maker in groups else maker for borough, maker in makers.items()}
    return pd.Series(makers, name="decision_maker", dtype="str").rename_axis("borough_id")


def _in_force(services: pd.DataFrame, day: pd.Timestamp) -> pd.DataFrame:
    begins, ends = as_days(services["valid_from"]), as_days(services["valid_to"])
    is_sure = services["confidence"].isin(["high", "medium"])
    return services[is_sure & ~(begins > day) & ~(ends < day)]
