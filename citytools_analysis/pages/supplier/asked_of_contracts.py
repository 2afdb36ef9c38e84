"""Questions to a supplier that its contracts and notices give rise to."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from citytools_analysis.metrics.names import with_names
from citytools_analysis.pages.supplier.opening import awarded
from citytools_analysis.pages.supplier.records import assessments_of, notices_of
from citytools_analysis.pages.supplier.subject import Supplier
from citytools_analysis.style import count_text, date_text
from citytools_analysis.tables.findings import ending
from citytools_analysis.tables.words import joined, number_word, sentence_start

_MONTHS, _FEWEST, _MOST_NAMES = 18, 2, 4
_BELOW_GOOD = ("approaching_target", "requires_improvement", "inadequate")


@dataclass(frozen=True)
class Question:
    """
    A question a group of boroughs could put to a supplier.

    Parameters
    ----------
    words
        The question, one sentence.
    rests_on
        What it rests on, one sentence.

    Examples
    --------
    >>> Question("What would you offer?", "Two contracts end by 23 May 2028.").words
    'What would you offer?'
    """

    words: str
    rests_on: str


def of_contracts(supplier: Supplier) -> list[Question]:
    """
    Ask what a supplier's contracts give rise to.

    Parameters
    ----------
    supplier
        The supplier, as `about` gives it.

    Returns
    -------
    questions
        About contracts that end within 18 months, that run on past their end, whose options are open, and whose end is not
        known, and boroughs of which no contract is known; none where fewer than two boroughs, or contracts, are concerned.

    Examples
    --------
    >>> from citytools_analysis.pages.supplier.examples import UNUSED
    >>> of_contracts(UNUSED)
    []
    """
    rules = (_soon, _run_on, _options, _undated, _uncontracted)
    return [question for rule in rules if (question := rule(supplier))]


def _who(rows: pd.DataFrame) -> str:
    return joined(sorted(set(rows["borough"])), most=_MOST_NAMES)


def _soon(supplier: Supplier) -> Question | None:
    as_of = supplier.register.as_of
    rows = ending(supplier.decisions, as_of=as_of, months=_MONTHS)
    n = rows["borough_id"].nunique()
    if n < _FEWEST:
        return None
    last = date_text(pd.Timestamp(as_of) + pd.DateOffset(months=_MONTHS))
    contracts = count_text(rows["contract_id"].nunique(), "contract")
    n_of = count_text(int(supplier.contracts["end_state"].eq("known").sum()), "known end")
    return Question(
        f"What would you offer {number_word(n)} boroughs whose contracts end by {last} if they renewed or moved together?",
        f"{contracts}, of {n_of}, end from now to {last}: {_who(rows)}.",
    )


def _run_on(supplier: Supplier) -> Question | None:
    rows = supplier.decisions[supplier.decisions["urgency"].isin(["expired_in_use", "rolling"])]
    rows = rows[rows["other_end_state"].isna()]
    n = rows["contract_id"].nunique()
    if n < _FEWEST:
        return None
    return Question(
        "On which terms and at which price do you supply boroughs whose contract has passed its end or rolls on?",
        f"{sentence_start(number_word(n))} contracts of {len(supplier.contracts)} known run past their end, or without "
        f"one: {_who(rows)}.",
    )


def _options(supplier: Supplier) -> Question | None:
    contracts, today = supplier.decisions, pd.Timestamp(supplier.register.as_of)
    days = pd.to_datetime(contracts["extend_by_date"])
    rows = contracts[days.between(today, today + pd.DateOffset(months=_MONTHS))]
    n = rows["contract_id"].nunique()
    if n < _FEWEST:
        return None
    return Question(
        "At what price would the options be used, and would it fall if several boroughs used theirs?",
        f"{sentence_start(number_word(n))} contracts have an option that must be used or left within {_MONTHS} months: "
        f"{_who(rows)}.",
    )


def _undated(supplier: Supplier) -> Question | None:
    rows = supplier.decisions[~supplier.decisions["end_state"].isin(["known", "rolling"])]
    n = rows["contract_id"].nunique()
    if not n:
        return None
    what = "one contract" if n == 1 else f"{number_word(n)} contracts"
    return Question(
        f"When does each contract end whose end we do not know: {_who(rows)}?",
        f"Of {what} of {len(supplier.contracts)} known no end to plan by is known.",
    )


def _uncontracted(supplier: Supplier) -> Question | None:
    rest = [key for key in supplier.customer_ids if key not in set(supplier.decisions["borough_id"])]
    if len(rest) < _FEWEST:
        return None
    return Question(
        "Which contracts do you hold with boroughs of which none is known, and when does each end?",
        f"No contract is known of {number_word(len(rest))} of {len(supplier.customer_ids)} boroughs that use it.",
    )


def of_records(supplier: Supplier) -> list[Question]:
    """
    Ask what is published of a supplier gives rise to.

    Parameters
    ----------
    supplier
        The supplier, as `about` gives it.

    Returns
    -------
    questions
        About direct awards, changed contracts, assessments below good, and a completed change of owner within three years.

    Examples
    --------
    >>> from citytools_analysis.pages.supplier.examples import UNUSED
    >>> of_records(UNUSED)
    []
    """
    rules = (_direct, _changed, _below_good, _owner)
    return [question for rule in rules if (question := rule(supplier))]


def _direct(supplier: Supplier) -> Question | None:
    known = awarded(supplier).dropna()
    n = int(known.sum())
    if n < _FEWEST:
        return None
    return Question(
        "Which prices and terms would you offer in a competition that you did not offer in a direct award?",
        f"{sentence_start(number_word(n))} contracts of {len(known)} whose way of award is known were awarded directly.",
    )


def _changed(supplier: Supplier) -> Question | None:
    rows = notices_of(supplier)
    rows = rows[rows["notice_type"] == "UK10"]
    if rows.empty:
        return None
    latest = rows.dropna(subset=["published_date"])
    when = f", the latest on {date_text(latest['published_date'].max())}" if len(latest) else ""
    return Question(
        "What was agreed in the contract changes that were published, and is it open to all of us?",
        f"{count_text(len(rows), 'notice')} of a change (UK10) {'is' if len(rows) == 1 else 'are'} known{when}.",
    )


def _below_good(supplier: Supplier) -> Question | None:
    rows = assessments_of(supplier)
    below = rows[rows["rating"].isin(_BELOW_GOOD)]
    if below.empty:
        return None
    what = joined(sorted(set(below["indicator"].dropna())), most=3)
    about = f", for {what}" if what else ""
    return Question(
        "What has been done since the performance assessments below good, and what do they show now?",
        f"{len(below)} of {count_text(len(rows), 'published assessment')} {'is' if len(below) == 1 else 'are'} below "
        f"good{about}.",
    )


def _owner(supplier: Supplier) -> Question | None:
    register, today = supplier.register, pd.Timestamp(supplier.register.as_of)
    events = register.supplier_events
    is_ours = events["supplier_id"].isin([*supplier.company_ids, supplier.group_id])
    is_done = events["is_completed"].astype("boolean").fillna(value=False) & ~events["confidence"].eq("low")
    is_recent = events["event_date"].between(today - pd.DateOffset(years=3), today)
    is_owner = events["event"].isin(["acquired", "acquired_by"]) & events["counterparty"].notna()
    rows = with_names(events[is_ours & is_done & is_recent & is_owner], register)
    if rows.empty:
        return None
    row = rows.sort_values(["event_date", "supplier_id"], kind="stable").iloc[-1]
    verb = "bought" if row["event"] == "acquired" else "was bought by"
    precision = str(row["event_date_precision"])
    day = date_text(row["event_date"], precision=precision if precision in {"month", "year"} else "day")
    return Question(
        "What does the change of owner mean for the products we run, their prices and our contracts?",
        f"{row['supplier']} {verb} {row['counterparty']} ({day}).",
    )
