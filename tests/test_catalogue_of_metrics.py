"""The catalogue of metrics: each id is computed by a public function that explains itself, or says why none can."""

from __future__ import annotations

import inspect
import re

import pytest
from metric_calls import computed_by, every_metric, function

import citytools_analysis as ct
from citytools_analysis.reference import load_reference

CATALOGUE = load_reference().metrics


def test_every_metric_is_computed_by_a_function_or_says_why_it_cannot_be() -> None:
    assert len(CATALOGUE) == 66
    is_computed, is_excused = CATALOGUE["computed_by"].notna(), CATALOGUE["not_computed_because"].notna()
    assert CATALOGUE.loc[is_computed == is_excused, "metric_id"].tolist() == []
    assert CATALOGUE.loc[~is_computed, "metric_id"].tolist() == ["M72"]


@pytest.mark.parametrize("name", computed_by())
def test_a_function_of_the_catalogue_is_public_and_tells_its_metric_source_and_example(name: str) -> None:
    module, _, attribute = name.rpartition(".")
    assert callable(getattr(getattr(ct, module), attribute))
    words = inspect.getdoc(function(name)) or ""
    assert "metrics.md" in words or re.search(r"\bM\d{2,3}\b", words), "its formula's source is not told"
    assert "Examples\n--------\n>>>" in words
    assert "Returns\n-------" in words


def test_what_is_asked_of_every_metric_is_asked_of_the_whole_catalogue() -> None:
    assert set(computed_by()) <= set(every_metric())
