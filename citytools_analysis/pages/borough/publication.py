"""Whether what a borough publishes is complete: its contracts against notices and registers, and against what it paid."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from citytools_analysis.metrics import coverage, reality
from citytools_analysis.metrics.market.value_bands import NOTICE_GBP
from citytools_analysis.metrics.reality.payments import WINDOW_MONTHS, months_known, window_of
from citytools_analysis.pages.borough.findings import publication_finding
from citytools_analysis.pages.borough.subject import Borough
from citytools_analysis.style import UNKNOWN, count_text, date_text
from citytools_analysis.tables.fragment import Fragment, is_missing, paragraph
from citytools_analysis.tables.frame import Column, from_frame
from citytools_analysis.tables.layout import notice, stack

_SHOWN = 12
_CHECKS = (
    Column("check", "What is checked", width=3.2),
    Column("n_done", "Found", "number", width=0.8, missing="not said"),
    Column("n_of", "of", "number", width=0.7, missing=UNKNOWN),
    Column("n_open", "Cannot be told", "number", width=1),
    Column("mend", "What would mend it", width=3.2),
)
_LISTED = (
    Column("title", "Contract", width=3),
    Column("supplier", "Supplier", width=1.8),
    Column("missing", "What was not found", width=3.4),
)
_PAID = (
    Column("supplier", "Supplier", width=1.8),
    Column("paid_gbp", "£ paid", "pounds", width=1, missing=UNKNOWN),
    Column("last_paid_date", "Last paid", "date", width=1.2),
    Column("reason", "What was found", width=4),
)
_HELD = (
    Column("supplier", "Supplier", width=1.8),
    Column("contract", "Contract", width=2.6),
    Column("reason", "What was found", width=4),
)
_MEND = {
    "published": "publish it in the contract register, or name its notice on the return",
    "notice": "publish the contract details notice, or name it on the return",
    "end": "add the end, or say that it is rolling",
    "number": "give the supplier\N{RIGHT SINGLE QUOTATION MARK}s company number, or the identifier in its notice",
}


def publication(borough: Borough) -> Fragment:
    """
    Say how much of a borough's contracts is published as it should be, as far as is known here.

    Parameters
    ----------
    borough
        The borough, as `about` gives it.

    Returns
    -------
    fragment
        The finding, one row a check, and the contracts with most left to publish; a callout where no contract is known.

    Examples
    --------
    >>> from datetime import date
    >>> from citytools_analysis.register import Register
    >>> from citytools_analysis.pages.borough.subject import about
    >>> publication(about(Register.from_tables({}, as_of=date(2026, 11, 23)), "camden")).text.splitlines()[0]
    'No contract of Camden is known, so its publication cannot be checked.'
    """
    rows = coverage.publishing(borough.register)
    rows = rows[rows["borough_id"] == borough.borough_id].reset_index(drop=True)
    if rows.empty:
        return notice(
            f"No contract of {borough.name} is known, so its publication cannot be checked.",
            "An empty list is no proof that there are none: look in the contract register and in the notices.",
        )
    due = rows["is_notice_due"].fillna(value=False)
    finding = publication_finding(
        len(rows), int(rows["is_in_published_source"].sum()), n_due=int(due.sum()),
        n_noticed=int(rows.loc[due, "has_details_notice"].sum()),
    )  # fmt: skip
    note = (
        f"Contracts that {borough.name} leads and that have not ended. A contract details notice (UK7) is looked for where a contract was let under the "
        f"Procurement Act 2023 and is worth £{NOTICE_GBP:,} or more with VAT; where the law or the value is not known it cannot be told. A notice "
        "that was not read here counts as not found. Facts to check, not legal advice."
    )
    if borough.is_held_in_part:
        note += " Answers that are not published are not in this edition."
    table = from_frame(
        _checks(rows), columns=_CHECKS, caption=f"{count_text(len(rows), 'contract')} checked", note=note
    )
    return stack(paragraph(finding), table, *_left(rows))


def _checks(rows: pd.DataFrame) -> list[Mapping[str, object]]:
    due = rows["is_notice_due"]
    is_due = due.fillna(value=False)
    number = rows["has_supplier_number"]
    n_noticed = int(rows.loc[is_due, "has_details_notice"].sum())
    return [
        _check("in a notice, contract register or published fact", int(rows["is_in_published_source"].sum()), len(rows), 0, "published"),
        _check("with a contract details notice (UK7), where one is due", n_noticed, int(is_due.sum()), int(due.isna().sum()), "notice"),
        _check("with an end, or said to roll on", int(rows["has_end"].sum()), len(rows), 0, "end"),
        _check("whose supplier has a company number or identifier", int(number.sum()), int(number.notna().sum()),
               int(number.isna().sum()), "number"),
    ]  # fmt: skip


def _check(words: str, n_done: int, n_of: int, n_open: int, mend: str) -> dict[str, object]:
    return {
        "check": words,
        "n_done": n_done,
        "n_of": n_of,
        "n_open": n_open,
        "mend": "nothing to check" if not n_of else _MEND[mend] if n_done < n_of else "nothing to mend",
    }


def _left(rows: pd.DataFrame) -> list[Fragment]:
    """List the contracts with something to publish: a missing notice first, then a missing end."""
    told = rows.assign(missing=[_missing(row) for row in rows.to_dict("records")])
    told = told.assign(
        rank=(~told["has_details_notice"].fillna(value=True)).astype("int64") * 2 + (~told["has_end"]).astype("int64")
    )
    told = told[told["rank"] > 0].sort_values(["rank", "title"], ascending=[False, True], kind="stable")
    if told.empty:
        return []
    n = min(_SHOWN, len(told))
    caption = f"Without a notice that is due, or without an end: {n} of {count_text(len(told), 'contract')}"
    note = "All of them are in the workbook." if len(told) > n else ""
    shown = from_frame(told.head(_SHOWN), columns=_LISTED, caption=caption, note=note)
    every = from_frame(told, columns=_LISTED, caption="Contracts without a notice that is due, or without an end")
    return [Fragment(shown.html, attached=every.attached)]


def _missing(row: Mapping[object, object]) -> str:
    parts = {
        "contract details notice (UK7)": not is_missing(row["has_details_notice"]) and not row["has_details_notice"],
        "an end": not row["has_end"],
        "any notice or register entry": not row["is_in_published_source"],
    }
    return "; ".join(words for words, is_absent in parts.items() if is_absent)


def paid_and_contracted(borough: Borough) -> Fragment:
    """
    Hold what a borough paid against the contracts known with its suppliers, both ways.

    Parameters
    ----------
    borough
        The borough, as `about` gives it.

    Returns
    -------
    fragment
        What its spend files cover, the suppliers paid without a contract, and the contracts without payment; a callout
        where no spend file is at hand.

    Examples
    --------
    >>> from datetime import date
    >>> from citytools_analysis.register import Register
    >>> from citytools_analysis.pages.borough.subject import about
    >>> paid_and_contracted(about(Register.from_tables({}, as_of=date(2026, 11, 23)), "camden")).text.splitlines()[0]
    'No spend file of Camden for the last 12 months is at hand, so what it paid cannot be held against its contracts.'
    """
    register = borough.register
    if not _is_read(borough):
        return notice(
            f"No spend file of {borough.name} for the last {WINDOW_MONTHS} months is at hand, so what it paid cannot be held against its contracts.",
            "Payments over £500 are published each quarter; whoever sent this report can read the file into the register.",
        )
    known = reality.by_borough(register)
    [own] = known[known["borough_id"] == borough.borough_id].to_dict("records")
    paid, contracts = reality.spend_without_contract(register), reality.contracts_without_spend(register)
    paid = paid[(paid["borough_id"] == borough.borough_id) & paid["is_finding"]]
    unpaid = contracts[(contracts["borough_id"] == borough.borough_id) & contracts["is_finding"]]
    covers = (
        f"{own['n_months_known']} of {own['n_months']} months are read, {_month(own['first_month'])} to {_month(own['last_month'])}: "
        f"{own['covers']}, {count_text(int(own['n_suppliers_paid']), 'supplier')} paid."
    )
    parts: list[Fragment] = [paragraph(covers)]
    if len(paid):
        caption = f"Paid, and no contract covers it: {min(_SHOWN, len(paid))} of {count_text(len(paid), 'supplier')}"
        parts.append(from_frame(paid.head(_SHOWN), columns=_PAID, caption=caption, note=_NO_PROOF))
    elif borough.is_held_in_part:
        parts.append(
            paragraph(
                "Whether a contract covers every payment is told in the members\N{RIGHT SINGLE QUOTATION MARK} edition: answers may name one."
            )
        )
    else:
        parts.append(
            paragraph(
                "Every supplier paid has a contract that is known, or what was paid is small or cannot be judged."
            )
        )
    if len(unpaid):
        unpaid = unpaid.assign(contract=[_contract(row) for row in unpaid.to_dict("records")])
        caption = f"Contracted, and not paid: {min(_SHOWN, len(unpaid))} of {count_text(len(unpaid), 'supplier')}"
        parts.append(from_frame(unpaid.head(_SHOWN), columns=_HELD, caption=caption, note=_NO_PROOF))
    else:
        parts.append(paragraph("No contract is known to have gone unpaid in the months that were read."))
    return stack(*parts)


def _month(month: object) -> str:
    return date_text(pd.Timestamp(str(month)).date(), precision="month")


def _is_read(borough: Borough) -> bool:
    """Tell whether any month of the window is read, before anything is matched."""
    known = months_known(borough.register)
    window = window_of(borough.register.as_of)
    return bool((known["borough_id"].eq(borough.borough_id) & known["month"].isin(window)).any())


_NO_PROOF = "No proof of a fault: spend files hold payments over £500 to suppliers known here, another borough may pay, and a reseller may be paid instead."


def _contract(row: Mapping[object, object]) -> str:
    parts = [
        str(row[name])
        for name in ("contracts_live", "contracts_unknown", "contracts_ended")
        if not is_missing(row[name])
    ]
    return "; ".join(parts) or UNKNOWN
