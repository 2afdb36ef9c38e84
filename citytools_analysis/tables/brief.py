"""Three short paragraphs of a first page: how it is rated, who to call, what we do not know."""

from __future__ import annotations

from citytools_analysis.metrics import adoption, satisfaction
from citytools_analysis.style import count_text, date_text
from citytools_analysis.tables.borough import Borough
from citytools_analysis.tables.estate import concerning
from citytools_analysis.tables.fragment import Fragment, Html, escape, is_missing, paragraph, strong
from citytools_analysis.tables.layout import heading, stack
from citytools_analysis.tables.words import Row, joined, number_word, sentence_start

_SHOWN = 2
_GOOD_LEVEL = 3  # practitioner


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
    >>> from citytools_analysis.tables.borough import about
    >>> register = Register.from_tables({}, as_of=date(2026, 11, 23))
    >>> rated(about(register, "camden")).text.splitlines()[-1]
    'No rating of a system Camden runs is held: not satisfied or dissatisfied, simply not asked or not answered.'
    """
    summed = satisfaction.summary(borough.register)
    summed = summed[summed["system_id"].isin(borough.uses["system_id"].dropna())]
    top = heading("How it is rated", level=3)
    if summed.empty:
        return stack(
            top,
            paragraph(
                f"No rating of a system {borough.name} runs is held: not satisfied or dissatisfied, simply not asked or not answered."
            ),
        )
    is_withheld = summed["is_withheld"].astype("boolean").fillna(value=True)
    told = summed[~is_withheld].sort_values(["value", "system_id"], ascending=[False, True]).head(_SHOWN)
    lines = [_rating(row) for row in told.to_dict("records")]
    held = summed[is_withheld]
    if len(held):
        reasons = joined(sorted({str(reason) for reason in held["reason"] if reason} or {"too few boroughs"}))
        lines.append(escape(f"Withheld for {count_text(len(held), 'system')}: {reasons}."))
    return stack(top, paragraph(*lines))


def _rating(row: Row) -> Html:
    words = (
        f"{row['n_dissatisfied']} of {row['n']} boroughs that rated it are dissatisfied, {row['n_satisfied']} satisfied"
    )
    if not is_missing(row["lower"]):
        words += f" (95% interval {row['lower']:.0%} to {row['upper']:.0%} dissatisfied)"
    return Html(f"{strong(row['system'])}: {escape(words)}.")


def calls(borough: Borough) -> Fragment:
    """
    Say who to call: boroughs that left or joined a system run here, and those that will lend a skill.

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
    >>> from citytools_analysis.tables.borough import about
    >>> register = Register.from_tables({}, as_of=date(2026, 11, 23))
    >>> calls(about(register, "camden")).text.splitlines()[-1]
    'No borough is known to have left or joined a system run here.'
    """
    moved = concerning(adoption.replacements(borough.register), borough.borough_id, borough.uses)
    moved = moved[moved["borough_id"] != borough.borough_id]
    moved = moved.sort_values("first_seen_date", ascending=False, kind="stable")
    here = set(borough.uses["system"].dropna())
    lines = [_move(row, borough.names, here) for row in moved.head(_SHOWN).to_dict("records")]
    lines = lines or [escape("No borough is known to have left or joined a system run here.")]
    return stack(heading("Who to call", level=3), paragraph(*lines, *_users(borough), *_skills(borough)))


def _move(row: Row, names: dict[str, str], here: set[str]) -> Html:
    has_left = row["from_system"] in here
    moved = ("left", row["from_system"], "for", row["to_system"])
    moved = moved if has_left else ("moved to", row["to_system"], "from", row["from_system"])
    who = strong(names.get(row["borough_id"], row["borough_id"]))
    return Html(f"{who} {escape(' '.join(map(str, moved)))} by {date_text(row['first_seen_date'], precision='year')}.")


def _users(borough: Borough) -> list[Html]:
    uses = borough.all_uses
    others = uses[
        uses["system_id"].isin(borough.uses["system_id"].dropna()) & (uses["borough_id"] != borough.borough_id)
    ]
    if others.empty:
        return []
    shared = others.groupby("borough")["system_id"].nunique().sort_index().sort_values(ascending=False, kind="stable")
    most = count_text(int(shared.iloc[0]), "system")
    return [Html(f"{strong(shared.index[0])} shares most with you: {escape(most)}.")]


def _skills(borough: Borough) -> list[Html]:
    skills = borough.register.skills
    lends = skills["will_share"].astype("boolean").fillna(value=False) & (skills["level"].fillna(0) >= _GOOD_LEVEL)
    rows = skills[
        lends
        & (skills["borough_id"] != borough.borough_id)
        & skills["skill"].isin(["contract_management", "commercial_negotiation"])
    ]
    if rows.empty:
        return []
    who = [borough.names.get(key, key) for key in sorted(rows["borough_id"].unique())]
    return [Html(f"{strong(joined(who, most=2))} will lend contract and negotiation skills.")]


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
    >>> from citytools_analysis.tables.borough import about
    >>> register = Register.from_tables({}, as_of=date(2026, 11, 23))
    >>> unknown_brief(about(register, "camden")).text.splitlines()[-1][:38]
    '90 of 90 functions have no known answe'
    """
    own = borough.coverage
    missing = int(own["n_functions"] - own["n_functions_known"])
    parts = [f"{missing} of {own['n_functions']} functions have no known answer."]
    if own["n_contracts"]:
        undated = int(own["n_contracts"] - own["n_with_end_date"])
        unvalued = int(own["n_contracts"] - own["n_valued"])
        words = f"{number_word(undated)} of {count_text(int(own['n_contracts']), 'contract')} without a fixed end date, {number_word(unvalued)} without a yearly value."
        parts.append(sentence_start(words))
    else:
        parts.append("No contract is known.")
    if not is_missing(own["oldest_date"]):
        parts.append(f"Oldest fact: {date_text(own['oldest_date'], precision='month')}.")
    parts.append("The return sent with this report takes about ten minutes.")
    return stack(heading("What we do not know", level=3), paragraph(*parts))
