"""
Print what the metrics were checked against: `make validate`, or `python tests/validate.py [FAMILY]... [--draws N]`.

Each `tests/oracle_FAMILY.py` holds `checks(draws)`, which gives `Check` rows. None shares code with what it checks.
"""

from __future__ import annotations

import argparse
import importlib
import sys
import time
from pathlib import Path

from oracle import Check

FULL = 4000
FOLDER = Path(__file__).parent


def families() -> list[str]:
    """List the families that have an oracle."""
    return sorted(path.stem.removeprefix("oracle_") for path in FOLDER.glob("oracle_*.py"))


def checks_of(family: str, draws: int) -> list[Check]:
    """Run one family's oracle."""
    return list(importlib.import_module(f"oracle_{family}").checks(draws))


def main(arguments: list[str]) -> int:
    """Print every family's table; 1 if any row is outside its tolerance."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("family", nargs="*", help=f"one or more of {', '.join(families())}")
    parser.add_argument("--draws", type=int, default=FULL, help="random draws a simulated row")
    chosen = parser.parse_args(arguments)
    n_wrong = n_rows = 0
    for family in chosen.family or families():
        begun = time.monotonic()
        rows = checks_of(family, chosen.draws)
        sys.stdout.write(f"\n{family}: {len(rows)} rows, {time.monotonic() - begun:.0f} s\n")
        for row in rows:
            mark = "ok   " if row.is_met else "WRONG"
            figures = f"{row.expected:>12,.4g} {row.measured:>12,.4g}  +-{row.tolerance:<10,.3g}"
            sys.stdout.write(f"  {mark} {figures} {row.what} ({row.how})\n")
        n_rows, n_wrong = n_rows + len(rows), n_wrong + sum(not row.is_met for row in rows)
    sys.stdout.write(f"\n{n_rows - n_wrong} of {n_rows} rows are within their tolerance\n")
    return 1 if n_wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
