"""The file itself: one page with all it needs, the same bytes each time, only the edition's rows, and no input that stops it."""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import re
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from canaries import FOUND, marked
from click.testing import CliRunner

from citytools_analysis.cli import main
from citytools_analysis.disclosure import make_edition
from citytools_analysis.errors import ReportError
from citytools_analysis.metrics import adoption
from citytools_analysis.metrics.terms import contract_terms
from citytools_analysis.register import Register, open_register
from citytools_analysis.reporting.dashboard.lines import find_lines
from citytools_analysis.reporting.dashboard.packing import codes
from citytools_analysis.reporting.dashboard.page import dashboard_page
from citytools_analysis.reporting.ledger import manifest_of
from citytools_analysis.reporting.site import write_index

SAMPLE = Path(__file__).parents[1] / "data" / "sample"
KINDS = {"u1": "<u1", "u2": "<u2", "i4": "<i4", "f8": "<f8"}


@cache
def edition_of(edition: str) -> Register:
    return make_edition(open_register(SAMPLE, as_of="2026-11-23"), edition=edition)


@cache
def page_of(edition: str) -> str:
    return dashboard_page(edition_of(edition))


def unpacked(html: str, name: str) -> tuple[dict[str, Any], dict[str, Any]]:
    text = re.search(rf'id="{name}-data">([^<]*)<', html)
    assert text
    whole = gzip.decompress(base64.b64decode(text[1]))
    length = int.from_bytes(whole[:4], "little")
    header = json.loads(whole[4 : 4 + length])
    columns = {
        column: np.frombuffer(whole, KINDS[kind], size, 4 + length + offset)
        for column, kind, offset, size in header["columns"]
    }
    return header, columns


@pytest.mark.parametrize("edition", ["members", "public"])
def test_only_our_script_and_style_may_run_and_nothing_may_load(edition: str) -> None:
    html = page_of(edition)
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', html)
    assert policy
    script = re.search(r"<script>(.*?)</script>", html, re.DOTALL)
    assert script
    digest = base64.b64encode(hashlib.sha256(script[1].encode("utf-8")).digest()).decode("ascii")
    assert f"script-src 'sha256-{digest}'" in policy[1]
    assert "default-src 'none'" in policy[1]
    assert "unsafe" not in policy[1]
    markup = re.sub(r"<script.*?</script>|<style>.*?</style>", "", html, flags=re.DOTALL)
    assert not re.search(r"\son\w+=|\sstyle=|javascript:", markup)
    assert set(re.findall(r'(?:src|href)="([^"#]+)"', markup)) <= {
        "dashboard.html",
        "index.html",
        "explained.html",
        "accessibility.html",
    }


@pytest.mark.parametrize("edition", ["members", "public"])
def test_the_same_register_gives_the_same_bytes(edition: str) -> None:
    again = make_edition(open_register(SAMPLE, as_of="2026-11-23"), edition=edition)
    assert dashboard_page(again) == page_of(edition)


@pytest.mark.parametrize("edition", ["members", "public"])
def test_every_use_and_every_contract_that_has_not_ended_is_in_a_line(edition: str) -> None:
    register = edition_of(edition)
    found = find_lines(register)
    assert set(found.lines["use"]) - {-1} == set(range(len(adoption.in_use(register))))
    terms = contract_terms(register)
    shown = found.contracts.loc[sorted(set(found.lines["contract"]) - {-1}), "contract_id"]
    assert set(shown) == set(terms.loc[terms["standing"].ne("ended"), "contract_id"])
    assert not found.lines.duplicated(
        ["use", "contract", "borough_id", "function_code", "system_id", "supplier_id"]
    ).any()


def test_the_public_page_holds_only_what_is_public() -> None:
    header, columns = unpacked(page_of("public"), "lines")
    public = edition_of("public")
    assert len(columns["line.borough"]) == len(find_lines(public).lines)
    assert set(header["systems"]["ids"]) <= set(public.systems["system_id"]) | set(
        public.reference.systems["system_id"]
    )
    assert set(columns["line.hosting"]) == {header["hostings"].index("withheld")}
    assert header["together"]["isNamed"] is False
    assert all("members" not in one for one in header["together"]["sets"])
    assert set(header["titles"]) <= set(public.contracts["title"])


@pytest.mark.parametrize(("edition", "tiers"), [("public", ("members", "nobody")), ("members", ("nobody",))])
def test_no_cell_is_in_a_page_that_its_edition_may_not_show(edition: str, tiers: tuple[str, ...]) -> None:
    changed = marked(open_register(SAMPLE, as_of="2026-11-23"), tiers=tiers)
    html = dashboard_page(make_edition(changed, edition=edition))
    blocks = [
        gzip.decompress(base64.b64decode(text)).decode("utf-8", "replace")
        for text in re.findall(r'-data">([^<]*)<', html)
    ]
    assert FOUND.findall(html + "".join(blocks)) == []


def test_more_names_than_the_page_can_tell_apart_are_refused_in_words() -> None:
    names = [str(number) for number in range(65_536)]
    with pytest.raises(ReportError, match="can tell 65,535 names of a kind apart, and there are 65,536"):
        codes(pd.Series(["1"]), names)
    assert codes(pd.Series(["65534", "x"]), names[:-1]).tolist() == [65_534, 65_535]


def test_twenty_thousand_lines_would_fit_in_two_megabytes() -> None:
    register = edition_of("members")
    html = page_of("members")
    packed = sum(len(base64.b64decode(text)) for text in re.findall(r'-data">([^<]*)<', html))
    assert packed / len(find_lines(register).lines) * 20_000 < 2_000_000


def test_the_command_writes_the_pages_and_the_index_links_to_them(tmp_path: Path) -> None:
    arguments = [
        "dashboard",
        "--register",
        str(SAMPLE),
        "--as-of",
        "2026-11-23",
        "--edition",
        "members",
        "--output",
        str(tmp_path),
    ]
    result = CliRunner().invoke(main, arguments)
    assert result.exit_code == 0, result.output
    folder = tmp_path / "members" / "2026-11-23"
    assert sorted(path.name for path in folder.iterdir() if not path.name.startswith(".")) == [
        "accessibility.html", "dashboard.html", "explained.html", "index.html", "manifest.json",
    ]  # fmt: skip
    assert "Wrote " + str(folder / "dashboard.html") in result.output
    assert (folder / "dashboard.html").read_text(encoding="utf-8") == page_of("members")
    index = (folder / "index.html").read_text(encoding="utf-8")
    assert all(f'href="{name}.html"' in index for name in ("dashboard", "explained", "accessibility"))


def test_the_index_says_of_a_dashboard_of_an_earlier_register_that_it_is_out_of_date(tmp_path: Path) -> None:
    register = Register.from_tables({}, as_of=date(2026, 11, 23))
    for number, foot in enumerate((register.sha256[:8], "00000000")):
        (tmp_path / "dashboard.html").write_text(f"<footer>register {foot}</footer>", encoding="utf-8")
        index = write_index(tmp_path, manifest_of(register, ()), register=register).read_text(encoding="utf-8")
        assert 'href="dashboard.html"' in index
        assert index.count("(out of date: citytools dashboard writes it anew)") == number


def test_a_members_dashboard_is_not_written_where_the_public_reads(tmp_path: Path) -> None:
    arguments = ["dashboard", "--register", str(SAMPLE), "--edition", "members", "--output", str(tmp_path / "public")]
    result = CliRunner().invoke(main, arguments)
    assert result.exit_code == 1
    assert "must not be written under the public folder" in result.output
