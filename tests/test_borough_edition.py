"""The members' edition for one borough: its own rows whole, of the others what the schema allows, and nothing that tells of the rest."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from canaries import FOUND, marked_for, told, untold_to, without_untold
from test_disclosure import SAMPLE, a_return, differing, hard_sample, ids_by_name, register_of

from citytools_analysis import disclosure
from citytools_analysis.disclosure import edition_info, make_edition, names
from citytools_analysis.disclosure.choice import choose
from citytools_analysis.disclosure.earlier import make_earlier
from citytools_analysis.disclosure.ledger import Release
from citytools_analysis.disclosure.logs import copy_reference
from citytools_analysis.errors import UnknownNameError, WrongUsageError
from citytools_analysis.metrics.evaluation.logs import log_of, why_empty
from citytools_analysis.metrics.held import MEMBERS_LOGS, is_held, why_held
from citytools_analysis.register import Register, open_register
from citytools_analysis.schema import TABLES
from citytools_analysis.storage import typed

VIEWER = "camden"
WHERE = {"source_id": "r", "source_pointer": "Contracts!A5"}


@pytest.fixture(scope="module")
def sample() -> Register:
    """Give the sample with the cases that are hard to keep apart put in, and a system that only a rating of another names."""
    register = hard_sample()
    brent = {"source_id": ids_by_name(register)["return:brent"]}
    rated = {"system_id": "as-reported-only-rated", "supplier_id": "as-reported-unused"}
    more = {
        "systems": rated | {"system": "Only Rated"},
        "suppliers": {"supplier_id": "as-reported-unused", "supplier": "Unused"},
        "ratings": {"borough_id": "brent", "system_id": rated["system_id"], "dimension": "overall", "wave_date": "2026-05-01", "score": 2},
    }  # fmt: skip
    tables = dict(register.all_rows)
    for number, (name, row) in enumerate(more.items()):
        new = typed(pd.DataFrame([brent | {"source_pointer": f"Systems!A95{number}"} | row]), TABLES[name])
        tables[name] = typed(pd.concat([tables[name].astype("object"), new.astype("object")]), TABLES[name])
    return Register.from_tables(tables, as_of=register.as_of, reference=register.reference, info=register.info)


@pytest.fixture(scope="module")
def release(sample: Register) -> Release:
    """Give the choice of released figures: they may differ with the answers they are made of, and have tests of their own."""
    return choose(sample)


def for_camden(**tables: list[dict[str, Any]]) -> Register:
    return make_edition(register_of(**tables), edition="members", viewer=VIEWER)


def of_one(register: Register, viewer: str, release: Release) -> Register:
    return make_edition(register, edition="members", viewer=viewer, release=release)


def contract(name: str, borough: str = "brent", **more: object) -> dict[str, Any]:
    return {"contract_id": name, "title": name, "borough_id": borough, "end_state": "unknown", "value_gbp": 5000.0,
            "extension_note": "NOTE", "stated_unknown": "end_date", "is_published": False} | WHERE | more  # fmt: skip


# --- for whom ---------------------------------------------------------------------------------------------------------


def test_the_borough_is_named_by_id_or_name_and_kept_in_the_register(tmp_path: Path) -> None:
    made = make_edition(register_of(), edition="members", viewer="Camden")
    assert (made.info.edition, made.info.viewer, made.info.edition_name) == ("members", "camden", "members-for-camden")
    made.save(tmp_path, saved_at=pd.Timestamp("2026-11-23", tz="UTC").to_pydatetime())
    again = open_register(tmp_path, as_of="2026-11-23")
    assert (again.info, again.sha256) == (made.info, made.sha256)


def test_the_edition_for_all_members_says_nothing_of_a_viewer(tmp_path: Path) -> None:
    made = make_edition(register_of(), edition="members")
    path = made.save(tmp_path, saved_at=pd.Timestamp("2026-11-23", tz="UTC").to_pydatetime())
    assert "viewer" not in (path / "info.json").read_text(encoding="utf-8")
    assert made.sha256 != make_edition(register_of(), edition="members", viewer=VIEWER).sha256


def test_an_unknown_borough_and_a_public_edition_for_one_are_refused() -> None:
    with pytest.raises(UnknownNameError, match="Did you mean 'camden'"):
        edition_info(register_of(), edition="members", viewer="cambden")
    with pytest.raises(WrongUsageError, match="Add --edition members"):
        make_edition(register_of(), edition="public", viewer=VIEWER)


# --- rows and cells, one by one ---------------------------------------------------------------------------------------


def test_prices_and_notes_of_others_stand_only_where_they_are_published() -> None:
    shown = for_camden(
        contracts=[contract("own", "camden"), contract("joint", partner_borough_ids="hackney|camden"),
                   contract("open", is_published=True), contract("shut")],
        options=[{"contract_id": name, "position": 1, "months": 12, "value_gbp": 7.0} | WHERE for name in ("own", "shut")],
        contract_suppliers=[{"contract_id": name, "supplier_id": "s", "supplier_share": 0.5, "mention": "S", "role": "supplier"} | WHERE
                            for name in ("joint", "shut")],
        suppliers=[{"supplier_id": "s", "supplier": "S"} | WHERE],
    )  # fmt: skip
    contracts = shown.contracts.set_index("contract_id")
    assert set(contracts.index) == {"own", "joint", "open", "shut"}
    assert contracts["value_gbp"].notna().to_dict() == {"joint": True, "open": True, "own": True, "shut": False}
    assert contracts.loc["shut", ["extension_note", "stated_unknown"]].isna().all()
    assert shown.options.set_index("contract_id")["value_gbp"].dropna().to_dict() == {"own": 7.0}
    assert shown.options["months"].tolist() == [12, 12]
    parts = shown.contract_suppliers.set_index("contract_id")
    assert parts["supplier_share"].dropna().to_dict() == {"joint": 0.5}
    assert parts["mention"].dropna().to_dict() == {"joint": "S"}


def test_what_a_borough_says_of_itself_is_told_to_others_only_where_it_offers_it() -> None:
    who = ("brent", "camden")
    shown = for_camden(
        ratings=[{"borough_id": name, "system_id": "x", "dimension": "overall", "wave_date": "2026-06-01", "score": 2} | WHERE for name in who],
        challenges=[{"borough_id": name, "system_id": "x", "challenge_tag": "api", "raised_date": "2026-06-01"} | WHERE for name in who],
        skills=[{"borough_id": name, "skill": skill, "level": 4, "will_share": skill == "procurement"} | WHERE
                for name in who for skill in ("procurement", "integration")],
        intentions=[{"borough_id": name, "function_code": code, "intention": said, "blocker": "budget"} | WHERE
                    for name in who for code, said in (("REV01", "alone"), ("HSG01", "joint_contract"), ("ASC01", "undecided"))],
        contacts=[{"borough_id": name, "mailbox": f"{name}@example.org"} | WHERE for name in who],
    )  # fmt: skip
    assert shown.ratings["borough_id"].tolist() == shown.challenges["borough_id"].tolist() == ["camden"]
    assert shown.skills.query("borough_id == 'brent'")["skill"].tolist() == ["procurement"]
    assert len(shown.skills.query("borough_id == 'camden'")) == 2
    offered = shown.intentions.query("borough_id == 'brent'")
    assert offered["function_code"].tolist() == ["HSG01"]
    assert offered["blocker"].isna().all()
    assert shown.intentions.query("borough_id == 'camden'")["blocker"].tolist() == ["budget"] * 3
    assert set(shown.contacts["borough_id"]) == set(who)


def test_where_it_runs_and_payments_not_published_are_told_of_itself_alone() -> None:
    uses = [{"deployment_id": name, "borough_id": name, "function_code": "REV01", "system_state": "known", "system_id": "x",
             "hosting": "on_premises", "is_published": name == "hackney"} | WHERE for name in ("brent", "camden", "hackney")]  # fmt: skip
    paid = [{"spend_id": f"{name}{number}", "borough_id": name, "supplier_id": "s", "spend_kind": "payment", "amount_gbp": 1.0,
             "is_published": bool(number)} | WHERE for name in ("brent", "camden") for number in (0, 1)]  # fmt: skip
    systems = [{"system_id": "x", "system": "X"} | WHERE]
    shown = for_camden(deployments=uses, spend=paid, systems=systems)
    assert set(shown.deployments.dropna(subset=["hosting"])["borough_id"]) == {"camden", "hackney"}
    assert len(shown.deployments) == 3
    assert sorted(shown.spend["spend_id"]) == ["brent1", "camden0", "camden1"]


def test_words_that_never_leave_the_register_do_not_reach_their_own_borough_either() -> None:
    row = {
        "borough_id": "camden",
        "system_id": "x",
        "dimension": "overall",
        "wave_date": "2026-06-01",
        "score": 2,
        "comment": "WORDS",
    }
    shown = for_camden(ratings=[row | WHERE], left_out=[WHERE | {"reason": "no", "what": "WORDS"}])
    assert len(shown.ratings) == 1
    assert "WORDS" not in told(shown)


# --- sources ----------------------------------------------------------------------------------------------------------


def test_its_own_return_is_told_of_whole_and_that_of_another_by_its_borough_alone() -> None:
    uses = [{"deployment_id": name, "borough_id": name, "function_code": "REV01", "system_state": "none", "source_id": name,
             "source_pointer": "Systems!A9"} for name in ("brent", "camden")]  # fmt: skip
    sources = [a_return(name, source_id=name) for name in ("brent", "camden")]
    shown = for_camden(deployments=uses, sources=sources)
    told_of = shown.sources.set_index("source_id")
    assert told_of["file_name"].to_dict() == {"brent": "withheld", "camden": "camden FINAL jane.xlsx"}
    assert told_of["n_read"].dropna().to_dict() == {"camden": 77}
    assert set(told_of["sha256"]) == {"withheld"}
    places = shown.deployments.set_index("borough_id")["source_pointer"]
    assert places.to_dict() == {"brent": "withheld", "camden": "Systems!A9"}


def test_a_workshop_is_told_of_by_its_day_and_only_where_a_row_of_it_is_shown() -> None:
    sources = [a_return("camden", source_id=name, source_kind="capture", source_name=f"capture:{name}", borough_id=None) for name in ("w", "v")]  # fmt: skip
    said = [{"borough_id": borough, "function_code": "REV01", "intention": what, "source_id": name, "source_pointer": "Intentions!A4"}
            for borough, what, name in (("brent", "joint_contract", "w"), ("brent", "alone", "v"))]  # fmt: skip
    shown = for_camden(intentions=said, sources=sources)
    [row] = shown.sources.to_dict("records")
    assert (row["source_id"], row["source_name"], row["file_name"]) == ("w", "capture:2026-10-01", "withheld")
    assert pd.isna(row["n_read"])
    assert shown.intentions["source_pointer"].tolist() == ["withheld"]


@pytest.mark.parametrize("name", MEMBERS_LOGS)
def test_a_log_keeps_the_rows_that_name_the_borough(name: str, tmp_path: Path) -> None:
    full = open_register(SAMPLE)
    made = make_edition(full, edition="members", viewer=VIEWER)
    before, after = (getattr(register.reference, name)["borough_ids"] for register in (full, made))
    assert after.tolist() == [text for text in before.dropna() if VIEWER in text.split("|")]
    assert len(after) < len(before)
    assert log_of(made, name).empty, "no figure about all may be made of its own rows"
    assert why_empty(made, name) == why_held(made)
    copy_reference(SAMPLE / "reference", tmp_path / "copy", edition="members", viewer=VIEWER)
    copied = pd.read_csv(tmp_path / "copy" / f"{name}.csv", dtype="str")
    assert copied["borough_ids"].tolist() == after.tolist()


# --- whatever stands in a hidden cell, the edition is the same --------------------------------------------------------


@pytest.mark.parametrize(
    "viewer", ["camden", "brent", "barnet"]
)  # that returned, that is in the hard cases, and that did not
def test_the_edition_is_the_same_whatever_stands_in_the_cells_it_does_not_show(
    sample: Register, release: Release, viewer: str
) -> None:
    first, again = (of_one(one, viewer, release) for one in (sample, marked_for(sample, viewer)))
    assert differing(first, again) == []
    assert first.sha256 == again.sha256
    assert not FOUND.search(told(again))


@pytest.mark.parametrize("viewer", ["camden", "barnet"])
def test_the_edition_is_the_same_if_the_rows_it_does_not_show_were_never_handed_in(
    sample: Register, release: Release, viewer: str
) -> None:
    first, again = (of_one(one, viewer, release) for one in (sample, without_untold(sample, viewer)))
    assert differing(first, again) == []


def test_every_cell_that_is_not_told_is_marked_and_a_mark_is_found_where_it_comes_out(sample: Register) -> None:
    changed = marked_for(sample, "barnet")
    for name in ("ratings", "challenges", "scores", "skills", "intentions", "spend", "contracts", "deployments", "options", "contract_suppliers"):  # fmt: skip
        hidden = untold_to(sample, name, "barnet")
        assert hidden.to_numpy().any(), name
    whole = make_edition(changed, edition="members")
    assert FOUND.search(told(whole)), "the edition for all members does hold them"


def _through(*values: object) -> Any:
    return lambda *given, **_: values[0] if values else given[0]


STEPS: tuple[tuple[object, str, object], ...] = (
    (disclosure, "as_one_borough_sees", _through()),
    (disclosure, "_held_sources", _through(set())),
    (disclosure, "only_what_is_named", _through()),
    (disclosure, "as_shown", lambda tables, **_: tables["sources"]),
    (disclosure, "without_places", _through()),
    (names, "_named", lambda name, kept, held: kept[name]),  # noqa: ARG005 - named as where it is called
)


@pytest.mark.parametrize("patched", STEPS, ids=lambda one: one[1])
def test_without_any_one_step_of_withholding_the_tests_above_would_fail(
    sample: Register, release: Release, monkeypatch: pytest.MonkeyPatch, patched: tuple[Any, str, object]
) -> None:
    monkeypatch.setattr(*patched)
    first = of_one(sample, VIEWER, release)
    others = [of_one(change(sample, VIEWER), VIEWER, release) for change in (marked_for, without_untold)]
    assert any(other.sha256 != first.sha256 for other in others)


# --- earlier ----------------------------------------------------------------------------------------------------------


def test_a_price_that_is_no_longer_published_does_not_come_back_from_the_month_before() -> None:
    sources = [a_return("brent", source_id="r")]
    now = for_camden(contracts=[contract("gone"), contract("kept", is_published=True)], sources=sources)
    before = register_of(contracts=[contract(name, is_published=True) for name in ("gone", "kept")], sources=sources)
    earlier = make_earlier(before, now)
    assert earlier.info.viewer == VIEWER
    assert earlier.contracts.set_index("contract_id")["value_gbp"].notna().to_dict() == {"gone": False, "kept": True}


# --- metrics ----------------------------------------------------------------------------------------------------------


def test_a_metric_over_all_boroughs_is_held_and_one_of_the_borough_itself_is_not() -> None:
    register = for_camden()
    for table in ("ratings", "challenges", "skills", "scores", "intentions"):
        assert is_held(register, table)
        assert is_held(register, table, of="brent")
        assert not is_held(register, table, of=VIEWER)
    assert is_held(register, "contracts.value_gbp")
    assert not is_held(register, "contacts", "contracts", "spend")
    assert why_held(register).startswith("others' answers")


@pytest.mark.parametrize("edition", ["members", "public"])
def test_the_other_editions_hold_what_they_held(edition: str) -> None:
    register = make_edition(register_of(), edition=edition)
    assert is_held(register, "ratings") == (edition == "public")
    assert not is_held(register, "contracts.value_gbp")
    assert TABLES["ratings"].to_others == "never"
    assert date(2026, 11, 23) == register.as_of
