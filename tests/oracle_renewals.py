"""Month arithmetic against dateutil, deadlines against a plain reading of one contract at a time, and the coverage of intervals."""

from __future__ import annotations

import math
import random
from collections.abc import Iterator
from datetime import date, timedelta
from fractions import Fraction
from itertools import product

import numpy as np
import pandas as pd
from dateutil.relativedelta import relativedelta
from oracle import Check

from citytools_analysis.metrics.days import add_months, first_day, last_day
from citytools_analysis.metrics.intervals import grouped_medians, median_interval, share_posterior
from citytools_analysis.metrics.renewals import decisions, profile, runway
from citytools_analysis.register import Register

FAMILY = "renewals"
AS_OF = date(2026, 11, 23)
LEADS = {"REV01": 24, "PLN03": 15, "CUL02": 9}


def checks(draws: int) -> Iterator[Check]:
    """Give every check of the family."""
    yield from _months(draws)
    yield from _edges(draws)
    yield from _deadlines(max(draws // 4, 100))
    yield from _median_levels()
    yield from _median_coverage(draws)
    yield from _posterior_coverage(draws)


def _wrong(what: str, n_wrong: int, how: str) -> Check:
    return Check(FAMILY, what, 0, n_wrong, 0, how)


def _months(draws: int) -> Iterator[Check]:
    chance = random.Random(1)  # noqa: S311 - invented data, no secret
    days = [date(1990, 1, 1) + timedelta(days=chance.randrange(40_000)) for _ in range(draws)]
    months = [chance.randrange(-300, 300) for _ in range(draws)]
    moved = add_months(pd.Series(pd.to_datetime(days)), pd.Series(months, dtype="float64")).dt.date
    expected = [day + relativedelta(months=number) for day, number in zip(days, months, strict=True)]
    n_wrong = sum(told != right for told, right in zip(moved, expected, strict=True))
    yield _wrong("days moved by months that are not those of dateutil", n_wrong, f"dateutil on {draws:,} random days")


def _edges(draws: int) -> Iterator[Check]:
    chance = random.Random(2)  # noqa: S311 - invented data, no secret
    days = [date(1990, 1, 1) + timedelta(days=chance.randrange(40_000)) for _ in range(draws)]
    words = [chance.choice(["day", "month", "year"]) for _ in days]
    column, precision = pd.Series(pd.to_datetime(days)), pd.Series(words)
    first = [_first(day, word) for day, word in zip(days, words, strict=True)]
    last = [_last(day, word) for day, word in zip(days, words, strict=True)]
    n_wrong = sum(a != b for a, b in zip(first_day(column, precision).dt.date, first, strict=True))
    n_wrong += sum(a != b for a, b in zip(last_day(column, precision).dt.date, last, strict=True))
    yield _wrong(
        "first and last days of months and years that are wrong", n_wrong, f"dateutil on {draws:,} random days"
    )


def _first(day: date, precision: str) -> date:
    return (
        day + relativedelta(day=1, month=1)
        if precision == "year"
        else day + relativedelta(day=1)
        if precision == "month"
        else day
    )


def _last(day: date, precision: str) -> date:
    return (
        day + relativedelta(day=31, month=12)
        if precision == "year"
        else day + relativedelta(day=31)
        if precision == "month"
        else day
    )


def _deadlines(n: int) -> Iterator[Check]:
    chance = random.Random(3)  # noqa: S311 - invented data, no secret
    rows = [_contract(chance, number) for number in range(n)]
    tables = {
        "contracts": [{key: row[key] for key in ("contract_id", "borough_id", "end_state", "end_date", "end_date_precision",
                                                 "is_in_use", "notice_months")} for row in rows],
        "options": [{"contract_id": row["contract_id"], "position": 1, "months": row["option"], "holder": "buyer"}
                    for row in rows if row["option"]],
        "allocations": [{"contract_id": row["contract_id"], "borough_id": "camden", "function_code": row["function"],
                         "weight": 1.0} for row in rows],
    }  # fmt: skip
    frames = {name: pd.DataFrame(part).assign(source_id="s", source_pointer="p") for name, part in tables.items()}
    register = Register.from_tables(frames, as_of=AS_OF)
    critical = dict(zip(register.functions["function_code"], register.functions["criticality"], strict=True))
    expected = {row["contract_id"]: _read_plainly(row, critical) for row in rows}
    expected = {key: value for key, value in expected.items() if value is not None}
    told = {row["contract_id"]: row for row in decisions(register).to_dict("records")}
    how = f"one contract at a time, {n:,} random contracts"
    yield _wrong("contracts listed that should not be, or left out", len(set(told) ^ set(expected)), how)
    both = set(told) & set(expected)
    yield _wrong(
        "dates to re-procure by that differ",
        sum(_day(told[key]["reprocure_by_date"]) != expected[key][0] for key in both),
        how,
    )
    yield _wrong(
        "dates to give notice by that differ",
        sum(_day(told[key]["notice_by_date"]) != expected[key][1] for key in both),
        how,
    )
    counts = runway(register).set_index("runway_class")["n_contracts"].to_dict()
    plain = pd.Series([value[2] for value in expected.values()]).value_counts().to_dict()
    yield _wrong("classes whose count differs", sum(counts[name] != plain.get(name, 0) for name in counts), how)
    sums = profile(register, by="month").groupby("series")["n_contracts"].sum()
    yield Check(FAMILY, "contracts in each series of the profile", len(expected), float(sums.iloc[0]), 0, how)
    yield Check(FAMILY, "contracts in the other series", len(expected), float(sums.iloc[1]), 0, how)


def _contract(chance: random.Random, number: int) -> dict[str, object]:
    has_end = chance.random() < 0.85
    return {
        "contract_id": f"c{number:05}", "borough_id": "camden", "function": chance.choice(list(LEADS)),
        "end_state": "known" if has_end else chance.choice(["rolling", "unknown"]),
        "end_date": AS_OF + timedelta(days=chance.randrange(-1200, 2000)) if has_end else None,
        "end_date_precision": chance.choice(["day", "day", "month", "year"]) if has_end else None,
        "is_in_use": chance.choice([True, False, None]), "notice_months": chance.choice([None, 3, 30]),
        "option": chance.choice([0, 0, 12, 24]),
    }  # fmt: skip


def _read_plainly(row: dict[str, object], critical: dict[str, int]) -> tuple[date | None, date | None, str] | None:  # noqa: PLR0911 - a case a line
    """Read one contract by the rules of metrics.md, 1.3 and 3, in the order in which a person would."""
    if row["end_state"] != "known":
        if row["is_in_use"] is False:
            return None
        return None, None, str(row["end_state"])
    end, word = row["end_date"], str(row["end_date_precision"])
    assert isinstance(end, date)
    first, last = _first(end, word), _last(end, word)
    latest = last + relativedelta(months=int(str(row["option"])))
    if last < AS_OF:
        if row["is_in_use"] is False:
            return None
        if latest >= AS_OF:
            return None, None, "unknown"
        if row["is_in_use"] is None:
            return (None, None, "unknown") if latest >= AS_OF - relativedelta(months=24) else None
    months = {1: 24, 2: 15, 3: 9}[critical[str(row["function"])]]
    begin = first - relativedelta(months=months)
    notice = first - relativedelta(months=int(str(row["notice_months"]))) if row["notice_months"] else None
    if last < AS_OF:
        return begin, notice, "expired_in_use"
    limits = {"within_6_months": 6, "6_to_12_months": 12, "12_to_24_months": 24}
    if begin < AS_OF:
        return begin, notice, "overdue"
    return (
        begin,
        notice,
        next((name for name, m in limits.items() if begin <= AS_OF + relativedelta(months=m)), "over_24_months"),
    )


def _day(value: object) -> date | None:
    return None if pd.isna(value) else pd.Timestamp(str(value)).date()


def _median_levels() -> Iterator[Check]:
    for n, percent in ((5, 93.8), (6, 96.9), (9, 96.1)):
        exact = _level_by_counting(n, 1 if n < 9 else 2)
        yield Check(
            FAMILY,
            f"probability that the interval of {n} holds the median",
            percent,
            100 * _level_told(n),
            0.06,
            "metrics.md 1.4",
        )
        yield Check(FAMILY, f"the same of {n}, every side counted", exact, _level_told(n), 1e-12, f"all {2**n} cases")
    told = median_interval(range(1, 10))
    yield Check(FAMILY, "lower end at n = 9: the second value", 2, told[0], 0, "metrics.md 1.4")
    yield Check(FAMILY, "upper end at n = 9: the eighth value", 8, told[1], 0, "metrics.md 1.4")
    yield Check(
        FAMILY,
        "95% intervals found below n = 6",
        0,
        sum(not math.isnan(median_interval(range(n))[0]) for n in range(6)),
        0,
        "metrics.md 1.4",
    )


def _level_told(n: int) -> float:
    return median_interval(range(n), level=0.93 if n == 5 else 0.95)[2]


def _level_by_counting(n: int, rank: int) -> float:
    """Count the ways in which n values fall below or above the median and the rank-th at each end still holds it."""
    held = sum(rank <= sum(sides) <= n - rank for sides in product((0, 1), repeat=n))
    return float(Fraction(held, 2**n))


def _median_coverage(draws: int) -> Iterator[Check]:
    """Draw skewed values of known median and see how often the interval holds it."""
    for n in (6, 9, 12, 22):
        chance = np.random.default_rng([11, n])
        values = chance.lognormal(0, 1.2, (draws, n))  # median 1
        frame = pd.DataFrame({"draw": np.repeat(np.arange(draws), n), "value": values.ravel()})
        told = grouped_medians(frame, ["draw"])
        share = float(((told["lower"] <= 1) & (told["upper"] >= 1)).mean())
        nominal = float(told["level"].iloc[0])
        error = 3.5 * math.sqrt(nominal * (1 - nominal) / draws)
        yield Check(
            FAMILY,
            f"share of intervals of {n} that hold the median",
            nominal,
            share,
            error,
            f"simulated, {draws:,} draws",
        )
        yield Check(FAMILY, f"and at least 95% of them, n = {n}", 1, float(nominal >= 0.95), 0, "exact")


def _posterior_coverage(draws: int) -> Iterator[Check]:
    """Draw a share from the prior and data from the share: a 90% interval then holds the share in 90% of draws exactly."""
    for n in (10, 30):
        chance = np.random.default_rng([12, n])
        shares = chance.random(draws)
        used = chance.binomial(n, shares)
        lower, upper = share_posterior(used, n - used)
        held = float(np.mean((lower <= shares) & (shares <= upper)))
        error = 3.5 * math.sqrt(0.9 * 0.1 / draws)
        yield Check(
            FAMILY,
            f"share of Beta intervals of {n} options that hold the share",
            0.90,
            held,
            error,
            f"simulated, {draws:,} draws",
        )
    exact = [1 - 0.95 ** (1 / 11), 1 - 0.05 ** (1 / 11)]
    told = share_posterior([0], [10])
    yield Check(FAMILY, "lower end at 0 of 10", exact[0], told[0].item(), 1e-9, "closed form")
    yield Check(FAMILY, "upper end at 0 of 10", exact[1], told[1].item(), 1e-9, "closed form")
