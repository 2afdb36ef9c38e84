"""The top of the document on joint procurement: the finding, five figures and the first opportunities."""

from __future__ import annotations

from citytools_analysis.pages.joint_procurement.case_findings import LEVEL_WORDS
from citytools_analysis.pages.joint_procurement.findings import narrowed_words, opportunities_finding, public_finding
from citytools_analysis.pages.joint_procurement.subject import Joint
from citytools_analysis.style import UNKNOWN, count_text
from citytools_analysis.tables.cover import Figure, cover, figures
from citytools_analysis.tables.findings import ending
from citytools_analysis.tables.fragment import Fragment, paragraph
from citytools_analysis.tables.layout import stack

_MONTHS, _HELD = 18, "withheld"
_TOGETHER = [level for level in LEVEL_WORDS if level != "alone"]


def title(here: Joint) -> Fragment:
    """
    Open the document with its finding, and say what it is narrowed to.

    Parameters
    ----------
    here
        The opportunities, as `about` gives them.

    Returns
    -------
    fragment
        The title header with the document's metadata.

    Examples
    --------
    >>> from citytools_analysis.pages.joint_procurement.examples import NOBODY
    >>> title(NOBODY).text.splitlines()[-1]
    'No two boroughs are known to share a time at which both could start a new contract for the same work.'
    """
    finding = _finding(here)
    top = cover(
        here.register,
        name="What boroughs could buy together",
        finding=finding,
        report="Joint procurement opportunities",
    )
    words = narrowed_words(
        [here.names.get(key, key) for key in here.borough_ids], [here.areas.get(key, key) for key in here.area_codes]
    )
    return Fragment(stack(top, paragraph(words)).html, top.document) if words else top


def _finding(here: Joint) -> str:
    if here.is_public:
        n_shown = int(here.pipeline["value"].notna().sum())
        return public_finding(n_shown, len(here.pipeline) - n_shown)
    if here.ranked.empty:
        return opportunities_finding(0)
    first = here.ranked.iloc[0]
    return opportunities_finding(len(here.ranked), str(first["function"]), int(first["n_boroughs"]))


def key_figures(here: Joint) -> Fragment:
    """
    Give the figures of the document, each with its coverage.

    Parameters
    ----------
    here
        The opportunities, as `about` gives them.

    Returns
    -------
    fragment
        Functions with a shared start; the largest group; contracts that end within 18 months; groups of which two members
        would at least talk to the market together; groups worth it on a cautious reading. What is not known is
        `unknown`, what this edition does not hold `withheld`.

    Examples
    --------
    >>> from citytools_analysis.pages.joint_procurement.examples import NOBODY
    >>> key_figures(NOBODY).text.splitlines()[:3]
    ['functions with a shared start', 'unknown', 'no contract for a known function']
    """
    return figures(_functions(here), _largest(here), _ends(here), _willing(here), _cautious(here))


def _functions(here: Joint) -> Figure:
    label = "functions with a shared start"
    codes = {*here.every.windows["function_code"], *here.every.left_out["function_code"].dropna()}
    if here.area_codes:
        functions = here.register.functions
        codes &= set(functions.loc[functions["area_code"].isin(here.area_codes), "function_code"])
    if not codes:
        return Figure(label, UNKNOWN, "no contract for a known function")
    every = f"of {count_text(len(codes), 'function')} with a contract"
    if here.is_public:
        return Figure(label, str(int(here.pipeline["value"].notna().sum())), f"of three or more, {every}")
    return Figure(label, str(len(here.ranked)), every)


def _largest(here: Joint) -> Figure:
    label = "boroughs in the largest group"
    size = "value" if here.is_public else "n_boroughs"
    groups = (here.pipeline if here.is_public else here.found.sets).dropna(subset=[size])
    if groups.empty:
        return Figure(label, UNKNOWN, "no group is known" if here.pipeline.empty else "too small a group to show")
    most = groups.sort_values(size, ascending=False, kind="stable").iloc[0]
    return Figure(label, str(int(most[size])), f"for {most['function']}")


def _ends(here: Joint) -> Figure:
    label, known = f"contracts end within {_MONTHS} months", here.decisions[here.decisions["end_state"] == "known"]
    if known.empty:
        return Figure(label, UNKNOWN, "no end is known")
    n_soon = len(ending(known, as_of=here.register.as_of, months=_MONTHS))
    return Figure(
        label, str(n_soon), f"of {len(known)} with a known end, of {count_text(len(here.decisions), 'contract')}"
    )


def _willing(here: Joint) -> Figure:
    label = "functions in which two would go together"
    if here.is_public:
        return Figure(label, _HELD, "what members intend is not published")
    told = here.ranked
    said = told if told.empty else told[told["n_not_said"] < told["n_decision_makers"]]
    if said.empty:
        return Figure(label, UNKNOWN, "nobody has said how far it would go")
    n = int(said["level"].isin(_TOGETHER).sum())
    return Figure(label, str(n), f"of {len(said)} in which somebody has said, of {len(told)}")


def _cautious(here: Joint) -> Figure:
    label = "functions worth it on a cautious reading"
    if here.is_public:
        return Figure(label, _HELD, "it rests on assumptions about named boroughs")
    told = here.ranked if here.ranked.empty else here.ranked[~here.ranked["is_withheld"].astype("bool")]
    if told.empty:
        return Figure(label, UNKNOWN, "no group has a known value")
    return Figure(label, str(int((told["prudent_score_gbp"] > 0).sum())), f"of {len(told)} with a known value")
