"""London at a glance: what is known, how concentrated supply is, and what changed; unknown is never none."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pandas as pd
import pytest
from tiny_world import save_tiny_world, tiny_reference, tiny_tables, worked_register

from citytools_analysis.charts.chart import Chart
from citytools_analysis.disclosure import make_edition
from citytools_analysis.disclosure.earlier import earlier_edition
from citytools_analysis.pages import london as pages
from citytools_analysis.pages.london.changed import cut_days
from citytools_analysis.pages.london.findings import (
    changes_finding,
    few_finding,
    happened_finding,
    known_finding,
    moved_finding,
    supply_finding,
    together_finding,
)
from citytools_analysis.pages.london.subject import London, about
from citytools_analysis.register import Register, open_register
from citytools_analysis.tables.fragment import Fragment

SHOWN = (
    pages.title, pages.key_figures, pages.by_borough, pages.by_area, pages.since_the_cut_before,
    pages.in_the_last_months, pages.suppliers_and_satisfaction, pages.few, pages.moved, pages.effective, pages.by_source,
    pages.map_of_what_is_known, pages.rests_on,
)  # fmt: skip


@pytest.fixture(scope="module")
def register(tmp_path_factory: pytest.TempPathFactory) -> Register:
    """Give the ten authorities as one published source tells them."""
    return open_register(save_tiny_world(tmp_path_factory.mktemp("tiny")), as_of="2026-11-23")


@pytest.fixture(scope="module")
def tiny(register: Register) -> London:
    return about(make_edition(register, edition="members"))


def test_a_borough_of_which_only_unknowns_are_told_is_not_known(tiny: London) -> None:
    # worked_coverage.md, M90: all but maple, 9 of 10
    assert pages.title(tiny).text.splitlines()[-1] == (
        "Something is known of 9 of 10 boroughs: of nine only public facts are held; of one nothing is known."
    )
    lines = pages.by_borough(tiny).text.splitlines()
    assert "9 of 10 boroughs with a record, by all kinds of source" in lines
    assert "Maple no data, which is not none none none known none known no record" in lines


def test_the_grid_of_boroughs_gives_shares_with_their_whole(tiny: London) -> None:
    lines = pages.by_borough(tiny).text.splitlines()
    # worked_coverage.md: Hazel has the end of Planning and of the Housing that ended in 2019, not of Tax; 3 of 4 functions
    assert "Hazel public facts only 6 2 of 3 (67%) 3 of 3 (100%) 1 Jun 2026" in lines
    assert "Ash public facts only 7 3 of 3 (100%) 4 of 4 (100%) 1 Jun 2026" in lines


def test_concentration_is_given_with_its_bounds_and_boroughs_known(tiny: London) -> None:
    text = pages.by_area(tiny).text
    # worked_concentration.md, REV01 by operating group: 7,750 points, 5,200 to 8,200; 8 of 10 known
    assert "Revenues 8 of 10 7 2 100% 100% 7,750 (5,200 to 8,200)" in text
    # PLN as an area has all ten boroughs for its whole: (0.357143 x 9 + 0.9375) / 10; 0.275 + 0.02; (6.25 + 42.25 + 1) / 100
    assert "Planning 8 of 10 5 3 100% 100% 4,152 (2,950 to 4,950)" in text
    assert "withheld: fewer than 8 boroughs are known" in text
    assert text.splitlines()[0] == (
        "Supply is most concentrated in Revenues: as if 1.3 equal suppliers; least in Planning, as if 2.4 equal suppliers; "
        "by 8 of 10 boroughs."
    )


def test_satisfaction_is_not_drawn_of_a_few_points(tiny: London) -> None:
    assert "is not shown: fewer than 10 functions have both figures" in pages.suppliers_and_satisfaction(tiny).html


def test_what_happened_is_listed_with_its_source(tiny: London) -> None:
    text = pages.in_the_last_months(tiny).text
    assert "The register dates one event after 23 Aug 2026: committed end passed (1)." in text
    assert "30 Sep 2026 committed end passed Elm Tax at Elm none facts" in text


def test_without_an_earlier_cut_it_says_so(tiny: London) -> None:
    assert pages.since_the_cut_before(tiny).text == (
        "There is no earlier cut to compare with: every source was obtained on 1 Nov 2026."
    )


def _two_cuts() -> Register:
    contract = {"title": "X" * 80, "borough_id": "brent", "end_state": "known", "is_published": True}
    contracts = [
        contract | {"contract_id": "a", "end_date": "2028-03-31", "source_id": "s1", "confirmed_date": "2026-09-01"},
        contract | {"contract_id": "b", "end_date": "2029-03-31", "source_id": "s2", "confirmed_date": "2026-11-01"},
    ]
    days = {"s1": "2026-09-30", "s2": "2026-11-20"}
    sources = [
        {"source_id": key, "source_kind": "facts", "source_name": key, "file_name": f"{key}.csv", "sha256": key * 32, "retrieved_date": day}
        for key, day in days.items()
    ]  # fmt: skip
    tables = {"contracts": pd.DataFrame(contracts), "sources": pd.DataFrame(sources)}
    return Register.from_tables(tables, as_of=date(2026, 11, 23))


def test_the_cut_before_is_the_day_before_the_last_on_which_sources_came() -> None:
    register = _two_cuts()
    assert cut_days(register.sources) == [date(2026, 9, 30), date(2026, 11, 20)]
    shown = pages.since_the_cut_before(about(register))
    assert shown.text.splitlines()[0] == "Since the register of 30 Sep 2026 one thing changed: one new."
    assert f"new Brent {'X' * 80} end date: 2029-03-31 facts, 1 Nov 2026" in shown.text


def words_of(shown: Chart | Fragment) -> str:
    return shown.alt if isinstance(shown, Chart) else shown.text


def _library_systems(n_cypress: int, day: str) -> Register:
    """All ten authorities run one of two library systems, by one published source of that day."""
    rows = [
        {
            "deployment_id": name, "borough_id": name, "function_code": "CUL01", "system_state": "known", "source_pointer": "1",
            "system_id": "cypress-lib" if position < n_cypress else "elder-lib", "in_use_from_date": "2020-04-01",
            "seen_date": day, "confirmed_date": day, "source_id": "facts", "is_published": True,
        }
        for position, name in enumerate(tiny_reference().boroughs["borough_id"])
    ]  # fmt: skip
    source = {"source_id": "facts", "source_kind": "facts", "source_name": "by hand", "file_name": "facts.csv", "sha256": day * 7,
              "retrieved_date": day}  # fmt: skip
    none = {name: frame.iloc[:0] for name, frame in tiny_tables().items() if name not in {"suppliers", "systems"}}
    tables = {**none, "deployments": pd.DataFrame(rows), "sources": pd.DataFrame([source])}
    return worked_register(edition="full", **tables)


@pytest.fixture(scope="module")
def snapshots(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Save a register as it stood in September, five authorities with each system, and in November, eight with one."""
    folder = save_tiny_world(tmp_path_factory.mktemp("two"), register=_library_systems(5, "2026-09-01"))
    _library_systems(8, "2026-11-20").save(folder, saved_at=datetime(2026, 11, 24, tzinfo=UTC))
    return folder


