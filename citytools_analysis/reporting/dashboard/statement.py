"""The accessibility statement of the dashboard, after the model of the UK public sector, and no more than was tested."""

from __future__ import annotations

from citytools_analysis.register import Register
from citytools_analysis.reporting.dashboard.plain_page import (
    DASHBOARD_NAME,
    EXPLAINED_NAME,
    INDEX_NAME,
    STATEMENT_NAME,
    Section,
    plain_page,
)
from citytools_analysis.style import date_text
from citytools_analysis.tables.fragment import Fragment, Html, link, paragraph
from citytools_analysis.tables.layout import bullets, stack

_FINDING = (
    "The dashboard is built to meet WCAG 2.2 at level AA. It has been tested by machine and by keyboard, and not yet by people who "
    "use a screen reader."
)
_ABLE = (
    "move through everything with a keyboard, and always see where you are",
    "zoom to 400% on a small screen without scrolling sideways, but for wide tables, which scroll on their own",
    "read every chart and the map as a table",
    "tell unknown, none, in-house and withheld apart by their words, without seeing colour",
    "use it with less motion, if your device asks for that",
    "read the main tables without scripts, and print the pages",
    "save or send the address of a view, so that you need not set the filters again",
)
_UNABLE = (
    "No person who uses a screen reader, speech input or a magnifier every day has tried these pages. We do not know how well they work for them.",
    "The long table keeps only the rows near the view in the page, so the search of your browser misses the others. Use the search box, the filters or the CSV.",
    "The borough by function view is large. On a telephone it is easier to choose one borough first.",
    "The map places boroughs roughly, as tiles. It is no street map; the table beside it has the same facts.",
    "Names, titles and public addresses are as their sources write them: some are long, in capitals or unclear.",
    "Web addresses lead to pages of others, and we do not know how accessible those are.",
)
_TESTED = (
    "by axe-core, an automatic checker, on every page and in both editions; it finds only a part of the faults there can be",
    "by keyboard alone in Chromium, by scripts that follow the paths to the dashboard's main questions",
    "at the widths of a telephone, a laptop and a wall screen",
    "with scripts switched off",
)


def page(register: Register) -> str:
    """
    Write `accessibility.html`.

    Parameters
    ----------
    register
        The edition's register; the statement carries its day.

    Returns
    -------
    html
        The whole page.

    Examples
    --------
    >>> from datetime import date
    >>> html = page(Register.from_tables({}, as_of=date(2026, 11, 23)))
    >>> "prepared on 23 Nov 2026" in html, "<script" in html
    (True, False)
    """
    sections = (
        Section("what", "What this statement is about", (_what(register),)),
        Section("able", "How accessible the dashboard is", (_list("You should be able to:", _ABLE),)),
        Section("unable", "What is not accessible, or not known to be", (Fragment(bullets(_UNABLE)),)),
        Section("status", "Compliance with the regulations", (_status(),)),
        Section("tested", "How it was tested", (_list("These pages were tested:", _TESTED),)),
        Section("report", "If something does not work for you", (_report(),)),
        Section("enforcement", "If you are not content with the answer", (_enforcement(),)),
        Section("prepared", "When this statement was prepared", (_prepared(register),)),
    )
    return plain_page(
        register, name=STATEMENT_NAME, title="Accessibility statement", finding=_FINDING, sections=sections
    )


def _what(register: Register) -> Fragment:
    pages = (
        Html(f'<a href="{DASHBOARD_NAME}">the dashboard</a>'),
        Html(f'<a href="{EXPLAINED_NAME}">the page that explains its data</a>'),
        Html(f'<a href="{INDEX_NAME}">the list of all documents</a>'),
        "this page",
    )
    return stack(
        paragraph(f"This statement is about the dashboard of {register.info.name} and the pages that come with it:"),
        Fragment(bullets(pages)),
        paragraph(
            "They are files that open in a browser and need no network. Whoever puts them on a website or an intranet is responsible for them "
            "there. The reports, slides and spreadsheets in the list of documents are not covered here."
        ),
    )  # fmt: skip


def _list(opening: str, items: tuple[str, ...]) -> Fragment:
    return stack(paragraph(opening), Fragment(bullets(items)))


def _status() -> Fragment:
    regulations = "Public Sector Bodies (Websites and Mobile Applications) (No. 2) Accessibility Regulations 2018"
    guidelines = link("https://www.w3.org/TR/WCAG22/", "Web Content Accessibility Guidelines version 2.2")
    return stack(
        paragraph(
            "We aim at the", guidelines, f"at level AA, the standard that public bodies are held to under the {regulations}. We do not claim full compliance: no audit by an "
            "independent body has been made, and people who use assistive technology have not tested the pages."
        ),
        paragraph("Until then, take the dashboard as partially compliant, for the reasons listed above."),
    )  # fmt: skip


def _report() -> Fragment:
    return stack(
        paragraph(
            "Tell whoever gave you this dashboard, or City Tools at the London Office of Technology and Innovation. Say which page, what you "
            "wanted to do, what happened, and with which browser and assistive technology. It needs no form and no account."
        ),
        paragraph(
            "Ask in the same way if you need the information in another form, such as a spreadsheet, large print or a reading aloud. You should "
            "have an answer within 10 working days."
        ),
    )


def _enforcement() -> Fragment:
    service = link("https://www.equalityadvisoryservice.com/", "Equality Advisory and Support Service")
    return paragraph(
        "The Equality and Human Rights Commission enforces the regulations in England. If you are not content with how your complaint was answered, "
        "contact the", Html(f"{service}."),
    )  # fmt: skip


def _prepared(register: Register) -> Fragment:
    day = date_text(register.as_of)
    return paragraph(
        f"This statement was prepared on {day} with the edition it stands beside, and is made anew with every edition. The tests run "
        "whenever the program that makes the pages changes."
    )
