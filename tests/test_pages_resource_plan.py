"""The resource and funding plan: its figures are worked by hand in tests/tiny/worked_resources.md, and a change of an assumption shows."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest
from tiny_world import AS_OF

from citytools_analysis.charts import Chart
from citytools_analysis.disclosure import make_edition
from citytools_analysis.errors import ReportError, UnknownNameError
from citytools_analysis.metrics.discounting import present_value_of_a_pound_a_year
from citytools_analysis.pages import resource_plan as pages
from citytools_analysis.pages.resource_plan.subject import Plan, about
from citytools_analysis.register import Register
from citytools_analysis.tables.fragment import Fragment

SHOWN = (
    pages.title, pages.key_figures, pages.scenarios, pages.payback, pages.drivers, pages.break_even, pages.costs,
    pages.options, pages.prices, pages.each_payer, pages.unfunded, pages.assumptions, pages.others, pages.rests_on,
)  # fmt: skip
EMPTY = Register.from_tables({}, as_of=AS_OF)


def lines(shown: Fragment | Chart) -> list[str]:
    assert isinstance(shown, Fragment)
    return shown.text.splitlines()


def line(shown: Fragment | Chart, start: str) -> str:
    return next(words for words in lines(shown) if words.startswith(start))


def with_boroughs(register: Register, boroughs: pd.DataFrame) -> Register:
    return replace(register, reference=replace(register.reference, boroughs=boroughs))


@pytest.fixture
def plan(worked: Register) -> Plan:
    return about(worked)


def test_the_cover_says_what_it_costs_and_that_it_does_not_pay_for_itself(plan: Plan) -> None:
    # 154,160 a year for 10 authorities; 10,500 - 14,696 - 720 = -4,916 a payer
    finding = lines(pages.title(plan))[-1]
    assert "£154k a year: £147k to run the tools and £7,200 of the own time of 10 authorities" in finding
    assert finding.endswith(
        "does not pay for itself: at the central assumptions a paying borough is £4,916 a year worse off."
    )


def test_the_key_figures_are_those_worked_by_hand(plan: Plan) -> None:
    told = lines(pages.key_figures(plan))
    values = told[1::3]
    # 154,160 of 10 million is 1.5%; 36% of 13 ends are still verified after 365 days
    assert values == ["£147k", "£14,696", "\N{MINUS SIGN}£4,916", "1.5%", "36%"]
    assert told[-1] == "of 13 with a day of confirmation"


def test_each_scenario_stands_with_its_cost_price_and_net(plan: Plan) -> None:
    # lean: 65,560 / 10 = 6,556; net 10,500 - 6,556 - 450 = 3,494
    assert line(pages.scenarios(plan), "lean").endswith("65,560 4,500 70,060 6,556 3,494")
    assert line(pages.scenarios(plan), "core").endswith("146,960 7,200 154,160 14,696 \N{MINUS SIGN}4,916")


def test_every_item_of_cost_has_its_rate_and_its_sums(plan: Plan) -> None:
    shown = pages.costs(plan)
    assert line(shown, "Category lead").endswith("none planned 21,000 56,000")
    assert line(shown, "Contingency").endswith("5,960 13,360 26,420")
    assert line(shown, "Boroughs").endswith("£45 (£35 to £60) an hour 4,500 7,200 10,800")


def test_what_must_be_saved_is_held_against_what_is_assumed(plan: Plan) -> None:
    told = pages.payback(plan).text
    assert "1.54% of the £10.0m a year influenced must be saved. The assumptions expect 1.05%" in told
    assert "That is less than what is needed." in told
    # 154,160 / 89,000 = 1.7 purchases
    assert line(pages.break_even(plan), "3 to 5 suppliers £89k 1.7")
    assert "at its low a purchase of this kind pays for nothing" in pages.break_even(plan).text


def test_each_section_opens_with_what_was_worked_by_hand(plan: Plan, worked: Register) -> None:
    # 154,160 / 89,000 is 1.7; at low 125,600 / 161,000 is 0.8, at high 204,600 / 24,000 is 8.5
    told = lines(pages.break_even(plan))[0]
    assert told.startswith(
        "In a market of 3 to 5 suppliers 1.7 joint purchases a year would pay for the core scenario; "
    )
    assert told.endswith(f"{line(pages.break_even(plan), '3 to 5 suppliers').split(' 1.7 ')[1]} at low and high.")
    # worked_resources.md, M122: of ten payers the small band pays 9,920, the large 16,533
    assert (
        lines(pages.prices(plan))[0]
        == "If 10 pay, each pays £14,696 a year in equal shares, or £9,920 to £16,533 by band."
    )
    none = about(worked, "net_benefit_specialist=-3/-2/-1")
    assert "no number of joint purchases would pay" in lines(pages.break_even(none))[0]


def test_a_purchase_that_brings_nothing_pays_in_no_number(worked: Register) -> None:
    here = about(worked, "net_benefit_concentrated=-3/-2/-1")
    assert "no number pays" in line(pages.break_even(here), "at most 2 realistic suppliers")


def test_each_band_pays_what_was_worked_by_hand(plan: Plan) -> None:
    assert line(pages.prices(plan), "10 small").endswith("14,696 9,920 12,308")
    assert line(pages.each_payer(plan), "Ash and Beech") == "Ash and Beech small 14,696 9,920 12,308"
    assert line(pages.each_payer(plan), "City of Oak") == "City of Oak stands apart 14,696 14,696 14,696"


def test_whose_residents_are_not_known_has_no_banded_price(worked: Register) -> None:
    boroughs = worked.boroughs.copy()
    boroughs.loc[boroughs["borough_id"] == "ash", "residents_2021"] = pd.NA
    assert (
        line(pages.each_payer(about(with_boroughs(worked, boroughs))), "Ash")
        == "Ash residents not known 14,696 unknown unknown"
    )


def test_the_ways_to_pay_say_what_they_take_and_why_not_suppliers(plan: Plan) -> None:
    shown = pages.options(plan)
    # 146,960 of 27 x 30,000 is 18%; of 2 x 100,000 73%
    assert "18% of the fees, £810k a year" in shown.text
    assert "73% of what the sponsors give, £200k a year" in shown.text
    assert "conflict of interest" in line(shown, "Suppliers excluded")
    assert lines(shown)[0] == "In equal shares each would pay £14,696 a year if 10 pay."


def test_the_drivers_are_drawn_with_the_finding(plan: Plan) -> None:
    shown = pages.drivers(plan)
    assert isinstance(shown, Chart)
    # the saving rate at 8%: 28,000 - 15,416 > 0; the value at 25 million: 26,250 - 15,416 > 0; chance 60%: 18,000 - 15,416 > 0
    assert shown.title == "Three of 11 assumptions could each alone turn the loss into a gain"


def test_what_is_left_unfunded_is_that_worked_by_hand(plan: Plan) -> None:
    shown = pages.unfunded(plan)
    assert (
        "36% of the 13 contract ends known today would still be verified on 23 Nov 2027; today it is 72%." in shown.text
    )
    assert line(shown, "24 months later 23 Nov 2028 18%")
    assert "£3.6m" in line(shown, "12 months later")


def test_a_given_assumption_changes_the_figures_and_is_said_on_the_first_page(worked: Register) -> None:
    here = about(worked, "paying_boroughs=5,saving_rate_specialist=0/0.08/0.1")
    assert (
        "Two assumptions were changed for this document: paying_boroughs and saving_rate_specialist."
        in pages.scenarios(here).text
    )
    # 28,000 - 146,960 / 5 - 720 = -2,112
    assert round(here.net_of()) == -2_112
    assert line(pages.assumptions(here), "paying_boroughs").endswith(
        "5 5 5 authorities Given for this document: our planning figure"
    )


def test_an_assumption_that_does_not_exist_is_refused(worked: Register) -> None:
    with pytest.raises(UnknownNameError, match="Did you mean 'steward_rate'"):
        about(worked, "steward_rat=1")
    with pytest.raises(ReportError):
        about(worked, "steward_rate=3/2/1")


def test_every_assumption_stands_once_with_its_figures(plan: Plan) -> None:
    own, others = (pages.assumptions(plan).text, pages.others(plan).text)
    for name in plan.register.reference.assumptions["assumption_id"]:
        assert (f"\n{name}: " in own) != (f"\n{name}: " in others), name
    assert line(pages.assumptions(plan), "steward_rate:").split(" 52,000 ")[1].startswith("58,000 65,000 pounds a year")
    assert "--assume steward_rate=52000/58000/65000" in own
    assert "metrics.md" not in (own + others).lower()
    assert line(pages.assumptions(plan), "steward_rate:").endswith("pounds a year Our cost model")
    assert "\N{MINUS SIGN}23,000 27,000 79,000" in own
    assert "design note" not in own


@pytest.mark.parametrize("edition", ["public", "members"])
def test_each_edition_shows_everything(worked: Register, edition: str) -> None:
    here = about(make_edition(worked, edition=edition))
    for show in SHOWN:
        words = show(here).html
        assert words
        assert not {"nan", "None", "NaT"} & set(words.replace("<", " ").replace(">", " ").split())


def test_a_register_without_a_contract_still_has_a_plan() -> None:
    here = about(EMPTY)
    assert all(show(here).html for show in SHOWN)
    assert "cannot be told" in pages.unfunded(here).text
    assert "unknown" in lines(pages.key_figures(here))
    assert round(here.net_of()) == -2_981


def test_a_name_of_eighty_characters_is_shown_whole(worked: Register) -> None:
    boroughs = worked.boroughs.assign(borough=worked.boroughs["borough"].replace({"Ash": "A" * 80}))
    here = about(with_boroughs(worked, boroughs))
    assert "A" * 80 in pages.each_payer(here).text


@pytest.mark.parametrize(
    ("net", "words"),
    [
        (-10.0, "does not pay for itself: at the central assumptions a paying borough is £10 a year worse off."),
        (1_234.0, "pays for itself: at the central assumptions a paying borough is £1,234 a year better off."),
        (0.0, "just covers its cost at the central assumptions."),
    ],
)
def test_the_finding_is_true_of_a_loss_a_gain_and_neither(net: float, words: str) -> None:
    assert pages.findings.payback_finding(net).endswith(words)


def test_the_drivers_finding_is_true_of_none_and_of_a_gain() -> None:
    frame = pd.DataFrame({"value": [5.0, 5.0], "lower": [1.0, 2.0], "upper": [6.0, 7.0]})
    assert pages.findings.drivers_finding(frame) == "None of 2 assumptions could alone turn the gain into a loss"
    assert pages.findings.drivers_finding(frame.assign(lower=-1.0)).startswith("Two of 2 assumptions could each alone")


def test_one_convention_discounts_every_sum_over_years() -> None:
    assert present_value_of_a_pound_a_year(0.035, 2) == pytest.approx(1 / 1.035 + 1 / 1.035**2)
    assert present_value_of_a_pound_a_year(0, [2, 2.5]).tolist() == [2, 2.5]
    with pytest.raises(ValueError, match="Give a rate above -1"):
        present_value_of_a_pound_a_year(-1, 2)
