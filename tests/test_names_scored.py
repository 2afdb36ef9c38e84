"""How well supplier names are resolved, by labels that the resolver never reads: precision first, for a false merge can defame."""

from __future__ import annotations

from dataclasses import replace

import pytest
import score_names
from score_names import Scored, falsely_merged, judged, largest, score, scored, wilson

from citytools_analysis.reference import load_reference
from citytools_analysis.resolve import Mention, Names

TOLD = scored()


def one(accepted: str, entity: str) -> Scored:
    return Scored("x", entity, "tuning", accepted, "name")


@pytest.mark.parametrize("half", ["tuning", "frozen", "both"])
def test_what_is_accepted_without_asking_is_right(half: str, capsys: pytest.CaptureFixture[str]) -> None:
    found = score([row for row in TOLD if half in {row.half, "both"}])
    with capsys.disabled():
        print(f"\n  {half}: {found}")  # noqa: T201
    assert found.precision >= 0.995
    assert found.n_accepted >= 90


def test_the_lower_end_of_the_interval_is_high_enough_over_both_halves() -> None:
    found = score(TOLD)
    assert wilson(found.n_accepted - found.n_wrong, found.n_accepted)[0] >= 0.98
    assert found.recall >= 0.9


def test_nothing_is_falsely_merged_with_one_of_the_thirty_largest() -> None:
    assert len(largest()) == 30
    assert falsely_merged(TOLD, largest()) == []


def test_a_false_merge_would_be_found() -> None:
    told = judged([one("civica", "other-civic-trust"), one("civica", "civica"), one("", "other-a")])
    assert (score(told).n_wrong, score(told).n_accepted) == (1, 2)
    assert falsely_merged(told, {"civica"}) == [told[0]]


def test_two_firms_taken_for_one_are_wrong_even_if_no_label_names_it() -> None:
    assert [row.is_right for row in judged([one("nsl", "other-nsl"), one("nsl", "other-nsl")])] == [True, True]
    assert [row.is_right for row in judged([one("nsl", "other-nsl"), one("nsl", "other-b")])] == [False, False]
    assert [row.is_right for row in judged([one("nsl", "unsure")])] == [False]


def test_the_scores_of_a_small_set_worked_by_hand() -> None:
    told = judged([one("a", "a"), one("", "a"), one("a", "b"), one("", "unsure"), one("", "other-c")])
    found = score(told)
    assert (found.n_accepted, found.n_wrong, found.n_reviewed, found.n_found) == (2, 1, 3, 1)
    assert (found.precision, found.recall) == (0.5, pytest.approx(1 / 3))
    assert wilson(9, 10) == (pytest.approx(0.5958, abs=1e-4), pytest.approx(0.9821, abs=1e-4))


def test_matching_by_likeness_would_fail_where_this_passes() -> None:
    """The bar can be failed: subset likeness, which others accept, merges look-alikes."""
    from citytools_analysis.resolve.suggest import Suggestions  # noqa: PLC0415 - only this test takes suggestions for answers

    suggest = Suggestions(load_reference(), "supplier")
    likely = [replace(row, accepted=best[0].id if (best := suggest.of(row.mention, limit=1)) else "") for row in TOLD]
    assert score(judged(likely)).precision < 0.9


def test_the_scores_can_be_printed(capsys: pytest.CaptureFixture[str]) -> None:
    score_names.main()
    assert "frozen" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("name", "identifiers", "context", "supplier_id", "matched_by"),
    [
        ("Northgate", (), "", None, "ambiguous"),
        ("Northgate", (), "Vehicle hire", None, "ambiguous"),
        ("Northgate", (), "Support for NEC Housing", "nec-software-solutions-uk", "context"),
        ("Northgate", (), "Payroll and ResourceLink", "zellis", "context"),
        ("Northgate", (), "Payroll; revenues and benefits", None, "ambiguous"),
        ("Northgate", ("GB-COH-968498",), "", "nec-software-solutions-uk", "identifier"),
        ("Some New Name Ltd", ("GB-COH-00968498",), "", "nec-software-solutions-uk", "identifier"),
        ("Civica UK Limited", ("GB-COH-00968498",), "", None, "conflict"),
        ("Civica UK Limited", ("GB-COH-RJ122",), "", "civica", "name"),
        ("Civica UK Limited", ("GB-CFS-192125",), "", "civica", "name"),
        ("CAPITA BUSINESS SERV", (), "", "capita", "cut_off_name"),
        ("Civca UK Limited", (), "", None, "not_known"),
    ],
)  # fmt: skip
def test_a_name_is_told_by_identifier_then_name_then_context_and_never_by_likeness(
    name: str, identifiers: tuple[str, ...], context: str, supplier_id: str | None, matched_by: str
) -> None:
    named = Names(load_reference()).supplier(Mention(name, identifiers, context))
    assert named.matched_by == matched_by
    assert (named.id if named.is_reviewed else None) == supplier_id


def test_two_spellings_with_one_company_number_are_one_firm_that_nobody_reviewed() -> None:
    names = Names(load_reference())
    first, second = (names.supplier(Mention(text, ("GB-COH-1234567",))) for text in ("Acme Ltd", "ACME Software"))
    assert first.id == second.id
    assert not first.is_reviewed
