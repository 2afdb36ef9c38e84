"""Who gets which report: everyone, or those named; a report about the whole is narrowed, not left out, where it is named."""

from __future__ import annotations

from pathlib import Path

import pytest

from citytools_analysis.disclosure import make_edition
from citytools_analysis.errors import CityToolsError
from citytools_analysis.metrics.given_assumptions import with_assumptions
from citytools_analysis.register import Register
from citytools_analysis.reporting.plan import Asked, plan
from citytools_analysis.reporting.report import GROUPS, Parameter, Report
from citytools_analysis.reporting.subjects import subjects_told


def report(group: str | None = None, *lists: str, editions: tuple[str, ...] = ()) -> Report:
    names = ("register", "as_of", *([group] if group else []), *lists)
    parameters = tuple(Parameter(name, "''") for name in names)
    name = group or "whole"
    return Report(name, Path(f"{name}.ipynb"), name.title(), name.replace("_", "-"), group, parameters, editions)


def test_suppliers_and_systems_are_told_unasked_where_two_boroughs_have_them(worked: Register) -> None:
    # tests/tiny: Ash, Beech, Cedar and Elm run Alder Tax; Fir left Elder Lib, which leaves Ash alone
    told = subjects_told(worked, "system")
    assert "alder-tax" in told
    assert "elder-lib" not in told
    [task] = plan([report("system")], worked, Asked({"system": ["Elder Lib"]}))
    assert (task.subject, task.label) == ("elder-lib", "Elder Lib")


@pytest.mark.parametrize("group", GROUPS)
def test_naming_someone_leaves_out_reports_about_somebody_else(worked: Register, group: str) -> None:
    one = next(iter(subjects_told(worked, group)))
    every = [report(), *(report(name) for name in GROUPS)]
    assert [task.id for task in plan(every, worked, Asked({group: [one]}))] == [f"{group}/{one}"]


def test_a_report_that_is_named_is_never_passed_over_in_silence(worked: Register) -> None:
    asked = Asked({"borough": ["ash"]}, is_by_name=True)
    with pytest.raises(
        CityToolsError, match=r"Not about a borough: whole, system\. Build that in a command of its own\."
    ):
        plan([report(), report("borough"), report("system")], worked, asked)
    public = report("borough", editions=("public",))
    members = make_edition(worked, edition="members")
    with pytest.raises(CityToolsError, match=r"Not made for the members edition: borough\. Add --edition public\."):
        plan([report(), public], members, Asked(is_by_name=True))
    assert [task.id for task in plan([report(), public], members)] == ["whole"]


def test_a_report_that_is_named_is_narrowed_to_the_list_and_keeps_apart_from_the_whole(worked: Register) -> None:
    whole = report(None, "boroughs", "service_areas")
    [narrow] = plan([whole], worked, Asked({"borough": ["beech", "ash"]}, is_by_name=True))
    [every] = plan([whole], worked)
    assert narrow.parameters == {"as_of": "2026-11-23", "boroughs": "beech,ash", "service_areas": ""}
    assert every.parameters == {"as_of": "2026-11-23", "boroughs": "", "service_areas": ""}
    assert len({narrow.id, every.id}) == len({narrow.stem, every.stem}) == 2
    assert narrow.label == "London: beech, ash"
    assert [task.id for task in plan([whole, report("borough")], worked, Asked({"borough": ["ash"]}))] == [
        "borough/ash"
    ]


def test_a_report_for_one_edition_is_left_out_of_the_other_and_said_where_it_was_all_that_was_asked(
    worked: Register,
) -> None:
    members, public = (make_edition(worked, edition=name) for name in ("members", "public"))
    only = report(editions=("public",))
    assert [task.id for task in plan([only], public)] == ["whole"]
    assert [task.report.name for task in plan([only, report("borough")], members)][:1] == ["borough"]
    with pytest.raises(CityToolsError, match=r"Not made for the members edition: whole. Add --edition public."):
        plan([only], members)


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        (Asked({"supplier": ["aldr"]}), "Unknown supplier 'aldr'. Did you mean 'alder'?"),
        (Asked({"service_area": ["HSH"]}), "Unknown service area 'HSH'. Did you mean 'HSG'?"),
        (Asked({"system": ["alder-tax"]}), "No report is about a system among: whole."),
        (Asked(assumptions=["discount_rat=1"]), "Did you mean 'discount_rate'?"),
        (Asked(assumptions=["discount_rate=much"]), "Write discount_rate=VALUE or discount_rate=LOW/CENTRAL/HIGH"),
        (Asked(assumptions=["discount_rate=3/2/1"]), "with finite numbers that rise"),
        (Asked(assumptions=["discount_rate=nan"]), "with finite numbers that rise"),
        (Asked(assumptions=["discount_rate=1"]), "None of these reports takes assumptions."),
    ],
)
def test_what_cannot_be_meant_is_said_before_anything_starts(worked: Register, asked: Asked, message: str) -> None:
    with pytest.raises(CityToolsError) as raised:
        plan([report()], worked, asked)
    assert message in str(raised.value)


def test_assumptions_given_reach_the_report_and_change_only_themselves(worked: Register) -> None:
    taking = report(None, "assumptions")
    [task] = plan([taking], worked, Asked(assumptions=["discount_rate = 0.05", "steward_rate=1/2/3"]))
    assert task.parameters["assumptions"] == "discount_rate=0.05,steward_rate=1/2/3"
    before = worked.reference.assumptions.set_index("assumption_id")
    after = with_assumptions(worked, task.parameters["assumptions"]).reference.assumptions.set_index("assumption_id")
    assert after.loc["steward_rate", ["low", "central", "high"]].tolist() == [1, 2, 3]
    assert after.loc["discount_rate", ["low", "central", "high"]].tolist() == [0.05] * 3
    others = before.index.difference(["steward_rate", "discount_rate"])
    assert after.loc[others].equals(before.loc[others])
    assert worked.reference.assumptions.set_index("assumption_id").equals(before)
