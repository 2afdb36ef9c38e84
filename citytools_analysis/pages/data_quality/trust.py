"""How far the records can be trusted: rules they break, sources that disagree, and how many there may be that nobody told of."""

from __future__ import annotations

import pandas as pd

from citytools_analysis.metrics import coverage
from citytools_analysis.metrics.coverage.agreeing import LEAST_PAIRS
from citytools_analysis.pages.data_quality.findings import conflicts_finding, rules_finding
from citytools_analysis.pages.data_quality.subject import Quality
from citytools_analysis.style import UNKNOWN, count_text, date_text, money_text
from citytools_analysis.tables.fragment import Fragment, is_missing, paragraph
from citytools_analysis.tables.frame import Column, from_frame
from citytools_analysis.tables.layout import notice, stack
from citytools_analysis.tables.words import Row, joined

_RULES = (
    Column("rule_in_words", "Rule", width=3.6),
    Column("n", "Records it applies to", "number", width=1),
    Column("n_failed", "Broken by", "number", width=0.9, missing="not tested"),
    Column("where", "Where", width=2.4),
)
_AGREE = (
    Column("what", "Field", width=1.2),
    Column("within", "Agree if within", width=1.2),
    Column("n_matched", "Told of by both", "number", width=1),
    Column("compared", "Can be compared", width=1.2),
    Column("n_agree", "Agree", "number", width=0.8),
    Column("share", "Share, with its 95% interval", width=2.6),
)
_APART = (
    Column("borough", "Borough", width=1.4),
    Column("title", "Contract", width=3),
    Column("what", "Field", width=0.8),
    Column("reported", "The borough says", width=1.3),
    Column("published", "Published", width=1.3),
)
_MANY = (
    Column("what", "What is counted", width=1.8),
    Column("n_reported", "In returns", "number", width=0.8),
    Column("n_published", "Published", "number", width=0.8),
    Column("n_both", "In both", "number", width=0.7),
    Column("n_seen", "Seen", "number", width=0.7),
    Column("estimate", "At least, with its 95% interval", width=2.6),
)
_FIELDS = {"end_date": "end", "value_gbp": "value"}


def rules(quality: Quality) -> Fragment:
    """
    List the rules that records should keep, and how many break each.

    Parameters
    ----------
    quality
        As `about` gives it.

    Returns
    -------
    fragment
        The finding and one row a rule, the one most often broken first; a rule that applies to no record says so.

    Examples
    --------
    >>> from citytools_analysis.pages.data_quality.examples import EMPTY
    >>> rules(EMPTY).text.splitlines()[0]
    'No rule applies to any record, so nothing can be tested.'
    """
    every = coverage.validity(quality.register)
    every = every[every["rule"].isin(list(coverage.RULES))].fillna({"n": 0, "n_failed": 0})
    sums = every.groupby("rule", sort=False)[["n", "n_failed"]].sum().astype("int64")
    finding = rules_finding(int(sums["n_failed"].sum()), int(sums["n"].sum()), int(sums["n"].gt(0).sum()))
    order = sums.sort_values(["n_failed", "n"], ascending=False, kind="stable").index
    rows = [_rule(every[every["rule"] == rule]) for rule in order]
    caption = f"{count_text(len(rows), 'rule')}, the most often broken first"
    note = "A rule applies only where the fields that it compares are known. A wrong date that is well formed passes."
    return stack(paragraph(finding), from_frame(rows, columns=_RULES, caption=caption, note=note))


def _rule(own: pd.DataFrame) -> dict[str, object]:
    words, n = own["rule_in_words"].iloc[0], int(own["n"].sum())
    if not n:
        return {"rule_in_words": words, "n": 0, "n_failed": None, "where": "applies to no record"}
    broken = own[own["n_failed"] > 0].sort_values(["n_failed", "borough"], ascending=[False, True], kind="stable")
    where = joined([f"{row['borough']} ({int(row['n_failed'])})" for row in broken.to_dict("records")], most=3)
    return {"rule_in_words": words, "n": n, "n_failed": int(own["n_failed"].sum()), "where": where or "nowhere"}


def conflicts(quality: Quality) -> Fragment:
    """
    Say how far returns and published sources agree on the same contract, and where they do not.

    Parameters
    ----------
    quality
        As `about` gives it.

    Returns
    -------
    fragment
        The finding, the share of ends and values that agree or why it is withheld, the contracts they differ on, and how
        many versions of rows stand behind those that are believed.

    Examples
    --------
    >>> from citytools_analysis.pages.data_quality.examples import EMPTY
    >>> conflicts(EMPTY).text.splitlines()[0]
    'No contract is known from both a return and a published source, so nothing can be compared.'
    """
    register = quality.register
    apart = coverage.disagreements(register)
    whole = coverage.agreement(register)
    whole = whole[whole["borough_id"].isna()]
    n_matched = int(whole["n_matched"].max())
    names = sorted(apart["borough"].dropna().unique())
    parts = [paragraph(conflicts_finding(n_matched, apart["contract_id"].nunique(), names))]
    if n_matched:
        rows = [_agreeing(row) for row in whole.to_dict("records")]
        note = "Sources that copy each other agree: it is no proof that they are right."
        parts.append(from_frame(rows, columns=_AGREE, caption="Agreement of returns with what is published", note=note))
    if len(apart):
        rows = [_apart(row) for row in apart.to_dict("records")]
        caption = f"{count_text(len(rows), 'difference')} to settle with the borough"
        parts.append(from_frame(rows, columns=_APART, caption=caption))
    return stack(*parts, paragraph(_behind(quality)))


