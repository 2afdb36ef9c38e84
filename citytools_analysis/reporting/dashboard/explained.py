"""The page that explains the dashboard's data: what it is, how much is known, what each word means, where it comes from."""

from __future__ import annotations

from citytools_analysis.editions import edition_words
from citytools_analysis.metrics import coverage
from citytools_analysis.metrics.held import told_in_part
from citytools_analysis.register import Register
from citytools_analysis.reporting.dashboard.answers import ANSWERS
from citytools_analysis.reporting.dashboard.explained_columns import SHOWN_TABLES, TABLE_NAMES, column_tables, left_out
from citytools_analysis.reporting.dashboard.explained_metrics import figures_table
from citytools_analysis.reporting.dashboard.explained_sources import sources_tables
from citytools_analysis.reporting.dashboard.plain_page import EXPLAINED_NAME, Section, plain_page
from citytools_analysis.reporting.dashboard.scrolling import scrolling, table
from citytools_analysis.schema import TABLES
from citytools_analysis.style import count_text, date_text
from citytools_analysis.tables import corrections
from citytools_analysis.tables.fragment import Fragment, paragraph
from citytools_analysis.tables.frame import Column
from citytools_analysis.tables.layout import heading, stack
from citytools_analysis.tables.words import not_told_note

_EDITIONS = {
    "public": "This is the public edition: it holds only what is already published, or what a borough agrees to publish.",
    "members": "This is the members' edition: it is for member boroughs, and is not to be passed on or published.",
}
_FULL = "This is the full register: it is not for release."
_NONE_KNOWN = "none known"  # a nought would read as if there were none
_COUNTS = ["n_systems", "n_functions_known", "n_contracts", "n_with_end_date", "n_valued"]
_AREA_COLUMNS = (
    Column("area", "Service area", width=3),
    Column("n_boroughs", "Boroughs of which something is known", "number"),
    Column("n_boroughs_dated", "With the day on which it was true", "number"),
    Column("n_of", "Of boroughs", "number"),
)
_BOROUGH_COLUMNS = (
    Column("borough", "Borough", width=2),
    Column("status", "What is known", width=1.5),
    Column("n_systems", "Systems", "number", missing=_NONE_KNOWN),
    Column("n_functions_known", "Functions with an answer", "number", missing=_NONE_KNOWN),
    Column("n_functions", "Of functions", "number"),
    Column("n_contracts", "Contracts", "number", missing=_NONE_KNOWN),
    Column("n_with_end_date", "With a known end", "number", missing=_NONE_KNOWN),
    Column("n_valued", "With a yearly value", "number", missing=_NONE_KNOWN),
    Column("newest_date", "Latest day", "date"),
)
_TABLE_COLUMNS = (
    Column("name", "Table", width=2),
    Column("meaning", "What a row is", width=4),
    Column("n_rows", "Rows in this edition", "number"),
    Column("n_boroughs", "Boroughs with a row", "number", missing="not by borough"),
)
_ANSWER_COLUMNS = (
    Column("look", "Looks like"),
    Column("meaning", "What it means", width=4),
    Column("counted", "How figures count it", width=3),
)


def page(register: Register) -> str:
    """
    Write `explained.html`.

    Parameters
    ----------
    register
        The edition's register.

    Returns
    -------
    html
        The whole page.

    Examples
    --------
    >>> from datetime import date
    >>> html = page(Register.from_tables({}, as_of=date(2026, 11, 23)))
    >>> html.count("<h1"), "nothing is known" in html, "<script" in html
    (1, True, False)
    """
    sections = (
        Section("about", "What this is", (_about(register),)),
        Section("coverage", "How much is known", (_coverage(register),)),
        Section("answers", "Unknown, none, in-house and withheld", (_answers(),)),
        Section("figures", "What the figures count", (figures_table(register),)),
        Section("left-out", "What this edition leaves out, and why", (_why_left_out(register), left_out(register))),
        Section("sources", "Where it comes from", (sources_tables(register),)),
        # `corrections` opens with a heading of the same words, which the section has already.
        Section("wrong", "If an entry is wrong", (scrolling(Fragment(corrections(register).html.partition("</h2>")[2])),)),
        Section("columns", "What each column says", (column_tables(register),)),
    )  # fmt: skip
    return plain_page(
        register, name=EXPLAINED_NAME, title="What the data is", finding=_finding(register), sections=sections
    )


