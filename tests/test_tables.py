"""Tables and figures: every word escaped, every count with its of how many, unknown in words."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pandas as pd
import pytest
from bs4 import BeautifulSoup

from citytools_analysis import tables
from citytools_analysis.errors import UnknownNameError
from citytools_analysis.metrics import adoption, coverage
from citytools_analysis.pages import borough as pages
from citytools_analysis.pages.borough.decide import with_whom
from citytools_analysis.pages.borough.examples import FOUND
from citytools_analysis.pages.borough.subject import Borough, about
from citytools_analysis.pages.borough.together import standing
from citytools_analysis.register import Register
from citytools_analysis.register_info import RegisterInfo
from citytools_analysis.tables.acting import act_by
from citytools_analysis.tables.fragment import DOCUMENT_MIME, Fragment, Html, clean_text, escape, link
from citytools_analysis.tables.frame import Column, from_frame

AS_OF = date(2026, 11, 23)
HOSTILE = '"><script>alert(1)</script><img src=x onerror=alert(1)>&\u202e=cmd|calc!\x00'
SOURCES = [
    {"source_id": "camden", "source_kind": "return", "source_name": f"return {HOSTILE}", "file_name": "camden.xlsx",
     "borough_id": "camden", "sha256": "ab12cd34" * 8, "retrieved_date": "2026-11-20", "confirmed_date": "2026-11-01"},
    {"source_id": "unused", "source_kind": "facts", "source_name": "facts.csv", "file_name": "facts.csv",
     "sha256": "00" * 32, "retrieved_date": "2026-11-20"},
]  # fmt: skip


def row(borough: str, name: str, **values: Any) -> dict[str, Any]:
    base = {"source_id": "camden", "source_pointer": "A2", "borough_id": borough, "title": f"Title {HOSTILE}"}
    return base | {"contract_id": f"{borough}-{name}"} | values


CONTRACTS = [
    row("camden", "housing", system_id="homes", supplier_id="fleet", end_state="known", end_date="2028-07-31",
        value_gbp=410_000, value_basis="annual", evidence_url="javascript:alert(1)"),
    row("hackney", "housing", system_id="homes", end_state="known", end_date="2028-07-31"),
    row("islington", "housing", system_id="homes", end_state="unknown"),
    row("camden", "mystery", end_state="unknown"),
    row("camden", "portal", system_id="portal", end_state="rolling", notice_months=3),
]  # fmt: skip
ALLOCATIONS = [
    {"contract_id": f"{borough}-housing", "borough_id": borough, "function_code": "HSG01", "system_id": "homes",
     "weight": 1.0, "source_id": "camden", "source_pointer": "A2"} for borough in ("camden", "hackney", "islington")
]  # fmt: skip
DEPLOYMENTS = [
    {"deployment_id": f"{borough}-{code}", "borough_id": borough, "function_code": code, "system_state": state,
     "system_id": system, "supplier_id": supplier, "seen_date": "2026-06-01", "source_id": "camden",
     "source_pointer": "A2", "evidence_url": "https://example.org/?a=1&b=<2>"}
    for borough, code, state, system, supplier in (
        ("camden", "HSG01", "known", "homes", "fleet"), ("camden", "REV01", "in_house", None, None),
        ("camden", "PLN01", "unknown", None, None), ("hackney", "HSG01", "known", "homes", "fleet"),
        ("barnet", "HSG01", "known", "homes", "fleet"),
    )
]  # fmt: skip
TABLES = {
    "sources": SOURCES,
    "suppliers": [
        {"supplier_id": "fleet", "supplier": f"Fleet {HOSTILE}", "source_id": "camden", "source_pointer": "A"}
    ],
    "systems": [
        {
            "system_id": key,
            "system": f"{key} {HOSTILE}",
            "supplier_id": "fleet",
            "source_id": "camden",
            "source_pointer": "A",
        }
        for key in ("homes", "portal")
    ],
    "contracts": CONTRACTS,
    "allocations": ALLOCATIONS,
    "deployments": DEPLOYMENTS,
    "contacts": [
        {"borough_id": "camden", "mailbox": f"{HOSTILE}@camden.example", "source_id": "camden", "source_pointer": "A"}
    ],
}


def make(**changed: Any) -> Register:
    frames = {name: pd.DataFrame(rows) for name, rows in (TABLES | changed).items()}
    info = RegisterInfo(edition="members", notice="invented sample data")
    return Register.from_tables(frames, as_of=AS_OF, info=info)


@pytest.fixture(scope="module")
def camden() -> Borough:
    return about(make(), "camden")


@pytest.fixture(scope="module")
def enfield() -> Borough:
    return about(make(), "enfield")


Show = Callable[[Borough], Fragment]
EVERY: dict[str, Show] = {
    "title": pages.title,
    "key_figures": pages.key_figures,
    "decide_next": pages.decide_next,
    "rated": pages.rated,
    "calls": pages.calls,
    "unknown_brief": pages.unknown_brief,
    "estate": pages.estate,
    "supplier_changes": pages.supplier_changes,
    "replacements": pages.replacements,
    "contracts": lambda here: tables.contracts(here.decisions, sources=here.register.sources),
    "undated": lambda here: tables.undated(here.decisions, sources=here.register.sources),
    "peers": lambda here: pages.peers(adoption.peers(here.register, here.borough_id)),
    "ratings": pages.ratings,
    "neighbours": pages.neighbours,
    "opportunities": pages.opportunities,
    "unknowns": lambda here: pages.unknowns(coverage.gaps(here.register, here.borough_id)),
    "tell": lambda here: pages.tell(here.register, here.borough_id),
    "provenance": lambda here: tables.provenance(here.register, here.borough_id),
}


@pytest.mark.parametrize("name", EVERY)
def test_hostile_text_stays_text_in_every_fragment(name: str, camden: Borough) -> None:
    soup = BeautifulSoup(EVERY[name](camden).html, "html.parser")
    assert soup.find(["script", "img", "iframe"]) is None
    assert all(str(anchor["href"]).startswith("https://") for anchor in soup.find_all("a"))
    assert not [tag for tag in soup.find_all(name=True) if any(key.startswith("on") for key in tag.attrs)]
    assert "\u202e" not in str(soup)
    assert "\x00" not in str(soup)


def test_hostile_names_do_reach_the_page_as_text(camden: Borough) -> None:
    assert "<script>alert(1)</script>" in EVERY["estate"](camden).text
    assert "<script>alert(1)</script>" in EVERY["tell"](camden).text


@pytest.mark.parametrize("name", EVERY)
def test_a_borough_of_which_nothing_is_known_gets_every_part(name: str, enfield: Borough) -> None:
    assert EVERY[name](enfield).text or name == "contracts"  # the timeline above it says so already


@pytest.mark.parametrize("name", EVERY)
def test_every_table_has_a_caption_scopes_and_no_blank_cell(name: str, camden: Borough) -> None:
    for table in BeautifulSoup(EVERY[name](camden).html, "html.parser").find_all("table"):
        assert table.caption is not None
        assert table.caption.get_text(strip=True)
        assert {cell.get("scope") for cell in table.find_all("th")} <= {"col", "row"}
        assert all(cell.get_text(strip=True) for cell in table.find_all(["td", "th"]))


def test_the_title_carries_what_the_document_is(camden: Borough) -> None:
    bundle = pages.title(camden)._repr_mimebundle_()
    document = bundle[DOCUMENT_MIME]
    assert document == {
        "title": "Camden: technology report", "as_of": "2026-11-23", "edition": "members", "subject": "Camden",
        "register": camden.register.sha256[:8], "notice": "invented sample data", "language": "en-GB",
        "description": document["description"],
    }  # fmt: skip
    assert document["description"] in bundle["text/plain"]
    assert DOCUMENT_MIME not in pages.key_figures(camden)._repr_mimebundle_()


def test_key_figures_are_five_at_most_each_with_its_basis(camden: Borough, enfield: Borough) -> None:
    for here in (camden, enfield):
        soup = BeautifulSoup(pages.key_figures(here).html, "html.parser")
        assert 1 <= len(soup.find_all("dt")) <= 5
        assert len(soup.find_all("dd", "ct-basis")) == len(soup.find_all("dt"))
        assert all(basis.get_text(strip=True) for basis in soup.find_all("dd", "ct-basis"))


def test_key_figures_count_by_hand(camden: Borough) -> None:
    soup = BeautifulSoup(pages.key_figures(camden).html, "html.parser")
    told = [(value.get_text(), basis.get_text()) for value, basis in zip(
        soup.find_all("dd", "ct-value"), soup.find_all("dd", "ct-basis"), strict=True)]  # fmt: skip
    assert told == [
        ("1", "2 of 90 functions known"),
        ("1", "of 3 known, 1 rolling, 1 unclear"),
        ("0", "of 1 known end"),
        ("1", "of 1, counted from the committed end"),
        ("1", "of 1 with a contract"),
    ]


def test_unknown_is_never_a_zero_for_a_borough_without_contracts() -> None:
    here = about(make(contracts=[], allocations=[]), "camden")
    values = [
        part.get_text()
        for part in BeautifulSoup(pages.key_figures(here).html, "html.parser").find_all("dd", "ct-value")
    ]
    assert values == ["1", "unknown", "unknown", "unknown", "unknown"]


def test_a_silent_borough_sees_what_is_known_round_it(enfield: Borough) -> None:
    text = pages.key_figures(enfield).text
    assert "systems in use\nunknown" in text
    assert "neighbours with known systems\n1\nof 3 that touch Enfield" in text
    assert "ten-minute return" in pages.decide_next(enfield).text


def test_decide_next_says_how_many_of_how_many_and_sorts_by_the_day_to_act(camden: Borough) -> None:
    soup = BeautifulSoup(pages.decide_next(camden, limit=2).html, "html.parser")
    assert soup.caption is not None
    assert soup.caption.get_text().startswith("2 of 3 contracts")
    assert soup.find("span", "ct-overdue") is not None
    assert len(soup.find_all("tr")) == 3


def test_what_is_late_is_said_in_words_as_well_as_colour() -> None:
    late = act_by({"act_by_date": date(2025, 4, 15), "urgency": "overdue", "action": "extend"}, short=True)
    assert late == '<span class="ct-overdue">passed 15 Apr 25</span>, extend'
    assert act_by({"act_by_date": pd.NaT, "urgency": "unknown", "action": "find_end"}).startswith(
        '<span class="ct-unknown">unknown'
    )


def test_who_could_join_is_told_by_how_they_could() -> None:
    names = {"hackney": "Hackney", "islington": "Islington"}
    told = with_whom({"contract_id": "c2", "function_code": "HSG01"}, FOUND, "camden", names)
    assert told == "<strong>Hackney</strong> in window; Islington by extending; 1 if dated"
    nobody = with_whom({"contract_id": "z", "function_code": "PLN01"}, FOUND, "camden", names)
    assert nobody == '<span class="ct-unknown">nobody known in this window</span>'


def test_a_borough_stands_once_where_it_stands_best() -> None:
    told = standing(FOUND, "o1", "hackney")
    assert dict(zip(told["borough_id"], told["standing"], strict=True)) == {
        "camden": "in window", "islington": "by extending", "brent": "would join if dated"}  # fmt: skip


def test_unknown_ends_are_listed_apart_with_the_reason(camden: Borough) -> None:
    dated, undated = (EVERY[name](camden).text for name in ("contracts", "undated"))
    assert dated.startswith("2 contracts of 3 with a known end or rolling on")
    assert undated.startswith("1 contract of 3 without an end to plan by")
    assert "end not known" in undated


def test_peers_say_when_theirs_end_and_a_long_list_ends_in_a_count() -> None:
    frame = pd.DataFrame({
        "function_code": ["HSG01"] * 8, "function": ["Housing"] * 8, "system_id": ["h"] * 8, "system": ["Homes"] * 8,
        "peer_borough_id": [f"b{n}" for n in range(8)], "peer_borough": [f"Borough {n}" for n in range(8)],
        "peer_end_date": pd.to_datetime(["2028-12-31"] + [None] * 7), "peer_end_state": ["known"] + ["unknown"] * 7,
        "peer_latest_end_date": pd.to_datetime(["2030-12-31"] + [None] * 7),
    })  # fmt: skip
    text = pages.peers(frame).text
    assert "Borough 0 31 Dec 28, latest 31 Dec 30; Borough 1 end unknown" in text
    assert "and 2 more" in text


def test_provenance_counts_the_rows_used_and_leaves_out_unused_sources(camden: Borough) -> None:
    text = tables.provenance(camden.register, "camden").text
    assert "1 source says something about this borough" in text
    assert text.splitlines()[-2].endswith("return of a borough 20 Nov 2026 1 Nov 2026 6 ab12cd34")
    assert "facts.csv" not in text


def test_an_edition_without_contacts_invents_no_address() -> None:
    text = pages.tell(make(contacts=[]), "camden").text
    assert "No role mailbox is held for Camden" in text
    assert "@" not in text


def test_ratings_show_what_is_withheld_with_the_reason() -> None:
    rating = {
        "borough_id": "camden",
        "system_id": "homes",
        "dimension": "overall",
        "wave_date": "2026-10-01",
        "score": 1,
    }
    here = about(make(ratings=[rating | {"source_id": "camden", "source_pointer": "A"}]), "camden")
    assert pages.ratings(here).text == "Withheld for 1 rated system, which is every one: fewer than 6 boroughs."
    assert "Withheld for 1 system: fewer than 6 boroughs." in pages.rated(here).text


def test_an_unknown_borough_is_refused_by_name() -> None:
    with pytest.raises(UnknownNameError, match="Did you mean 'camden'"):
        about(make(), "cambden")


def test_a_frame_becomes_a_table_with_units_right_and_unknown_in_words() -> None:
    frame = pd.DataFrame({"name": ["a", None], "gbp": [1234.5, None], "day": pd.to_datetime(["2027-07-31", None])})
    columns = [Column("name", "Name"), Column("gbp", "£ a year", "pounds", 2), Column("day", "Ends", "date")]
    soup = BeautifulSoup(from_frame(frame, columns=columns, caption="Two", note="A note").html, "html.parser")
    assert [[cell.get_text() for cell in line.find_all(["th", "td"])] for line in soup.find_all("tr")] == [
        ["Name", "£ a year", "Ends"], ["a", "1,234", "31 Jul 2027"], ["unknown", "unknown", "unknown"]]  # fmt: skip
    assert soup.table is not None
    assert soup.table["data-widths"] == "1 2 1"
    assert [cell["class"] for cell in soup.find_all("td", "ct-number")] == [["ct-number"], ["ct-number", "ct-unknown"]]
    assert soup.find("p", "ct-note") is not None


def test_eight_columns_turn_the_page_and_no_rows_make_a_callout() -> None:
    frame = pd.DataFrame({"a": [1]})
    assert "ct-wide" in from_frame(frame, columns=[Column("a", "A")] * 8, caption="C").html
    assert "ct-wide" not in from_frame(frame, columns=[Column("a", "A")] * 7, caption="C").html
    assert "ct-callout" in from_frame(frame.head(0), columns=[Column("a", "A")], caption="C").html


def test_text_that_only_looks_like_html_is_escaped_and_our_own_is_kept() -> None:
    assert escape("<b>") == "&lt;b&gt;"
    assert escape(Html("<b>")) == "<b>"
    assert from_frame([{"a": "<b>"}], columns=[Column("a", "A")], caption="<i>").html.count("&lt;") == 2


@pytest.mark.parametrize("address", ["javascript:alert(1)", "data:text/html,x", "//x", "http://", None, "https:// x"])
def test_only_web_addresses_become_links(address: str | None) -> None:
    assert link(address, "words", otherwise="not published") == "not published"


def test_clean_text_is_one_line_without_controls() -> None:
    assert clean_text("a\u202e\x07\nb\u200b") == "a b"


def test_columns_need_as_many_weights_as_things() -> None:
    with pytest.raises(ValueError, match="2 things want 2 weights"):
        tables.side_by_side(Fragment("a"), Fragment("b"), weights=(1,))


EVENTS = [
    {"supplier_id": "fleet", "event": "renamed", "counterparty": "Old Fleet", "event_date": "2024-04-01", "is_completed": True},
    {"supplier_id": "fleet", "event": "acquired_by", "counterparty": "Rumoured", "event_date": "2025-04-01", "is_completed": False},
    {"supplier_id": "fleet", "event": "acquired_by", "counterparty": "Tomorrow", "event_date": "2027-04-01", "is_completed": True},
    {"supplier_id": "else", "event": "renamed", "counterparty": "Not ours", "event_date": "2024-04-01", "is_completed": True},
]  # fmt: skip


def public(**changed: Any) -> Register:
    frames = {name: pd.DataFrame(rows) for name, rows in (TABLES | changed).items()}
    return Register.from_tables(frames, as_of=AS_OF, info=RegisterInfo(edition="public"))


def test_a_borough_that_has_answered_is_told_in_the_public_edition_that_something_may_be_withheld() -> None:
    register = public()
    here, silent = about(register, "camden"), about(register, "hackney")
    for name in ("unknown_brief", "estate", "unknowns", "provenance"):
        assert re.search("withheld|not agreed to publish", EVERY[name](here).text), name
        assert not re.search("withheld|not agreed to publish", EVERY[name](silent).text), name
    assert "2 of 90 functions published" in pages.key_figures(here).text
    assert "of 3 published contracts" in pages.title(here).text
    assert "functions known" in pages.key_figures(silent).text


def test_a_borough_that_publishes_nothing_has_answered_all_the_same() -> None:
    here = about(public(contracts=[], allocations=[], deployments=[]), "camden")
    assert "Camden has answered" in pages.title(here).text
    assert "No source in this edition says" in tables.provenance(here.register, "camden").text
    assert "Nothing is known" not in pages.title(here).text


def test_nothing_is_said_to_be_withheld_from_members(camden: Borough) -> None:
    assert not any("withheld" in EVERY[name](camden).text for name in EVERY if name != "ratings")


def test_only_completed_changes_of_own_suppliers_are_told_as_fact() -> None:
    source = {"source_id": "camden", "source_pointer": "A", "confidence": "high"}
    told = pages.supplier_changes(about(make(supplier_events=[row | source for row in EVENTS]), "camden")).text
    assert "was called Old Fleet 1 Apr 2024" in told
    assert not any(name in told for name in ("Rumoured", "Tomorrow", "Not ours"))
    assert "2 other changes are announced or reported and not confirmed" in told


def test_a_contract_too_late_or_too_far_to_share_says_so_and_not_that_nobody_is_known() -> None:
    left = pd.DataFrame({"function_code": ["HSG01"] * 3, "borough_id": ["camden"] * 3, "contract_id": ["a", "b", "c"],
                         "reason": ["too late for this round", "starts beyond the 36 months looked at", "would join if dated"]})  # fmt: skip
    found = replace(FOUND, left_out=left)
    told = [with_whom({"contract_id": key, "function_code": "HSG01"}, found, "camden", {}) for key in "abc"]
    assert [BeautifulSoup(words, "html.parser").get_text() for words in told] == [
        "too late to buy together", "too far ahead to buy together", "its own end is not known"]  # fmt: skip


def test_a_bundle_is_shown_under_each_of_its_functions_and_never_with_another_function_s_boroughs() -> None:
    shares = [{**ALLOCATIONS[0], "weight": 0.5}, {**ALLOCATIONS[0], "weight": 0.5, "function_code": "REV01"}]
    others = [{**ALLOCATIONS[1]}, {**ALLOCATIONS[2], "function_code": "REV01"}]
    contracts = [CONTRACTS[0], CONTRACTS[1], row("islington", "housing", end_state="rolling")]
    here = about(make(contracts=contracts, allocations=[*shares, *others]), "camden")
    assert "2 of 2 functions" in pages.opportunities(here).text
    assert "Hackney" in pages.decide_next(here).text
    assert "Islington" not in pages.decide_next(here).text


def test_the_worth_of_a_window_says_how_many_of_how_many_are_valued(camden: Borough) -> None:
    assert "\u00a3410k; 1 of 2 valued" in pages.opportunities(camden).text


def test_an_expired_contract_that_another_covers_is_to_be_checked() -> None:
    expired = {"end_date": "2025-07-31", "is_in_use": True}
    contracts = [
        {**CONTRACTS[0], **expired},
        row("camden", "new", system_id="homes", end_state="known", end_date="2029-07-31"),
    ]
    shares = [{**ALLOCATIONS[0], "contract_id": f"camden-{name}"} for name in ("housing", "new")]
    told = pages.decide_next(about(make(contracts=contracts, allocations=shares), "camden")).text
    assert "expired, in use , check" in told
    assert "31 Jul 25; another runs to 31 Jul 29" in told


def test_a_passed_end_and_a_break_are_written_beside_the_end() -> None:
    contracts = [
        {**CONTRACTS[0], "break_date": "2027-07-31"},
        row("camden", "passed", end_state="known", end_date="2026-07-31"),
    ]
    here = about(make(contracts=contracts), "camden")
    assert "31 Jul 28; break 31 Jul 27" in EVERY["contracts"](here).text
    assert "passed 31 Jul 26" in pages.decide_next(here).text


def test_a_peer_s_month_is_a_month_and_an_expired_end_says_so() -> None:
    frame = pd.DataFrame({
        "function_code": ["HSG01"] * 3, "function": ["Housing"] * 3, "system_id": ["h"] * 3, "system": ["Homes"] * 3,
        "peer_borough_id": list("abc"), "peer_borough": list("ABC"), "peer_end_state": ["known", "known", "unknown"],
        "peer_end_date": pd.to_datetime(["2028-12-01", "2025-09-30", None]), "peer_end_date_precision": ["month", "day", None],
        "peer_latest_end_date": pd.to_datetime(["2030-12-31", "2025-09-30", None]),
        "peer_end_note": ["", "end passed; the borough says it is still in use", "no contract is published"],
    })  # fmt: skip
    text = pages.peers(frame).text
    assert "A Dec 2028, latest Dec 2030; B 30 Sep 25, expired, in use ; C end not published" in text
    assert "Not published: the borough has answered" in text


def test_a_tie_is_told_as_one() -> None:
    uses = [{**DEPLOYMENTS[0], "borough_id": name, "deployment_id": name} for name in ("camden", "brent", "ealing")]
    assert (
        "Brent and Ealing share most with you: 1 system each."
        in pages.calls(about(make(deployments=uses), "camden")).text
    )


def test_the_longest_of_the_three_paragraphs_of_a_first_page_has_the_widest_column(camden: Borough) -> None:
    parts = [pages.rated(camden), pages.calls(camden), pages.unknown_brief(camden)]
    shown = pages.in_brief(camden)
    weights = [float(part) for part in re.search(r'data-weights="([^"]+)"', shown.html)[1].split()]  # type: ignore[index]
    assert max(range(3), key=lambda n: weights[n]) == max(range(3), key=lambda n: len(parts[n].text))
    assert all(0.8 <= weight <= 1.45 for weight in weights)


def test_no_column_of_fingerprints_stands_where_none_is_shown(camden: Borough) -> None:
    held = make(sources=camden.register.sources.assign(sha256="withheld").to_dict("records"))
    text = tables.provenance(held, "camden").text
    assert "sha256" not in text
    assert "not shown" not in text
    assert "What is told beside it rests on the other sources." in text
    assert "sha256" in tables.provenance(camden.register, "camden").text
