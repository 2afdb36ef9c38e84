"""What the document on joint procurement draws on: the opportunities of London or of a part of it, each frame once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import pandas as pd

from citytools_analysis.errors import UnknownNameError
from citytools_analysis.metrics import opportunities, renewals
from citytools_analysis.metrics.given_assumptions import with_assumptions
from citytools_analysis.metrics.opportunities import Opportunities, Worth
from citytools_analysis.register import Register


@dataclass(frozen=True, eq=False)
class Joint:
    """
    The opportunities that a document is about, and the frames it shows.

    Parameters
    ----------
    register
        The register, with the assumptions given.
    borough_ids, area_codes
        What the document is narrowed to; empty for all.
    every
        What `opportunities.find` gives for all London.
    found
        The same, narrowed.
    worth
        What `opportunities.worth` gives for `found`; withheld in a public edition.
    ranked
        The first set of each function in the order of `opportunities.ranked`, with its columns, those of `worth.sets` (`rank`
        as `worth_rank`) and of `found.sets`, the service area, and `n_starts`, the number of the function's sets; empty in a
        public edition.
    pipeline
        What `opportunities.pipeline` gives, narrowed to the service areas.
    decisions
        What `renewals.decisions` gives, narrowed to the service areas.

    Examples
    --------
    >>> from datetime import date
    >>> here = about(Register.from_tables({}, as_of=date(2026, 11, 23)))
    >>> here.ranked.empty, here.is_narrowed
    (True, False)
    """

    register: Register
    borough_ids: tuple[str, ...]
    area_codes: tuple[str, ...]
    every: Opportunities
    found: Opportunities
    worth: Worth
    ranked: pd.DataFrame
    pipeline: pd.DataFrame
    decisions: pd.DataFrame

    @property
    def names(self) -> dict[str, str]:
        """Names of all boroughs by id."""
        return dict(zip(self.register.boroughs["borough_id"], self.register.boroughs["borough"], strict=True))

    @property
    def areas(self) -> dict[str, str]:
        """Names of all service areas by code."""
        return dict(zip(self.register.functions["area_code"], self.register.functions["area"], strict=True))

    @property
    def is_public(self) -> bool:
        """Whether the edition is the public one, in which nobody is named as a possible partner."""
        return self.register.info.edition == "public"

    @property
    def is_narrowed(self) -> bool:
        """Whether it is about a part of London or some service areas only."""
        return bool(self.borough_ids or self.area_codes)


def about(
    register: Register,
    boroughs: str | Sequence[str] = "",
    service_areas: str | Sequence[str] = "",
    assumptions: str | Sequence[str] = "",
) -> Joint:
    """
    Compute what a document on joint procurement draws on.

    Parameters
    ----------
    register
        The register.
    boroughs
        Ids of boroughs, separated by commas or as a list: only opportunities with one of them; empty for all.
    service_areas
        Codes of service areas, likewise.
    assumptions
        `name=value` or `name=low/central/high`, likewise: they stand in for the reviewed ones.

    Returns
    -------
    joint
        Its frames.

    Raises
    ------
    UnknownNameError, WrongUsageError
        If a borough, a service area or an assumption does not exist, or an assumption cannot take its figures.

    Examples
    --------
    >>> from datetime import date
    >>> register = Register.from_tables({}, as_of=date(2026, 11, 23))
    >>> about(register, boroughs="brent, camden").borough_ids
    ('brent', 'camden')
    """
    given = with_assumptions(register, ",".join(_listed(assumptions)))
    borough_ids, area_codes = _listed(boroughs), tuple(code.upper() for code in _listed(service_areas))
    _refuse_unknown("borough", borough_ids, register.boroughs["borough_id"], "boroughs")
    _refuse_unknown("service area", area_codes, register.functions["area_code"], "functions")
    every = opportunities.find(given)
    found = narrowed(every, borough_ids, area_codes)
    worth = opportunities.worth(given, found=found)
    decisions, pipeline = renewals.decisions(given), opportunities.pipeline(given)
    if area_codes:
        decisions = decisions[decisions["area_code"].isin(area_codes)].reset_index(drop=True)
        pipeline = pipeline[pipeline["area_code"].isin(area_codes)].reset_index(drop=True)
    return Joint(given, borough_ids, area_codes, every, found, worth, _first(found, worth), pipeline, decisions)


def narrowed(found: Opportunities, borough_ids: Sequence[str], area_codes: Sequence[str]) -> Opportunities:
    """
    Keep the opportunities that some boroughs are in, for functions of some service areas.

    Parameters
    ----------
    found
        What `opportunities.find` gave.
    borough_ids
        At least one of these is a member; empty for any.
    area_codes
        The service areas; empty for any.

    Returns
    -------
    opportunities
        Its sets with all their members; what was left out is kept whole.

    Examples
    --------
    >>> from datetime import date
    >>> found = opportunities.find(Register.from_tables({}, as_of=date(2026, 11, 23)))
    >>> narrowed(found, ["camden"], ["HSG"]).sets.empty
    True
    """
    functions, kept = found.register.functions, pd.Series(data=True, index=found.sets.index, dtype="bool")
    if area_codes:
        codes = functions.loc[functions["area_code"].isin(area_codes), "function_code"]
        kept &= found.sets["function_code"].isin(codes)
    if borough_ids:
        members = found.members
        own = members.loc[members["borough_id"].isin(borough_ids), "opportunity_id"]
        kept &= found.sets["opportunity_id"].isin(own)
    mask = kept.to_numpy(dtype=bool)
    return replace(found, sets=found.sets[mask].reset_index(drop=True), numbers=found.numbers[mask])


def _listed(value: str | Sequence[str]) -> tuple[str, ...]:
    parts = value.split(",") if isinstance(value, str) else value
    return tuple(dict.fromkeys(part.strip() for part in parts if part.strip()))


def _refuse_unknown(kind: str, given: Sequence[str], known: pd.Series[str], table: str) -> None:
    for name in given:
        if name not in set(known):
            raise UnknownNameError(kind, name, list(known.unique()), f"See data/reference/{table}.csv.")


def _first(found: Opportunities, worth: Worth) -> pd.DataFrame:
    """Keep the first set of each function: the others of the function overlap with it, or come after it."""
    if worth.sets["opportunity_id"].isna().all():  # none, or none to be named
        return found.sets.head(0)
    order = opportunities.ranked(found.register, found=found).drop(columns=["is_withheld", "reason", "as_of"])
    told = order.merge(_beside(worth.sets.rename(columns={"rank": "worth_rank"}), order), on="opportunity_id")
    told = told.merge(_beside(found.sets, told), on="opportunity_id")
    n_starts = told.groupby("function_code")["opportunity_id"].transform("size")
    areas = found.register.functions[["function_code", "area_code", "area"]]
    first = told.assign(n_starts=n_starts).drop_duplicates("function_code").merge(areas, on="function_code", how="left")
    return first.reset_index(drop=True)


def _beside(frame: pd.DataFrame, known: pd.DataFrame) -> pd.DataFrame:
    return frame[["opportunity_id", *(name for name in frame if name not in known)]]
