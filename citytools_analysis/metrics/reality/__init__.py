"""The reality check: what was paid held against the contracts that are known, both ways, borough by borough."""

from __future__ import annotations

from citytools_analysis.metrics.reality.checked import by_borough, contracts_without_spend, spend_without_contract

__all__ = ["by_borough", "contracts_without_spend", "spend_without_contract"]
