"""Whatever an analyst can reach from `ct` is short, documented, and shown readably."""

from __future__ import annotations

import inspect
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from types import ModuleType
from typing import Any

import pandas as pd
import pytest

import citytools_analysis as ct
from citytools_analysis import display
from citytools_analysis.display_records import RECORDS, record_text
from citytools_analysis.display_words import rests_on
from citytools_analysis.errors import DataError, Issue, UnknownNameError
from citytools_analysis.register import Register
from citytools_analysis.register_info import RegisterInfo
from citytools_analysis.surface import public_names

DAY = date(2026, 11, 23)


def reached(path: str, thing: Any) -> Iterator[tuple[str, Any]]:
    """Walk from a module through its public names."""
    yield path, thing
    if isinstance(thing, ModuleType):
        for name in public_names(thing):
            yield from reached(f"{path}.{name}", getattr(thing, name))


SURFACE = dict(reached("ct", ct))


def shows_more(thing: Any) -> bool:
    """Tell whether completion on a module offers more than its public names."""
    return isinstance(thing, ModuleType) and sorted(dir(thing)) != sorted(public_names(thing))


def undocumented(thing: Any) -> list[str]:
    """List what the docstring of a module, function or class lacks; a constant has none of its own."""
    if not (isinstance(thing, ModuleType) or inspect.isroutine(thing) or inspect.isclass(thing)):
        return []
    doc = inspect.getdoc(thing) or ""
    wanted = [] if isinstance(thing, ModuleType) else ["Examples"]
    if inspect.isclass(thing) or (inspect.isroutine(thing) and inspect.signature(thing).parameters):
        wanted.append("Parameters")
    if inspect.isroutine(thing) and inspect.signature(thing).return_annotation not in {None, "None"}:
        wanted.append("Returns")
    return [part for part in wanted if f"{part}\n---" not in doc] if doc else ["docstring"]


def test_every_public_thing_tells_what_it_is_takes_and_gives_with_an_example() -> None:
    assert len(SURFACE) > 500
    assert {path: missing for path, thing in SURFACE.items() if (missing := undocumented(thing))} == {}


def test_a_function_without_a_docstring_would_be_found() -> None:
    def bare(number: int) -> int:
        return number

    assert undocumented(bare) == ["docstring"]
    bare.__doc__ = "Do."
    assert undocumented(bare) == ["Examples", "Parameters", "Returns"]


def test_every_module_lists_its_public_names_and_nothing_else() -> None:
    # In a Python of its own: which module is imported first, and by whom, is then as in a notebook.
    code = "import test_surface as t; print([p for p, m in t.SURFACE.items() if t.shows_more(m)])"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=Path(__file__).parent, capture_output=True, text=True, check=True
    )
    assert done.stdout == "[]\n"


def test_a_module_that_shows_what_it_imports_would_be_found() -> None:
    assert shows_more(inspect)


def test_every_record_of_ours_that_a_question_is_answered_with_is_shown_readably() -> None:
    # Column, Figure and their like are given to functions; these are what functions give back.
    functions = [thing for thing in SURFACE.values() if inspect.isfunction(thing)]
    named = {str(inspect.signature(one).return_annotation) for one in functions}
    ours = {
        thing.__name__: thing for path, thing in SURFACE.items() if inspect.isclass(thing) and thing.__name__ in named
    }
    shown = set(RECORDS)
    assert len(ours) > 10
    bare = [
        name for name, kind in ours.items()
        if (kind.__module__, name) not in shown and not {"_repr_html_", "_repr_mimebundle_"} & set(dir(kind))
    ]  # fmt: skip
    assert bare == []


def test_a_record_shows_its_parts_and_the_first_rows_of_its_frames_escaped() -> None:
    sets = pd.DataFrame({"function": ["<script>"] * 12, "n": 5, "n_of": 33})
    worth = ct.opportunities.Worth(sets, pd.DataFrame({"a": [1]}))
    html = display.record_html(worth)
    assert "<caption>sets: the first 10 of 12 rows: n 5 of 33</caption>" in html
    assert ("<script>" in html, html.count("&lt;script&gt;")) == (False, 10)
    assert record_text(worth) == "Worth\n  sets: 12 rows, n 5 of 33\n  assumptions: 1 row"


def test_a_frame_says_what_it_rests_on_and_what_is_withheld_is_not_unknown() -> None:
    frame = pd.DataFrame({
        "value": [0.5, None, None], "n": [22.0, None, 5], "n_of": 33, "as_of": DAY, "is_withheld": [False, True, False],
        "reason": ["", "fewer than 3 <boroughs>", ""],
    })  # fmt: skip
    assert rests_on(frame) == "n 5 to 22 of 33, as of 23 Nov 2026, 1 of 3 figures withheld (fewer than 3 <boroughs>)"
    html = display.table_html(frame)
    assert "<caption>Table: n 5 to 22 of 33, as of 23 Nov 2026" in html
    assert (html.count(">withheld</td>"), html.count(">unknown</td>")) == (2, 1)
    assert "<boroughs>" not in html


def test_a_register_says_its_edition_what_it_holds_and_what_is_withheld() -> None:
    contracts = pd.DataFrame(
        {"contract_id": ["a"], "borough_id": ["camden"], "source_id": ["s"], "source_pointer": "1"}
    )
    sources = pd.DataFrame({
        "source_id": ["s"], "source_kind": ["return"], "retrieved_date": [pd.Timestamp(DAY)], "source_name": "s",
    })  # fmt: skip
    info = RegisterInfo(name="A <b>London</b>", edition="public", notice="invented")
    register = Register.from_tables({"contracts": contracts, "sources": sources}, as_of=DAY, info=info)
    html = register._repr_html_()
    assert "A &lt;b&gt;London&lt;/b&gt; (invented), public edition, as of 2026-11-23" in html
    assert '<th scope="row">contracts</th><td class="ct-number">1</td>' in html
    assert '<th scope="row">ratings</th><td class="ct-number ct-withheld">withheld</td>' in html
    assert "Sources: 1 (1 return), obtained up to 2026-11-23." in html
    assert "Boroughs with a system or a contract: 1 of 33." in html
    assert repr(register).startswith("Register(A <b>London</b> (invented), public edition, as of 2026-11-23, sha256 ")


@pytest.mark.parametrize(
    ("error", "lines"),
    [
        (UnknownNameError("borough", "cambden", ["camden"]), ["UnknownNameError: Unknown borough 'cambden'. Did you mean 'camden'?"]),
        (DataError([Issue("a.csv", "", "it is gone", "Put it back.")]), ["DataError: a.csv: it is gone. Put it back."]),
        (
            DataError([Issue("a.csv", "", "one"), Issue("b.csv", "", "two")]),
            ["DataError: 2 problems found:", "  a.csv: one.", "  b.csv: two."],
        ),
    ],
)  # fmt: skip
def test_an_error_is_shown_as_one_line_and_each_of_several_problems_on_its_own(error: Any, lines: list[str]) -> None:
    assert error._render_traceback_() == lines
