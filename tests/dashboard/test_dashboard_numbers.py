"""The numbers on the dashboard are those the library computes on the same filter."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd
import pytest

from citytools_analysis.metrics import adoption, concentration, coverage, opportunities, renewals
from citytools_analysis.metrics.adoption.answers import answers, boroughs_known
from citytools_analysis.metrics.allocations import parties
from citytools_analysis.metrics.terms import contract_terms
from citytools_analysis.register import Register
from citytools_analysis.reporting.dashboard.lines import find_lines

Open = Callable[..., Any]
EDITIONS = ("members", "public")


def rows_of(page: Any, selector: str) -> list[list[str]]:
    script = "(table) => [...table.tBodies[0].rows].map((row) => [...row.cells].map((cell) => cell.textContent.trim()))"
    return page.locator(f"{selector} table").evaluate(script)


def timeline_of(page: Any, column: int = 1) -> dict[str, int]:
    if not page.locator("#timeline-rows table").count():
        page.locator("#timeline-data summary").click()
        page.wait_for_selector("#timeline-rows table")
    return {row[0]: int(row[column].replace(",", "")) for row in rows_of(page, "#timeline-rows")}


def cover_of(page: Any) -> list[int]:
    texts = page.locator("#coverage li").all_text_contents()
    return [int(text.split(" ")[0].replace(",", "")) for text in texts]


@pytest.mark.parametrize("edition", EDITIONS)
def test_who_uses_each_system_is_what_adoption_says(opened: Open, request: pytest.FixtureRequest, edition: str) -> None:
    register: Register = request.getfixturevalue(edition)
    uses = adoption.in_use(register)
    known = uses[uses["system_state"].eq("known") & uses["system_id"].notna()]
    expected = known.groupby(["system_id", "system"])["borough_id"].nunique().reset_index()
    page = opened(edition)
    if page.locator("#systems-more").is_visible():
        page.locator("#systems-more").click()
    shown = sorted((row[0].partition(" (")[0], int(row[1])) for row in rows_of(page, "#systems-table"))
    assert shown == sorted(zip(expected["system"], expected["borough_id"], strict=True))


@pytest.mark.parametrize("view", ["operating_group", "as_reported"])
def test_suppliers_are_counted_as_their_footprint(opened: Open, members: Register, view: Any) -> None:
    told = concentration.footprint(members, view=view)
    told = told[~told["is_withheld"].astype("bool")]
    page = opened("members", "" if view == "operating_group" else "suppliers=as_reported")
    if page.locator("#suppliers-more").is_visible():
        page.locator("#suppliers-more").click()
    shown = {row[0]: (int(row[1]), int(row[3])) for row in rows_of(page, "#suppliers-table")}
    expected = {row["supplier"]: (int(row["n_boroughs"]), int(row["n_functions"])) for row in told.to_dict("records")}
    assert {name: shown[name] for name in expected} == expected


@pytest.mark.parametrize("edition", EDITIONS)
def test_the_timeline_is_the_renewal_calendar(opened: Open, request: pytest.FixtureRequest, edition: str) -> None:
    calendar = renewals.calendar(request.getfixturevalue(edition), months=36)
    shown = timeline_of(opened(edition))
    quarters = calendar[calendar["kind"].eq("quarter")]
    assert [shown[name] for name in quarters["period"]] == quarters["n_contracts"].tolist()
    own = calendar.set_index("kind")["n_contracts"]
    assert shown["expired, still in use"] == own["expired in use"]
    assert shown["rolling"] == own["rolling"]
    assert shown["end unknown"] + shown["end withheld"] + shown["no end applies"] == own["unknown"]


def test_the_timeline_with_options_is_the_renewal_profile(opened: Open, members: Register) -> None:
    profile = renewals.profile(members, months=36)
    latest = profile[profile["series"].eq("latest_end") & profile["kind"].eq("quarter")]
    expected = latest.groupby("period")["n_contracts"].sum()
    shown = timeline_of(opened("members"), 2)
    assert {name: shown[name] for name in expected.index} == expected.to_dict()


def test_the_timeline_of_a_service_area_counts_its_contracts_once(opened: Open, members: Register) -> None:
    terms = contract_terms(members)
    areas = members.functions.set_index("function_code")["area_code"]
    served = parties(members)
    ids = set(served.loc[served["function_code"].map(areas).eq("HSG"), "contract_id"])
    live = terms[terms["contract_id"].isin(ids) & terms["standing"].eq("live")]
    shown = timeline_of(opened("members", "area=HSG"))
    words = {"expired, still in use", "rolling", "end unknown", "end withheld", "no end applies"}
    assert sum(count for name, count in shown.items() if name not in words) == len(live)


@pytest.mark.parametrize("edition", EDITIONS)
def test_coverage_of_a_function_is_boroughs_known(opened: Open, request: pytest.FixtureRequest, edition: str) -> None:
    register: Register = request.getfixturevalue(edition)
    uses = adoption.in_use(register)
    counts = boroughs_known(uses, answers(uses, register), len(register.boroughs))
    for function in counts.index[[0, 20, 50]]:
        page = opened(edition, f"function={function}")
        text = page.locator("#coverage li").nth(1).text_content()
        assert text.startswith(f"{counts.loc[function, 'n']} of {counts.loc[function, 'n_of']} boroughs"), function


def test_a_system_within_a_function_has_its_installed_base(opened: Open, members: Register) -> None:
    base = adoption.installed_base(members).dropna(subset="system_id").sort_values("value", ascending=False).iloc[0]
    page = opened("members", f"function={base['function_code']}&system={base['system_id']}")
    assert (
        page.locator('#map [data-look="known"]').count() - page.locator('#map .swatch[data-look="known"]').count()
        == base["value"]
    )
    assert rows_of(page, "#systems-table")[0][:2] == [base["system"], str(int(base["value"]))]


def test_of_a_system_alone_coverage_is_that_of_its_function(opened: Open, members: Register) -> None:
    base = adoption.installed_base(members).dropna(subset="system_id")
    alone = base.groupby("system_id").filter(lambda rows: len(rows) == 1).sort_values("value", ascending=False)
    for row in alone.head(3).to_dict("records"):
        page = opened("members", f"system={row['system_id']}")
        text = page.locator("#coverage li").nth(1).text_content()
        assert text.startswith(f"{row['n']} of {row['n_of']} boroughs"), row["system"]
        assert page.locator('#map button[data-look="known"]').count() == row["value"]


def test_a_cell_of_the_matrix_counts_the_systems_in_use(opened: Open, members: Register) -> None:
    uses = adoption.in_use(members)
    known = uses[uses["system_state"].eq("known")]
    areas = members.functions.drop_duplicates("area_code")["area"].tolist()
    expected = known.groupby(["borough", "area"]).size()
    page = opened("members")
    for row in rows_of(page, "#matrix"):
        for area, text in zip(areas, row[1:], strict=False):
            if text.isdigit():
                assert int(text) == expected[row[0], area], (row[0], area)
    assert int(page.locator("#matrix-finding").text_content().split(" ")[0]) == len(known)


def test_groups_that_could_buy_together_are_those_found(opened: Open, members: Register, public: Register) -> None:
    ranked = opportunities.ranked(members)
    page = opened("members")
    assert page.locator("#together-finding").text_content().startswith(f"{len(ranked)} groups")
    assert rows_of(page, "#together")[0][0] == ranked.iloc[0]["function"]
    pipeline = opportunities.pipeline(public)
    shown = pipeline[~pipeline["is_withheld"].astype("bool")]
    page = opened("public")
    page.locator("#together-more").click()
    assert {row[0]: int(row[1]) for row in rows_of(page, "#together")} == {
        row["function"]: int(row["value"]) for row in shown.to_dict("records")
    }


def test_how_much_is_known_of_each_borough_is_its_coverage(opened: Open, members: Register) -> None:
    told = coverage.by_borough(members).set_index("borough_id")["n_functions_known"]
    page = opened("members", "map=coverage")
    shown = page.locator("#map button").evaluate_all(
        "(tiles) => Object.fromEntries(tiles.map((tile) => [tile.dataset.borough, tile.querySelector('.tile-count').textContent]))"
    )
    assert shown == {borough: f"{n}/90" if n else "?" for borough, n in told.items()}


def test_every_slicer_leaves_the_lines_that_python_leaves(opened: Open, members: Register) -> None:
    found = find_lines(members)
    lines = found.lines.reset_index(drop=True)
    contracts = found.contracts
    of = lines["contract"].where(lines["contract"] >= 0)
    standing, route, end = (of.map(contracts[name]) for name in ("standing", "route", "first_end_date"))
    area = lines["function_code"].map(members.functions.set_index("function_code")["area_code"])
    first, last = pd.Timestamp("2027-01-01"), pd.Timestamp("2027-12-31")
    cases = {
        "borough=camden,brent": lines["borough_id"].isin(["camden", "brent"]), "area=HSG": area.eq("HSG"),
        "function=HSG01": lines["function_code"].eq("HSG01"), "system=larkspur-adults": lines["system_id"].eq("larkspur-adults"),
        "system=~none": lines["state"].eq("none"), "supplier=aldwych": lines["group_id"].eq("aldwych"),
        "suppliers=as_reported&supplier=aldwych": lines["supplier_id"].eq("aldwych"), "status=live": standing.eq("live"),
        "status=~no_contract": of.isna(), "route=direct%20award": route.eq("direct award"),
        "hosting=on_premises": lines["hosting"].eq("on_premises"), "from=2027-01-01&to=2027-12-31": end.between(first, last),
        "area=HSG&status=live&borough=camden": area.eq("HSG") & standing.eq("live") & lines["borough_id"].eq("camden"),
    }  # fmt: skip
    page = opened("members")
    for state, is_in in cases.items():
        page.evaluate("(state) => { location.hash = state; }", state)
        page.wait_for_function(
            "(n) => document.querySelector('#coverage li').textContent.split(' ')[0].replaceAll(',', '') === n",
            arg=str(int(is_in.sum())),
            timeout=3000,
        )
        assert page.locator("#ignored").is_hidden(), state


def test_each_list_counts_under_all_other_filters(opened: Open, members: Register) -> None:
    found = find_lines(members)
    lines = found.lines
    area = lines["function_code"].map(members.functions.set_index("function_code")["area_code"])
    standing = lines["contract"].where(lines["contract"] >= 0).map(found.contracts["standing"])
    names = members.boroughs.set_index("borough_id")["borough"]
    expected = lines[area.eq("HSG") & standing.eq("live")]["borough_id"].map(names).value_counts().to_dict()
    page = opened("members", "area=HSG&status=live&borough=camden")
    page.locator("#slicer-borough summary").click()
    page.wait_for_selector("#slicer-borough .options label")
    labels = page.locator("#slicer-borough .options label")
    shown = labels.evaluate_all(
        "(all) => all.map((one) => [one.querySelector('bdi').textContent, Number(one.querySelector('.count').textContent)])"
    )
    assert {name: count for name, count in shown if count} == expected


def test_the_map_says_each_answer_in_words(opened: Open, members: Register) -> None:
    uses = adoption.in_use(members)
    system = uses.loc[uses["system"].eq("Kilnstone Office")].iloc[0]
    answers_of = uses[uses["function_code"].eq(system["function_code"])]
    page = opened("members", f"system={system['system_id']}&function={system['function_code']}")
    page.locator("#map-data summary").click()
    page.wait_for_selector("#map-rows tbody")
    told = dict(rows_of(page, "#map-rows"))
    for borough, rows in answers_of.groupby("borough"):
        if rows["system_id"].eq(system["system_id"]).any():
            assert told[borough].endswith("in the selection"), borough
        elif rows["system_state"].eq("in_house").all():
            assert told[borough] == "in-house", borough
    unheard = set(members.boroughs["borough"]) - set(answers_of["borough"])
    assert unheard
    assert {told[borough] for borough in unheard} == {"unknown, nothing is known"}
