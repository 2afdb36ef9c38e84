"""A system's briefing: who runs it, until when, with whom; unknown is said, and a system nobody runs has its page."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from tiny_world import tiny_tables, worked_register

from citytools_analysis.disclosure import make_edition
from citytools_analysis.errors import UnknownNameError
from citytools_analysis.pages import system as pages
from citytools_analysis.pages.system.subject import System, about
from citytools_analysis.register import Register, open_register
from citytools_analysis.tables.fragment import Fragment

SAMPLE = Path(__file__).parents[1] / "data" / "sample"
SHOWN = (
    pages.title,
    pages.key_figures,
    pages.users,
    pages.standing,
    pages.moves,
    pages.skills_offered,
    pages.ratings,
    pages.rests_on,
)


@pytest.fixture
def alder_tax(worked: Register) -> System:
    return about(worked, "alder-tax")


def test_the_users_are_those_who_say_so_and_those_with_a_contract(alder_tax: System) -> None:
    deployments = tiny_tables()["deployments"]
    said = deployments[deployments["system_id"].eq("alder-tax") & deployments["in_use_to_date"].isna()]
    # Ash, Beech, Cedar and Elm have contracts for it (tests/tiny/contracts.csv)
    assert {"ash", "beech", "cedar", "elm"} <= set(alder_tax.user_ids)
    assert set(said["borough_id"]) <= set(alder_tax.user_ids)


def test_the_table_gives_both_ends_and_the_day_to_act(alder_tax: System) -> None:
    # worked_renewals.md: Ash ends 31 Dec 2027, at the latest 31 Dec 2028; Beech had to act by 31 Mar 2026
    text = pages.users(alder_tax).text
    ash = next(line for line in text.splitlines() if line.startswith("Ash"))
    assert "31 Dec 27" in ash
    assert "31 Dec 28" in ash
    assert "passed 31 Mar 26" in next(line for line in text.splitlines() if line.startswith("Beech"))


def test_a_borough_stands_once_for_each_contract(worked: Register) -> None:
    for system_id in worked.systems["system_id"]:
        here = about(worked, str(system_id))
        text = pages.users(here).text
        rows = [line for line in text.splitlines() if line.startswith("Cedar ")]
        n_contracts = int((here.decisions["borough_id"] == "cedar").sum())
        assert len(rows) == max(n_contracts, int("cedar" in here.user_ids))


def test_every_user_stands_somewhere_round_the_shared_window(alder_tax: System) -> None:
    shown = pages.standing(alder_tax)
    [held] = shown.attached
    assert sum(row[1] for row in held["rows"]) == len(alder_tax.user_ids)


def test_every_user_stands_somewhere_where_no_two_share_a_window(worked: Register) -> None:
    # worked_opportunities.md: no set for housing; ash-house is too late, Beech and Hazel have no contract in question
    here = about(worked, "alder-house")
    [held] = pages.standing(here).attached
    told = {row[0]: row[2] for row in held["rows"] if row[1]}
    assert told == {
        "too late: ends before anything could start": "Ash",
        "unknown: runs it, and no contract is known": "Beech and Hazel",
    }


def test_a_contract_for_another_system_is_no_standing_in_this_one(worked: Register) -> None:
    # Elm runs both planning systems; its one contract is for Cypress Plan
    [held] = pages.standing(about(worked, "birch-plan")).attached
    told = {row[0]: row[2] for row in held["rows"]}
    assert told["unknown: runs it, and no contract is known"] == "Elm"
    assert told["in another window"] == "none"


def test_members_read_whom_to_write_to_and_the_public_does_not() -> None:
    contacts = pd.DataFrame({"borough_id": ["fir"], "mailbox": ["digital@fir.example"]})
    here = about(worked_register(contacts=contacts, edition="members"), "cypress-lib")
    assert "digital@fir.example" in pages.moves(here).text
    shown = tiny_tables()["deployments"].assign(is_published=True)
    public = about(make_edition(worked_register(contacts=contacts, deployments=shown), edition="public"), "cypress-lib")
    assert "31 Mar 2024" in pages.moves(public).text
    assert "digital@fir.example" not in pages.moves(public).text
    assert "Write to" not in pages.moves(public).text


def test_a_move_is_dated_by_what_was_told_and_else_by_when_it_was_seen() -> None:
    deployments = tiny_tables()["deployments"]
    is_new = deployments["borough_id"].eq("fir") & deployments["system_id"].eq("cypress-lib")
    long_ago = deployments.assign(in_use_from_date=deployments["in_use_from_date"].mask(is_new, "2023-11-22"))
    untold = deployments.assign(in_use_from_date=deployments["in_use_from_date"].mask(is_new, None))
    # the day is 23 November 2026: the first is three years and a day ago
    assert pages.moves(about(worked_register(deployments=long_ago), "cypress-lib")).text.startswith(
        "In the last 3 years no borough"
    )
    assert "31 Mar 2024 seen by 1 Jun 26" in pages.moves(about(worked_register(deployments=untold), "cypress-lib")).text


def test_nobody_with_a_contract_is_said_to_have_none() -> None:
    sample = open_register(SAMPLE, as_of="2026-11-23")
    here = about(sample, "larkspur-adults")
    [held] = pages.standing(here).attached
    told = {row[0]: row[2] for row in held["rows"]}
    # Greenwich's contract for it is for finance and charging, Westminster has none, and Camden's for the same work is for
    # Penhallow Care (data/sample/returns)
    assert told["its contract is for other work"] == "Greenwich"
    assert told["unknown: runs it, and no contract is known"] == "Camden and Westminster"


def test_the_map_and_the_finding_count_the_same_users() -> None:
    here = about(open_register(SAMPLE, as_of="2026-11-23"), "larkspur-adults")
    assert pages.title(here).text.splitlines()[-1].startswith("20 boroughs are known to run Larkspur Adults")
    assert "20 boroughs are known to use it" in pages.map_of_users(here).html


def test_a_system_nobody_runs_says_what_is_missing() -> None:
    systems = pd.DataFrame({"system_id": ["x"], "system": ["X" * 80]})
    empty = Register.from_tables({"systems": systems}, as_of=pd.Timestamp("2026-11-23").date())
    here = about(empty, "x")
    for show in SHOWN:
        assert show(here).html
    assert "nan" not in "".join(show(here).html for show in SHOWN if isinstance(show(here), Fragment))
    assert "No contract" in pages.timeline(here).html


@pytest.mark.parametrize("edition", ["public", "members"])
def test_each_edition_shows_each_system(worked: Register, edition: str) -> None:
    made = make_edition(worked, edition=edition)
    for system_id in made.systems["system_id"]:
        here = about(made, str(system_id))
        assert all(show(here).html for show in (*SHOWN, pages.timeline))


def test_a_system_that_does_not_exist_is_named_with_the_nearest(worked: Register) -> None:
    with pytest.raises(UnknownNameError, match="Did you mean 'alder-tax'"):
        about(worked, "alder-tex")


@pytest.mark.parametrize(
    ("n", "n_told", "words"),
    [
        (0, 0, "No borough is known to run Mapleway."),
        (1, 4, "Brent is the only borough known to run Mapleway, of 4 whose system for the same work is known."),
        (3, 9, "Three boroughs are known to run Mapleway, of 9 boroughs whose system for the same work is known."),
    ],
)
def test_the_finding_is_true_of_none_one_and_many(n: int, n_told: int, words: str) -> None:
    assert pages.findings.users_finding("Mapleway", ["Brent", "Ealing", "Sutton"][:n], n_told=n_told) == words


def test_what_is_not_known_of_a_use_is_said_in_words() -> None:
    here = about(open_register(SAMPLE, as_of="2026-11-23"), "larkspur-adults")
    text = pages.users(here).text
    # data/sample/returns: Haringey names no hosting, Hounslow no start
    assert "Haringey Adult case management; since 2006, hosting unknown 31 Mar 27 31 Mar 27" in text
    assert "Hounslow Adult case management; start unknown, on premises 30 Jun 28 30 Jun 30" in text
