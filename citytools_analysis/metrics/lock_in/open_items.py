"""
How open each system is (M73): five items, each yes, no or unknown, shown as a profile in which unknown stays visible.

Of the five the survey asks only where a system runs. A rating or a challenge is an opinion or a problem: it is shown
beside the item it speaks of, and never turned into a yes or a no.
"""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd

from citytools_analysis.metrics.adoption import in_use
from citytools_analysis.metrics.envelope import ENVELOPE, enveloped, share_envelope
from citytools_analysis.metrics.held import held_frame, is_held, why_held
from citytools_analysis.metrics.names import with_names
from citytools_analysis.register import Register

ITEMS = ("api", "documented_standard", "bulk_export", "own_hosting", "exit_plan")
FEWEST_KNOWN = 4  # items of the five for a score (metrics.md, section 7)
SMALLEST_MEMBERS = 3  # boroughs behind a system's answers
HOSTS = ("supplier_cloud", "own_cloud", "on_premises")
_TAGS = ("api", "data_export", "lock_in")
_DIMENSIONS = ("data_access", "interoperability")
_EVIDENCE = (
    *(f"n_boroughs_reporting_{tag}" for tag in _TAGS),
    *(f"n_boroughs_{word}_{name}" for name in _DIMENSIONS for word in ("rating", "unhappy_with")),
)  # fmt: skip
OPENNESS_COLUMNS = ("system_id", "system", "n_boroughs", *ITEMS, "n_items_known", *_EVIDENCE, *ENVELOPE)
HOSTING_COLUMNS = ("system_id", "system", "hosting", "n_boroughs", *ENVELOPE)
NOT_ASKED = "not known: {}; the survey asks only where a system runs, and no product sheet is held"
_WORDS = {"yes", "no", "unknown"}


def hosting(register: Register, *, on: date | None = None) -> pd.DataFrame:
    """
    Give where each system runs: the supplier's cloud, the borough's own, or its premises.

    Share = boroughs that say so / boroughs that say where it runs; one that says two counts half for each.

    Parameters
    ----------
    register
        The register.
    on
        The day the question is about; the register's `as_of` if not given.

    Returns
    -------
    shares
        One row a system in use and place, most boroughs first, with the columns of `HOSTING_COLUMNS`: `hosting` is one
        of `HOSTS`, or `unknown` as the only row of a system of which nobody says it, withheld. `n` boroughs are known
        of `n_of` that use the system; Wilson's interval with the finite-population size, and bounds. In the members'
        edition withheld below 3 boroughs; in the public one withheld as a whole.

    Examples
    --------
    >>> hosting(Register.from_tables({}, as_of=date(2026, 11, 23))).empty
    True
    """
    if is_held(register, "ratings"):
        return held_frame(HOSTING_COLUMNS, register)
    rows = _hosted(register, on)
    users = rows.groupby("system_id")["borough_id"].nunique()
    said = rows[rows["hosting"].isin(HOSTS)].drop_duplicates(["system_id", "borough_id", "hosting"])
    said = said.assign(part=1 / said.groupby(["system_id", "borough_id"])["hosting"].transform("size"))
    known = said.groupby("system_id")["borough_id"].nunique().reindex(users.index, fill_value=0)
    counts = said.groupby(["system_id", "hosting"], as_index=False).agg(
        n_boroughs=("part", "size"), part=("part", "sum")
    )
    silent = pd.DataFrame({"system_id": known.index[known == 0], "hosting": "unknown", "n_boroughs": 0, "part": np.nan})
    told = pd.concat([counts, silent], ignore_index=True).astype({"n_boroughs": "Int64", "part": "float64"})
    told = told.assign(
        n=told["system_id"].map(known).astype("Int64"), n_of=told["system_id"].map(users).astype("Int64")
    )
    told = told.assign(share=told["part"] / told["n"].astype("float64").where(lambda n: n > 0))
    told = share_envelope(told, value="share", unit="share of boroughs", basis="boroughs", as_of=on or register.as_of)
    told = with_names(_hidden(told, told["n"], register, silent="no borough says where it runs"), register)
    order = ["system_id", "n_boroughs", "hosting"]
    return told.sort_values(order, ascending=[True, False, True])[list(HOSTING_COLUMNS)].reset_index(drop=True)


