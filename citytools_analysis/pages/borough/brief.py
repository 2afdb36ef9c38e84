"""Three short paragraphs of a first page: how it is rated, who to call, what we do not know."""

from __future__ import annotations

import pandas as pd

from citytools_analysis.metrics import adoption
from citytools_analysis.metrics.answered import boroughs_answered
from citytools_analysis.pages.borough.estate import concerning
from citytools_analysis.pages.borough.ratings import summary_of, withheld_reasons
from citytools_analysis.pages.borough.subject import Borough
from citytools_analysis.style import count_text, date_text
from citytools_analysis.tables.fragment import Fragment, Html, escape, is_missing, paragraph, strong
from citytools_analysis.tables.layout import heading, side_by_side, stack
from citytools_analysis.tables.words import Row, joined, number_word, sentence_start

_SHOWN = 2
_GOOD_LEVEL = 3  # practitioner
_NARROWEST, _WIDEST = 0.8, 1.45  # of a third


def in_brief(borough: Borough) -> Fragment:
    """
    Put the three paragraphs beside one another, the longer ones in wider columns, so that a first page holds them.

    Parameters
    ----------
    borough
        The borough, as `about` gives it.

    Returns
    -------
    fragment
        `rated`, `calls` and `unknown_brief`.

    Examples
    --------
    >>> from datetime import date
    >>> from citytools_analysis.register import Register
    >>> from citytools_analysis.pages.borough.subject import about
    >>> in_brief(about(Register.from_tables({}, as_of=date(2026, 11, 23)), "camden")).text.count("Camden") > 0
    True
    """
    parts = (rated(borough), calls(borough), unknown_brief(borough))
    letters = [len(part.text) for part in parts]
    shares = [min(max(3 * n / sum(letters), _NARROWEST), _WIDEST) for n in letters]
    return side_by_side(*parts, weights=[round(share, 2) for share in shares])


def rated(borough: Borough) -> Fragment:
    """
    Say how boroughs rate the systems of one, worst first; what is withheld is said, with its reason.

    Parameters
    ----------
    borough
        The borough, as `about` gives it.

    Returns
    -------
    fragment
        A heading and a paragraph.

    Examples
    --------
    >>> from datetime import date
    >>> from citytools_analysis.register import Register
    >>> from citytools_analysis.pages.borough.subject import about
    >>> register = Register.from_tables({}, as_of=date(2026, 11, 23))
    >>> rated(about(register, "camden")).text.splitlines()[-1]
    'No rating of a system Camden runs is held in this edition.'
    """
    summed = summary_of(borough)
    top = heading("How it is rated", level=3)
    if summed.empty:
        return stack(top, paragraph(f"No rating of a system {borough.name} runs is held in this edition."))
    is_withheld = summed["is_withheld"]
    told = summed[~is_withheld].sort_values(["value", "system_id"], ascending=[False, True])
    lines = [_rating(row) for row in told.head(1).to_dict("records")]
    if len(told) > 1:
        lines.append(escape(f"{sentence_start(number_word(len(told) - 1))} more are in the table."))
    held = summed[is_withheld]
    if len(held):
        lines.append(escape(f"Withheld for {count_text(len(held), 'system')}: {_main_reason(held)}."))
    return stack(top, paragraph(*lines))


def _rating(row: Row) -> Html:
    words = f"{row['n_dissatisfied']} of {row['n']} boroughs are dissatisfied, {row['n_satisfied']} satisfied"
    return Html(f"{strong(row['system'])}: {escape(words)}.")


def _main_reason(held: pd.DataFrame) -> str:
    counts = held["reason"].dropna().value_counts()
    if len(counts) < 2:
        return withheld_reasons(held)
    return f"{'mostly ' if counts.iloc[0] < len(held) else ''}{counts.index[0]}"


def calls(borough: Borough) -> Fragment:
    """
    Say who to call: boroughs that left or joined a system run here, and those that may be asked about a skill.

    Parameters
    ----------
    borough
        The borough, as `about` gives it.

    Returns
    -------
    fragment
        A heading and a paragraph.

    Examples
    --------
    >>> from datetime import date
    >>> from citytools_analysis.register import Register
    >>> from citytools_analysis.pages.borough.subject import about
    >>> register = Register.from_tables({}, as_of=date(2026, 11, 23))
    >>> calls(about(register, "camden")).text.splitlines()[-1]
    'Nobody was seen to leave or join a system run here.'
    """
    moved = concerning(adoption.replacements(borough.register), borough.borough_id, borough.uses)
    moved = moved[moved["borough_id"] != borough.borough_id]
    moved = moved.sort_values("first_seen_date", ascending=False, kind="stable")
    here = set(borough.uses["system"].dropna())
    lines = [_move(row, borough.names, here) for row in moved.head(_SHOWN).to_dict("records")]
    lines = lines or [escape("Nobody was seen to leave or join a system run here.")]
    return stack(heading("Who to call", level=3), paragraph(*lines, *_users(borough), *_skills(borough)))


