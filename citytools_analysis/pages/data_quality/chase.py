"""Whom to chase for what: per borough the gaps that decide most first, and the pre-filled return as the way to answer."""

from __future__ import annotations

import pandas as pd

from citytools_analysis.metrics import coverage
from citytools_analysis.pages.data_quality.findings import chase_finding
from citytools_analysis.pages.data_quality.subject import Quality
from citytools_analysis.style import count_text
from citytools_analysis.tables.fragment import Fragment, clean_text, is_missing, paragraph, strong
from citytools_analysis.tables.frame import Column, from_frame
from citytools_analysis.tables.layout import notice, stack
from citytools_analysis.tables.words import joined

_NO_RETURN, _HELD = coverage.GAP_ORDER[1], coverage.GAP_ORDER[0]
_NAMED = 3
_BOROUGH = Column("borough", "Borough", width=1.5)
_ASK = (
    _BOROUGH,
    Column("first", "What is missing that decides most", width=2.8),
    Column("then", "Then", width=3.4, missing="nothing else"),
)
_MAILBOX = Column("mailbox", "Role mailbox", width=3, missing="none held")
_KINDS = (
    Column("gap", "What is missing", width=2.6),
    Column("n_boroughs", "Boroughs", "number", width=0.9),
    Column("n", "Cases", "number", width=0.8, missing="not said"),
    Column("whom", "Ask first", width=2.4),
    Column("how_to_mend", "What to ask for", width=2.6),
)
_EVERY = (
    _BOROUGH,
    Column("gap", "What is missing"),
    Column("n", "Cases", "number", missing="not said"),
    Column("why_it_matters", "Why it matters"),
    Column("how_to_mend", "What to ask for"),
)


def ask_first(quality: Quality) -> Fragment:
    """
    Sum up what is missing over all boroughs, and whom to ask for it first.

    Parameters
    ----------
    quality
        As `about` gives it.

    Returns
    -------
    fragment
        The finding and one row a kind of gap, those that decide most first, with the boroughs that have most cases of it.

    Examples
    --------
    >>> from citytools_analysis.pages.data_quality.examples import EMPTY
    >>> ask_first(EMPTY).text.splitlines()[0]
    'Ask 33 boroughs for their first return.'
    """
    finding = paragraph(strong(_finding(quality)))
    if quality.gaps.empty:
        return finding
    parts = [_kind(rows) for _, rows in quality.gaps.groupby("rank", sort=True)]
    caption = f"{count_text(len(parts), 'kind')} of gap, those that decide most first"
    return stack(finding, from_frame(parts, columns=_KINDS, caption=caption))


def _kind(rows: pd.DataFrame) -> dict[str, object]:
    cases, first = rows["n"], rows.iloc[0]
    largest = rows.sort_values(["n", "borough"], ascending=[False, True], kind="stable").to_dict("records")
    is_plain = first["gap"] in {_NO_RETURN, _HELD}
    names = [
        clean_text(row["borough"]) if is_plain else f"{clean_text(row['borough'])} ({row['n']})" for row in largest
    ]
    return {
        "gap": first["gap"],
        "n_boroughs": len(rows),
        "n": int(cases.sum()) if cases.notna().any() else None,
        "whom": joined(names, most=_NAMED),
        "how_to_mend": first["how_to_mend"],
    }


def whom_to_ask(quality: Quality) -> Fragment:
    """
    List every borough with something left to ask, what decides most first.

    Parameters
    ----------
    quality
        As `about` gives it.

    Returns
    -------
    fragment
        The finding, one row a borough with its role mailbox where the edition holds one, and where all gaps stand.

    Examples
    --------
    >>> from citytools_analysis.pages.data_quality.examples import EMPTY
    >>> whom_to_ask(EMPTY).text.splitlines()[3]
    'Barking and Dagenham no return from the borough functions with no answer (90)'
    """
    rows, finding = _by_borough(quality), paragraph(_finding(quality))
    if rows.empty:
        return finding
    mailboxes = quality.register.contacts.dropna(subset=["mailbox"]).drop_duplicates("borough_id")
    has_mailbox = len(mailboxes) > 0
    rows = rows.merge(mailboxes[["borough_id", "mailbox"]], on="borough_id", how="left")
    columns = (_ASK[0], _MAILBOX, *_ASK[1:]) if has_mailbox else _ASK
    note = "" if has_mailbox else "Whom to write to is not in this edition."
    caption = f"{count_text(len(rows), 'borough')} of {len(quality.known)} with something left to ask, what decides most first"
    every = from_frame(quality.gaps, columns=_EVERY, caption="Every gap of every borough, what decides most first")
    beside = f"All {len(quality.gaps)} gaps, each with its reason, are in the workbook."
    shown = from_frame(rows, columns=columns, caption=caption, note=f"{note} {beside}".strip())
    return Fragment(stack(finding, shown).html, attached=(*shown.attached, *every.attached))


def how_to_answer(quality: Quality) -> Fragment:
    """
    Say how a borough answers: by the return that is filled in with what is known already.

    Parameters
    ----------
    quality
        As `about` gives it.

    Returns
    -------
    fragment
        The two commands, with a borough that is to be asked first.

    Examples
    --------
    >>> from citytools_analysis.pages.data_quality.examples import EMPTY
    >>> how_to_answer(EMPTY).text.splitlines()[1]
    'citytools template barking-and-dagenham --to barking-and-dagenham.xlsx'
    """
    rows = _by_borough(quality)
    ids = [*rows["borough_id"], *quality.known["borough_id"]][:1]
    name = clean_text(ids[0]) if ids else "BOROUGH"
    return notice(
        "The return comes filled in with what is known already, to confirm or correct, with what decides most asked first. Make it:",
        strong(f"citytools template {name} --to {name}.xlsx"),
        "Send it to the borough. When it comes back, take it in:",
        strong(f"citytools add {name}.xlsx"),
        "An empty cell is no answer. Unknown, none, in-house and not applicable are answers, and each counts as what it says.",
    )


def _finding(quality: Quality) -> str:
    asked = set(quality.gaps["borough_id"])
    n_without = len(asked - quality.answered)
    return chase_finding(n_without, len(asked) - n_without, len(quality.known))


def _by_borough(quality: Quality) -> pd.DataFrame:
    """Give one row a borough, its gaps in words; sorted by what its first gap decides, then by how many there are of it."""
    gaps = quality.gaps
    rows = []
    for borough_id, own in gaps.groupby("borough_id", sort=False):
        first = own.iloc[0]
        rest = [_words(row) for row in own.iloc[1:3].to_dict("records")]
        n = 0 if is_missing(first["n"]) else int(first["n"])
        rows.append({
            "borough_id": borough_id, "borough": first["borough"], "rank": int(first["rank"]), "n": n,
            "first": _words(first.to_dict()), "then": "; ".join(rest) or None,
        })  # fmt: skip
    columns = ["borough_id", "borough", "rank", "n", "first", "then"]
    told = pd.DataFrame(rows, columns=columns)
    return told.sort_values(["rank", "n", "borough"], ascending=[True, False, True], kind="stable", ignore_index=True)


def _words(row: dict[object, object]) -> str:
    gap, n = clean_text(row["gap"]), row["n"]
    return gap if is_missing(n) or gap in {_NO_RETURN, _HELD} else f"{gap} ({n})"