def openness(register: Register, *, product_facts: pd.DataFrame | None = None, on: date | None = None) -> pd.DataFrame:
    """
    Show the openness profile of each system, and its score where four of the five items are known.

    Score = items answered yes / items known (metrics.md, section 7; GDS Technology Code of Practice). A score alone hides
    what is not known, so it must not be shown without the items.

    Parameters
    ----------
    register
        The register.
    product_facts
        A product sheet, if there is one: `system_id` and any of `ITEMS`, each `yes`, `no` or `unknown`. What it says
        stands before what boroughs say.
    on
        The day the question is about; the register's `as_of` if not given.

    Returns
    -------
    profiles
        One row a system in use, with the columns of `OPENNESS_COLUMNS`: `n_boroughs` that use it; the items, `yes`, `no`,
        `unknown` or `withheld` (`own_hosting` is yes where a borough runs it on its premises or in its own cloud, and
        never no, for that nobody does it does not show that nobody may); how many boroughs report an open problem with
        `api`, `data_export` or `lock_in`, and rate `data_access` and `interoperability`, of them how many at 1 or 2;
        and the envelope of the score, 0 to 1, with the bounds that the unknown items leave. In the members' edition what
        rests on fewer than 3 boroughs is withheld; in the public one all but a product sheet.

    Raises
    ------
    ValueError
        If a product sheet lacks `system_id`, names a system twice, or answers with another word.

    Examples
    --------
    >>> openness(Register.from_tables({}, as_of=date(2026, 11, 23))).empty
    True
    """
    facts = _checked(product_facts)
    is_public = is_held(register, "ratings")
    if is_public and facts.empty:
        return held_frame(OPENNESS_COLUMNS, register, reason=f"{why_held(register)}; no product sheet is held")
    rows = _hosted(register, on)
    told = rows.groupby("system_id", as_index=False).agg(n_boroughs=("borough_id", "nunique"))
    own = {"own_hosting": _own_hosting(rows, told["system_id"], register)}
    told = told.assign(**dict.fromkeys(ITEMS, "unknown") | own)
    for item in ITEMS:
        said = told["system_id"].map(facts.set_index("system_id")[item])
        told[item] = said.where(said.isin(["yes", "no"]), told[item]).astype("str")
    told = told.assign(**_problems(register, told), **_opinions(register, told))
    told = _scored(told.astype(dict.fromkeys(("n_boroughs", *_EVIDENCE), "Int64")), on or register.as_of)
    return with_names(told, register).sort_values("system_id")[list(OPENNESS_COLUMNS)].reset_index(drop=True)


def _hosted(register: Register, on: date | None) -> pd.DataFrame:
    """Give each use in force with where it runs; one that several rows speak of has as many rows."""
    uses = in_use(register, on=on)
    uses = uses[uses["system_state"].eq("known") & uses["system_id"].notna()]
    key = ["borough_id", "function_code", "system_id"]
    rows = register.deployments[[*key, "hosting"]].drop_duplicates()
    return uses[key].drop_duplicates().merge(rows, on=key, how="left")


def _own_hosting(rows: pd.DataFrame, systems: pd.Series, register: Register) -> pd.Series:
    known = rows[rows["hosting"].isin(HOSTS)]
    n_known = systems.map(known.groupby("system_id")["borough_id"].nunique()).fillna(0)
    is_own = systems.isin(known.loc[known["hosting"] != "supplier_cloud", "system_id"])
    is_few = n_known.between(1, SMALLEST_MEMBERS - 1) & (register.info.edition == "members")
    return pd.Series(np.select([is_few, is_own], ["withheld", "yes"], "unknown"), index=systems.index)


def _problems(register: Register, told: pd.DataFrame) -> dict[str, pd.Series]:
    rows = register.challenges
    rows = rows[rows["challenge_state"].ne("resolved").fillna(value=True)]
    pairs = rows.drop_duplicates(["system_id", "challenge_tag", "borough_id"])
    by_tag = {tag: pairs[pairs["challenge_tag"].eq(tag)].groupby("system_id").size() for tag in _TAGS}
    found = {tag: told["system_id"].map(count).fillna(0).astype("Int64") for tag, count in by_tag.items()}
    is_few = (told["n_boroughs"] < SMALLEST_MEMBERS) & (register.info.edition != "full")
    return {f"n_boroughs_reporting_{tag}": count.mask(is_few) for tag, count in found.items()}