@pytest.mark.parametrize("edition", ["public", "members"])
def test_where_there_is_an_earlier_edition_concentration_and_changes_are_told_since_it(
    snapshots: Path, edition: str
) -> None:
    shown = make_edition(open_register(snapshots, as_of="2026-11-23"), edition=edition)
    before, here = earlier_edition(snapshots, shown), about(shown)
    drawn = pages.moved_since(here, before)
    # 10,000 / (50^2 + 50^2) x 10,000 = 2 then; 10,000^2 / (80^2 + 20^2) = 1.47 now; all ten are known on both days
    assert isinstance(drawn, Chart)
    assert drawn.title == "In one of 1 service area supply is more concentrated than on 23 Oct 2026, in none less"
    assert "Culture: 2 to 1.5" in drawn.alt
    assert "Boroughs known then 10, now 10" in drawn.note
    lines = pages.changed(here, before).text.splitlines()
    assert lines[0] == "Since 23 Oct 2026 three changes are known in London: three replaced."
    assert "Hazel replaced Cypress Lib system Elder Lib Cypress Lib facts, 20 Nov 2026" in lines


def test_an_earlier_edition_that_told_the_same_is_no_change(snapshots: Path) -> None:
    later = make_edition(open_register(snapshots, as_of="2026-12-27"), edition="members")
    here, before = about(later), earlier_edition(snapshots, later)
    assert before is not None
    assert words_of(pages.moved_since(here, before)) == (
        "In none of 1 service area supply is more or less concentrated than it was on 27 Nov 2026."
    )
    assert pages.changed(here, before).text == "Since 27 Nov 2026 nothing is known to have changed in London."


