"""Registers that are empty, of one authority, of 400, or full of markup: the page renders, says so, and runs none of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from citytools_analysis.disclosure import make_edition
from citytools_analysis.reference import load_reference
from citytools_analysis.register import Register
from citytools_analysis.reporting.dashboard.page import dashboard_page

DAY = date(2026, 11, 23)
Open = Callable[..., Any]


def bare(boroughs: pd.DataFrame, tables: dict[str, Any] | None = None) -> Register:
    reference = replace(load_reference(), boroughs=boroughs)
    return Register.from_tables(
        {name: pd.DataFrame(rows) for name, rows in (tables or {}).items()}, as_of=DAY, reference=reference
    )


def odd_register(n_boroughs: int) -> Register:
    known = load_reference().boroughs
    boroughs = pd.concat([known] * (n_boroughs // len(known) + 1), ignore_index=True).iloc[:n_boroughs].copy()
    boroughs["borough_id"] = [f"b{number}" for number in range(n_boroughs)]
    boroughs["borough"] = [f"Authority {number}" for number in range(n_boroughs)]
    place = {"source_id": "s", "source_pointer": "line 2", "is_published": True}
    systems = [
        "<img src=x onerror=alert(1)>",
        "نظام \u202eevil\u202c",
        "=HYPERLINK(1)",
        "</script><script>alert(2)</script>",
    ]
    uses = [
        {"deployment_id": f"d{number}", "borough_id": f"b{number % n_boroughs}", "function_code": "HSG01",
         "system_state": "known", "system_id": f"x{number}", "seen_date": "2026-06-01", **place}
        for number in range(len(systems))
    ]  # fmt: skip
    contracts = [
        {"contract_id": "c", "borough_id": "b0", "system_id": "x0", "title": "<b>T</b>", "end_date": "2027-03-31",
         "end_state": "known", "evidence_url": "javascript:alert(3)", **place}
    ]  # fmt: skip
    tables = {
        "sources": [{"source_id": "s", "source_kind": "facts", "source_name": "S", "file_name": "s.csv", "sha256": "ab" * 32, "retrieved_date": "2026-11-01"}],
        "systems": [{"system_id": f"x{number}", "system": name, "source_id": "s", "source_pointer": "1"} for number, name in enumerate(systems)],
        "deployments": uses, "contracts": contracts,
    }  # fmt: skip
    return bare(boroughs, tables)


REGISTERS = {
    "empty": lambda: Register.from_tables({}, as_of=DAY),
    "one": lambda: odd_register(1),
    "400": lambda: odd_register(400),
}


@pytest.fixture(params=REGISTERS)
def odd(request: pytest.FixtureRequest, open_path: Open, tmp_path: Path) -> tuple[str, Any, list[str]]:
    register = make_edition(REGISTERS[request.param](), edition="public")
    path = tmp_path / "dashboard.html"
    path.write_text(dashboard_page(register, has_tables=request.param != "400"), encoding="utf-8")
    return request.param, *open_path(path)


def test_no_register_stops_the_page_and_no_name_runs(odd: tuple[str, Any, list[str]]) -> None:
    kind, page, said = odd
    n = {"empty": 33, "one": 1, "400": 400}[kind]
    assert page.locator("#map li button").count() == n
    assert page.locator("#app img, #app script").count() == 0
    assert f"of {n} borough" in page.locator("#coverage").text_content()
    assert ("no map of these authorities" in page.locator("#map-note").text_content()) == (kind != "empty")
    if kind == "empty":
        assert page.locator("#lines-finding").text_content() == "No line is in the selection"
        assert page.locator("#ask-system button").is_disabled()
        assert "holds nothing that this edition may show" in page.locator("header .notice").text_content()
        assert "No system in use is known" in page.locator("#systems-finding").text_content()
        assert page.locator('#map [data-look="unknown"]').count() == n + 1  # and its key
    else:
        assert "<img src=x onerror=alert(1)>" in page.locator("#lines").text_content()
        page.locator("#lines tbody button").first.click()
        page.wait_for_selector("#record dl")
        page.keyboard.press("Escape")
    assert said == []


def test_an_address_that_is_no_web_address_is_no_link(open_path: Open, tmp_path: Path) -> None:
    path = tmp_path / "dashboard.html"
    path.write_text(dashboard_page(make_edition(odd_register(1), edition="public"), has_tables=False), encoding="utf-8")
    page, said = open_path(path, "status=~no_contract,live,unknown,expired_in_use")
    page.evaluate("document.querySelector('#lines').scrollTop = 1e6")
    page.locator("#lines tbody tr[data-line] button").last.click()
    page.wait_for_selector("#record dl")
    assert "<b>T</b>" in page.locator("#record").text_content()
    assert page.locator("#record a").count() == 0
    assert said == []
