"""Questions a group of boroughs could put to a supplier, each with what it rests on."""

from __future__ import annotations

from citytools_analysis.pages.supplier.asked_of_contracts import Question, of_contracts, of_records
from citytools_analysis.pages.supplier.asked_of_members import of_openness, of_prices, of_problems, of_ratings
from citytools_analysis.pages.supplier.findings import questions_finding
from citytools_analysis.pages.supplier.subject import Supplier
from citytools_analysis.style import count_text
from citytools_analysis.tables.fragment import Fragment, paragraph
from citytools_analysis.tables.frame import Column, from_frame
from citytools_analysis.tables.layout import notice, stack

_COLUMNS = (
    Column("number", "No.", width=0.4),
    Column("words", "Question", width=4.2),
    Column("rests_on", "What it rests on", width=3.8),
)


def asked(supplier: Supplier) -> list[Question]:
    """
    Work out the questions that the records give rise to.

    Parameters
    ----------
    supplier
        The supplier, as `about` gives it.

    Returns
    -------
    questions
        Those about time first, then problems, ratings and prices, then what is published, then what is not known.

    Examples
    --------
    >>> from citytools_analysis.pages.supplier.examples import UNUSED
    >>> asked(UNUSED)
    []
    """
    rules = (of_contracts, of_problems, of_ratings, of_prices, of_records, of_openness)
    return [question for rule in rules for question in rule(supplier)]


def questions(supplier: Supplier) -> Fragment:
    """
    List the questions a group of boroughs could put to a supplier.

    Parameters
    ----------
    supplier
        The supplier, as `about` gives it.

    Returns
    -------
    fragment
        The finding, then a numbered table; or a callout.

    Examples
    --------
    >>> from citytools_analysis.pages.supplier.examples import UNUSED
    >>> questions(UNUSED).text.splitlines()[0]
    'What is known of Mapleway gives rise to no question yet.'
    """
    found = asked(supplier)
    finding = questions_finding(len(found), supplier.name)
    if not found:
        return notice(finding, "Contracts with their ends, ratings and reported problems would give rise to some.")
    rows = [{"number": str(at), "words": one.words, "rests_on": one.rests_on} for at, one in enumerate(found, start=1)]
    caption = f"{count_text(len(rows), 'question')}, each with what it rests on"
    note = "Questions open a talk; they are no finding against the supplier, and no advice on the law."
    return stack(paragraph(finding), from_frame(rows, columns=_COLUMNS, caption=caption, note=note))
