"""What the dashboard shows where no script runs: why the rest is missing, and the tables behind the views."""

from __future__ import annotations

from collections.abc import Iterable

from citytools_analysis.metrics import coverage, opportunities
from citytools_analysis.register import Register
from citytools_analysis.reporting.dashboard.answers import ANSWERS
from citytools_analysis.reporting.dashboard.estate_tables import estate_tables
from citytools_analysis.reporting.dashboard.plain_page import EXPLAINED_NAME, INDEX_NAME, STATEMENT_NAME, Section
from citytools_analysis.reporting.dashboard.ranking_tables import (
    ends_table,
    suppliers_table,
    systems_table,
    users_table,
)
from citytools_analysis.reporting.dashboard.together_tables import groups_table, together_table
from citytools_analysis.style import date_text
from citytools_analysis.tables.fragment import Fragment, Html, escape, paragraph, strong
from citytools_analysis.tables.layout import bullets, stack

_WHY = (
    "The filters, the map and the charts of this page need a script, and scripts do not run here. They are part of this file "
    "and fetch nothing: to see them, allow scripts for this page, or open it in another browser. If your organisation blocks "
    "scripts, ask its service desk to allow this file."
)


def fragment(register: Register) -> str:
    """
    Write what stands in the dashboard's `noscript`.

    Parameters
    ----------
    register
        The edition's register.

    Returns
    -------
    html
        Sections that begin with second headings: why the rest is missing and where else to look; then who uses which
        system, contracts by when they end, borough by function, systems and suppliers, and who could buy together.

    Examples
    --------
    >>> from datetime import date
    >>> html = fragment(Register.from_tables({}, as_of=date(2026, 11, 23)))
    >>> html.count("<h2"), "<script" in html
    (7, False)
    """
    found = opportunities.find(register)
    tables = (
        Section("plain-users", "Who uses which system", (users_table(register),)),
        Section("plain-ends", "Contracts by the quarter in which they end", (ends_table(register),)),
        Section("plain-estate", "What each borough runs", (_signs(), estate_tables(register))),
        Section("plain-systems", "Systems by how many boroughs use them", (systems_table(register),)),
        Section("plain-suppliers", "Suppliers by how many boroughs they supply", (suppliers_table(register),)),
        Section("plain-together", "Who could buy together", (groups_table(register), together_table(register, found))),
    )
    opening = Section("plain-why", "Without scripts this page shows tables only", (_opening(register, tables),))
    return "\n".join(section.html for section in (opening, *tables))


def _opening(register: Register, tables: Iterable[Section]) -> Fragment:
    below = [Html(f'<a href="#{one.anchor}">{escape(one.heading)}</a>') for one in tables]
    return stack(
        paragraph(_WHY),
        paragraph("Meanwhile, the tables behind the views are below:"),
        Fragment(bullets(below)),
        paragraph("There is more beside this page:"),
        Fragment(
            bullets([
                Html(f'<a href="{INDEX_NAME}">All documents</a>, with a report for each borough and its XLSX'),
                Html(f'<a href="{EXPLAINED_NAME}">What the data is</a>: coverage, sources and what each word means'),
                Html(f'<a href="{STATEMENT_NAME}">Accessibility</a> of these pages'),
            ])
        ),
        paragraph(strong("What is known."), _known(register)),
    )  # fmt: skip


def _known(register: Register) -> str:
    known = coverage.by_borough(register)
    named, dated = int(known["n_systems"].gt(0).sum()), int(known["n_with_end_date"].gt(0).sum())
    return (
        f"As of {date_text(register.as_of)}, of {len(known)} boroughs a system in use is known for {named} and a contract's "
        f"end for {dated}. What is not known is written as unknown; it never means that there is none."
    )


def _signs() -> Fragment:
    told = [Html(f"{one.html} {escape(one.meaning)}") for one in ANSWERS.values()]
    return stack(paragraph("Where no system is named, the cell says why:"), Fragment(bullets(told)))
