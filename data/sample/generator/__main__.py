"""
Make the invented London again: `python data/sample/generator [FOLDER]`, the same bytes every time.

It writes `returns/`, `reference/` and `notices/` into the folder, by default the `data/sample` it stands in.
"""

from __future__ import annotations

import sys
from pathlib import Path

import pandas as pd
from agreements import all_agreements, contract_rows
from estate import all_uses, responding, system_rows
from logs import write_logs
from market import write_reference
from notices import publish
from survey import challenge_rows, intention_rows, satisfaction_rows, skill_rows
from world import read_world

from citytools_analysis.sources.return_workbook import write_return

NOTICE = "invented sample data"


def main(folder: Path) -> None:
    """Write every file of the sample."""
    world = read_world()
    boroughs = responding(world)
    uses = all_uses(world)
    made = all_agreements(uses, boroughs, world)
    published = publish(made, world)
    for name in ("reference", "notices", "returns"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    write_reference(world.market, published.decisions, folder / "reference")
    write_logs(folder / "reference")
    for name, text in published.packages.items():
        (folder / "notices" / name).write_bytes(text.encode("utf-8"))
    for borough in boroughs:
        sheets = {
            "systems": system_rows(uses, borough),
            "contracts": contract_rows(made, borough),
            "satisfaction": satisfaction_rows(uses, borough),
            "challenges": challenge_rows(uses, borough),
            "skills": skill_rows(borough),
            "intentions": intention_rows(made, borough),
        }
        about = {
            "borough": borough.borough,
            "completed_on": borough.completed,
            "mailbox": f"digital@{borough.borough_id}.example",
            "notice": NOTICE,
        }
        frames = {name: pd.DataFrame(rows, dtype="object") for name, rows in sheets.items()}
        write_return(folder / "returns" / f"{borough.borough_id}.xlsx", about, frames)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).resolve().parents[1])
