"""Names for files: safe whatever the text, and never shared."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from citytools_analysis.slugs import slug, slugs


@given(st.text())
def test_a_slug_of_any_text_is_a_safe_name(text: str) -> None:
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", slug(text))
    assert len(slug(text)) <= 60


@given(st.lists(st.text(max_size=5), unique=True))
def test_no_two_texts_share_a_name(texts: list[str]) -> None:
    names = slugs(texts)
    assert len(set(names.values())) == len(texts)


@pytest.mark.parametrize(
    ("text", "expected"), [("../../etc", "etc"), ("Kensington and Chelsea", "kensington-and-chelsea")]
)
def test_words_are_kept_and_paths_are_not(text: str, expected: str) -> None:
    assert slug(text) == expected


def test_long_texts_that_begin_alike_are_told_apart() -> None:
    assert slug("a" * 100 + "b") != slug("a" * 100 + "c")


def test_a_collision_names_both_so_that_order_does_not_matter() -> None:
    assert slugs(["A b", "a-b"]) == dict(reversed(slugs(["a-b", "A b"]).items()))
    assert "a-b" not in slugs(["A b", "a-b"]).values()
