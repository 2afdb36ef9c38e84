"""The pages beside the dashboard: they explain all it shows, agree with the metrics, give nothing away and need no script."""

from __future__ import annotations

import ast
import base64
import hashlib
import itertools
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path

import pandas as pd
import pytest
from benchmarks.big_register import big_register
from bs4 import BeautifulSoup, Tag
from canaries import FOUND, marked

from citytools_analysis.disclosure import make_edition
from citytools_analysis.disclosure.choice import choose
from citytools_analysis.metrics import adoption, concentration, coverage, opportunities, renewals
from citytools_analysis.reference import load_reference
from citytools_analysis.register import Register, open_register
from citytools_analysis.register_info import RegisterInfo
from citytools_analysis.reporting import site
from citytools_analysis.reporting.dashboard import explained, statement, without_script
from citytools_analysis.reporting.dashboard.answers import ANSWERS
from citytools_analysis.reporting.dashboard.explained_columns import SHOWN_TABLES, TABLE_NAMES, label
from citytools_analysis.reporting.dashboard.explained_metrics import DEFINITIONS
from citytools_analysis.reporting.dashboard.plain_page import PAGES, plain_page
from citytools_analysis.reporting.ledger import manifest_of
from citytools_analysis.schema import TABLES
from citytools_analysis.schema.estate import SYSTEM_STATES
from citytools_analysis.style import date_text

DAY = date(2026, 11, 23)
SAMPLE = Path(__file__).parents[1] / "data" / "sample"
DASHBOARD = Path(explained.__file__).parent
EDITIONS = ("public", "members")
_MAY_SEE = {"public": {"public"}, "members": {"public", "members"}, "full": {"public", "members", "owner"}}
_FAMILIES = {"adoption", "concentration", "coverage", "opportunities", "renewals"}
_BAD = '<script>alert("x")</script><img src=x onerror=y>\u202eevil'
Write = Callable[[Register], str]


def _noscript_page(register: Register) -> str:
    page = plain_page(register, name="dashboard.html", title="Dashboard", finding="It stands in a page.", sections=())
    before, main, after = page.partition('<main id="main" tabindex="-1">')
    return f"{before}{main}{without_script.fragment(register)}{after}"


WRITERS: tuple[Write, ...] = (explained.page, statement.page, _noscript_page)


@cache
def _edition(name: str) -> Register:
    return make_edition(open_register(SAMPLE, as_of=DAY), edition=name)


@cache
def _page(write: Write, edition: str) -> BeautifulSoup:
    return BeautifulSoup(write(_edition(edition)).replace("<wbr>", ""), "html.parser")


def _words(tag: Tag) -> str:
    return " ".join(tag.get_text(" ").split())


def _rows(page: BeautifulSoup, caption: str) -> list[list[str]]:
    [table] = [found.parent for found in page.find_all("caption") if _words(found).startswith(caption)]
    return [[_words(cell) for cell in row.find_all(["th", "td"])] for row in table.tbody.find_all("tr")]


def _sections(html: str) -> list[tuple[str, str]]:
    return re.findall(r'<section aria-labelledby="([^"]+)">(.*?)</section>', html, re.DOTALL)


def _number(value: object) -> str:
    return f"{int(value):,}"  # type: ignore[call-overload]


# What is explained


@pytest.mark.parametrize("edition", EDITIONS)
def test_every_column_the_edition_may_show_is_explained_and_no_other(edition: str) -> None:
    page = _page(explained.page, edition)
    for name in SHOWN_TABLES:
        told = _rows(page, f"{TABLE_NAMES[name]}: {TABLES[name].meaning}")
        wanted = [
            [f"{label(one.name)} {one.name}", " ".join(one.meaning.split())]
            for one in TABLES[name].columns
            if one.tier in _MAY_SEE[edition]
        ]
        assert [row[:2] for row in told] == wanted


def test_every_table_of_contracts_and_systems_is_among_those_explained() -> None:
    assert set(SHOWN_TABLES) == set(TABLE_NAMES)
    assert {"deployments", "contracts", "options", "allocations", "systems", "suppliers", "sources"} <= set(
        SHOWN_TABLES
    )