def test_without_an_earlier_edition_no_change_is_claimed(tiny: London) -> None:
    assert words_of(pages.moved_since(tiny, None)).startswith(
        "How concentration changed since the last edition cannot be told"
    )
    assert pages.changed(tiny, None).text == pages.since_the_cut_before(tiny).text
    empty = Register.from_tables({}, as_of=date(2026, 10, 23))
    assert words_of(pages.moved_since(tiny, empty)) == (
        "Of no service area it is known how concentrated supply was on 23 Oct 2026 and is now."
    )


@pytest.mark.parametrize("edition", ["public", "members"])
def test_each_edition_shows_everything(register: Register, edition: str) -> None:
    here = about(make_edition(register, edition=edition))
    assert all(show(here).html for show in SHOWN)


def test_in_public_ratings_are_withheld_aloud(register: Register) -> None:
    here = about(make_edition(register, edition="public"))
    assert "not in the public edition" in pages.suppliers_and_satisfaction(here).html


def test_a_london_of_which_nothing_is_known_has_its_document() -> None:
    here = about(Register.from_tables({}, as_of=date(2026, 11, 23)))
    for show in SHOWN:
        shown = show(here)
        words = shown.alt if isinstance(shown, Chart) else shown.text
        assert not any(word in words.split() for word in ("nan", "None", "NaT", "<NA>"))


def test_findings_are_true_of_none_one_and_many() -> None:
    assert known_finding(pd.DataFrame({"status": ["held for members"]})) == (
        "Something is known of 1 of 1 borough: one has sent a return."
    )
    one = pd.DataFrame([{"scope_name": "Land", "value": 1.0, "n": 9, "n_of": 33, "is_withheld": False, "reason": ""}])
    assert supply_finding(one) == "Supply is most concentrated in Land: one supplier; by 9 of 33 boroughs."
    assert moved_finding(pd.DataFrame({"before": [None], "after": [2.0]})) == "For no service area both days are known"
    assert moved_finding(pd.DataFrame({"before": [2.0], "after": [2.0]})).startswith("In none of 1 service area")
    shares = pd.DataFrame({"k_used": [1], "value": [1.0], "n": 2, "n_of": 33, "n_suppliers": 1})
    assert few_finding(shares) == "The one supplier has 100% of what is supplied to 2 of 33 boroughs"
    assert (
        changes_finding({"new": 1}, since=date(2026, 9, 1))
        == "Since the register of 1 Sep 2026 one thing changed: one new."
    )
    assert happened_finding({"notice": 1}, since=date(2026, 9, 1)).startswith("The register dates one event after")


@pytest.mark.parametrize(
    ("value", "lower", "upper", "words"),
    [
        (0.4, 0.1, 0.6, "Functions with fewer suppliers tend to be rated lower"),
        (-0.4, -0.6, -0.1, "Functions with fewer suppliers tend to be rated higher"),
        (0.1, -0.2, 0.4, "It cannot be told whether fewer suppliers go with lower satisfaction"),
    ],
)
def test_the_direction_is_said_only_where_the_interval_has_one_sign(
    value: float, lower: float, upper: float, words: str
) -> None:
    row = {"is_withheld": False, "value": value, "lower": lower, "upper": upper, "n": 40, "n_of": 89}
    told = together_finding(row)
    assert told.startswith(words)
    assert told.endswith("over 40 of 89 functions. An association only.")
