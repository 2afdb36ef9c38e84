"""Whether the tools do what they were paid for: worked by hand in tests/tiny/worked_evaluation.md."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import date
from itertools import pairwise
from typing import Any

import pandas as pd
import pytest
from scipy import stats
from tiny_world import AS_OF, tiny_tables, worked_register

from citytools_analysis.errors import UnknownNameError
from citytools_analysis.metrics import evaluation
from citytools_analysis.metrics.envelope import ENVELOPE
from citytools_analysis.metrics.evaluation.logs import last_quarter
from citytools_analysis.metrics.evaluation.service import critical_places
from citytools_analysis.metrics.opportunities.assumed import present_value
from citytools_analysis.reference import load_reference
from citytools_analysis.reference_tables import SHAPES
from citytools_analysis.register import Register
from citytools_analysis.register_info import RegisterInfo

Rows = list[dict[str, Any]]
EMPTY = Register.from_tables({}, as_of=AS_OF)
FUNCTIONS = {
    "service_level": (evaluation.service_level, evaluation.KPI_COLUMNS),
    "decision_use": (evaluation.decision_use, evaluation.KPI_COLUMNS),
    "supplier_conversations": (evaluation.supplier_conversations, evaluation.KPI_COLUMNS),
    "joint_purchases": (evaluation.joint_purchases, evaluation.KPI_COLUMNS),
    "funnel": (evaluation.funnel, evaluation.FUNNEL_COLUMNS),
    "go_ahead_chance": (evaluation.go_ahead_chance, evaluation.CHANCE_COLUMNS),
    "saving_decisions": (evaluation.saving_decisions, evaluation.DECISION_COLUMNS),
    "attributed_saving": (evaluation.attributed_saving, evaluation.SAVING_COLUMNS),
    "scorecard": (evaluation.scorecard, evaluation.KPI_COLUMNS),
    "cannot_be_claimed": (evaluation.cannot_be_claimed, evaluation.CLAIM_COLUMNS),
}


def served(month: str, measure: str, n_good: int, n_of: int | None, borough_id: str | None = None) -> dict[str, Any]:
    return {"period_start_date": month, "measure": measure, "borough_id": borough_id, "n_good": n_good, "n_of": n_of}


def decided(
    decision_id: str, day: str, kind: str = "award", evidence: str = "committee_paper", **more: Any
) -> dict[str, Any]:
    row = {"decision_id": decision_id, "decided_date": day, "decision_kind": kind, "evidence_kind": evidence}
    return row | {"borough_ids": "ash|beech", "is_audited": False} | more


def saved(  # noqa: PLR0917 - read as a row of the log
    decision_id: str, outcome: str, before: float | None, paid: float, years: float, share: float, **more: Any
) -> dict[str, Any]:
    money = {
        "counterfactual_annual_gbp": before,
        "actual_annual_gbp": paid,
        "contract_years": years,
        "attribution": share,
    }
    fixed = {"baseline_date": "2025-12-01", "attribution_agreed_date": "2026-01-01", "outcome_date": outcome}
    return decided(decision_id, "2020-01-01", **(money | fixed | more))


def acted(
    action_id: str, kind: str, day: str, supplier: str | None = None, answered: str | None = None
) -> dict[str, Any]:
    return {
        "action_id": action_id,
        "action_kind": kind,
        "action_date": day,
        "supplier_id": supplier,
        "answered_date": answered,
    }


def came(name: str, borough_ids: str, **days: str) -> Rows:
    return [
        {"opportunity_id": name, "stage": stage, "reached_date": day, "borough_ids": borough_ids}
        for stage, day in days.items()
    ]


LOGS: dict[str, Rows] = {
    "service_log": [
        served("2026-06-01", "uptime_minutes", 0, 43_200), served("2026-07-01", "uptime_minutes", 44_600, 44_640),
        served("2026-08-01", "uptime_minutes", 44_640, 44_640), served("2026-07-01", "pipeline_runs", 30, 31),
        served("2026-08-01", "pipeline_runs", 31, 31), served("2026-09-01", "pipeline_runs", 29, 30),
        served("2026-02-01", "accessibility_checks", 40, 50), served("2026-05-04", "accessibility_checks", 50, 50),
        *(served("2026-07-01", "active_staff", n, None, name) for name, n in
          {"ash": 3, "beech": 2, "cedar": 1, "elm": 0, "fir": 5}.items()),
    ],
    "decision_log": [
        decided("d1", "2026-02-01"), decided("d2", "2025-11-24", "extension", "decision_record"),
        decided("d3", "2025-11-23"), decided("d4", "2026-03-01", evidence="self_report"),
        decided("d5", "2026-03-31", "options_appraisal", contract_id="ash-house"),
        saved("s1", "2026-02-01", 100_000, 80_000, 2, 0.5, is_audited=True,
              counterfactual_low_annual_gbp=90_000, counterfactual_high_annual_gbp=120_000),
        saved("s2", "2026-11-23", 50_000, 60_000, 1, 1), saved("s3", "2026-01-01", 50_000, 10_000, 1, 1),
        saved("s4", "2026-03-01", None, 10_000, 1, 1), saved("s5", "2026-11-24", 50_000, 10_000, 1, 1),
    ],
    "supplier_actions": [
        acted("a1", "market_engagement", "2026-01-10"), acted("a2", "market_engagement", "2026-02-10"),
        acted("a3", "preliminary_notice", "2026-03-10"), acted("a4", "market_engagement", "2025-01-10"),
        acted("c1", "collective_challenge", "2026-01-10", "alder", "2026-03-11"),
        acted("c2", "collective_challenge", "2026-02-01", "birch", "2026-04-10"),
        acted("c3", "collective_challenge", "2026-09-24", "alder"), acted("c4", "collective_challenge", "2026-09-25", "birch"),
        acted("r1", "sme_registered", "2026-05-01", "alder"), acted("r2", "sme_registered", "2026-06-01", "alder"),
        acted("r3", "sme_registered", "2026-06-01", "birch"),
    ],
    "joint_stages": [
        *came("A", "ash|beech", surfaced="2025-01-10", qualified="2025-02-10", agreed="2025-04-10", noticed="2025-12-01",
              awarded="2026-03-01"),
        *came("B", "cedar|elm|fir", surfaced="2025-03-01", agreed="2025-06-01", noticed="2026-01-15", awarded="2026-05-05"),
        *came("C", "ash|elm", surfaced="2025-05-01", qualified="2025-06-01", dropped="2025-09-01"),
        *came("D", "ash|elm", surfaced="2025-05-01", dropped="2025-07-01"),
        *came("E", "ash|elm", surfaced="2026-01-01", qualified="2026-03-01"),
        *came("F", "ash|elm", surfaced="2026-10-01"), *came("G", "ash|elm", surfaced="2026-12-01"),
    ],
}  # fmt: skip


def logged(register: Register, **logs: Rows) -> Register:
    """Put logs, the packaged targets and the packaged cost items beside a register."""
    packaged = load_reference()
    frames = {name: pd.DataFrame(rows).reindex(columns=SHAPES[name].names) for name, rows in logs.items()}
    own = {"cost_items": packaged.cost_items, "evaluation_targets": packaged.evaluation_targets} | frames
    return replace(register, reference=replace(register.reference, **own))


@pytest.fixture(scope="module")
def full() -> Register:
    return logged(worked_register(), **LOGS)


def by_kpi(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.set_index("kpi")


def states(row: pd.Series) -> list[str]:
    return row[["state_year_1", "state_year_2"]].tolist()


def test_the_service_level_is_that_worked_by_hand(full: Register) -> None:
    told = by_kpi(evaluation.service_level(full))
    assert told["value"].tolist() == pytest.approx([0.999552, 0.978261, 1, 0, 8 / 12, 175], abs=5e-7)
    assert told["state_year_1"].tolist() == ["cannot be told", "not met", "met", "not met", "not met", "met"]
    assert told.loc["uptime", ["bound_low", "bound_high"]].tolist() == pytest.approx([0.666368, 0.999701], abs=5e-7)
    assert told.loc["uptime", ["n", "n_of"]].tolist() == [2, 3]
    assert told.loc["uptime", "reason"] == "what is not known could still decide it"


def test_a_place_without_a_contract_has_no_known_end(full: Register) -> None:
    places = critical_places(full).set_index(["function_code", "borough_id"])["end_is"]
    assert places["HSG01"].to_dict() == {
        "ash": "known", "beech": "unknown", "cedar": "known", "fir": "unknown", "hazel": "unknown",
    }  # fmt: skip
    assert places["REV01"].to_dict() == dict.fromkeys(["ash", "beech", "cedar", "elm", "fir", "ivy"], "known") | {
        "hazel": "unknown"
    }


def test_a_withheld_end_is_not_an_unknown_one() -> None:
    contracts = tiny_tables()["contracts"]
    contracts.loc[contracts["contract_id"] == "hazel-tax", "end_state"] = "withheld"
    told = by_kpi(evaluation.service_level(logged(worked_register(contracts=contracts)))).loc["critical_ends_known"]
    assert told[["value", "n", "n_of", "bound_low", "bound_high"]].tolist() == pytest.approx(
        [8 / 11, 11, 12, 8 / 12, 9 / 12]
    )


def test_a_return_is_a_return_and_a_public_fact_is_none() -> None:
    source = {"source_id": "r", "source_kind": "return", "borough_id": "ash", "retrieved_date": "2026-11-01", "source_name": "ash",
              "file_name": "ash.xlsx", "sha256": "0"}  # fmt: skip
    facts = source | {"source_id": "f", "source_kind": "facts", "borough_id": "beech"}
    told = evaluation.service_level(logged(worked_register(sources=pd.DataFrame([source, facts]))))
    assert by_kpi(told).loc["boroughs_answered", "value"] == 1


def test_contracts_that_say_no_day_of_confirmation_widen_the_bounds_of_the_age() -> None:
    contracts = tiny_tables()["contracts"].sort_values("contract_id")
    contracts["confirmed_date"] = contracts["confirmed_date"].mask(contracts["contract_id"].str.startswith("ash"), None)
    told = by_kpi(evaluation.service_level(logged(worked_register(contracts=contracts)))).loc["verification_age"]
    assert told[["value", "n", "n_of", "bound_low", "bound_high"]].tolist() == [175, 12, 15, 175, 175]
    nearly_all = contracts.assign(
        confirmed_date=contracts["confirmed_date"].where(contracts["borough_id"] == "fir", None)
    )
    told = by_kpi(evaluation.service_level(logged(worked_register(contracts=nearly_all)))).loc["verification_age"]
    assert (told["bound_low"], math.isnan(told["bound_high"]), told["state_year_1"]) == (0, True, "cannot be told")
    none = contracts.assign(confirmed_date=None)
    told = by_kpi(evaluation.service_level(logged(worked_register(contracts=none)))).loc["verification_age"]
    assert told["reason"] == "no contract says on which day it was confirmed"


def test_more_successes_than_tries_are_refused() -> None:
    wrong = [served("2026-07-01", "pipeline_runs", 32, 31)]
    with pytest.raises(ValueError, match="service_log, pipeline_runs of 2026-07-01: 32"):
        evaluation.service_level(logged(EMPTY, service_log=wrong))


def test_a_month_that_counts_no_try_tells_nothing() -> None:
    told = by_kpi(evaluation.service_level(logged(EMPTY, service_log=[served("2026-07-01", "pipeline_runs", 0, 0)])))
    assert told.loc["pipeline_success", "reason"] == "service_log has no pipeline_runs of July to September 2026"


def test_decision_use_is_that_worked_by_hand(full: Register) -> None:
    told = by_kpi(evaluation.decision_use(full))
    assert told["value"].to_dict() == {
        "active_boroughs": 3, "decisions": 2, "decisions_self_reported": 1, "appraised_in_time": 1,
    }  # fmt: skip
    assert told.loc["active_boroughs", ["n", "n_of", "bound_low", "bound_high"]].tolist() == [5, 10, 3, 8]
    assert states(told.loc["active_boroughs"]) == ["not met", "not met"]
    assert states(told.loc["decisions"]) == ["not met", "not met"]


def test_an_appraisal_a_day_late_is_not_in_time() -> None:
    log = [decided("d5", "2026-04-01", "options_appraisal", contract_id="ash-house")]
    told = by_kpi(evaluation.decision_use(logged(worked_register(), decision_log=log)))
    assert told.loc["appraised_in_time", ["value", "n"]].tolist() == [0, 1]


def test_a_log_without_appraisals_or_contracts_to_appraise_says_so() -> None:
    log = [decided("d5", "2026-03-31", "options_appraisal", contract_id="ash-house")]
    told = by_kpi(evaluation.decision_use(logged(EMPTY, decision_log=log)))
    assert told.loc["appraised_in_time", "reason"] == "no contract of criticality 1 ends within 12 months"
    told = by_kpi(evaluation.decision_use(logged(EMPTY, decision_log=[decided("d1", "2026-03-31")])))
    assert told.loc["appraised_in_time", "reason"] == "decision_log has no options appraisal of a contract"


def test_supplier_conversations_are_those_worked_by_hand(full: Register) -> None:
    told = by_kpi(evaluation.supplier_conversations(full))
    assert told["value"].tolist() == pytest.approx([3, 1 / 3, 2])
    assert told.loc["challenges_answered", ["n", "n_of"]].tolist() == [3, 4]
    assert told["state_year_1"].tolist() == ["not met", "no target set", "no target set"]


def test_a_challenge_not_yet_due_or_answered_before_it_was_put_is_not_counted() -> None:
    young = [acted("c4", "collective_challenge", "2026-09-25", "birch", "2026-09-30")]
    told = by_kpi(evaluation.supplier_conversations(logged(EMPTY, supplier_actions=young)))
    assert told.loc["challenges_answered", "reason"] == "no collective challenge has been with suppliers for 60 days"
    wrong = [acted("c", "collective_challenge", "2026-03-01", "birch", "2026-02-01")]
    with pytest.raises(ValueError, match="'c' was answered before it was put"):
        evaluation.supplier_conversations(logged(EMPTY, supplier_actions=wrong))


def test_the_funnel_is_that_worked_by_hand(full: Register) -> None:
    told = evaluation.funnel(full)
    reached = told[told["measure"] == "reached"]
    assert reached["value"].tolist() == [6, 4, 2, 2, 2]
    assert reached["is_success"].tolist() == [False, False, False, False, True]
    conversion = told[told["measure"] == "conversion"]
    assert conversion["value"].tolist() == pytest.approx([4 / 6, 2 / 4, 1, 1, 2 / 6])
    assert conversion["bound_high"].tolist() == pytest.approx([5 / 6, 3 / 4, 1, 1, 4 / 6])
    assert conversion[["n_open", "n_dropped"]].to_numpy().tolist() == [[1, 1], [1, 1], [0, 0], [0, 0], [2, 2]]
    assert conversion.iloc[-1][["lower", "upper"]].tolist() == pytest.approx([0.0968, 0.7000], abs=5e-5)
    last = told.set_index("measure")["value"]
    assert (last["lead time"], last["boroughs per award"]) == (422.5, 2.5)


def test_joint_notices_meet_the_first_target_and_miss_the_second(full: Register) -> None:
    told = by_kpi(evaluation.joint_purchases(full))
    assert told["value"].tolist() == [2, 2]
    assert states(told.loc["joint_notices"]) == ["met", "not met"]


def test_a_surfaced_set_is_never_a_success() -> None:
    log = [row for number in range(40) for row in came(f"x{number:02d}", "ash|elm", surfaced="2026-01-01")]
    register = logged(EMPTY, joint_stages=log)
    told = evaluation.funnel(register)
    assert told.loc[told["is_success"] & told["measure"].eq("reached"), "value"].tolist() == [0]
    assert states(by_kpi(evaluation.joint_purchases(register)).loc["joint_notices"]) == ["not met", "not met"]
    assert evaluation.go_ahead_chance(register)["value"].item() == pytest.approx(0.35)


def test_the_funnel_only_narrows(full: Register) -> None:
    for day in pd.date_range("2025-01-01", "2026-12-31", freq="60D"):
        told = evaluation.funnel(full, on=day.date())
        reached = told.loc[told["measure"] == "reached", "value"].fillna(0).tolist()
        assert all(later <= earlier for earlier, later in pairwise(reached))


def test_a_lead_time_has_an_interval_from_six_awards_on() -> None:
    def log(n: int) -> Rows:
        days = pd.date_range("2025-01-01", periods=n, freq="10D")
        return [row for place, day in enumerate(days) for row in
                came(f"x{place}", "ash", surfaced="2024-12-31", awarded=f"{day:%Y-%m-%d}")]  # fmt: skip

    five, nine = (
        evaluation.funnel(logged(EMPTY, joint_stages=log(n))).set_index("measure").loc["lead time"] for n in (5, 9)
    )
    assert (five["value"], math.isnan(five["lower"])) == (21, True)
    assert five["reason"] == "very uncertain: no 95% interval exists below 6 awards"
    assert nine[["value", "lower", "upper"]].tolist() == [41, 11, 71]  # the 5th, 2nd and 8th of 1, 11, ... 81


def test_a_later_stage_on_an_earlier_day_or_an_unknown_stage_is_refused() -> None:
    with pytest.raises(ValueError, match="'A' reached a later stage on an earlier day"):
        evaluation.funnel(logged(EMPTY, joint_stages=came("A", "ash", surfaced="2026-02-01", agreed="2026-01-01")))
    with pytest.raises(ValueError, match="joint_stages has the stage 'won'"):
        evaluation.funnel(logged(EMPTY, joint_stages=came("A", "ash", won="2026-02-01")))


def test_a_stage_without_a_day_is_no_evidence() -> None:
    undated = [{"opportunity_id": "A", "stage": "awarded", "reached_date": None, "borough_ids": "ash"}]
    told = evaluation.funnel(logged(EMPTY, joint_stages=undated))
    assert told["reason"].unique().tolist() == ["nothing was surfaced by that day"]


def test_the_chance_of_going_ahead_moves_from_the_assumption_to_what_was_seen(full: Register) -> None:
    told = evaluation.go_ahead_chance(full).iloc[0]
    assert told[["alpha", "beta", "value"]].tolist() == pytest.approx([4.1, 5.9, 0.41])
    assert told[["n", "n_of", "n_open"]].tolist() == [4, 6, 2]
    start = evaluation.go_ahead_chance(logged(EMPTY)).iloc[0]
    assert (start["alpha"], start["beta"], start["value"]) == pytest.approx((2.1, 3.9, 0.35))
    assert stats.beta(2.1, 3.9).cdf([start["lower"], start["upper"]]).tolist() == pytest.approx([0.025, 0.975])
    later = evaluation.go_ahead_chance(full, from_stage="qualified").iloc[0]
    assert later[["n_awarded", "n_dropped", "n_open"]].tolist() == [2, 1, 1]
    with pytest.raises(UnknownNameError, match="Did you mean 'noticed'"):
        evaluation.go_ahead_chance(full, from_stage="notice")


def test_the_attributed_saving_is_that_worked_by_hand(full: Register) -> None:
    told = evaluation.attributed_saving(full, scenario="lean").set_index("measure")
    wanted = {
        "baseline": 238_278.61, "actual": 209_946.56, "gross saving": 28_332.05, "attributed saving": 9_335.11,
        "attributed saving, audited": 18_996.94, "yearly cost": 70_060, "net saving": -60_724.89,
    }  # fmt: skip
    assert told["value"].to_dict() == pytest.approx(wanted, abs=0.01)
    assert told.loc["attributed saving", ["lower", "upper"]].tolist() == pytest.approx([-163.36, 28_332.05], abs=0.01)
    assert told.loc["net saving", ["lower", "upper"]].tolist() == pytest.approx([-94_243.36, -28_822.95], abs=0.01)
    assert told.loc["net saving", ["n", "n_of", "n_audited"]].tolist() == [2, 4, 1]
    assert told.loc["net saving", "reason"] == "2 of 4 decisions are left out: saving_decisions says why"


def test_a_saving_counts_only_if_all_was_fixed_beforehand() -> None:
    late = {"attribution_agreed_date": "2026-02-01"}
    log = [
        saved("a", "2026-02-01", 9.0, 1.0, 1, 1), saved("b", "2026-02-01", 9.0, 1.0, 1, 1, **late),
        saved("c", "2026-02-01", 9.0, 1.0, 1, 1, attribution=None), saved("d", "2026-02-01", 9.0, 1.0, 1, 1, baseline_date="2026-02-01"),
        saved("e", "2026-02-01", 9.0, 1.0, 1, 1, contract_years=None), saved("f", "2026-02-01", 9.0, None, 1, 1),
        saved("g", "2026-02-01", 9.0, 1.0, 1, 0),
    ]  # fmt: skip
    told = evaluation.saving_decisions(logged(EMPTY, decision_log=log)).set_index("decision_id")
    assert told["reason"].to_dict() == {
        "a": "", "b": "the attribution was not agreed before the outcome", "c": "no attribution was agreed",
        "d": "the baseline was not fixed before the outcome", "e": "the contract's years are not known",
        "f": "the price paid is not known", "g": "",
    }  # fmt: skip
    total = evaluation.attributed_saving(logged(EMPTY, decision_log=log)).set_index("measure")["value"]
    assert (total["gross saving"], total["attributed saving"]) == pytest.approx((16 / 1.035, 8 / 1.035))


def test_a_part_of_a_year_counts_as_that_part() -> None:
    log = [saved("a", "2026-02-01", 1.0, 0.0, 2.5, 1)]
    told = evaluation.saving_decisions(logged(EMPTY, decision_log=log))
    assert told["saving_gbp"].item() == pytest.approx((1 - 1.035**-2.5) / 0.035)


@pytest.mark.parametrize("years", [1, 2, 5])
def test_what_is_bought_is_discounted_as_what_could_be(years: int) -> None:
    told = evaluation.saving_decisions(logged(EMPTY, decision_log=[saved("a", "2026-02-01", 1.0, 0.0, years, 1)]))
    assert told["saving_gbp"].item() == pytest.approx(
        float(present_value({"discount_rate": 0.035, "contract_years": years}))
    )


def test_nothing_that_counts_is_not_a_saving_of_nothing() -> None:
    log = [saved("s4", "2026-03-01", None, 10.0, 1, 1)]
    told = evaluation.attributed_saving(logged(EMPTY, decision_log=log)).set_index("measure")
    assert told.loc["net saving", "reason"] == "none of 1 decisions can be counted: saving_decisions says why"
    old = evaluation.attributed_saving(logged(EMPTY, decision_log=[saved("s", "2020-03-01", 9.0, 1.0, 1, 1)]))
    assert old.set_index("measure").loc["net saving", "reason"].startswith("no decision in the log had its outcome")
    assert told["value"].drop("yearly cost").isna().all()
    assert told.loc["yearly cost", "value"] > 0


@pytest.mark.parametrize(
    "wrong",
    [
        {"actual_annual_gbp": -1.0}, {"actual_annual_gbp": math.inf}, {"counterfactual_annual_gbp": math.inf},
        {"attribution": 0.3}, {"contract_years": -1.0}, {"counterfactual_low_annual_gbp": 10.0},
        {"counterfactual_high_annual_gbp": 8.0},
    ],
)  # fmt: skip
def test_a_figure_that_cannot_stand_in_the_log_is_refused(wrong: dict[str, float]) -> None:
    log = [saved("s1", "2026-02-01", 9.0, 1.0, 1, 1, **wrong)]
    with pytest.raises(ValueError, match="decision_log, 's1' has a figure that cannot stand"):
        evaluation.attributed_saving(logged(EMPTY, decision_log=log))


def test_a_public_edition_sums_five_boroughs_and_lists_no_decision(full: Register) -> None:
    public = logged(worked_register(edition="public"), **LOGS)
    rows = evaluation.saving_decisions(public)
    assert rows["reason"].tolist() == ["single decisions are members' data: only their sum is published"]
    told = evaluation.attributed_saving(public).set_index("measure")
    assert told.loc["net saving", "reason"] == "fewer than 5 boroughs stand behind the sum"
    assert told["value"].drop("yearly cost").isna().all()
    assert told["n_audited"].drop("yearly cost").isna().all()
    many = [row | {"borough_ids": "ash|beech|cedar|elm|fir"} for row in LOGS["decision_log"]]
    wide = logged(worked_register(edition="public"), **LOGS | {"decision_log": many})
    assert evaluation.attributed_saving(wide)["value"].tolist() == evaluation.attributed_saving(full)["value"].tolist()


def test_the_scorecard_gathers_every_criterion_and_names_the_empty_log(full: Register) -> None:
    told = evaluation.scorecard(full)
    assert sorted(set(told["criterion"])) == [1, 2, 3, 4]
    assert set(told["metric_id"]) == {"M110", "M111", "M112", "M113", "M114"}
    assert len(told) == 17
    assert not told["kpi"].duplicated().any()
    empty = by_kpi(evaluation.scorecard(logged(EMPTY)))
    for kpi, log in empty["log"].items():
        if log != "register":
            assert empty.loc[kpi, "is_withheld"], kpi
            assert empty.loc[kpi, "reason"] == f"{log} is empty: nothing was logged, which is not none"
            assert empty.loc[kpi, "state_year_1"] in {"cannot be told", "no target set"}


def test_the_scorecard_s_saving_is_the_net_and_its_audits_are_counted(full: Register) -> None:
    told = by_kpi(evaluation.scorecard(full, scenario="lean"))
    assert told.loc["net_saving", "value"] == pytest.approx(-60_724.89, abs=0.01)
    assert told.loc["audited_savings", "value"] == 1
    assert states(told.loc["audited_savings"]) == ["not met", "not met"]


def test_without_targets_nothing_is_met_or_missed(full: Register) -> None:
    bare = replace(full, reference=replace(full.reference, evaluation_targets=pd.DataFrame()))
    assert set(evaluation.scorecard(bare)["state_year_1"]) == {"no target set"}


def test_what_cannot_be_claimed_is_listed_with_what_would_allow_it(full: Register) -> None:
    told = evaluation.cannot_be_claimed(full)
    assert told["claim"].str.contains("surfaced").any()
    assert "anything of: minutes the service was up, last full quarter" in set(told["claim"])
    assert told[["claim", "why_not", "what_would_allow_it"]].ne("").all(axis=None)
    assert len(evaluation.cannot_be_claimed(logged(EMPTY))) > len(told)


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_frame_has_its_columns_whether_logs_are_full_or_empty(full: Register, name: str) -> None:
    function, columns = FUNCTIONS[name]
    for register in (full, logged(EMPTY)):
        frame = function(register)
        assert tuple(frame.columns) == columns
        if set(ENVELOPE) <= set(columns):
            assert frame.loc[~frame["is_withheld"], "value"].notna().all()
            assert frame.loc[frame["is_withheld"], "value"].isna().all()
            assert frame.loc[frame["is_withheld"], "reason"].ne("").all()


@pytest.mark.parametrize("name", FUNCTIONS)
def test_shuffled_or_repeated_rows_and_other_columns_change_nothing(full: Register, name: str) -> None:
    function = FUNCTIONS[name][0]
    kept = {log: getattr(full.reference, log).copy() for log in LOGS}
    mixed = {
        log: pd.concat([frame, frame]).sample(frac=1, random_state=5).assign(other=1) for log, frame in kept.items()
    }
    again = replace(full, reference=replace(full.reference, **mixed))
    pd.testing.assert_frame_equal(function(again), function(full), check_dtype=False)
    for log, frame in kept.items():
        pd.testing.assert_frame_equal(getattr(full.reference, log), frame)


@pytest.mark.parametrize("name", FUNCTIONS)
def test_the_last_year_there_is_can_be_asked_of(full: Register, name: str) -> None:
    assert tuple(FUNCTIONS[name][0](full, on=date(9999, 12, 31)).columns) == FUNCTIONS[name][1]


def test_a_public_edition_without_logs_says_what_is_missing() -> None:
    public = logged(Register.from_tables({}, as_of=AS_OF, info=RegisterInfo(edition="public")))
    assert evaluation.scorecard(public).query("log != 'register'")["is_withheld"].all()


@pytest.mark.parametrize(
    ("day", "first", "last"),
    [
        ("2026-01-01", "2025-10-01", "2025-12-31"), ("2026-03-30", "2025-10-01", "2025-12-31"),
        ("2026-03-31", "2026-01-01", "2026-03-31"), ("2026-06-30", "2026-04-01", "2026-06-30"),
        ("2026-09-29", "2026-04-01", "2026-06-30"), ("2026-09-30", "2026-07-01", "2026-09-30"),
        ("9999-12-31", "9999-10-01", "9999-12-31"),
    ],
)  # fmt: skip
def test_a_quarter_is_over_on_its_last_day(day: str, first: str, last: str) -> None:
    assert [f"{end:%Y-%m-%d}" for end in last_quarter(date.fromisoformat(day))] == [first, last]
