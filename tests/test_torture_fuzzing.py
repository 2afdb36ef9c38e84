"""The quick part of the fuzzing that `make torture` does: every family has a turn, and what is broken on purpose is found."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from torture import fuzzed_readers, fuzzed_renderers, fuzzing
from torture.figures import Figure

from citytools_analysis import annotate
from citytools_analysis.errors import DataError
from citytools_analysis.reporting import annex, catalogue, document, typst_inline
from citytools_analysis.reporting.dashboard import payload
from citytools_analysis.sources import workbook_cells

BY_NAME = {family.name: family for family in fuzzing.FAMILIES}


def test_every_family_has_a_turn_and_nothing_breaks() -> None:
    tallies = fuzzing.fuzz(fuzzing.FAMILIES, minutes=0, draw=7, share=0.15)
    figures = fuzzing.figures_of(tallies)
    assert [figure.detail for figure in figures if figure.is_bad] == []
    assert all(tally.n_inputs > 0 for tally in tallies.values())
    assert len(figures) == len(fuzzing.FAMILIES) + 3
    assert figures[-3] == Figure("inputs fuzzed", sum(tally.n_inputs for tally in tallies.values()))


def test_the_same_seed_bends_the_same() -> None:
    family, seen = BY_NAME["file names"], list[list[Any]]()
    for _ in range(2):
        drawn: list[Any] = []
        noted = fuzzing.Family("noted", family.drawn, lambda drawn=drawn, **given: drawn.append(given), 20)
        fuzzing.run_round(noted, fuzzing.Tally(), draw=3)
        seen.append(drawn)
    assert seen[0] == seen[1]
    assert len(seen[0]) == 20


def _let_all_pass(text: Any) -> str:
    return str(text)


def _bare(text: str) -> str:
    return f'"{text}"'


BREAKS: dict[str, tuple[Any, str, Callable[..., Any], str, int]] = {
    "HTML pages": (document, "clean", _let_all_pass, "broken", 20),
    "PDF by Typst": (typst_inline, "literal", _bare, "", 20),
    "XLSX annexes": (annex, "put", lambda cell, value, *_: setattr(cell, "value", workbook_cells.storable(str(value))), "broken", 40),
    "CSV lists": (annotate, "inert", _let_all_pass, "broken", 60),
    "addresses": (fuzzed_renderers, "link", lambda address, *_, **__: f'<a href="{address}">x</a>', "broken", 60),
    "mark-up through the allow-list": (fuzzed_renderers.sanitise, "clean", _let_all_pass, "broken", 40),
    "dashboards": (payload, "packed", lambda *_: "</script><script>alert(1)</script>", "", 1),
    "file names": (fuzzed_renderers, "slug", lambda text: text.strip() or "x", "broken", 60),
    "notebook parameters": (fuzzed_renderers.PythonTranslator, "translate_str", classmethod(lambda _, text: f'"{text}"'), "", 60),
    "charts and their words": (fuzzed_renderers, "dot_plot", None, "", 6),
    "notebooks": (catalogue, "notebook_content", lambda path: {"cells": path.read_text(encoding="utf-8")}, "", 20),
    "reviewed tables, corrections and decisions": (fuzzed_readers, "load_reference", lambda path: [one.read_text(encoding="utf-8") for one in path.iterdir()], "", 60),
    "files handed in": (fuzzed_readers.fuzz_readers, "check_file", lambda path, **_: 1 / (path.stat().st_size % 7), "", 60),
}  # fmt: skip


@pytest.mark.parametrize("name", BREAKS)
def test_what_is_broken_on_purpose_is_found(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    module, attribute, broken, kind, most = BREAKS[name]
    monkeypatch.setattr(module, attribute, broken)
    tally = fuzzing.Tally()
    family = BY_NAME[name]
    for draw in range(4):
        fuzzing.run_round(fuzzing.Family(name, family.drawn, family.take, most), tally, draw=draw)
        if tally.broken or tally.crashes:
            break
    fuzzed_readers.forget_kept()
    assert tally.broken if kind else (tally.crashes or tally.broken)
    bad = [figure for figure in fuzzing.figures_of({name: tally}) if figure.is_bad]
    assert [name in figure.detail for figure in bad] == [True] * len(bad)
    assert bad


def test_what_the_package_says_in_its_own_words_is_no_crash() -> None:
    def refuse(**_: Any) -> None:
        fuzzed_readers._told_or_read(lambda: (_ for _ in ()).throw(DataError([])))  # noqa: SLF001 - what every folder is read by

    tally = fuzzing.Tally()
    fuzzing.run_round(fuzzing.Family("refused", fuzzed_renderers.ONE, refuse, 3), tally, draw=1)
    assert (tally.n_inputs, tally.crashes, tally.broken) == (3, {}, {})


@pytest.mark.parametrize("text", ["\u200b", "\ufe0f", " ", "\u3000", "#", "\u2066"])
def test_a_title_or_heading_that_shows_nothing_is_set_as_untitled_and_fails_no_document(text: str) -> None:
    fuzzed_renderers.pdf_of(text)
    fuzzed_renderers.slides_of(text)


def test_a_backslash_before_a_letter_stays_in_a_calendar_and_half_a_letter_fails_no_list_or_workbook() -> None:
    fuzzed_renderers.calendar_of("C:\\New\\n; a, b")
    fuzzed_renderers.table_of("a\ud800")
    fuzzed_renderers.workbook_of("a\ud800\x07\ufffe")
