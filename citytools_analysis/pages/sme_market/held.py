"""Who supplies each piece of work now, so that a small firm knows whom it would replace or work beside."""

from __future__ import annotations

from typing import Any

import pandas as pd

from citytools_analysis.pages.sme_market.shortened import shortened
from citytools_analysis.pages.sme_market.subject import Market
from citytools_analysis.style import count_text
from citytools_analysis.tables.fragment import Fragment, paragraph
from citytools_analysis.tables.frame import Column
from citytools_analysis.tables.layout import notice, stack
from citytools_analysis.tables.words import STATE_WORDS, number_word, sentence_start

_SHOWN, _SHOWN_ALONE = 20, 60
_COLUMNS = (
    Column("function", "Work", width=2.4),
    Column("suppliers", "Boroughs supplied, by supplier", width=4),
    Column("known", "Boroughs known", width=1.2),
)
_NOTE = "A borough with two suppliers for one piece of work counts for both. A reseller is not shown: it sells what others make."


def who_supplies(market: Market) -> Fragment:
    """
    List who supplies how many boroughs with each piece of work.

    Parameters
    ----------
    market
        The market, as `about` gives it.

    Returns
    -------
    fragment
        One row a function of which any borough's supplier is known, those with the fewest suppliers a borough first.

    Examples
    --------
    >>> from citytools_analysis.pages.sme_market.examples import EMPTY
    >>> who_supplies(EMPTY).text.splitlines()[0]
    'No borough is known to have a supplier for any work, which is not to say that none has.'
    """
    if market.incumbents.empty:
        return notice("No borough is known to have a supplier for any work, which is not to say that none has.")
    groups = market.incumbents.groupby("function_code", sort=True)
    rows = [_told(rows) for _, rows in groups]
    rows = sorted(rows, key=lambda row: (-row["n"], row["function"]))
    most = _SHOWN if market.is_whole else _SHOWN_ALONE
    n_open = sum(row["n_suppliers"] > 1 for row in rows)
    count = sentence_start(number_word(n_open)) if n_open else "None"
    finding = (
        f"{count} of {count_text(len(rows), 'piece')} of work with a known answer "
        f"{'is' if n_open < 2 else 'are'} shared by two suppliers or more."
    )
    caption = "Who supplies what, the best known first"
    return stack(paragraph(finding), shortened(rows, columns=_COLUMNS, caption=caption, most=most, note=_NOTE))


def _told(rows: pd.DataFrame) -> dict[str, Any]:
    first = rows.iloc[0]
    answers = [_answer(row) for row in rows.to_dict("records")]
    return {
        "function": str(first["function"]), "suppliers": ", ".join(answers), "n": int(first["n"]),
        "n_suppliers": int(rows["supplier_id"].notna().sum()), "known": f"{first['n']} of {first['n_of']}",
    }  # fmt: skip


def _answer(row: dict[Any, Any]) -> str:
    words = STATE_WORDS | {"none": "no system"}
    name = row["supplier"] if row["answer"] == "supplier" else words.get(str(row["answer"]), str(row["answer"]))
    return f"{name} {row['n_boroughs']}"
