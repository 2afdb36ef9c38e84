"""A page for each family of metrics: what each asks, its formula, when it is withheld, its source and its trap."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from itertools import groupby
from pathlib import Path

from reference_site.markdown import contents, plain

Row = Mapping[str, str]
CATALOGUE = "data/reference/metrics.csv"
_FACTS = {
    "formula": "Formula", "unit": "Unit", "grain": "One value a", "inputs": "Made from", "edge_rules": "Edge cases",
    "min_n_members": "Smallest n, members' edition", "min_n_public": "Smallest n, public edition", "public_edition": "In the public edition",
    "uncertainty": "Uncertainty", "chart": "Shown as", "source": "Source", "trap": "Trap",
}  # fmt: skip
_UNSAID = {"source": "The catalogue names none.", "min_n_public": "The catalogue names none."}


def catalogue(root: Path) -> list[Row]:
    """Read the catalogue of metrics."""
    with (root / CATALOGUE).open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def pages(root: Path) -> dict[str, str]:
    """Give the pages by their place in the site."""
    rows = sorted(catalogue(root), key=lambda row: (row["family"], row["metric_id"]))
    families = {family: list(members) for family, members in groupby(rows, key=lambda row: row["family"])}
    made = {place(family): _page(family, members) for family, members in families.items()}
    opening = ["# Metrics", "", _OPENING.format(n=len(rows), families=len(families)), ""]
    return {
        "metrics/index.md": "\n".join(
            [*opening, *contents([place(family).removeprefix("metrics/") for family in families], depth=2)]
        ),
        **made,
    }


def place(family: str) -> str:
    """Give the place of a family's page in the site."""
    return f"metrics/{family.replace(' ', '-').casefold()}.md"


_OPENING = (
    "The catalogue holds {n} metrics in {families} families. It is `data/reference/metrics.csv`, and each entry names the function that "
    "computes it. Every figure carries its n, coverage, interval or bounds and, where it is withheld, the reason."
)


def _page(family: str, rows: list[Row]) -> str:
    lines = [f"# {family if family.isupper() else family.capitalize()}", ""]
    for row in rows:
        lines += [f"## {row['metric_id']} {plain(row['metric'])}", "", plain(row["question"]), "", *_computed(row), ""]
        facts = {name: row[field] or _UNSAID.get(field, "") for field, name in _FACTS.items()}
        lines += [f"{name}\n: {plain(text)}\n" for name, text in facts.items() if text]
    return "\n".join(lines)


def _computed(row: Row) -> list[str]:
    if not row["computed_by"]:
        return [f"Not computed: {plain(row['not_computed_because'])}"]
    names = [name.strip() for name in row["computed_by"].split("|")]
    return ["Computed by " + ", ".join(f"{{py:func}}`citytools_analysis.metrics.{name}`" for name in names) + "."]
