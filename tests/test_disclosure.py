"""Editions: rows and columns stay only where their tier allows it, and figures on few boroughs are withheld aloud."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Any

import nbformat
import pandas as pd
import pytest
from canaries import FOUND, is_hidden, marked, told, without_hidden

from citytools_analysis import disclosure
from citytools_analysis.disclosure import make_edition, names
from citytools_analysis.disclosure.choice import choose
from citytools_analysis.disclosure.ledger import Release
from citytools_analysis.disclosure.logs import copy_reference
from citytools_analysis.errors import ReportError, UnknownNameError
from citytools_analysis.metrics import coverage, satisfaction
from citytools_analysis.metrics.held import MEMBERS_LOGS
from citytools_analysis.register import Register, open_register
from citytools_analysis.reporting import worker
from citytools_analysis.reporting.build import build
from citytools_analysis.reporting.job import Job
from citytools_analysis.reporting.manifest import Manifest, write_manifest
from citytools_analysis.reporting.plan import destination
from citytools_analysis.reporting.report import Report
from citytools_analysis.reporting.run import NotebookFailedError
from citytools_analysis.resolve import stable_id
from citytools_analysis.schema import TABLES
from citytools_analysis.storage import typed

DAY = date(2026, 11, 23)
SAMPLE = Path(__file__).parents[1] / "data" / "sample"
WHERE = {"source_id": "r", "source_pointer": "Contracts!A5"}
BOROUGHS = ["barnet", "bexley", "brent", "bromley", "camden", "croydon", "ealing", "enfield", "greenwich", "hackney", "haringey", "havering"]  # fmt: skip
Rows = list[dict[str, Any]]


def register_of(**tables: Rows) -> Register:
    return Register.from_tables({name: pd.DataFrame(rows) for name, rows in tables.items()}, as_of=DAY)


def a_return(borough: str, *, sheet: str = "", **more: object) -> dict[str, Any]:
    name = f"return:{borough}:{sheet}" if sheet else f"return:{borough}"
    return {"source_id": stable_id("return", name), "source_kind": "return", "source_name": name, "borough_id": borough,
            "file_name": f"{borough} FINAL jane.xlsx", "sha256": "ab" * 32, "retrieved_date": "2026-10-01",
            "confirmed_date": "2026-09-30", "n_read": 77, "n_kept": 76, "n_left_out": 1} | more  # fmt: skip


def full() -> Register:
    contracts = [
        {"contract_id": name, "title": f"TITLE-{name}", "borough_id": "camden", "end_state": "unknown", "supplier_id": f"s-{name}",
         "extension_note": f"NOTE-{name}", "is_published": name == "open"} | WHERE
        for name in ("open", "closed")
    ]  # fmt: skip
    return register_of(
        contracts=contracts,
        options=[{"contract_id": name, "position": 1, "months": 12} | WHERE for name in ("open", "closed")],
        suppliers=[{"supplier_id": f"s-{name}", "supplier": f"SUPPLIER-{name}"} | WHERE for name in ("open", "closed")],
        ratings=ratings_of({"many": (1, 2, 2, 3, 4, 5, 5)}),
        sources=[a_return("camden") | {"source_id": "r"}],
        contacts=[{"borough_id": "camden", "mailbox": "MAILBOX"} | WHERE],
    )


WORKSHOP = a_return(
    "camden", source_id="w", source_kind="capture", source_name="capture:secret:2026-09-30", borough_id=None
)


def ratings_of(scores: dict[str, tuple[int, ...]], boroughs: list[str] = BOROUGHS) -> Rows:
    return [
        {"borough_id": borough, "system_id": system, "dimension": "overall", "wave_date": "2026-06-01", "score": score,
         "comment": "COMMENT"} | WHERE
        for system, given in scores.items()
        for borough, score in zip(boroughs, given, strict=False)
    ]  # fmt: skip


def rated(
    scores: tuple[int, ...], *, public: int = 1, returned: int = 12, boroughs: list[str] = BOROUGHS
) -> pd.Series[Any]:
    """Read back what the public edition says of one system that some boroughs use publicly."""
    uses = [
        {"deployment_id": name, "borough_id": name, "function_code": "REV01", "system_state": "known", "system_id": "x",
         "is_published": number < public} | WHERE
        for number, name in enumerate(boroughs)
    ]  # fmt: skip
    register = register_of(
        deployments=uses, systems=[{"system_id": "x", "system": "X"} | WHERE], ratings=ratings_of({"x": scores}, boroughs),
        sources=[a_return(name) for name in boroughs[:returned]] + [a_return("camden") | {"source_id": "r", "source_kind": "facts"}],
    )  # fmt: skip
    summary = satisfaction.summary(make_edition(register, edition="public"))
    assert summary["system_id"].tolist() == ["x"]
    return summary.iloc[0]


def text_of(register: Register) -> str:
    return "\n".join(frame.to_csv(index=False) for frame in register.all_rows.values()) + str(asdict(register.info))


# --- rows and columns -------------------------------------------------------------------------------------------------


def test_the_public_edition_holds_published_rows_and_what_they_name_and_nothing_else() -> None:
    public = make_edition(full(), edition="public")
    assert public.contracts["contract_id"].tolist() == ["open"]
    assert public.options["contract_id"].tolist() == ["open"]
    assert public.suppliers["supplier"].tolist() == ["SUPPLIER-open"]
    words = text_of(public)
    for secret in ("closed", "NOTE", "COMMENT", "MAILBOX", "77", "76", "jane", "abab", "A5"):
        assert secret not in words, secret
    assert public.ratings.empty


def test_the_members_edition_holds_everything_but_the_owners_words() -> None:
    members = make_edition(full(), edition="members")
    words = text_of(members)
    assert len(members.contracts) == 2
    assert "MAILBOX" in words
    assert "COMMENT" not in words
    assert "A5" in words


@pytest.mark.parametrize("edition", ["public", "members"])
def test_no_edition_holds_an_owners_column_or_the_public_one_a_members_column(edition: str) -> None:
    made = make_edition(full(), edition=edition)
    hidden = {"nobody"} if edition == "members" else {"nobody", "members"}
    for name, table in TABLES.items():
        for column in table.columns:
            if column.tier in hidden or table.tier in hidden:
                assert made.all_rows[name][column.name].isna().all(), f"{name}.{column.name}"


def test_the_edition_is_saved_without_what_was_withheld(tmp_path: Path) -> None:
    public = make_edition(full(), edition="public")
    public.save(tmp_path, saved_at=datetime(2026, 11, 23, tzinfo=UTC))
    written = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    assert b"TITLE-closed" not in written
    assert b"TITLE-open" in written


def test_an_unknown_edition_is_refused() -> None:
    with pytest.raises(UnknownNameError, match="Did you mean 'members'"):
        make_edition(full(), edition="member")


# --- whatever stands in a hidden cell, the edition is the same --------------------------------------------------------


@pytest.fixture(scope="module")
def sample() -> Register:
    """Give the sample with the cases that are hard to keep apart put in."""
    return hard_sample()


@cache
def chosen() -> Release:
    """Give the choice of released figures: they may differ with the answers they are made of, and have tests of their own."""
    return choose(hard_sample())


@cache
def hard_sample() -> Register:
    register = open_register(SAMPLE)
    tables = {name: frame.copy() for name, frame in register.all_rows.items()}
    for name, rows in _hard_cases(register).items():
        more = typed(pd.DataFrame(rows), TABLES[name])
        tables[name] = typed(pd.concat([tables[name].astype("object"), more.astype("object")]), TABLES[name])
    return Register.from_tables(tables, as_of=register.as_of, reference=register.reference, info=register.info)


def ids_by_name(register: Register) -> dict[str, str]:
    """Give the ids of the sources, a return by its borough without its day."""
    names = register.sources["source_name"].str.replace(r":\d{4}-\d\d-\d\d$", "", regex=True)
    return dict(zip(names, register.sources["source_id"], strict=True))


def _hard_cases(register: Register) -> dict[str, Rows]:
    ids = ids_by_name(register)
    camden, brent, notices = ids["return:camden"], ids["return:brent"], ids["find-a-tender-awards.json"]
    skills, about = a_return("camden", sheet="skills"), {"borough_id": "camden", "end_state": "known", "title": "T"}

    def at(source: str, place: str, **row: object) -> dict[str, Any]:
        return row | {"source_id": source, "source_pointer": place}

    def use(source: str, place: str, system: str, *, public: bool, maker: str | None = None) -> dict[str, Any]:
        key = stable_id(source, place)
        return at(source, place, deployment_id=key, borough_id="camden", function_code="REV01", system_state="known",
                  system_id=system, supplier_id=maker, is_published=public, seen_date="2026-06-01")  # fmt: skip

    twins, same = [("as-reported-acme-thing", "as-reported-acme"), ("as-reported-solo", None)], "twice"
    pair, maker = "as-reported-pair-thing", "as-reported-pair"
    return {
        # two rows whose words make the same id, the maker given only by the one that is held back
        "deployments": [use(camden, "Systems!A901", twins[0][0], public=True),
                        use(brent, "Systems!A902", twins[0][0], public=False, maker=twins[0][1]),
                        use(brent, "Systems!A903", twins[1][0], public=False),
                        use(camden, "Systems!A904", twins[1][0], public=True),
                        use(camden, "Systems!A905", pair, public=False, maker=maker),
                        use(camden, "Systems!A906", pair, public=True)],
        "systems": [at(camden, "Systems!A901", system_id=twins[0][0], system="Acme Thing"),
                    at(brent, "Systems!A902", system_id=twins[0][0], system="Thing", supplier_id=twins[0][1]),
                    at(brent, "Systems!A903", system_id=twins[1][0], system="Solo"),
                    at(camden, "Systems!A904", system_id=twins[1][0], system="Solo"),
                    at(camden, "Systems!A905", system_id=pair, system="Thing", supplier_id=maker)],
        "suppliers": [at(camden, "Systems!A905", supplier_id=maker, supplier="Pair"),
                      at(brent, "Systems!A902", supplier_id=twins[0][1], supplier="Acme"),
                      at(camden, "Contracts!A901", supplier_id="as-reported-joint", supplier="Joint"),
                      at(camden, "Contracts!A902", supplier_id="as-reported-silent", supplier="Silent")],
        # one contract told twice in a return, the second time not for the public, with an option more
        "contracts": [about | at(camden, "Contracts!A901", contract_id=same, end_date="2028-03-31", is_published=True),
                      # a published notice and a return that is held back, of one contract: the public sees the notice
                      about | at(notices, "/releases/901", contract_id="both", end_date="2029-01-31", value_gbp=5e5, is_published=True),
                      about | at(brent, "Contracts!A902", contract_id="both", end_date="2031-01-31", value_gbp=7e5, is_published=False)],
        "contract_suppliers": [
            at(camden, "Contracts!A901", contract_id=same, supplier_id="as-reported-joint", role="supplier", mention="Joint"),
            at(camden, "Contracts!A902", contract_id=same, supplier_id="as-reported-silent", role="supplier", supplier_share=0.25),
            at(brent, "Contracts!A902", contract_id="both", supplier_id=maker, role="supplier", mention="Pair")],
        "options": [at(camden, "Contracts!A901", contract_id=same, position=1, months=12),
                    at(camden, "Contracts!A902", contract_id=same, position=2, months=24),
                    at(brent, "Contracts!A902", contract_id="both", position=1, months=36)],
        "allocations": [at(camden, "Contracts!A902", contract_id=same, borough_id="camden", function_code="HSG01", weight=1.0)],
        "notices": [at(notices, "/releases/902", notice_id="n9", ocid="o9", notice_type="UK6", borough_id="brent", contract_id="both")],
        "skills": [at(skills["source_id"], "line 2", borough_id="camden", skill="procurement", level=3)],
        "spend": [at(camden, "line 9", spend_id="s9", borough_id="camden", supplier_id=maker, spend_kind="payment", is_published=False)],
        "supplier_identifiers": [at(brent, "Contracts!A902", supplier_id=twins[0][1], scheme="GB-COH", identifier="01234567")],
        "quarantine": [at(brent, "line 9", reason="unclear_if_technology", what="Thing", sheet="contracts", content="{}")],
        # what was said in a workshop, with a system that only it names
        "intentions": [at(WORKSHOP["source_id"], "Intentions!A2", borough_id="camden", function_code="REV01", intention="alone",
                          stated_date="2026-09-30", blocker="political", stated_unknown="earliest_start_date")],
        "scores": [at(WORKSHOP["source_id"], "Scores!A2", borough_id="camden", use_case_id="compare-prices", criterion="value",
                      score=5, scored_date="2026-09-30")],
        "sources": [skills, WORKSHOP],
    }  # fmt: skip


def test_the_public_edition_is_the_same_whatever_stands_in_the_cells_it_does_not_show(sample: Register) -> None:
    public, again = (make_edition(one, edition="public", release=chosen()) for one in (sample, marked(sample)))
    assert differing(public, again) == []
    assert public.sha256 == again.sha256
    assert not FOUND.search(told(again))


def test_the_public_edition_is_the_same_if_the_rows_it_does_not_show_were_never_handed_in(sample: Register) -> None:
    public, again = (make_edition(one, edition="public", release=chosen()) for one in (sample, without_hidden(sample)))
    assert differing(public, again) == []
    assert len(public.contracts) > 300


def test_the_members_edition_is_the_same_whatever_the_owners_wrote(sample: Register) -> None:
    changed = marked(sample, tiers=("nobody",))
    assert differing(sample, changed) == ["ratings.comment", "challenges.comment"]
    assert make_edition(sample, edition="members").sha256 == make_edition(changed, edition="members").sha256


def test_every_hidden_column_is_marked_and_a_mark_is_found_wherever_it_comes_out(sample: Register) -> None:
    changed, public = marked(sample), make_edition(sample, edition="public")
    structure = {"source_id", "is_published", "contract_id", "deployment_id", *TABLES["ratings"].names} - {"comment"}
    for name in set(TABLES) - {"sources", "notices", "performance", "released", "supplier_events"}:
        rows = is_hidden(sample, name)
        assert rows.any(), name
        for column in TABLES[name].columns:
            before, after = (register.all_rows[name].loc[rows, column.name] for register in (sample, changed))
            assert column.name in structure or not before.equals(after), f"{name}.{column.name}"
            if column.kind in {"text", "id", "date", "money", "address"} and column.name not in {
                *structure,
                "source_pointer",
            }:
                leak = pd.concat([public.all_rows[name][column.name], after.iloc[:1]])
                assert FOUND.search(leak.to_csv()), f"{name}.{column.name}"
                assert not FOUND.search(public.all_rows[name].to_csv())


def _through(*values: object) -> Callable[..., object]:
    """Hand back the first argument, or what is given instead."""
    return lambda *given, **_: values[0] if values else given[0]


@pytest.mark.parametrize(
    ("place", "step", "instead"),
    [
        (disclosure, "MAY_SEE", dict.fromkeys(("public", "members"), ("public", "members", "nobody"))),
        (disclosure, "_visible", _through()),
        (disclosure, "_held_sources", _through(set())),
        (disclosure, "only_what_is_named", _through()),
        (disclosure, "as_shown", lambda tables, **_: tables["sources"]),
        (disclosure, "without_places", _through()),
        (names, "_with_shown_makers", _through()),
        (names, "_named", lambda name, kept, held: kept[name]),  # noqa: ARG005 - named as where it is called
        (names, "_CONTRACT_ROW", ["contract_id", "source_id"]),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_without_any_one_step_of_withholding_the_tests_above_would_fail(
    sample: Register, monkeypatch: pytest.MonkeyPatch, place: object, step: str, instead: object
) -> None:
    monkeypatch.setattr(place, step, instead)
    public = make_edition(sample, edition="public", release=chosen())
    changed = (change(sample) for change in (marked, without_hidden))
    others = (make_edition(one, edition="public", release=chosen()) for one in changed)
    assert any(other.sha256 != public.sha256 for other in others)


def differing(one: Register, other: Register) -> list[str]:
    """Name the columns in which two registers say different things."""
    found = []
    for name, table in TABLES.items():
        pair = [register.all_rows[name].astype("str") for register in (one, other)]
        pair = [frame.sort_values(list(table.names)).reset_index(drop=True) for frame in pair]
        if len(pair[0]) != len(pair[1]):
            found.append(f"{name}: {len(pair[0])} and {len(pair[1])} rows")
        else:
            found += [f"{name}.{column}" for column in table.names if not pair[0][column].equals(pair[1][column])]
    return found


# --- names, contracts and sources, one by one -------------------------------------------------------------------------


def test_what_a_hidden_row_says_of_a_shown_system_or_contract_is_not_told(sample: Register) -> None:
    public = make_edition(sample, edition="public")
    brent = ids_by_name(sample)["return:brent"]
    systems = public.all_rows["systems"]
    assert systems.loc[systems["system_id"] == "as-reported-acme-thing", "supplier_id"].isna().tolist() == [True]
    assert not (systems["system_id"].str.startswith("as-reported-solo") & (systems["source_id"] == brent)).any()
    assert not {"as-reported-acme", "as-reported-pair"} & set(public.suppliers["supplier_id"])
    pair = systems.set_index("system_id").loc["as-reported-pair-thing"]
    assert (pair["system"], pd.isna(pair["supplier_id"])) == ("pair thing", True)
    assert public.options.query("contract_id == 'twice'")["months"].tolist() == [12]
    assert public.allocations.query("contract_id == 'twice'").empty


def test_where_a_held_return_overrides_a_notice_the_public_sees_the_notice(sample: Register) -> None:
    seen = {edition: make_edition(sample, edition=edition) for edition in ("public", "members")}
    both = {edition: made.contracts.set_index("contract_id").loc["both"] for edition, made in seen.items()}
    assert [both[edition]["end_date"].year for edition in both] == [2029, 2031]
    assert [both[edition]["value_gbp"] for edition in both] == [5e5, 7e5]
    assert seen["public"].options.query("contract_id == 'both'").empty
    assert seen["members"].options.query("contract_id == 'both'")["months"].tolist() == [36]
    assert seen["public"].notices.set_index("notice_id").loc["n9", "contract_id"] == "both"


def test_a_notice_does_not_name_a_contract_that_is_not_shown() -> None:
    notice = {
        "notice_id": "n",
        "ocid": "o",
        "notice_type": "UK6",
        "borough_id": "camden",
        "contract_id": "closed",
    } | WHERE
    tables = dict(full().all_rows) | {"notices": pd.DataFrame([notice])}
    public = make_edition(Register.from_tables(tables, as_of=DAY), edition="public")
    assert public.notices["contract_id"].isna().tolist() == [True]


def test_a_return_is_told_of_by_its_borough_alone(sample: Register) -> None:
    public = make_edition(sample, edition="public").sources
    returns = public[public["source_kind"] == "return"]
    assert not returns["borough_id"].duplicated().any()
    assert returns["source_name"].eq("return:" + returns["borough_id"]).all()
    assert set(returns["sha256"]) == set(returns["file_name"]) == {"withheld"}
    assert returns[["n_read", "n_kept", "n_left_out"]].isna().all(axis=None)


def test_a_return_that_shows_nothing_says_that_it_is_held_for_members_and_no_more() -> None:
    sheets = [a_return("barnet", sheet=sheet, retrieved_date=day) for sheet, day in (("skills", "2026-10-01"), ("challenges", "2026-11-01"))]  # fmt: skip
    skills = [{"borough_id": "barnet", "skill": "procurement", "level": 1, "source_id": sheets[0]["source_id"], "source_pointer": "line 2"}]  # fmt: skip
    public = make_edition(register_of(sources=sheets, skills=skills), edition="public")
    [row] = public.sources.to_dict("records")
    assert (row["source_id"], row["source_name"]) == (stable_id("return", "return:barnet"), "return:barnet")
    assert pd.isna(row["confirmed_date"])
    statuses = coverage.by_borough(public).set_index("borough_id")["status"]
    assert statuses["barnet"] == "held for members"


def test_a_file_of_facts_that_holds_something_back_gives_no_hash_count_or_line_number() -> None:
    source = {"source_kind": "facts", "sha256": "ab" * 32, "retrieved_date": "2026-10-01", "n_read": 77}
    sources = [source | {"source_id": name, "source_name": f"{name}.csv", "file_name": f"{name}.csv"} for name in ("open", "part", "shut")]  # fmt: skip
    uses = [
        {"deployment_id": f"{name}{number}", "borough_id": "camden", "function_code": "REV01", "system_state": "none",
         "source_id": name, "source_pointer": f"line {number}", "is_published": is_published}
        for name, shown in {"open": (True, True), "part": (False, True), "shut": (False, False)}.items()
        for number, is_published in enumerate(shown)
    ]  # fmt: skip
    public = make_edition(register_of(sources=sources, deployments=uses), edition="public")
    told_of = public.sources.set_index("source_id")
    assert told_of["sha256"].to_dict() == {"open": "ab" * 32, "part": "withheld"}
    assert told_of["n_read"].dropna().to_dict() == {"open": 77}
    assert sorted(public.deployments["source_pointer"]) == ["line 0", "line 1", "withheld"]


def test_a_reference_table_is_counted_and_hashed_by_the_rows_the_public_edition_draws_on(sample: Register) -> None:
    public = make_edition(sample, edition="public")
    before, after = (
        register.sources.set_index("source_name").loc["reference:systems"] for register in (sample, public)
    )
    assert (
        after["n_kept"]
        == public.systems["source_id"].eq(after.get("source_id", before["source_id"])).sum()
        < before["n_kept"]
    )
    assert after["sha256"] != before["sha256"]


@pytest.mark.parametrize("edition", ["public", "members"])
def test_no_edition_gives_the_hash_of_a_return_for_its_owners_words_are_in_it(edition: str) -> None:
    # skills.csv of three short columns: a hash of it would be found by trying every level
    sources = make_edition(register_of(sources=[a_return("camden", sheet="skills")]), edition=edition).sources
    assert sources["sha256"].tolist() == ["withheld"]


# --- figures ----------------------------------------------------------------------------------------------------------


def test_a_figure_on_six_boroughs_stands_and_on_fewer_is_withheld_with_its_reason() -> None:
    many, few = rated((1, 2, 2, 3, 4, 5, 5)), rated((1, 2, 3, 4, 5))
    assert (many["n"], many["n_satisfied"], many["is_withheld"]) == (7, 3, False)
    assert few["is_withheld"]
    assert few[["value", "n", "n_of", "n_satisfied", "lower", "upper"]].isna().all()
    assert "fewer than 6" in few["reason"]


def test_a_shared_service_counts_once() -> None:
    shared = ["brent", "lewisham", "barnet", "bexley", "ealing", "enfield"]  # the first two are one decision-maker
    scores = (1, 2, 2, 3, 5, 5)
    assert rated(scores, boroughs=[*shared, *(name for name in BOROUGHS if name not in shared)])["is_withheld"]
    assert not rated(scores, boroughs=BOROUGHS)["is_withheld"]


def test_every_withheld_figure_gives_the_same_reason_for_a_reason_can_tell_the_answer() -> None:
    reasons = {rated(scores)["reason"] for scores in [(1, 2, 3), (1,) * 7, (5,) * 7, (3,) * 7, (4, 4, 4, 3, 3, 3, 3)]}
    assert len(reasons) == 1


@pytest.mark.parametrize("scores", [(5, 5, 5, 5, 5, 5, 1), (1, 1, 1, 1, 1, 5)])
def test_no_borough_learns_by_taking_itself_away_that_all_the_others_answered_alike(scores: tuple[int, ...]) -> None:
    assert rated(scores)["is_withheld"]


def test_a_system_that_no_public_row_names_is_not_in_the_public_edition_even_as_withheld() -> None:
    public = make_edition(full(), edition="public")
    assert public.released["system_id"].dropna().empty
    assert "many" not in text_of(public)


def test_how_many_use_a_system_is_counted_from_public_rows() -> None:
    scores = (1, 2, 2, 4, 5, 5)
    assert rated(scores, public=7)["n_of"] == 7
    assert pd.isna(rated(scores, public=2)["n_of"])


def test_a_figure_that_tells_who_uses_a_system_unpublished_is_withheld() -> None:
    scores = (1, 2, 2, 4, 5, 5)
    assert rated(scores, public=2, returned=6)["is_withheld"], "all that returned use it, four of them unpublished"
    assert rated(scores, public=2, returned=10)["is_withheld"], "only four of those that returned may not use it"
    assert not rated(scores, public=2, returned=11)["is_withheld"]
    assert not rated(scores, public=6, returned=6)["is_withheld"], "their use is public already"


def test_released_figures_of_the_sample_keep_every_rule() -> None:
    public = make_edition(open_register(SAMPLE), edition="public")
    assert _broken_rules(public) == []
    assert (~satisfaction.summary(public)["is_withheld"]).sum() > 10


def test_released_figures_that_break_the_rules_would_be_seen() -> None:
    public = make_edition(open_register(SAMPLE), edition="public")
    rows = public.released
    is_summary, is_told = rows["metric"].eq("satisfaction.summary"), ~rows["is_withheld"]
    wrong = {
        "few": rows.assign(n=rows["n"].mask(is_told, 4)),
        "unnamed": rows.assign(system_id=rows["system_id"].mask(is_summary, rows["system_id"] + "-more")),
        "figures": rows.assign(n=rows["n"].mask(~is_told, 3)),
        "silent": rows.assign(reason=rows["reason"].mask(~is_told)),
    }
    for rule, released in wrong.items():
        tables = {**public.all_rows, "released": released}
        broken = Register.from_tables(tables, as_of=public.as_of, reference=public.reference, info=public.info)
        assert rule in _broken_rules(broken)


def _broken_rules(public: Register) -> list[str]:
    summary, rows = satisfaction.summary(public), public.released
    given, held = summary[~summary["is_withheld"]], rows[rows["is_withheld"]]
    most = given[["n_satisfied", "n_neutral", "n_dissatisfied"]].max(axis=1)
    broken = {
        "few": (given["n"] < 6).any(),
        "alike": (given["n"] - most < 2).any(),
        "unnamed": not set(summary["system_id"]) <= set(public.systems["system_id"]),
        "figures": held[["value", "n", "n_of", "lower", "upper"]].notna().any(axis=None),
        "silent": held["reason"].fillna("").eq("").any(),
    }
    return [rule for rule, is_broken in broken.items() if is_broken]


# --- where documents go -----------------------------------------------------------------------------------------------


def _published(folder: Path, edition: str = "public") -> Path:
    write_manifest(folder, Manifest("2026-11-23", edition, "", "ab12", "0.1.0"))
    return folder


@pytest.mark.parametrize("linked", ["members/2026-11-23", "members", "."])
def test_a_members_folder_that_is_a_link_to_a_public_one_is_seen_through(tmp_path: Path, linked: str) -> None:
    output = tmp_path / "output"
    for website in (_published(tmp_path / "website"), _published(tmp_path / "public" / "2026-11-23").parent):
        (output / linked).parent.mkdir(parents=True, exist_ok=True)
        (output / linked).symlink_to(website, target_is_directory=True)
        with pytest.raises(ReportError, match="must not be written under the public folder"):
            destination(output, edition="members", as_of="2026-11-23")
        (output / linked).unlink()
    assert destination(output, edition="members", as_of="2026-11-23") == output / "members" / "2026-11-23"


@pytest.mark.parametrize("output", [".", "..", "../public", "here/../..", "../../output/Public"])
def test_a_members_build_started_inside_a_public_folder_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, output: str
) -> None:
    (tmp_path / "output" / "Public" / "2026-11-23").mkdir(parents=True)
    (tmp_path / "output" / "public").mkdir(exist_ok=True)
    monkeypatch.chdir(tmp_path / "output" / "Public" / "2026-11-23")
    with pytest.raises(ReportError, match="must not be written under the public folder"):
        destination(Path(output), edition="members", as_of="2026-11-23")


@pytest.mark.parametrize(("asked", "there"), [("public", "members"), ("members", "public")])
def test_one_edition_is_never_built_into_a_folder_that_holds_another(tmp_path: Path, asked: str, there: str) -> None:
    folder = _published(tmp_path / asked / "2026-11-23", there)
    (folder / "camden.html").write_text("made for others")
    with pytest.raises(ReportError, match=r"holds documents of the members edition|under the public folder"):
        build(SAMPLE, edition=asked, output=tmp_path)
    assert sorted(path.name for path in folder.iterdir()) == ["camden.html", "manifest.json"]


def test_a_document_is_not_written_through_a_link_out_of_its_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "public").mkdir()
    (tmp_path / "members").mkdir()
    (tmp_path / "members" / "borough").symlink_to(tmp_path / "public", target_is_directory=True)
    monkeypatch.setattr(worker, "run_notebook", lambda *_, **__: nbformat.v4.new_notebook())
    monkeypatch.setattr(worker, "render", lambda *_, **__: b"a page")
    outcome = worker.make_document(_job(tmp_path / "members"))
    assert outcome.reason == "borough/camden/camden.html leads out of its folder by a link"
    assert list((tmp_path / "public").iterdir()) == []


def test_a_failed_notebook_and_its_reason_do_not_name_the_home_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", "/home/jane.smith")
    place = "/home/jane.smith/citytools/notebooks/a.ipynb"
    notebook = nbformat.v4.new_notebook(metadata={"papermill": {"input_path": place}})

    def fail(*_: object, **__: object) -> None:
        raise NotebookFailedError(f"cell 3: no file {place}", notebook)

    monkeypatch.setattr(worker, "run_notebook", fail)
    outcome = worker.make_document(_job(tmp_path))
    assert outcome.reason == "cell 3: no file ~/citytools/notebooks/a.ipynb"
    assert "jane" not in (tmp_path / outcome.notebook).read_text()


def _job(folder: Path) -> Job:
    report = Report("a", Path("a.ipynb"), "A", "a", "borough", ())
    return Job("a/camden", report, {"as_of": "2026-11-23"}, "members", folder, "borough/camden/camden", ("html",))


@pytest.mark.parametrize("name", MEMBERS_LOGS)
def test_a_log_of_boroughs_and_prices_is_not_in_the_public_edition(name: str, tmp_path: Path) -> None:
    sample = open_register(SAMPLE)
    assert len(getattr(sample.reference, name)) > 0, "the sample must hold what is to be left out"
    assert getattr(make_edition(sample, edition="public").reference, name).empty
    assert len(getattr(make_edition(sample, edition="members").reference, name)) > 0
    copy_reference(SAMPLE / "reference", tmp_path / "public", edition="public")
    assert len((tmp_path / "public" / f"{name}.csv").read_text(encoding="utf-8").splitlines()) == 1