def _opinions(register: Register, told: pd.DataFrame) -> dict[str, pd.Series]:
    votes = register.ratings.sort_values("wave_date")
    votes = votes.drop_duplicates(["borough_id", "system_id", "dimension"], keep="last")
    found: dict[str, pd.Series] = {}
    for name in _DIMENSIONS:
        of_one = votes[votes["dimension"].eq(name)]
        systems = of_one["system_id"]
        counts = of_one["score"].le(2).astype("int64").groupby(systems).agg(["size", "sum"])
        rated, poor = (told["system_id"].map(counts[part]).fillna(0).astype("Int64") for part in ("size", "sum"))
        is_few = (rated < SMALLEST_MEMBERS) & (register.info.edition != "full")
        found |= {
            f"n_boroughs_rating_{name}": rated.mask(is_few), f"n_boroughs_unhappy_with_{name}": poor.mask(is_few)
        }  # fmt: skip
    return found


def _scored(told: pd.DataFrame, day: date) -> pd.DataFrame:
    yes, no = ((told[list(ITEMS)] == word).sum(axis=1).astype("Int64") for word in ("yes", "no"))
    known, items = (yes + no).astype("Int64"), len(ITEMS)
    missing = pd.Series("", index=told.index, dtype="str")
    for item in ITEMS:
        is_missing = ~told[item].isin(["yes", "no"])
        missing = missing.where(~is_missing, missing + ", " + item.replace("_", " "))
    is_few = (known < FEWEST_KNOWN).to_numpy(dtype=bool)
    before, after = NOT_ASKED.split("{}")
    return enveloped(
        told.assign(n_items_known=known), value=yes.astype("float64") / known.astype("float64").where(lambda n: n > 0),
        unit="share of items known", n=known, n_of=pd.Series(items, index=told.index, dtype="Int64"),
        bound_low=yes.astype("float64") / items, bound_high=(items - no.astype("float64")) / items, basis="five items",
        as_of=day, is_withheld=is_few, reason=(before + missing.str.removeprefix(", ") + after).where(is_few, ""),
    )  # fmt: skip


def _hidden(told: pd.DataFrame, n: pd.Series, register: Register, *, silent: str) -> pd.DataFrame:
    is_few = (n < SMALLEST_MEMBERS) & (register.info.edition == "members")
    is_withheld = (is_few | n.eq(0)).to_numpy(dtype=bool)
    words = [silent, f"fewer than {SMALLEST_MEMBERS} boroughs say where it runs"]
    reason = np.select([n.eq(0).to_numpy(dtype=bool), is_few.to_numpy(dtype=bool)], words, told["reason"])
    told = enveloped(told, is_withheld=is_withheld, reason=reason)
    is_hidden = pd.Series(is_withheld, index=told.index) & n.gt(0)
    return told.assign(
        n_boroughs=told["n_boroughs"].mask(is_withheld), hosting=told["hosting"].mask(is_hidden, "withheld")
    ).drop_duplicates(["system_id", "hosting"])


def _checked(facts: pd.DataFrame | None) -> pd.DataFrame:
    if facts is None:
        return pd.DataFrame(columns=["system_id", *ITEMS], dtype="str")
    if "system_id" not in facts:
        raise ValueError("The product sheet has no column system_id: add the id of each system.")
    if facts["system_id"].duplicated().any():
        twice = facts.loc[facts["system_id"].duplicated(), "system_id"].iloc[0]
        raise ValueError(f"The product sheet names {twice!r} twice: leave one row a system.")
    told = facts.reindex(columns=["system_id", *ITEMS]).astype("str").fillna("unknown")
    said = {str(answer) for item in ITEMS for answer in told[item].unique()}
    if wrong := sorted(said - _WORDS):
        raise ValueError(f"The product sheet answers {wrong[0]!r}: write yes, no or unknown.")
    return told
