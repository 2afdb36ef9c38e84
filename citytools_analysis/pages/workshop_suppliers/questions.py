"""Questions to put to each supplier, each from what the register holds of it, with room for the answer."""

from __future__ import annotations

import pandas as pd

from citytools_analysis.pages.workshop_suppliers.evidence import SOON_MONTHS, Suppliers
from citytools_analysis.pages.workshop_suppliers.suppliers import published, rated
from citytools_analysis.pages.workshop_suppliers.wording import QUESTIONS, problem_words
from citytools_analysis.pages.workshop_use_cases.capture import BLANK
from citytools_analysis.style import count_text, date_text
from citytools_analysis.tables.findings import ending
from citytools_analysis.tables.fragment import Fragment, paragraph, strong
from citytools_analysis.tables.frame import Column, from_frame
from citytools_analysis.tables.layout import notice, stack
from citytools_analysis.tables.words import Row, joined

MOST = 6
_COLUMNS = (
    Column("question", "Question", width=3),
    Column("evidence", "What we know", width=2.4),
    Column("answer", "What it answers, by when", width=2.4),
)
_DISSATISFIED = 1 / 4
Asked = tuple[str, str]


def questions(here: Suppliers) -> Fragment:
    """
    Print the questions for each of the suppliers that serve most boroughs in the room.

    Parameters
    ----------
    here
        The workshop, as `about` gives it.

    Returns
    -------
    fragment
        For each of at most six suppliers a table of questions, what is known, and a blank column; or a callout.

    Examples
    --------
    >>> from citytools_analysis.pages.workshop_suppliers.examples import NOBODY
    >>> questions(NOBODY).text
    'No supplier of a borough in this room is known, so there is none to put a question to.'
    """
    table = here.table
    if table.empty:
        return notice("No supplier of a borough in this room is known, so there is none to put a question to.")
    shown = table.head(MOST)
    said = f"Questions for {joined(list(shown['supplier']), most=MOST)}: {len(shown)} of {count_text(len(table), 'supplier')} used here."
    return stack(paragraph(said), *(_sheet(here, row) for row in shown.to_dict("records")))


def _sheet(here: Suppliers, row: Row) -> Fragment:
    asked = questions_for(here, row)
    rows: list[Row] = [{"question": what, "evidence": why, "answer": BLANK} for what, why in asked]
    rows.append({"question": "Our own question:", "evidence": BLANK, "answer": BLANK})
    users = count_text(row["n_users"], "borough here uses it", "boroughs here use it")
    table = from_frame(rows, columns=_COLUMNS, caption=f"{count_text(len(asked), 'question')} for {row['supplier']}")
    return stack(paragraph(strong(row["supplier"]), f"({users})"), table)


def questions_for(here: Suppliers, row: Row) -> list[Asked]:
    """
    Write the questions for one supplier, each with its evidence.

    Parameters
    ----------
    here
        The workshop.
    row
        The supplier's row of `here.table`.

    Returns
    -------
    questions
        Question and evidence, in the order in which to ask them; at least one.

    Examples
    --------
    >>> from citytools_analysis.pages.workshop_suppliers.examples import NOBODY
    >>> counts = dict.fromkeys(["n_users", "n_contracts", "n_dated", "n_soon", "n_late"], 0)
    >>> [(question, evidence)] = questions_for(NOBODY, {"supplier_id": "alder", "supplier": "Alder"} | counts)
    >>> evidence
    'no contract with it is known here; ratings: not rated'
    """
    supplier_id = str(row["supplier_id"])
    own = here.contracts[here.contracts["supplier_id"] == supplier_id].drop_duplicates("contract_id")
    asked = [*_on_problems(here, supplier_id), *_on_ends(own, here), *_on_ratings(here, supplier_id)]
    asked += _on_records(here, supplier_id)
    if asked:
        return asked
    why = "no contract with it is known here" if own.empty else f"{count_text(len(own), 'contract')} here"
    return [
        (
            "What do you hear most often from the boroughs you serve, and what have you changed because of it?",
            f"{why}; ratings: {rated(here, supplier_id)}",
        )
    ]


def _on_problems(here: Suppliers, supplier_id: str) -> list[Asked]:
    rows = here.problems[here.problems["supplier_id"] == supplier_id]
    told = rows[~rows["is_withheld"]].sort_values(["value", "challenge_tag"], ascending=[False, True], kind="stable")
    asked = [(_question(row), _reported(row)) for row in told.to_dict("records")]
    n_held = int(rows["is_withheld"].sum())
    if n_held:
        more = count_text(n_held, "problem is", "problems are")
        which = "Which problems do the boroughs you serve raise most, and where does each stand?"
        asked.append((which, f"{more} shared by boroughs that are too few to tell which"))
    return asked


def _question(row: Row) -> str:
    tag = str(row["challenge_tag"])
    return QUESTIONS.get(tag, f"What will you do about {problem_words(tag)}, and by when?")


def _reported(row: Row) -> str:
    stands = f"{row['n_open']} open, {row['n_raised_with_supplier']} raised with it, {row['n_resolved']} resolved"
    return (
        f"{problem_words(row['challenge_tag'])}: {row['value']:.0f} of {row['n']} asked in London report it ({stands})"
    )


def _on_ends(own: pd.DataFrame, here: Suppliers) -> list[Asked]:
    soon = ending(own, as_of=here.room.register.as_of, months=SOON_MONTHS)
    n_open = int((~own["end_state"].isin(["known", "rolling", "not_applicable"])).sum())
    asked = []
    if len(soon):
        n = count_text(len(soon), "contract here ends", "contracts here end")
        first = date_text(soon["end_date"].min())
        what = "On which terms would you offer one start and one set of terms to all whose contracts end by then?"
        what = what if len(soon) > 1 else "On which terms would you offer its borough what others have?"
        asked.append((what, f"{n} within {SOON_MONTHS} months, the first on {first}"))
    if n_open:
        asked.append(
            (
                "When does each of these contracts end, and with which options?",
                f"the end of {n_open} of {len(own)} is not known",
            )
        )
    return asked


def _on_ratings(here: Suppliers, supplier_id: str) -> list[Asked]:
    rows = here.ratings[here.ratings["supplier_id"].eq(supplier_id) & ~here.ratings["is_withheld"]]
    if rows.empty:
        return []
    words = f"dissatisfied votes in London: {rated(here, supplier_id)}"
    if float(rows["value"].iloc[0]) >= _DISSATISFIED:
        return [("What will you do for the boroughs that are dissatisfied, and how will we see it in a year?", words)]
    return [("What do you do for the boroughs that are satisfied, and would you do it for all?", words)]


def _on_records(here: Suppliers, supplier_id: str) -> list[Asked]:
    words = published(here, supplier_id)
    if not words:
        return []
    if "below good" in words or "breach" in words:
        return [
            (
                "What was behind what is published of your performance, and what has changed since?",
                f"published: {words}",
            )
        ]
    return [
        ("Which further changes of price, term or scope do you expect in contracts that run?", f"published: {words}")
    ]
