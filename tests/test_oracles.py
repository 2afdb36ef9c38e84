"""Every family's oracle, with few draws; `make validate` runs them with many and prints the table."""

from __future__ import annotations

import pytest
from oracle import Check
from validate import checks_of, families

QUICK = 200


@pytest.mark.parametrize("family", families())
def test_every_row_of_a_family_s_oracle_is_within_its_tolerance(family: str) -> None:
    rows = checks_of(family, QUICK)
    assert rows, "an oracle without rows checks nothing"
    assert [row for row in rows if not row.is_met] == []


def test_a_row_outside_its_tolerance_is_not_met() -> None:
    assert not Check("x", "a share", 0.5, 0.6, 0.05, "by hand").is_met
    assert Check("x", "a share", 0.5, 0.54, 0.05, "by hand").is_met
    assert not Check("x", "not a number", 0.5, float("nan"), 0.05, "by hand").is_met
