"""
Make the invented London again: `python data/sample/generator [FOLDER]`, the same bytes every time.

It writes `returns/`, `reference/` and `notices/` into the folder, by default the `data/sample` it stands in.
"""

from __future__ import annotations

import sys
from pathlib import Path

import pandas as pd

from agreements import all_agreements, contract_rows
from citytools_analysis.reference import load_reference
from citytools_analysis.sources.return_workbook import write_return
from estate import all_uses, responding, system_rows
from market import read_market, write_reference
from notices import publish
from survey import challenge_rows, intention_rows, satisfaction_rows, skill_rows

NOTICE = "invented sample data"


def main(folder: Path) -> None:
    """Write every file of the sample."""
    reference, market = load_reference(), read_market()
    boroughs = reference.boroughs.merge(reference.tile_grid[["borough_id", "code3"]], on="borough_id")
    columns = ("borough_id", "borough", "code3", "residents_2021", "council_name")
    known = {row[0]: row[1:] for row in boroughs[list(columns)].itertuples(index=False, name=None)}
    functions = {
        code: (name, int(level), cpv)
        for code, name, level, cpv in reference.functions[["function_code", "function", "criticality", "cpv_code"]]
        .itertuples(index=False, name=None)
    }  # fmt: skip
    uses = all_uses(market, {code: level for code, (_, level, _) in functions.items()})
    answering = responding({key: (name, code, int(residents)) for key, (name, code, residents, _) in known.items()})
    made = all_agreements(uses, answering, market, functions)
    published = publish({key: row[3] for key, row in known.items()}, made, market, functions)

    write_reference(market, published.decisions, folder / "reference")
    (folder / "notices").mkdir(parents=True, exist_ok=True)
    for name, text in published.packages.items():
        (folder / "notices" / name).write_bytes(text.encode("utf-8"))
    (folder / "returns").mkdir(parents=True, exist_ok=True)
    for borough in answering:
        sheets = {
            "systems": system_rows([use for use in uses if use.borough_id == borough.borough_id], borough, market),
            "contracts": contract_rows(made, borough),
            "satisfaction": satisfaction_rows(uses, borough),
            "challenges": challenge_rows(uses, borough),
            "skills": skill_rows(borough),
            "intentions": intention_rows(made, borough),
        }
        about = {"borough": borough.borough, "completed_on": borough.completed,
                 "mailbox": f"digital@{borough.borough_id}.example", "notice": NOTICE}  # fmt: skip
        frames = {name: pd.DataFrame(rows, dtype="object") for name, rows in sheets.items()}
        write_return(folder / "returns" / f"{borough.borough_id}.xlsx", about, frames, reference=reference)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).resolve().parents[1])
