"""Questions to a supplier that what boroughs report of it gives rise to."""

from __future__ import annotations

from citytools_analysis.metrics import lock_in, prices
from citytools_analysis.pages.supplier.asked_of_contracts import Question
from citytools_analysis.pages.supplier.rated import ratings_of
from citytools_analysis.pages.supplier.shared import problems_of
from citytools_analysis.pages.supplier.subject import Supplier
from citytools_analysis.pages.supplier.wording import DIMENSIONS, PROBLEMS, QUESTIONS
from citytools_analysis.style import count_text
from citytools_analysis.tables.fragment import is_missing
from citytools_analysis.tables.words import Row, number_word, sentence_start

_MOST_PROBLEMS, _A_THIRD, _FAST, _FEWEST = 5, 1 / 3, 0.05, 2


def of_problems(supplier: Supplier) -> list[Question]:
    """
    Ask what the problems that several boroughs share give rise to.

    Parameters
    ----------
    supplier
        The supplier, as `about` gives it.

    Returns
    -------
    questions
        One a kind of problem, those that most report first, at most five; none in an edition that holds no problems.

    Examples
    --------
    >>> from citytools_analysis.pages.supplier.examples import UNUSED
    >>> of_problems(UNUSED)
    []
    """
    rows = problems_of(supplier).dropna(subset=["challenge_tag"]).drop_duplicates("challenge_tag")
    return [
        Question(QUESTIONS[row["challenge_tag"]], _problem_told(row, supplier))
        for row in rows.head(_MOST_PROBLEMS).to_dict("records")
        if row["challenge_tag"] in QUESTIONS
    ]


def _problem_told(row: Row, supplier: Supplier) -> str:
    words = sentence_start(PROBLEMS[str(row["challenge_tag"])])
    where = "" if supplier.is_top else f" with {row['system']}"
    if row["is_withheld"]:
        return f"{words}{where}: at least two decision-makers report it; the count is withheld."
    return f"{words}{where}: {row['value']:.0f} of {row['n']} decision-makers that were asked report it."


def of_ratings(supplier: Supplier) -> list[Question]:
    """
    Ask what the ratings give rise to: those where a third of the boroughs or more are dissatisfied.

    Parameters
    ----------
    supplier
        The supplier, as `about` gives it.

    Returns
    -------
    questions
        At most one, about the rating with the largest share dissatisfied and how many more there are.

    Examples
    --------
    >>> from citytools_analysis.pages.supplier.examples import UNUSED
    >>> of_ratings(UNUSED)
    []
    """
    told = ratings_of(supplier)
    told = told[~told["is_withheld"] & (told["value"] >= _A_THIRD)]
    if told.empty:
        return []
    first = told.sort_values(["value", "system_id"], ascending=[False, True], kind="stable").iloc[0]
    words = DIMENSIONS.get(str(first["dimension"]), str(first["dimension"]))
    is_all = is_missing(first["system"])
    asked, told_of = ("your systems", "all its systems") if is_all else (first["system"], first["system"])
    more = f", and {count_text(len(told) - 1, 'more rating')} a third or more" if len(told) > 1 else ""
    return [
        Question(
            f"What will you change in {asked}, and by when, so that fewer boroughs are dissatisfied?",
            f"{int(first['n_dissatisfied'])} of {int(first['n'])} votes on {told_of} are dissatisfied ({words}){more}.",
        )
    ]


def of_prices(supplier: Supplier) -> list[Question]:
    """
    Ask about what is paid under a supplier's contracts where it grew by 5% a year or more.

    Parameters
    ----------
    supplier
        The supplier, as `about` gives it.

    Returns
    -------
    questions
        At most one; none unless two contracts grew so fast, or in an edition that shows no single payments.

    Examples
    --------
    >>> from citytools_analysis.pages.supplier.examples import UNUSED
    >>> of_prices(UNUSED)
    []
    """
    growth = prices.price_growth(supplier.register)
    own = growth[growth["contract_id"].isin(supplier.contract_ids) & growth["value"].notna()]
    n = int((own["value"] >= _FAST).sum())
    if n < _FEWEST:
        return []
    return [
        Question(
            "What explains how much more is paid from one year to the next: price, users or modules?",
            f"{sentence_start(number_word(n))} of {len(own)} contracts whose payments are known grew by 5% a year or more; "
            "what is bought may have grown too.",
        )
    ]


def of_openness(supplier: Supplier) -> list[Question]:
    """
    Ask how open a supplier's systems are, where that is not known.

    Parameters
    ----------
    supplier
        The supplier, as `about` gives it.

    Returns
    -------
    questions
        At most one; none in an edition that holds no answers about systems.

    Examples
    --------
    >>> from citytools_analysis.pages.supplier.examples import UNUSED
    >>> of_openness(UNUSED)
    []
    """
    told = lock_in.openness(supplier.register)
    own = told[told["system_id"].isin(supplier.system_ids)]
    is_unknown = own[["api", "documented_standard", "bulk_export", "exit_plan"]].isin(["unknown"]).all(axis=1)
    n = int(is_unknown.sum())
    if not n:
        return []
    systems = "the one system" if len(own) == 1 else f"{number_word(n)} of {len(own)} systems"
    return [
        Question(
            "Which of your systems has documented interfaces, a full export of our data, and an agreed plan for leaving?",
            f"None of these is known for {systems} that boroughs use.",
        )
    ]
