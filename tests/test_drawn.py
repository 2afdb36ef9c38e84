"""Figures as pictures: in lines where that is smaller, the same bytes every time, whatever is written in them."""

from __future__ import annotations

from xml.etree import ElementTree as ET

import pytest
from matplotlib.figure import Figure

from citytools_analysis.drawn import drawn, image


def bars() -> Figure:
    figure = Figure(figsize=(3, 2))
    figure.subplots().bar(["planning", "housing"], [3, 5], hatch="//")
    return figure


def cloud() -> Figure:
    figure = Figure(figsize=(3, 2))
    figure.subplots().plot([n % 97 for n in range(20_000)], [n % 89 for n in range(20_000)], "o")
    return figure


def test_a_chart_is_drawn_in_lines() -> None:
    assert drawn(bars()).mime == "image/svg+xml"


def test_a_cloud_of_points_is_drawn_in_dots() -> None:
    picture = drawn(cloud())
    assert picture.mime == "image/png"
    assert picture.content.startswith(b"\x89PNG")


def test_the_same_figure_gives_the_same_bytes_whoever_draws_it() -> None:
    figure = bars()
    assert drawn(figure) == drawn(figure) == drawn(bars())


@pytest.mark.filterwarnings("ignore:Glyph 11")
def test_what_is_written_in_a_figure_cannot_spoil_it() -> None:
    figure = bars()
    figure.text(0.1, 0.5, "a --> \x0b <script>")
    picture = drawn(figure)
    names = {element.tag.rpartition("}")[2] for element in ET.fromstring(picture.content).iter()}  # noqa: S314 - ours
    assert "script" not in names
    assert b"script" not in picture.content


def test_an_image_is_as_wide_as_it_is_printed_and_says_what_it_shows() -> None:
    assert image(bars(), alt='5 "housing"').endswith('alt="5 &quot;housing&quot;" width="288">')
