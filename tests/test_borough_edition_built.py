"""The edition for one borough as it is built: which reports, into which folder, under which name, and what its pages may say."""

from __future__ import annotations

import base64
import gzip
import re
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from canaries import FOUND, marked_for
from small_reports import SHOW, save_register, write_notebook
from test_disclosure import SAMPLE, register_of
from test_plan import report

from citytools_analysis.disclosure import make_edition
from citytools_analysis.editions import edition_words
from citytools_analysis.errors import ReportError, WrongUsageError
from citytools_analysis.metrics import challenges, peers, satisfaction, skills
from citytools_analysis.metrics.coverage import completeness, freshness, supported
from citytools_analysis.metrics.held import OTHERS_ANSWERS, OTHERS_PRICES, told_in_part
from citytools_analysis.pages.borough.ratings import ratings
from citytools_analysis.pages.borough.shared import problems, skills_to_borrow
from citytools_analysis.pages.borough.subject import about
from citytools_analysis.register import Register, open_register
from citytools_analysis.reporting.build import build
from citytools_analysis.reporting.dashboard import explained
from citytools_analysis.reporting.dashboard.explained_columns import left_out
from citytools_analysis.reporting.dashboard.page import dashboard_page
from citytools_analysis.reporting.dashboard.write import write_dashboard
from citytools_analysis.reporting.document import Document
from citytools_analysis.reporting.manifest import Manifest, read_manifest, write_manifest
from citytools_analysis.reporting.pack import make_pack
from citytools_analysis.reporting.packs import pack_of, pack_tasks
from citytools_analysis.reporting.plan import Asked, destination, plan
from citytools_analysis.tables.words import NOT_TOLD, not_told_note, value_text

DAY = "2026-11-23"
WHERE = {"source_id": "r", "source_pointer": "Systems!A5"}
ONLY = "members\N{RIGHT SINGLE QUOTATION MARK} edition for Camden only"


@pytest.fixture(scope="module")
def of_camden() -> Register:
    """Give what Camden is told where it and Brent have said the same."""
    who, told = ("brent", "camden"), {"system_id": "x", "supplier_id": "s"}
    rows: dict[str, list[dict[str, Any]]] = {
        "suppliers": [{"supplier_id": "s", "supplier": "Larkspur"}],
        "systems": [{"system_id": "x", "system": "Larkspur Adults", "supplier_id": "s"}],
        "deployments": [{"deployment_id": name, "borough_id": name, "function_code": "ASC01", "system_state": "known", "hosting": "own_cloud",
                         "seen_date": "2026-06-01", "is_published": False} | told for name in who],
        "contracts": [{"contract_id": name, "borough_id": name, "end_state": "known", "end_date": "2028-03-31", "start_date": "2024-04-01",
                       "value_gbp": 4e5, "value_basis": "annual", "vat_basis": "ex", "is_published": False} | told for name in who],
        "allocations": [{"contract_id": name, "borough_id": name, "function_code": "ASC01", "system_id": "x", "weight": 1.0} for name in who],
        "ratings": [{"borough_id": name, "system_id": "x", "dimension": "overall", "wave_date": "2026-06-01", "score": 2} for name in who],
        "challenges": [{"borough_id": name, "system_id": "x", "challenge_tag": "api", "raised_date": "2026-06-01"} for name in who],
        "skills": [{"borough_id": name, "skill": skill, "level": 4, "will_share": skill == "procurement"}
                   for name in who for skill in ("procurement", "integration")],
        "contacts": [{"borough_id": name, "mailbox": f"{name}@example.org"} for name in who],
    }  # fmt: skip
    placed = {name: [row | WHERE for row in told_rows] for name, told_rows in rows.items()}
    return make_edition(register_of(**placed), edition="members", viewer="camden")


# --- which reports, and where -----------------------------------------------------------------------------------------


def test_its_own_report_is_made_and_that_of_another_refused(of_camden: Register) -> None:
    assert [task.subject for task in plan([report("borough")], of_camden)] == ["camden"]
    assert [task.subject for task in plan([report("borough")], of_camden, Asked({"borough": ["Camden"]}))] == ["camden"]
    with pytest.raises(
        ReportError, match=r"report of Camden alone, for of Brent it is told only in part.*leave out --for"
    ):
        plan([report("borough")], of_camden, Asked({"borough": ["brent", "camden"]}))