def _agreeing(row: Row) -> dict[str, object]:
    share = f"withheld: {row['reason']}"
    if not row["is_withheld"]:
        share = f"{row['value']:.0%} ({row['lower']:.0%} to {row['upper']:.0%})"
    compared = f"fewer than {LEAST_PAIRS}" if is_missing(row["n"]) else f"{row['n']:.0f}"
    return {**row, "what": _FIELDS[row["field"]], "compared": compared, "share": share}


def _apart(row: Row) -> dict[str, object]:
    told = {**row, "what": _FIELDS[row["field"]]}
    for side in ("reported", "published"):
        told[side] = money_text(row[f"{side}_value_gbp"])
        if row["field"] == "end_date":
            precision = row[f"{side}_end_date_precision"]
            told[side] = date_text(
                row[f"{side}_end_date"], precision="day" if is_missing(precision) else str(precision)
            )
    return told


def _behind(quality: Quality) -> str:
    register = quality.register
    counts = {"contract": "contracts", "answer about a function": "deployments"}
    n = {words: len(register.rows(name)) - len(register.table(name)) for words, name in counts.items()}
    if not any(n.values()):
        return "Of every row there is one version in this edition, so none had to be chosen."
    plurals = {"answer about a function": "answers about a function"}
    told = [count_text(count, words, plurals.get(words, "")) for words, count in n.items() if count]
    return (
        f"Another version of {joined(told)} is kept behind the one that is believed: a borough\N{RIGHT SINGLE QUOTATION MARK}s own return comes "
        "before a notice, a notice before a contract register, that before a stated fact, and among equals the later confirmed. Nothing is deleted."
    )


def how_many(quality: Quality) -> Fragment:
    """
    Estimate how many contracts and systems there may be, from how far two kinds of source overlap.

    Parameters
    ----------
    quality
        As `about` gives it.

    Returns
    -------
    fragment
        One row each for contracts and systems, and for service areas with enough in both kinds of source; with the interval
        and what it does not say.

    Examples
    --------
    >>> from citytools_analysis.pages.data_quality.examples import EMPTY
    >>> how_many(EMPTY).text.splitlines()[0]
    'Nothing is reported or published, so how much is missing cannot be estimated.'
    """
    frames = [coverage.completeness_of_register(quality.register, counted=name) for name in coverage.COUNTED]
    every = pd.concat(frames, ignore_index=True)
    total = every["area_code"].isna()
    if not every.loc[total, "n_seen"].any():
        return notice("Nothing is reported or published, so how much is missing cannot be estimated.")
    rows = every[total | ~every["is_withheld"]]
    shown = [_estimate(row) for row in rows.to_dict("records")]
    n_short = int((~total & every["is_withheld"]).sum())
    short = (
        f"{count_text(n_short, 'count')} of a service area left out: fewer than seven in both kinds of source. "
        if n_short
        else ""
    )
    note = (
        f"{short}What is reported and what is published are often the same contracts, so an estimate is read as at least so many; a match "
        "that is missed pushes it up. Chapman\N{RIGHT SINGLE QUOTATION MARK}s estimate from two lists, log-normal interval."
    )
    if quality.is_public:
        note += " Counted on what this edition holds."
    [contracts] = every[total & every["counted"].eq("contracts")].to_dict("records")
    return stack(
        paragraph(_finding(contracts)), from_frame(shown, columns=_MANY, caption="How many there may be", note=note)
    )


def _finding(row: Row) -> str:
    seen = count_text(int(row["n_seen"]), "contract")
    if row["is_withheld"] or is_missing(row["value"]):
        return f"{seen} seen, {int(row['n_both'])} in both kinds of source: too few to estimate how many there are."
    return (
        f"{seen} seen of at least {row['value']:,.0f} ({row['lower']:,.0f} to {row['upper']:,.0f}) that there may be."
    )


def _estimate(row: Row) -> dict[str, object]:
    what = f"{row['counted']}, {row['area']}" if not is_missing(row["area_code"]) else f"{row['counted']}, all areas"
    words = f"withheld: {row['reason']}" if row["is_withheld"] else UNKNOWN
    if not row["is_withheld"] and not is_missing(row["value"]):
        words = f"{row['value']:,.0f} ({row['lower']:,.0f} to {row['upper']:,.0f})"
    return {**row, "what": what, "estimate": words}
