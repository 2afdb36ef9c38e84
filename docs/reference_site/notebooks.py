"""A page for each notebook: for whom it is built, what it takes, and its sections."""

from __future__ import annotations

import json
import re
from pathlib import Path

from citytools_analysis.reporting.catalogue import find_reports
from citytools_analysis.reporting.report import Report
from reference_site.markdown import code, contents, plain, table

_HEADING = re.compile(r"^## (.+)$", re.MULTILINE)


def pages(root: Path) -> dict[str, str]:
    """Give the pages by their place in the site."""
    reports = find_reports(root / "notebooks")
    made = {f"notebooks/{report.name}.md": _page(report) for report in reports}
    opening = ["# Notebooks", "", _OPENING, ""]
    listed = contents(["rules", *(report.name for report in reports)])
    return {"notebooks/index.md": "\n".join([*opening, *listed]), **made}


_OPENING = (
    "A notebook is a report: its `parameters` cell declares what it takes, and one that takes a borough, supplier, system or service area is "
    "built once for each. How one is written stands in the rules."
)


def _page(report: Report) -> str:
    for_each = f"Built once for each {report.group.replace('_', ' ')}." if report.group else "Built once."
    editions = f"In the {' and '.join(report.editions)} edition only." if report.editions else "In every edition."
    packs = f"Bound into the packs {', '.join(map(code, report.packs))}." if report.packs else "In no pack."
    rows = [(code(one.name), code(one.default), plain(one.help)) for one in report.parameters]
    sections = [f"- {plain(title)}" for title in headings(report.path)]
    return "\n".join([
        f"# {plain(report.title)}", "", f"`{report.name}.ipynb`. {for_each} {editions} {packs}", "", "## Parameters", "",
        *table(("parameter", "if not given", "what it is"), rows), "## Sections", "", *sections, "",
    ])  # fmt: skip


def headings(path: Path) -> list[str]:
    """Give the headings of a notebook's sections, in order."""
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    return [
        title
        for cell in cells
        if cell["cell_type"] == "markdown"
        for title in _HEADING.findall("".join(cell["source"]))
    ]