def _finding(register: Register) -> str:
    known = coverage.by_borough(register)
    named, dated = int(known["n_systems"].gt(0).sum()), int(known["n_with_end_date"].gt(0).sum())
    if not named and not dated:
        return f"Nothing is known yet of {count_text(len(known), 'borough')}."
    return (
        f"Of {count_text(len(known), 'borough')}, a system in use is known for {named} and the end of a contract for {dated}. "
        "The rest is unknown, which never means that there is none."
    )


def _about(register: Register) -> Fragment:
    info = register.info
    invented = f"It is {info.notice}, and describes no real council, supplier or product." if info.notice else ""
    return stack(
        paragraph(
            "The dashboard shows which technology London's councils use, from whom, under which contracts, and when those end. It is "
            "made of what councils report and of what is published in notices, contract registers and papers.",
            invented,
        ),
        paragraph(_edition(register), f"It says what was known on {date_text(register.as_of)}."),
        paragraph(
            "Where sources disagree, the council's own return counts first, then a published notice, then a register or another "
            "stated fact. The others are kept in the register."
        ),
        paragraph(
            "A system is not a contract: a system may outlive several contracts, and one contract may cover several systems. A "
            "framework is a ceiling, never a contract and never spending."
        ),
    )


def _coverage(register: Register) -> Fragment:
    day, known = date_text(register.as_of), coverage.by_borough(register)
    every = count_text(len(known), "borough")
    return stack(
        heading("By service area", level=3),
        table(coverage.boroughs_known(register), columns=_AREA_COLUMNS, caption=f"What is known of {every} by {day}"),
        heading("By borough", level=3),
        table(
            known.assign(**{name: known[name].mask(known[name].eq(0)) for name in _COUNTS}),
            columns=_BOROUGH_COLUMNS,
            caption=f"What is known of each of {every} by {day}",
            note="A joint contract counts for each borough it serves, so contracts do not add up. Held for members: the borough has "
            "sent a return and nothing of it is in this edition." + not_told_note(told_in_part(register, "contracts")),
        ),
        heading("By table", level=3),
        table(_table_rows(register), columns=_TABLE_COLUMNS, caption=f"Rows of each table in this edition by {day}"),
    )


def _table_rows(register: Register) -> list[dict[str, object]]:
    return [_table_row(register, name) for name in SHOWN_TABLES]


def _table_row(register: Register, name: str) -> dict[str, object]:
    rows = register.table(name)
    boroughs = rows["borough_id"].nunique() if "borough_id" in rows and name != "sources" else None
    about = {"name": TABLE_NAMES[name], "meaning": TABLES[name].meaning}
    return about | {"n_rows": len(rows), "n_boroughs": boroughs}


def _answers() -> Fragment:
    rows = [{"look": one.html, "meaning": one.meaning, "counted": one.counted} for one in ANSWERS.values()]
    return stack(
        paragraph("Where no system is named, or no day or value, the word says why. It is always written out; colour never says it alone."),
        table(rows, columns=_ANSWER_COLUMNS, caption=f"{len(rows)} answers that name no system"),
        paragraph(
            "Dates and values that are not known are written as unknown, never as a blank, a dash or a nought. A date known only to the "
            "month or year is written without its day."
        ),
    )  # fmt: skip


def _edition(register: Register) -> str:
    info = register.info
    if not info.viewer:
        return _EDITIONS.get(info.edition, _FULL)
    return f"This is the {edition_words(info.edition_name)}: it is for that council, and is not to be passed on or published."


def _why_left_out(register: Register) -> Fragment:
    if register.info.viewer:
        return paragraph(
            "What a council says of itself, its opinions, plans and prices, is told to another one only where it is published or offered. Its "
            "own rows are whole. What is left out:"
        )
    why = {
        "public": "Councils answer on the understanding that what is not yet public stays among them. An opinion or a plan of a single "
        "council could harm a negotiation, and a small group could be recognised. The public edition is made without those rows, so "
        "nothing of them is hidden in these pages. What is left out:",
        "members": "Some of what is handed in is only for those who look after the register. What is left out:",
    }
    return paragraph(why.get(register.info.edition, "What is left out:"))
