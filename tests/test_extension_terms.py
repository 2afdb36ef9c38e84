"""Lengths and options in sentences: what is read, what gives no answer, and what becomes of it in the register."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from citytools_analysis.ingest import add_files
from citytools_analysis.register import Register
from citytools_analysis.sources.extension_terms import parse_terms

LONDON = Path(__file__).parents[1] / "data" / "london" / "contracts.csv"


@pytest.mark.parametrize(
    ("text", "base_months", "option_months"),
    [
        ("2 periods of 24 months", None, (24, 24)),
        ("3+2 years", 36, (24,)),
        ("36 months with two 12-month options", 36, (12, 12)),
        ("3 + 1 + 1 years", 36, (12, 12)),
        ("2 years + 1 year + 1 year", 24, (12, 12)),
        ("12+12+12 months", 12, (12, 12)),
        ("Contract term 4 years (2+1+1)", 24, (12, 12)),
        ("Two years with an option to extend by one year.", 24, (12,)),
        ("five (5) years plus two (2) further periods of one (1) year each", 60, (12, 12)),
        ("24 months (plus 2 x 12 month extensions)", 24, (12, 12)),
        ("3 years with option to extend for 1 year and then a further 6 months", 36, (12, 6)),
        ("for a period of three years with the option to extend for a further two years (1+1)", 36, (12, 12)),
        ("Extension of 12 months possible twice", None, (12, 12)),
        ("A system. It runs for 3 years. It may be extended by up to 24 months.", 36, (24,)),
        (
            "Additional information: a 36month contract with an option to extend for a further 2 periods of 24 months each",
            36,
            (24, 24),
        ),
        ("an initial term of 5 years with optional extensions of a maximum further 5 years.", 60, (60,)),
    ],
)
def test_terms_are_read_as_a_person_reads_them(text: str, base_months: int, option_months: tuple[int, ...]) -> None:
    terms = parse_terms(text)
    assert terms is not None
    assert (terms.base_months, terms.option_months) == (base_months, option_months)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "The contract is for 3 years",
        "May be extended",
        "The contract is being extended by 5 months",  # an extension that was made is no option
        "36 months with an option to extend for up to 24 months in 12 month increments",
        "a period of 1 - 4 years, with options to extend for up to 12 months",
        "The total term including two extensions will be up to four (4) years.",
        "May be extended by 12 months. May be extended by 24 months.",
        "1/4/2023 - 31/3/2026",
        "option to extend until 2027",
        "The value is based on 2 systems for 12 months support",
        "option to extend by 999 years",
    ],
)
def test_a_text_without_one_clear_reading_gives_none(text: str) -> None:
    assert parse_terms(text) is None


@given(st.text(alphabet="0123456789+x() yearsmonthoptf.,-/", max_size=80))
def test_no_text_gives_lengths_that_cannot_be(text: str) -> None:
    terms = parse_terms(text)
    assert terms is None or all(0 < months <= 240 for months in (*terms.option_months, terms.base_months or 1))


def facts(tmp_path: Path, **values: str) -> Register:
    row = {"borough": "Camden", "title": "Thing", "functions": "REV01", "evidence_url": "https://a.example/",
           "seen_on": "2026-01-01"} | values  # fmt: skip
    path = tmp_path / "facts.csv"
    path.write_text(",".join(row) + "\n" + ",".join(f'"{cell}"' for cell in row.values()) + "\n", encoding="utf-8")
    empty = Register.from_tables({}, as_of=date(2026, 11, 23))
    return add_files(empty, [path], retrieved=date(2026, 11, 23), kind="facts")[0]


def test_a_parsed_end_and_its_options_say_that_they_are_parsed(tmp_path: Path) -> None:
    register = facts(tmp_path, start_date="2026-04-01", extension_note="3+2 years")
    contract = register.contracts.iloc[0]
    assert (f"{contract['end_date']:%Y-%m-%d}", contract["end_basis"]) == ("2029-03-31", "parsed")
    assert register.options[["months", "basis"]].to_numpy().tolist() == [[24.0, "parsed"]]


def test_an_end_that_holds_the_option_already_gets_no_option_again(tmp_path: Path) -> None:
    register = facts(tmp_path, start_date="2026-04-01", end_date="2031-03-31", extension_note="3+2 years")
    assert register.options.empty
    assert register.contracts["option_state"].tolist() == ["unknown"]


def test_stated_months_stand_over_a_sentence(tmp_path: Path) -> None:
    register = facts(tmp_path, end_date="2029-03-31", extension_months="6", extension_note="3+2 years")
    assert register.options[["months", "basis"]].to_numpy().tolist() == [[6.0, "stated"]]


def test_the_golden_cases_of_published_decisions_stand_in_the_register() -> None:
    empty = Register.from_tables({}, as_of=date(2026, 11, 23))
    register = add_files(empty, [LONDON], retrieved=date(2026, 11, 23))[0]
    contracts = register.contracts.set_index("borough_id")
    haringey, hillingdon, lambeth = (contracts.loc[name] for name in ("haringey", "hillingdon", "lambeth"))
    assert (haringey["value_gbp"], haringey["value_basis"]) == (569176.97, "committed_term")
    assert round(haringey["value_gbp"] / 48 * 12, 2) == 142294.24
    option = register.options[register.options["contract_id"] == hillingdon["contract_id"]].iloc[0]
    assert (option["months"], option["value_gbp"]) == (24, 1_115_000)
    assert (lambeth["value_gbp"], lambeth["value_basis"]) == (1_339_984, "max_incl_options")