def test_a_report_on_what_all_members_say_is_not_made_for_one(of_camden: Register) -> None:
    of_all = report(editions=("public", "members"))
    assert next(task.id for task in plan([of_all, report("service_area")], of_camden)).startswith("service_area")
    with pytest.raises(ReportError, match=r"Not made for the members-for-camden edition: whole. Leave out --for"):
        plan([of_all], of_camden)


def test_a_pack_is_of_its_own_report_and_none_is_made_for_a_workshop(of_camden: Register) -> None:
    own = replace(report("borough"), packs=("borough",))
    assert [task.subject for task in pack_tasks(pack_of("borough"), [own], of_camden, Asked())] == ["camden"]
    with pytest.raises(ReportError, match="Leave out --for"):
        pack_tasks(pack_of("workshop-1"), [own], of_camden, Asked({"borough": ["camden"]}))


def test_it_goes_to_a_folder_of_its_own(tmp_path: Path) -> None:
    folder = destination(tmp_path, edition="members-for-camden", as_of=DAY)
    assert folder == tmp_path / "members-for-camden" / DAY


@pytest.mark.parametrize(
    ("edition", "there"),
    [("members-for-camden", "public"), ("members-for-camden", "members-for-brent"), ("members", "members-for-camden")],
)
def test_no_edition_is_written_into_a_folder_that_others_read(tmp_path: Path, edition: str, there: str) -> None:
    for place in (tmp_path / there, tmp_path / "shared"):
        place.mkdir()
    write_manifest(tmp_path / "shared", Manifest(DAY, there, "", "ab12", "0.1.0"))
    for place in (tmp_path / there, tmp_path / "shared"):
        with pytest.raises(ReportError, match="must not be written under the"):
            destination(place, edition=edition, as_of=DAY)


def test_one_folder_never_holds_the_documents_of_two_boroughs(tmp_path: Path) -> None:
    save_register(tmp_path / "register")
    folder = tmp_path / "out" / "members-for-camden" / DAY
    write_manifest(folder, Manifest(DAY, "members-for-brent", "", "ab12", "0.1.0"))
    with pytest.raises(ReportError, match=r"members-for-brent|for Brent only"):
        build(tmp_path / "register", edition="members", viewer="camden", output=tmp_path / "out")
    with pytest.raises(ReportError, match=r"members-for-brent|for Brent only"):
        write_dashboard(tmp_path / "register", edition="members", viewer="camden", output=tmp_path / "out")


def test_a_build_for_one_borough_says_so_everywhere(tmp_path: Path) -> None:
    save_register(tmp_path / "register")
    shown = f"{SHOW}\nimport citytools_analysis as ct\nct.tables.cover(ct.open_register(register, as_of=as_of), name='Camden', finding='F', report='R', subject='Camden')"
    write_notebook(tmp_path / "notebooks" / "one.ipynb", shown)
    result = build(
        tmp_path / "register", edition="members", viewer="Camden", output=tmp_path, notebooks=tmp_path / "notebooks", formats=("html",), jobs=1
    )  # fmt: skip
    assert [entry.subject for entry in result.entries] == ["camden"]
    assert not result.failed, result.entries[0].reason
    assert read_manifest(result.folder).edition == "members-for-camden"
    [page] = result.folder.rglob("camden-*.html")
    assert ONLY in page.read_text(encoding="utf-8")
    assert "edition for Camden only" in result.index.read_text(encoding="utf-8")


def test_a_dashboard_for_one_borough_says_so_and_what_it_leaves_out(tmp_path: Path, of_camden: Register) -> None:
    save_register(tmp_path / "register")
    written = write_dashboard(tmp_path / "register", edition="members", viewer="camden", output=tmp_path / "out")
    assert written.folder == tmp_path / "out" / "members-for-camden" / DAY
    assert all("edition for Camden only" in path.read_text(encoding="utf-8") for path in written.files)
    words = left_out(of_camden).text
    assert "Of other boroughs, where not published: contracts: Value in £" in words
    assert "Of other boroughs, where they do not offer it: which skills" in words


def test_no_cell_that_the_borough_is_not_told_is_in_its_dashboard() -> None:
    made = make_edition(marked_for(open_register(SAMPLE), "camden"), edition="members", viewer="camden")
    html = dashboard_page(made)
    blocks = [
        gzip.decompress(base64.b64decode(text)).decode("utf-8", "replace")
        for text in re.findall(r'-data">([^<]*)<', html)
    ]
    assert len(blocks) > 1
    assert FOUND.findall(html + "".join(blocks) + explained.page(made)) == []