def test_the_values_of_a_choice_and_the_unit_of_a_number_are_told() -> None:
    rows = {row[0]: row[2] for row in _rows(_page(explained.page, "members"), "Systems in use: ")}
    assert rows["Hosting hosting"] == "supplier cloud; own cloud; on premises; unknown"
    contracts = {row[0]: row[2] for row in _rows(_page(explained.page, "members"), "Contracts: ")}
    assert contracts["Notice months notice_months"] == "months"
    assert contracts["Is framework is_framework"] == "yes or no"


def _metrics_used() -> set[str]:
    used = set()
    for path in sorted(DASHBOARD.glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in _FAMILIES:
                used.add(f"{node.value.id}.{node.attr}")
    return {name for name in used if name.rpartition(".")[2].islower()}


def test_every_metric_the_dashboard_uses_is_defined() -> None:
    assert _metrics_used() - {name for one in DEFINITIONS for name in one.computed_by} == set()


def test_definitions_are_those_of_the_catalogue() -> None:
    catalogue = load_reference().metrics.set_index("metric_id")["computed_by"]
    for one in DEFINITIONS:
        assert set(str(catalogue[one.metric_id]).split("|")) & set(one.computed_by), one.metric_id
        for name in one.computed_by:
            family, _, function = name.partition(".")
            assert callable(getattr({"adoption": adoption, "concentration": concentration, "coverage": coverage,
                                     "opportunities": opportunities, "renewals": renewals}[family], function))  # fmt: skip
    assert [row[0] for row in _rows(_page(explained.page, "public"), "The figures")] == [
        f"{one.name} {one.metric_id}" for one in DEFINITIONS
    ]


def test_every_state_without_a_system_has_a_word_a_mark_and_a_look_of_its_own() -> None:
    assert set(ANSWERS) - {"not_published"} == set(SYSTEM_STATES) - {"known"}
    assert len({one.word for one in ANSWERS.values()}) == len(ANSWERS)
    for state in ("unknown", "none", "in_house", "withheld"):
        assert f"answer-{state}" in explained.page(_edition("public")).partition("</style>")[0]
    assert len({ANSWERS[state].mark for state in ("unknown", "none", "in_house", "withheld")}) == 4
    told = [row[0] for row in _rows(_page(explained.page, "public"), f"{len(ANSWERS)} answers")]
    assert [words.split(" ", 1)[-1] for words in told[:5]] == ["unknown", "none", "in-house", "open source", "withheld"]


def test_invented_data_is_called_so_on_every_page() -> None:
    for write in WRITERS:
        page = _page(write, "public")
        assert _words(page.find("p", class_="notice")) == "The data is invented sample data."
        assert "invented sample data" in _words(page.footer)
        assert "invented sample data" in _words(page.title)


def test_what_is_left_out_and_why_is_said() -> None:
    public, members = (_words(_page(explained.page, edition).find(id="left-out").parent) for edition in EDITIONS)
    assert "Systems in use: Hosting" in public
    assert "Contracts: Extension note" in public
    assert "Which skills a borough has" in public
    assert "Hosting" not in members
    assert "stay with those who look after the register" in members


def test_sources_stand_with_their_days_and_addresses() -> None:
    register, page = _edition("public"), _page(explained.page, "public")
    words = _words(page.find(id="sources").parent)
    assert "find-a-tender-awards.json" in words
    assert date_text(register.sources["retrieved_date"].max()) in words.replace("\xa0", " ")
    contract = register.contracts["evidence_url"].dropna().iloc[0]
    assert page.find("a", href=contract).get_text() == contract
    assert "If an entry is wrong" in [_words(heading) for heading in page.find_all("h2")]


def test_the_statement_says_what_was_and_what_was_not_tested() -> None:
    words = _words(_page(statement.page, "public").main)
    assert "prepared on 23 Nov 2026" in words
    assert "by axe-core" in words
    assert "No person who uses a screen reader" in words
    assert "partially compliant" in words
    assert "Equality and Human Rights Commission" in words


# Numbers are the metrics' own


@pytest.mark.parametrize("edition", EDITIONS)
def test_coverage_is_that_of_the_metrics(edition: str) -> None:
    register, page = _edition(edition), _page(explained.page, edition)
    areas = coverage.boroughs_known(register)
    wanted = [[row["area"], *map(_number, (row["n_boroughs"], row["n_boroughs_dated"], row["n_of"]))]
              for row in areas.to_dict("records")]  # fmt: skip
    assert _rows(page, "What is known of 33 boroughs") == wanted
    counts = ["n_systems", "n_functions_known", "n_functions", "n_contracts", "n_with_end_date", "n_valued"]
    told = _rows(page, "What is known of each")
    for row, known in zip(told, coverage.by_borough(register).to_dict("records"), strict=True):
        assert row[:2] == [known["borough"], known["status"]]
        assert row[2:8] == [_number(known[name]) if known[name] else "none known" for name in counts]


@pytest.mark.parametrize("edition", EDITIONS)
def test_users_are_those_of_the_installed_base_and_all_are_named(edition: str) -> None:
    told = _rows(_page(_noscript_page, edition), "Systems in use as of")
    counts = adoption.installed_base(_edition(edition))
    assert len(told) == len(counts)
    for row, known in zip(told, counts.to_dict("records"), strict=True):
        assert row[0] == known["function"]
        assert row[3:5] == [_number(known["value"]), _number(known["n"])]
        assert len(row[5].split(", ")) == known["value"]


@pytest.mark.parametrize("edition", EDITIONS)
def test_ends_by_quarter_are_those_of_the_calendar(edition: str) -> None:
    register = _edition(edition)
    calendar, told = renewals.calendar(register), _rows(_page(_noscript_page, edition), "Contracts by committed end")
    assert [row[1] for row in told] == [_number(count) for count in calendar["n_contracts"]]
    assert [row[2] for row in told] == [f"{value:,.0f}" for value in calendar["annual_value_gbp"]]
    later = len(renewals.decisions(register)) - int(calendar["n_contracts"].sum())
    assert f"{later} contracts that end later are not in this table" in _words(_page(_noscript_page, edition))


@pytest.mark.parametrize("edition", EDITIONS)
def test_suppliers_are_those_of_the_footprint(edition: str) -> None:
    told = _rows(_page(_noscript_page, edition), "Suppliers by boroughs")
    known = concentration.footprint(_edition(edition))
    shown = known[~known["is_withheld"].astype("bool")]
    numbers = {
        str(row["supplier"]): [_number(row[name]) for name in ("n_boroughs", "n_functions", "n_borough_functions")]
        for row in shown.to_dict("records")
    }
    assert {row[0]: row[1:] for row in told} == numbers
    assert [int(row[1]) for row in told] == sorted((int(row[1]) for row in told), reverse=True)
    words = _words(_page(_noscript_page, edition))
    assert ("suppliers withheld: fewer than 3 boroughs" in words) == bool(known["is_withheld"].any())


@pytest.mark.parametrize("edition", EDITIONS)
def test_groups_are_those_of_the_pipeline_and_the_public_edition_names_nobody(edition: str) -> None:
    register, page = _edition(edition), _page(_noscript_page, edition)
    known = opportunities.pipeline(register)
    shown = known[~known["is_withheld"]]
    told = _rows(page, "Functions for which boroughs could buy together")
    assert [row[:3] for row in told] == [
        [str(row["function"]), _number(row["value"]), _number(row["n_sets"])] for row in shown.to_dict("records")
    ]
    section = page.find(id="plain-together").parent
    assert (len(section.find_all("table")) == 1) == (edition == "public")
    assert ("withheld for" in _words(section)) == bool(known["is_withheld"].any())


def test_members_see_the_first_groups_in_the_order_of_the_metric() -> None:
    register = _edition("members")
    found = opportunities.find(register)
    ranked = opportunities.ranked(register, found=found).head(20)
    told = _rows(_page(_noscript_page, "members"), "Groups to look at first")
    assert [row[0] for row in told] == ranked["function"].tolist()
    first = opportunities.members_of(found, ranked["opportunity_id"].head(1))["borough"].unique()
    assert told[0][1].split(", ") == sorted(first)


@pytest.mark.parametrize("edition", EDITIONS)
def test_a_cell_of_borough_and_function_says_which_answer_it_is(edition: str) -> None:
    register, page = _edition(edition), _page(_noscript_page, edition)
    areas = register.functions.groupby("area", sort=False)
    cells = {
        (row[0], function): words
        for area, functions in areas
        for row in _rows(page, f"{area}: systems in use")
        for function, words in zip(functions["function"], row[1:], strict=True)
    }
    assert len(cells) == 33 * 90
    uses = adoption.in_use(register)
    for (borough, function), rows in uses.groupby(["borough", "function"]):
        states = set(rows["system_state"])
        words = cells[borough, function]
        assert all(str(name) in words for name in rows["system"].dropna())
        for state in states - {"known", "unknown"}:
            assert ANSWERS[state].word in words
        assert (states == {"unknown"}) == (words == "? unknown")
    silent = cells["Barnet", "Adult case management"], cells["Greenwich", "Shared care record and health integration"]
    assert silent == ("? unknown", "\N{MULTIPLICATION SIGN} not published" if edition == "public" else "? unknown")


# What is in the data stays words, and stays where it may be seen


def _malicious() -> Register:
    where = {"source_id": "facts", "source_pointer": "line 2"}
    tables = {
        "sources": {"source_kind": "facts", "source_name": _BAD, "file_name": _BAD, "sha256": "ab", "retrieved_date": DAY},
        "systems": {"system_id": "s", "system": _BAD, "supplier_id": "p"},
        "suppliers": {"supplier_id": "p", "supplier": _BAD, "supplier_kind": "company"},
        "deployments": {"deployment_id": "d", "borough_id": "brent", "function_code": "PLN01", "system_state": "known",
                        "system_id": "s", "seen_date": DAY, "evidence_url": f"javascript:{_BAD}"},
        "contracts": {"contract_id": "c", "borough_id": "brent", "title": _BAD, "end_state": "known", "end_date": "2028-01-31",
                      "supplier_id": "p", "evidence_url": f'https://example.org/"><script>{_BAD}'},
    }  # fmt: skip
    reference = load_reference()
    reference = replace(reference, boroughs=reference.boroughs.assign(borough=_BAD + reference.boroughs["borough"]))
    frames = {name: pd.DataFrame([where | row]) for name, row in tables.items()}
    info = RegisterInfo(name=_BAD, notice=_BAD, edition="public")
    return Register.from_tables(frames, as_of=DAY, reference=reference, info=info)


def test_untrusted_words_stay_words() -> None:
    register = _malicious()
    assert "&lt;script&gt;" in explained.page(register)
    assert without_script.fragment(register).count("&lt;script&gt;") > 33
    for write in WRITERS:
        html = write(register)
        page = BeautifulSoup(html, "html.parser")
        assert not page.find_all(["script", "img"])
        assert "\u202e" not in page.main.get_text()
        assert not [link for link in page.find_all("a", href=True) if link["href"].lower().startswith("javascript")]


def test_the_public_edition_has_the_same_bytes_whatever_members_cells_hold() -> None:
    full = open_register(SAMPLE, as_of=DAY)
    release = choose(full)  # released figures may differ with the answers they are made of
    public, changed = (make_edition(one, edition="public", release=release) for one in (full, marked(full)))
    for write in WRITERS:
        html = write(changed)
        assert FOUND.findall(html) == []
        assert html == write(public)


def test_the_members_edition_holds_nothing_that_never_leaves_the_register() -> None:
    changed = make_edition(marked(open_register(SAMPLE, as_of=DAY), tiers=("nobody",)), edition="members")
    for write in WRITERS:
        assert FOUND.findall(write(changed)) == []


# Few, none and many


def _one_borough() -> Register:
    reference = load_reference()
    one = replace(reference, boroughs=reference.boroughs[reference.boroughs["borough_id"].eq("camden")])
    return Register.from_tables({}, as_of=DAY, reference=one)


@pytest.mark.parametrize(
    ("register", "told"),
    [
        (Register.from_tables({}, as_of=DAY), "Nothing is known yet of 33 boroughs."),
        (_one_borough(), "Nothing is known yet of 1 borough."),
    ],
    ids=["empty", "one borough"],
)
def test_an_empty_register_says_so(register: Register, told: str) -> None:
    html = explained.page(register)
    assert told in _words(BeautifulSoup(html, "html.parser"))
    assert "invented" not in html
    page = BeautifulSoup(without_script.fragment(register), "html.parser")
    assert _words(page).count("nothing is known") == 5
    assert set(re.findall(r"\? (\w+)", _words(page.find(id="plain-estate").parent))) == {"unknown"}


def test_four_hundred_authorities_and_many_systems_are_cut_and_the_rest_is_counted() -> None:
    register = big_register(4_000, n_boroughs=400)
    html = without_script.fragment(register)
    assert len(html) < 700_000
    rows = {name: part.count("<tr>") - part.count("<thead>") for name, part in _sections(html)}
    assert (rows["plain-users"], rows["plain-estate"], rows["plain-systems"]) == (400, 14 * 40, 100)
    n_uses = len(adoption.installed_base(register))
    assert f"{n_uses - 400:,} pairs of function and system more are not shown" in html
    assert html.count("360 boroughs of which less is known are not in this table") == 14
    assert dict(_sections(explained.page(register)))["coverage"].count("<tr>") > 400


# Anyone can read them, and nothing runs or is fetched


@pytest.mark.parametrize("edition", EDITIONS)
@pytest.mark.parametrize("write", WRITERS)
def test_it_can_be_read_without_sight(write: Write, edition: str) -> None:
    page = _page(write, edition)
    assert page.html["lang"] == "en-GB"
    assert page.title.get_text(strip=True)
    assert len(page.find_all("h1")) == 1
    levels = [int(heading.name[1]) for heading in page.find_all(re.compile(r"^h[1-6]$"))]
    assert all(after - before <= 1 for before, after in itertools.pairwise(levels))
    assert all(_words(table.caption) for table in page.find_all("table"))
    assert all(cell.get("scope") in {"col", "row"} for cell in page.find_all("th"))
    regions = [table.parent["aria-label"] for table in page.find_all("table")]
    assert len(regions) == len(set(regions))
    assert all(table.parent["tabindex"] == "0" for table in page.find_all("table"))
    ids = [tag["id"] for tag in page.find_all(id=True)]
    assert len(ids) == len(set(ids))
    here = [link["href"][1:] for link in page.find_all("a", href=re.compile("^#"))]
    assert set(here) <= set(ids)
    assert page.find("a", class_="skip")["href"] == "#main"


@pytest.mark.parametrize("write", WRITERS)
def test_nothing_is_fetched_no_script_runs_and_only_its_own_style_is_let_through(write: Write) -> None:
    page = _page(write, "members")
    assert not page.find_all(["script", "link", "iframe", "img", "object", "form", "base"])
    assert not page.find_all(style=True)
    assert not [tag for tag in page.find_all(True) if any(name.startswith("on") for name in tag.attrs)]
    digest = base64.b64encode(hashlib.sha256(page.style.string.encode("utf-8")).digest()).decode("ascii")
    policy = page.find("meta", attrs={"http-equiv": "Content-Security-Policy"})["content"]
    assert policy == (
        f"default-src 'none'; style-src 'sha256-{digest}'; font-src data:; base-uri 'none'; form-action 'none'"
    )
    assert "url(" not in re.sub(r"url\(data:font/woff2;base64,", "", page.style.string)


@pytest.mark.parametrize("write", WRITERS)
def test_pages_link_to_each_other_and_to_the_index(write: Write) -> None:
    hrefs = {link["href"] for link in _page(write, "public").find_all("a")}
    assert {name for name, _ in PAGES if name != "dashboard.html"} - hrefs <= {"explained.html", "accessibility.html"}
    assert "index.html" in hrefs


def test_words_are_plain() -> None:
    for write, edition in itertools.product(WRITERS, EDITIONS):
        text = _page(write, edition).main.get_text(" ")
        assert "\N{EM DASH}" not in text
        assert not re.search(r"\bnan\b|\bNaT\b|<NA>|\bNone\b", text)


def test_the_pages_have_the_look_of_the_index() -> None:
    index = site.index_html(manifest_of(_edition("public"), ()), register=_edition("public"))
    look = index.partition("<style>\n")[2].partition("</style>")[0]
    assert look
    assert all(look in write(_edition("public")) for write in WRITERS)


def test_no_column_of_a_frame_is_shown_by_its_bare_name() -> None:
    heads = {_words(head) for edition in EDITIONS for head in _page(_noscript_page, edition).thead.find_all("th")}
    assert not [head for head in heads if "_" in head]
