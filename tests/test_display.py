"""What an analyst's own frames and figures look like."""

from __future__ import annotations

import sys
from types import SimpleNamespace

import matplotlib as mpl
import pandas as pd
import pytest
from IPython.core.events import EventManager
from IPython.core.formatters import DisplayFormatter
from IPython.core.pylabtools import select_figure_formats
from matplotlib.figure import Figure

from citytools_analysis import display


@pytest.fixture
def formatter(monkeypatch: pytest.MonkeyPatch) -> DisplayFormatter:
    made = DisplayFormatter()
    shell = SimpleNamespace(display_formatter=made)
    shell.events = EventManager(shell, ["post_execute", "pre_run_cell"])
    monkeypatch.setattr("IPython.get_ipython", lambda: shell)
    return made


def test_a_frame_is_shown_whole_and_escaped(formatter: DisplayFormatter) -> None:
    display.enable()
    frame = pd.DataFrame({"supplier": ["<script>", *["b"] * 199], "n": range(200)})
    frame.attrs["caption"] = "Who & what"
    html = formatter.format(frame)[0]["text/html"]
    assert html.count("<tr>") == 201
    assert "&lt;script&gt;" in html
    assert "<caption>Who &amp; what</caption>" in html
    assert html.count('scope="col"') == 2


def test_a_named_index_becomes_row_headers_and_an_unnamed_one_is_left_out() -> None:
    named = display.table_html(pd.DataFrame({"n": [1]}, index=pd.Index(["Camden"], name="borough")))
    assert '<th scope="row">Camden</th>' in named
    assert "Camden" not in display.table_html(pd.DataFrame({"n": [1]}, index=["Camden"]))


def test_missing_values_are_unknown_and_never_zero() -> None:
    frame = pd.DataFrame({"a": [None], "b": [float("nan")], "c": [pd.NaT], "d": pd.array([None], dtype="Int64")})
    assert display.table_html(frame).count(">unknown</td>") == 4


def test_rows_beyond_the_limit_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(display, "MOST_ROWS", 2)
    assert "The first 2 rows; 3 more are not shown." in display.table_html(pd.DataFrame({"a": range(5)}))


def test_a_styled_frame_keeps_its_data_and_caption(formatter: DisplayFormatter) -> None:
    display.enable()
    styler = pd.DataFrame({"a": ["<i>"]}).style.set_caption("Ends")
    html = formatter.format(styler)[0]["text/html"]
    assert "<caption>Ends</caption>" in html
    assert "&lt;i&gt;" in html
    assert "caption" not in styler.data.attrs


def test_a_figure_is_described_by_its_titles_and_axes(formatter: DisplayFormatter) -> None:
    display.enable()
    figure = Figure(figsize=(5, 3))
    axes = figure.subplots()
    axes.set(title="Ends by year", xlabel="year", ylabel="contracts")
    html = formatter.format(figure)[0]["text/html"]
    assert 'alt="Ends by year. across: year; up: contracts" width="480"' in html
    assert html == display.figure_html(figure)


def test_figures_stay_described_when_the_notebook_backend_starts_later(formatter: DisplayFormatter) -> None:
    display.enable()
    shell = sys.modules["IPython"].get_ipython()
    select_figure_formats(shell, {"png"})
    shell.events.trigger("post_execute")
    figure = Figure()
    figure.suptitle("Ends")
    data = formatter.format(figure)[0]
    assert set(data) == {"text/plain", "text/html"}


def test_a_figure_that_says_nothing_is_refused() -> None:
    figure = Figure()
    figure.subplots()
    with pytest.raises(ValueError, match=r"Add one: axes\.set_title"):
        display.figure_html(figure)


def test_outside_a_notebook_nothing_happens(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("IPython.get_ipython", lambda: None)
    display.enable()
    assert not DisplayFormatter().formatters["text/html"].deferred_printers


def test_a_cell_that_draws_is_met_in_the_houses_look_and_may_set_its_own(formatter: DisplayFormatter) -> None:
    shell = sys.modules["IPython"].get_ipython()
    with mpl.rc_context({"backend": "agg"}):
        display.enable()
        shell.events.trigger("pre_run_cell", SimpleNamespace(raw_cell="1 + 1"))
        assert mpl.rcParams["axes.titlelocation"] == "center"
        shell.events.trigger("pre_run_cell", SimpleNamespace(raw_cell="known.plot.barh()"))
        assert mpl.rcParams["axes.titlelocation"] == "left"
        assert mpl.rcParams["font.family"][0] == "Open Sans"
        mpl.rcParams["axes.titlelocation"] = "right"
        shell.events.trigger("pre_run_cell", SimpleNamespace(raw_cell="known.plot.barh()"))
        assert mpl.rcParams["axes.titlelocation"] == "right"
    assert formatter.formatters["text/html"] is not None
