"""What a person does on the dashboard: choose, ask, open, sort, save, send; by keyboard, and where something is wrong."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from citytools_analysis.metrics import adoption, opportunities
from citytools_analysis.register import Register
from citytools_analysis.reporting.dashboard.lines import find_lines

Open = Callable[..., Any]
SLICERS = ("borough", "area", "function", "system", "supplier", "status", "route", "hosting")


def n_lines(page: Any) -> int:
    return int(page.locator("#coverage li").first.text_content().split(" ")[0].replace(",", ""))


def tab_to(page: Any, element: str) -> None:
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.id || document.activeElement.closest('form')?.id") == element:
            return
    raise AssertionError(f"Tab does not reach {element}")


@pytest.mark.parametrize("name", SLICERS)
def test_each_slicer_leaves_as_many_lines_as_it_says(opened: Open, name: str) -> None:
    page = opened("members")
    before = n_lines(page)
    page.locator(f"#slicer-{name} summary").click()
    option = page.locator(f"#slicer-{name} .options label:not(.is-empty)").first
    expected = int(option.locator(".count").text_content().replace(",", ""))
    option.locator("input").check()
    assert n_lines(page) == expected < before
    assert f"{name}=" in page.evaluate("location.hash")
    others = next(other for other in SLICERS if other != name)
    page.locator(f"#slicer-{others} summary").click()
    page.wait_for_selector(f"#slicer-{others} .options .count")
    counts = page.locator(f"#slicer-{others} .options .count").all_text_contents()
    assert sum(int(count.replace(",", "")) for count in counts) == expected
    page.locator(f"#slicer-{name} button").click()
    assert n_lines(page) == before
    assert page.evaluate("location.hash") == ""


def test_free_text_dates_and_the_supplier_switch_are_filters_too(opened: Open, members: Register) -> None:
    page = opened("members")
    page.locator("#text").fill("housing management")
    page.wait_for_function("() => location.hash.includes('q=')")
    assert 0 < n_lines(page) < 100
    page.locator("#clear").click()
    page.locator("#end-from").fill("2027-01-01")
    page.locator("#end-to").fill("2027-12-31")
    page.locator("#end-to").blur()
    page.wait_for_function("() => location.hash.includes('to=2027-12-31')")
    assert "1 Jan 2027 to 31 Dec 2027" in page.locator("#end-words").text_content()
    page.locator("input[value=as_reported]").check()
    assert "suppliers=as_reported" in page.evaluate("location.hash")
    assert len(members.suppliers) > 0


def test_a_range_drawn_on_the_timeline_is_a_filter(opened: Open) -> None:
    page = opened("members")
    box = page.locator("#timeline svg").bounding_box()
    page.mouse.move(box["x"] + box["width"] * 0.2, box["y"] + 80)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.4, box["y"] + 80, steps=4)
    page.mouse.up()
    assert "from=" in page.evaluate("location.hash")
    assert page.locator("#end-from").input_value() < page.locator("#end-to").input_value()
    assert page.locator("#timeline .brush").is_visible()


def test_who_uses_a_system_takes_two_actions_by_keyboard(opened: Open, members: Register) -> None:
    uses = adoption.in_use(members)
    system = uses.loc[uses["system"].eq("Kilnstone Office"), "system_id"].iloc[0]
    page = opened("members")
    tab_to(page, "question-system")
    page.keyboard.type("Kilnstone O")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "map-title"
    n = uses.loc[uses["system_id"].eq(system), "borough_id"].nunique()
    assert page.locator("#map-finding").text_content().startswith(f"{n} boroughs of 33")
    assert page.locator("#question").text_content() == "Who uses Kilnstone Office?"
    assert f"system={system}" in page.evaluate("location.hash")


def test_what_a_borough_runs_takes_two_actions_by_keyboard(opened: Open, members: Register) -> None:
    page = opened("members")
    tab_to(page, "question-borough")
    page.keyboard.type("Camd")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    uses = adoption.in_use(members)
    n = len(uses[uses["borough_id"].eq("camden") & uses["system_state"].eq("known")])
    assert page.locator("#matrix tbody tr").count() == 1
    assert page.locator("#matrix-finding").text_content().startswith(f"{n} uses")
    assert page.evaluate("document.activeElement.id") == "matrix-title"


def test_where_a_procurement_could_be_shared_takes_one_action_by_keyboard(opened: Open, members: Register) -> None:
    page = opened("members", "area=HSG")
    tab_to(page, "ask-together")
    page.keyboard.press("Enter")
    assert page.locator("#together-finding").text_content().startswith(f"{len(opportunities.ranked(members))} groups")
    assert page.evaluate("document.activeElement.id") == "together-title"


def test_what_ends_soon_and_could_be_bought_with_us_takes_two_actions_by_keyboard(
    opened: Open, members: Register
) -> None:
    page = opened("members")
    tab_to(page, "question-ours")
    page.keyboard.type("Enf")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("location.hash").startswith("#borough=enfield&from=2026-11-23&to=2028-05-23")
    found = find_lines(members)
    lines = found.lines[found.lines["contract"] >= 0]
    end = lines["contract"].map(found.contracts["first_end_date"])
    soon = set(lines.loc[end.between("2026-11-23", "2028-05-23"), "contract"].map(found.contracts["contract_id"]))
    inside = opportunities.find(members).members
    inside = inside[inside["contract_id"].isin(soon)]
    boroughs = inside.groupby("opportunity_id")["borough_id"].agg(set)
    expected = sum("enfield" in one and len(one) > 1 for one in boroughs)
    assert expected > 0
    assert page.locator("#together-finding").text_content().startswith(f"{expected} group")


def test_the_public_edition_answers_the_same_without_names(opened: Open, public: Register) -> None:
    page = opened("public")
    page.locator("#question-ours").select_option(label="Camden")
    page.locator("#ask-ending button").click()
    found = find_lines(public)
    lines = found.lines[(found.lines["contract"] >= 0) & found.lines["borough_id"].eq("camden")]
    soon = lines["contract"].map(found.contracts["first_end_date"]).between("2026-11-23", "2028-05-23")
    pipeline = opportunities.pipeline(public)
    shown = pipeline[~pipeline["is_withheld"].astype("bool")]
    expected = set(shown["function_code"]) & set(lines.loc[soon, "function_code"])
    assert page.locator("#together tbody tr").count() == len(expected) > 0
    assert "members' edition" in page.locator("#together caption").text_content()


def test_a_filter_is_chosen_and_taken_off_by_keyboard_alone(opened: Open) -> None:
    page = opened("members")
    before = n_lines(page)
    page.locator("#slicer-area summary").focus()
    page.keyboard.press("Enter")
    page.wait_for_selector("#slicer-area .options input")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    assert n_lines(page) < before
    assert page.evaluate("document.activeElement.checked")
    page.keyboard.press("Space")
    assert n_lines(page) == before


def test_what_has_the_focus_is_not_under_the_bar_that_stays(opened: Open) -> None:
    page = opened("members", "borough=camden")
    for view in ("map", "systems", "matrix", "lines"):
        page.evaluate("(name) => document.getElementById(`view-${name}`).scrollIntoView()", view)
        top = page.locator(f"#{view}-title").bounding_box()["y"]
        bar = page.locator("#cover").bounding_box()
        assert top >= bar["y"] + bar["height"] - 1 or top > 300, view


def test_the_state_in_an_address_opens_as_it_was_left(opened: Open) -> None:
    state = "borough=camden&status=live&from=2027-01-01&q=a&suppliers=as_reported&columns=borough,system,end&sort=-end&matrix=function"
    page = opened("members", state)
    assert page.evaluate("location.hash.slice(1)") == state
    assert page.locator("#lines thead th").all_text_contents() == ["Borough", "System", "Ends ▼"]
    assert page.locator("#lines thead th").nth(2).get_attribute("aria-sort") == "descending"
    before = n_lines(page)
    page.reload()
    page.wait_for_selector("html[data-ready]")
    assert n_lines(page) == before


def test_nonsense_in_the_address_is_ignored_and_said(opened: Open) -> None:
    page = opened("members", "borough=atlantis,camden&from=2027-99-99&%E0%A4%A&planet=mars&sort=colour&__proto__=1")
    assert "ignored" in page.locator("#ignored").text_content()
    assert "atlantis" in page.locator("#ignored").text_content()
    assert page.evaluate("location.hash") == "#borough=camden"


def test_the_table_sorts_moves_by_arrow_and_opens_a_record(opened: Open) -> None:
    page = opened("members", "borough=camden&status=live")
    page.locator("#lines thead button", has_text="Ends").click()
    assert page.locator("#lines th[aria-sort=ascending]").count() == 1
    assert int(page.locator("#lines table").get_attribute("aria-rowcount")) == n_lines(page) + 1
    assert page.locator("#lines tbody tr").count() < 60
    page.locator("#lines tbody button").first.focus()
    for key in ("ArrowDown", "End", "Home", "ArrowDown"):
        page.keyboard.press(key)
    assert page.evaluate("document.activeElement.dataset.place") == "1"
    page.keyboard.press("Enter")
    page.wait_for_selector("#record dl")
    headings = page.locator("#record h3").all_text_contents()
    assert headings == ["What is used", "Contract", "History", "Sources"]
    assert "Committed end" in page.locator("#record").text_content()
    assert "obtained" in page.locator("#record").text_content()
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.dataset.place") == "1"


def test_the_selection_is_saved_with_the_columns_that_are_shown(opened: Open) -> None:
    page = opened("members", "area=HSG&columns=borough,function,end")
    with page.expect_download() as saving:
        page.locator("#export").click()
    assert saving.value.suggested_filename == "technology-members-2026-11-23-selection.csv"
    text = Path(saving.value.path()).read_text(encoding="utf-8-sig")
    rows = list(csv.reader(io.StringIO(text)))
    assert rows[0] == ["Borough", "Function", "Ends"]
    assert len(rows) == n_lines(page) + 1


def test_columns_are_chosen_and_every_chart_has_its_table_and_words(opened: Open) -> None:
    page = opened("members")
    page.locator(".tools summary").click()
    page.locator("#columns input[value=title]").check()
    assert "Contract title" in page.locator("#lines thead").text_content()
    page.locator("#map-data summary").click()
    page.wait_for_selector("#map-rows tbody")
    assert page.locator("#map-rows tbody tr").count() == 33
    alt = page.locator("#timeline svg[role=img]").get_attribute("aria-label")
    assert "contracts with a known end" in alt


def test_a_tile_and_a_bar_choose_what_they_show(opened: Open) -> None:
    page = opened("members")
    page.locator('#map [data-borough="camden"]').click()
    assert page.locator('#map [data-borough="camden"]').get_attribute("aria-pressed") == "true"
    page.locator("#systems-table button").first.click()
    assert page.evaluate("location.hash").startswith("#borough=camden&system=")


def test_nothing_is_fetched_and_nothing_breaks_the_policy(browser: Any, pages: Path) -> None:
    context = browser.new_context()
    page = context.new_page()
    asked, said = [], []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.goto((pages / "members" / "dashboard.html").as_uri())
    page.wait_for_selector("html[data-drawn]")
    page.locator("#lines tbody button").first.click()
    page.wait_for_selector("#record dl")
    context.close()
    assert said == []
    assert {url for url in asked if not url.startswith("data:font")} == {
        (pages / "members" / "dashboard.html").as_uri()
    }


@pytest.mark.parametrize("edition", ["members", "public"])
def test_without_scripts_the_tables_and_the_reason_are_there(browser: Any, pages: Path, edition: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto((pages / edition / "dashboard.html").as_uri())
    assert page.locator("noscript h2").first.is_visible()
    assert "need a script" in page.locator("noscript p").first.text_content()
    assert page.locator("noscript table").count() > 10
    assert page.locator("#app").is_hidden()
    context.close()


@pytest.mark.parametrize("width", [320, 390, 1366, 2560])
def test_no_width_scrolls_sideways(opened: Open, width: int) -> None:
    page = opened("members")
    page.set_viewport_size({"width": width, "height": 900})
    page.wait_for_timeout(150)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.set_viewport_size({"width": 1366, "height": 900})