def _move(row: Row, names: dict[str, str], here: set[str]) -> Html:
    has_left = row["from_system"] in here
    moved = ("left", row["from_system"], "for", row["to_system"])
    moved = moved if has_left else ("moved to", row["to_system"], "from", row["from_system"])
    who = strong(names.get(row["borough_id"], row["borough_id"]))
    return Html(f"{who} {escape(' '.join(map(str, moved)))} by {date_text(row['first_seen_date'], precision='year')}.")


def _shared(borough: Borough) -> pd.Series:
    """Count the systems each other borough shares with this one, most first."""
    uses = borough.all_uses
    others = uses[uses["system_id"].isin(borough.uses["system_id"].dropna())]
    others = others[others["borough_id"] != borough.borough_id]
    shared = others.groupby("borough_id")["system_id"].nunique()
    return shared.sort_index().sort_values(ascending=False, kind="stable")


def _users(borough: Borough) -> list[Html]:
    shared = _shared(borough)
    if shared.empty:
        return []
    most = int(shared.iloc[0])
    first = [borough.names[str(key)] for key in shared.index[shared == most]]
    verb, each = ("shares", "") if len(first) == 1 else ("share", " each")
    return [Html(f"{strong(joined(first, most=2))} {verb} most with you: {escape(count_text(most, 'system'))}{each}.")]


def _skills(borough: Borough) -> list[Html]:
    skills = borough.register.skills
    lends = skills["will_share"].astype("boolean").fillna(value=False) & (skills["level"].fillna(0) >= _GOOD_LEVEL)
    rows = skills[lends & (skills["borough_id"] != borough.borough_id) & skills["skill"].eq("contract_management")]
    if rows.empty:
        return []
    order = {key: rank for rank, key in enumerate(_shared(borough).index)}
    who = sorted(rows["borough_id"].unique(), key=lambda key: (order.get(key, len(order)), key))
    return [
        Html(f"{strong(joined([borough.names[key] for key in who], most=1))} can be asked about contract management.")
    ]


def unknown_brief(borough: Borough) -> Fragment:
    """
    Say in a few lines what is not known about a borough, and what would mend it.

    Parameters
    ----------
    borough
        The borough, as `about` gives it.

    Returns
    -------
    fragment
        A heading and a paragraph.

    Examples
    --------
    >>> from datetime import date
    >>> from citytools_analysis.register import Register
    >>> from citytools_analysis.pages.borough.subject import about
    >>> register = Register.from_tables({}, as_of=date(2026, 11, 23))
    >>> unknown_brief(about(register, "camden")).text.splitlines()[-1][:38]
    '90 of 90 functions have no answer. No '
    """
    own = borough.coverage
    missing = int(own["n_functions"] - own["n_functions_known"])
    verb = "has" if missing == 1 else "have"
    parts = [
        f"{missing} of {own['n_functions']} functions {verb} no answer{' here' if borough.is_held_in_part else ''}."
    ]
    if borough.is_held_in_part:
        parts.append(f"{borough.name} has answered: what it does not publish is withheld for members, not unknown.")
    n = int(own["n_contracts"])
    if n:
        contract = "published contract" if borough.is_held_in_part else "contract"
        parts.append(
            f"{own['n_with_end_date']} of {count_text(n, contract)} {'has' if n == 1 else 'have'} a known end, "
            f"{own['n_valued']} a yearly value."
        )
    else:
        parts.append(f"No contract is {'published' if borough.is_held_in_part else 'known'}.")
    if not is_missing(own["oldest_date"]):
        parts.append(f"Oldest fact: {date_text(own['oldest_date'], precision='month')}.")
    if borough.borough_id not in boroughs_answered(borough.register):
        parts.append("The return takes ten minutes.")
    return stack(heading("What we do not know", level=3), paragraph(*parts))