def test_a_public_edition_for_one_borough_is_refused_before_anything_is_written(tmp_path: Path) -> None:
    save_register(tmp_path / "register")
    for make in (build, write_dashboard):
        with pytest.raises(WrongUsageError, match="Add --edition members"):
            make(tmp_path / "register", viewer="camden", output=tmp_path / "out")
    with pytest.raises(WrongUsageError, match="Add --edition members"):
        make_pack(tmp_path / "register", "borough", edition="public", viewer="camden", output=tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_the_mark_of_a_page_names_the_borough() -> None:
    assert Document("Camden", edition="members-for-camden").foot() == (ONLY,)
    assert edition_words("members-for-a-borough-not-known").endswith("for a-borough-not-known only")
    assert edition_words("a draft") == "a draft"


# --- what is told of others and what is not ---------------------------------------------------------------------------


def test_a_figure_over_all_boroughs_is_never_made_of_its_own_answer_alone(of_camden: Register) -> None:
    frames = [challenges.shared_problems(of_camden), satisfaction.groups(of_camden), skills.have_and_need(of_camden),
              challenges.reported_together(of_camden), satisfaction.shrunken_mean(of_camden)]  # fmt: skip
    for frame in frames:
        assert frame["is_withheld"].all()
        assert set(frame["reason"]) == {OTHERS_ANSWERS}
    assert not satisfaction.summary(of_camden)["n"].eq(1).any()


def test_whom_to_call_is_known_for_what_others_offer(of_camden: Register) -> None:
    [row] = peers.who_to_call(of_camden, "camden", "ASC01").to_dict("records")
    assert (row["call_borough_id"], row["mailbox"], row["offers_help_with"]) == (
        "brent",
        "brent@example.org",
        "procurement",
    )
    assert "rates" not in row["why"]


def test_the_prices_of_others_are_withheld_not_unknown(of_camden: Register) -> None:
    told = peers.positions(of_camden, "camden").query("measure == 'yearly_value'")
    assert set(told["reason"]) == {OTHERS_PRICES}
    assert told["median"].isna().all()
    assert told.iloc[-1]["own"] == 400_000
    ids = told_in_part(of_camden, "contracts")
    assert ids == {"brent"}
    rows = [{"contract_id": name, "annual_value_gbp": None} for name in ("brent", "camden")]
    assert [value_text(row, ids) for row in rows] == [NOT_TOLD, None]
    assert "published" in not_told_note(ids)


def test_how_complete_another_borough_is_is_not_counted_in_cells_that_are_left_out(of_camden: Register) -> None:
    filled = completeness(of_camden).set_index(["borough_id", "field"])
    for field in ("value_gbp", "value_basis", "hosting", "score", "level"):
        assert filled.loc[("brent", field), "is_withheld"], field
        assert not filled.loc[("camden", field), "is_withheld"], field
    assert not filled.loc[("brent", "end_date"), "is_withheld"]
    aged = freshness(of_camden).query("field_group == 'ratings'").set_index("borough_id")["reason"]
    assert set(aged["brent"]) == {OTHERS_ANSWERS}
    assert OTHERS_ANSWERS not in set(aged["camden"])


def test_what_another_boroughs_data_support_is_left_open_where_it_rests_on_cells_that_are_left_out(
    of_camden: Register,
) -> None:
    brent, camden = (supported(of_camden, name).set_index("metric_id") for name in ("brent", "camden"))
    unsure = brent.index[brent["reason"].eq(OTHERS_ANSWERS)]
    assert len(unsure) > 5
    assert not camden["reason"].eq(OTHERS_ANSWERS).any()
    assert not brent.loc[unsure, "missing_fields"].str.contains("ratings.score|contracts.value_gbp").any()


def test_its_report_shows_its_own_answers_and_what_others_offer(of_camden: Register) -> None:
    borough = about(of_camden, "camden")
    assert "Larkspur Adults 2 1 Jun 2026" in ratings(borough).text
    told = problems(borough).text
    assert "1 problem that you report, not resolved yet" in told
    assert "what other boroughs report wrong with these systems is not shown" in told
    assert "Brent" in skills_to_borrow(borough).text
    assert "integration" not in skills_to_borrow(borough).text


def test_without_an_answer_of_its_own_its_report_says_so() -> None:
    empty = make_edition(Register.from_tables({}, as_of=date(2026, 11, 23)), edition="members", viewer="camden")
    borough = about(empty, "camden")
    assert "You have rated no system in the last 18 months." in ratings(borough).text
    assert "You report no problem with a system run here" in problems(borough).text
    assert skills_to_borrow(borough).text == "No other borough is known to have offered a skill."
    assert pd.isna(peers.positions(empty, "camden")["own"]).all()
