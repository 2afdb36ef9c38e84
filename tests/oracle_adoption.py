"""Adoption against other means: exact enumeration, statsmodels, and plain loops over invented rows."""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import numpy as np
import pandas as pd
from oracle import Check
from scipy import stats
from statsmodels.duration.survfunc import SurvfuncRight
from statsmodels.stats.proportion import proportion_confint
from statsmodels.stats.rates import confint_poisson

from citytools_analysis.metrics import adoption
from citytools_analysis.metrics.adoption.resampling import borough_draws
from citytools_analysis.metrics.adoption.switches import poisson_interval
from citytools_analysis.metrics.envelope import effective_size, manski, wilson
from citytools_analysis.reference import load_reference
from citytools_analysis.register import Register

FAMILY = "adoption"
AS_OF = date(2026, 11, 23)
PLACE = {"source_id": "facts", "source_pointer": "line 2", "title": "A contract"}


def checks(draws: int) -> Iterator[Check]:
    """Give the rows of this family."""
    yield from _wilson()
    yield from _bounds()
    yield from _poisson()
    yield from _shares(max(1, draws // 400))
    yield from _bootstrap(draws)
    yield from _switches(draws)


def _wilson() -> Iterator[Check]:
    """Enumerate every outcome: no simulation error (metrics.md, 2.1 prints whole percents)."""
    for n, p, wald, published in ((5, 0.1, 0.40, 0.92), (12, 0.5, 0.85, 0.96)):
        x = np.arange(n + 1)
        chance = stats.binom.pmf(x, n, p)
        half = stats.norm.ppf(0.975) * np.sqrt(x / n * (1 - x / n) / n)
        of_wald = chance[(x / n - half <= p) & (p <= x / n + half)].sum()
        lower, upper = wilson(x / n, n)
        of_wilson = chance[(lower <= p) & (p <= upper)].sum()
        how = "metrics.md 2.1; every outcome enumerated"
        yield Check(FAMILY, f"coverage of Wald at n={n}, p={p}: why it is not used", wald, of_wald, 0.0051, how)
        yield Check(FAMILY, f"coverage of Wilson at n={n}, p={p}", published, of_wilson, 0.0051, how)
    cases = [(x, n) for n in (5, 12, 33) for x in range(n + 1)]
    theirs = np.array([proportion_confint(x, n, method="wilson") for x, n in cases])
    ours = np.column_stack(wilson([x / n for x, n in cases], [n for _, n in cases]))
    yield Check(
        FAMILY, "largest difference of a Wilson end", 0, np.abs(ours - theirs).max(), 1e-12, "statsmodels, 53 cases"
    )
    for m in (12, 22, 28):
        covered = []
        for users in range(1, 33):
            x = np.arange(m + 1)
            lower, upper = wilson(x / m, effective_size(m, 33))
            is_in = (lower <= users / 33 + 1e-12) & (users / 33 - 1e-12 <= upper)
            covered.append(stats.hypergeom.pmf(x, 33, users, m)[is_in].sum())
        yield Check(
            FAMILY, f"mean coverage of Wilson, {m} of 33 known, over 1 to 32 users", 0.95, np.mean(covered), 0.02,
            "every sample without replacement enumerated; discrete, so not exact",
        )  # fmt: skip


def _bounds() -> Iterator[Check]:
    """Give the unknown boroughs every answer they could have."""
    worst = 0.0
    for known in itertools.product((0, 1), repeat=4):
        for n_unknown in (1, 2, 3):
            every = [sum(known) + sum(rest) for rest in itertools.product((0, 1), repeat=n_unknown)]
            low, high = manski(sum(known) / 4, 4, 4 + n_unknown)
            worst = max(worst, abs(low - min(every) / (4 + n_unknown)), abs(high - max(every) / (4 + n_unknown)))
    yield Check(FAMILY, "largest difference of a Manski bound", 0, worst, 1e-12, "every completion of 48 cases")


def _poisson() -> Iterator[Check]:
    counts = [0, 1, 2, 5, 10, 40]
    theirs = np.array([confint_poisson(x, 7.5, method="exact-c") for x in counts])
    ours = np.column_stack(poisson_interval(counts, 7.5))
    yield Check(
        FAMILY, "largest difference of an exact Poisson end", 0, np.nanmax(np.abs(ours - theirs)), 1e-9, "statsmodels"
    )
    x = np.arange(200)
    lower, upper = poisson_interval(x, 1.0)
    means = np.arange(0.5, 30.1, 0.5)
    covered = [stats.poisson.pmf(x, mean)[(lower <= mean) & (mean <= upper)].sum() for mean in means]
    yield Check(FAMILY, "means 0.5 to 30 with coverage under 95%", 0, sum(one < 0.95 for one in covered), 0,
                "every outcome enumerated: exact intervals never cover less")  # fmt: skip


def _world(random: np.random.Generator, n: int) -> dict[str, pd.DataFrame]:
    boroughs = load_reference().boroughs["borough_id"].to_numpy()
    functions = ["PLN01", "REV01", "HSG01"]
    systems = pd.DataFrame(
        [PLACE | {"system_id": f"s{at}", "system": f"S{at}", "supplier_id": f"v{at % 3}"} for at in range(6)]
    )
    suppliers = pd.DataFrame([PLACE | {"supplier_id": f"v{at}", "supplier": f"V{at}"} for at in range(3)])
    states = random.choice(["known", "in_house", "none", "unknown"], n, p=[0.7, 0.1, 0.1, 0.1])
    uses = pd.DataFrame({
        "borough_id": random.choice(boroughs, n), "function_code": random.choice(functions, n), "system_state": states,
        "system_id": [f"s{at}" for at in random.integers(0, 6, n)], "seen_date": "2026-06-01", **PLACE,
    })  # fmt: skip
    uses["system_id"] = uses["system_id"].where(uses["system_state"].eq("known"))
    uses["deployment_id"] = [f"d{at}" for at in range(n)]
    contracts = pd.DataFrame({
        "contract_id": [f"c{at}" for at in range(n)], "borough_id": random.choice(boroughs, n), "end_state": "known",
        "end_date": "2029-03-31", "value_gbp": random.integers(1, 500, n) * 100, "value_basis": "annual", "vat_basis": "ex",
        "supplier_id": [f"v{at}" for at in random.integers(0, 3, n)], **PLACE,
    })  # fmt: skip
    first = random.integers(1, 10, n) / 10
    halves = [
        pd.DataFrame({"contract_id": contracts["contract_id"], "borough_id": contracts["borough_id"], "weight": weight,
                      "function_code": code, **PLACE}) for code, weight in (("PLN01", first), ("REV01", 1 - first))
    ]  # fmt: skip
    return {"systems": systems, "suppliers": suppliers, "deployments": uses, "contracts": contracts,
            "allocations": pd.concat(halves)}  # fmt: skip


def _shares(n_worlds: int) -> Iterator[Check]:
    """Work the shares row by row, as one would on paper."""
    by_borough = by_value = by_contracts = 0.0
    for seed in range(n_worlds):
        tables = _world(np.random.default_rng(seed), 90)
        register = Register.from_tables(tables, as_of=AS_OF)
        answers: dict[tuple[str, str], set[str]] = defaultdict(set)
        for use in tables["deployments"].to_dict("records"):
            if use["system_state"] != "unknown":
                answer = use["system_id"] if use["system_state"] == "known" else use["system_state"]
                answers[use["function_code"], use["borough_id"]].add(answer)
        parts: dict[tuple[str, str], float] = defaultdict(float)
        for (code, _), given in answers.items():
            for answer in given:
                parts[code, answer] += 1 / len(given)
        n_known = {code: sum(place[0] == code for place in answers) for code, _ in parts}
        told = adoption.shares(register)
        ours = dict(
            zip(
                zip(told["function_code"], told["system_id"].fillna(told["category"]), strict=True),
                told["share"],
                strict=True,
            )
        )
        by_borough = max([by_borough, *(abs(ours[key] - part / n_known[key[0]]) for key, part in parts.items())])
        by_value = max(by_value, _value_difference(register, tables))
        counted = tables["contracts"]["supplier_id"].value_counts(normalize=True)
        contracts = adoption.shares_by_contracts(register).set_index("supplier_id")["value"]
        by_contracts = max(by_contracts, (contracts - counted).abs().max())
    how = f"loops over rows of {n_worlds} invented registers"
    yield Check(FAMILY, "largest difference of a share of boroughs", 0, by_borough, 1e-12, how)
    yield Check(FAMILY, "largest difference of a share of value", 0, by_value, 1e-12, how)
    yield Check(FAMILY, "largest difference of a share of contracts", 0, by_contracts, 1e-12, how)


def _value_difference(register: Register, tables: dict[str, pd.DataFrame]) -> float:
    contract = {row["contract_id"]: row for row in tables["contracts"].to_dict("records")}
    paid: dict[tuple[str, str], float] = defaultdict(float)
    for row in tables["allocations"].to_dict("records"):
        paid[row["function_code"], contract[row["contract_id"]]["supplier_id"]] += (
            row["weight"] * contract[row["contract_id"]]["value_gbp"]
        )
    whole = {code: sum(value for key, value in paid.items() if key[0] == code) for code, _ in paid}
    told = adoption.shares_by_value(register, view="as_reported", draws=1)
    ours = dict(zip(zip(told["scope_code"], told["supplier_id"], strict=True), told["value"], strict=True))
    return max(abs(ours[key] - value / whole[key[0]]) for key, value in paid.items())


def _bootstrap(draws: int) -> Iterator[Check]:
    """Draw boroughs one by one, and compare the spread; the tolerance is three standard errors of a standard deviation."""
    tables = _world(np.random.default_rng(7), 60)
    told = adoption.shares_by_value(
        Register.from_tables(tables, as_of=AS_OF), "overall", view="as_reported", draws=draws
    )
    contracts, random = tables["contracts"], np.random.default_rng(99)
    paid = contracts.pivot_table("value_gbp", "borough_id", "supplier_id", aggfunc="sum", fill_value=0).to_numpy()
    drawn = [paid[random.integers(0, len(paid), len(paid))].sum(axis=0) for _ in range(draws)]
    shares = np.array([one / one.sum() for one in drawn])
    width = np.subtract(*np.quantile(shares, [0.975, 0.025], axis=0))
    ours = told.sort_values("supplier_id")
    ratio = ((ours["upper"] - ours["lower"]).to_numpy() / width).mean()
    # A percentile of n draws varies by 2.67 sd/sqrt(n), so a width of 3.92 sd by 0.96/sqrt(n) of itself, two by 1.36.
    error = 3 * 1.36 / np.sqrt(draws)
    yield Check(FAMILY, "width of a value interval, ours over theirs", 1, ratio, error, f"plain loop, {draws} draws")
    sums = np.concatenate([one.sum(axis=1) for one in borough_draws(9, draws=draws)])
    yield Check(FAMILY, "boroughs in every draw of 9", 9, sums.min() + sums.max() - 9, 0, "counted")


def _switches(draws: int) -> Iterator[Check]:
    """Let boroughs leave at a known rate, and see whether the rate and the curve come back."""
    random, boroughs = np.random.default_rng(5), load_reference().boroughs["borough_id"].to_numpy()
    codes, rate = load_reference().functions["function_code"].to_numpy(), 0.12
    rows: list[dict[str, Any]] = []
    lives: list[tuple[float, bool]] = []
    for code, borough in itertools.product(codes[: max(4, min(draws // 40, 60))], boroughs):
        begun, at = date(2000, 1, 1), 0
        while begun < date(2026, 1, 1):
            left = begun + timedelta(days=1 + int(random.exponential(1 / rate) * 365.25))
            has_left = left < date(2026, 1, 1)
            rows.append({"borough_id": borough, "function_code": code, "system_state": "known", "system_id": f"s{at}",
                         "in_use_from_date": begun.isoformat(), "in_use_to_date": left.isoformat() if has_left else None,
                         "seen_date": "2026-01-01", "deployment_id": f"{borough}/{code}/{at}", **PLACE})  # fmt: skip
            lives.append((((min(left, date(2026, 1, 1)) - begun).days) / 365.25, has_left))
            begun, at = left, at + 1
    register = Register.from_tables({"deployments": pd.DataFrame(rows)}, as_of=AS_OF)
    told = adoption.switching(register, "overall").iloc[0]
    years, left_at = np.array([years for years, _ in lives]), np.array([has_left for _, has_left in lives])
    how = f"{len(lives):,} simulated lives"
    yield Check(FAMILY, "switches counted", left_at.sum(), told["n_switches"], 0, how)
    yield Check(FAMILY, "borough-years counted", years.sum(), told["borough_years"], 1e-6 * years.sum(), how)
    yield Check(FAMILY, "switches a borough-year", rate, told["value"], 3 * rate / np.sqrt(left_at.sum()) + 3e-4, how)
    theirs, curve = SurvfuncRight(years, left_at.astype(int)), adoption.tenure_curve(register, "overall")
    at = np.searchsorted(theirs.surv_times, curve["years_in_use"])
    difference = np.abs(theirs.surv_prob[at] - curve["value"].to_numpy()).max()
    yield Check(FAMILY, "largest difference of the Kaplan-Meier curve", 0, difference, 1e-9, "statsmodels")
    yield Check(FAMILY, "median tenure", theirs.quantile(0.5), told["median_tenure_years"], 1e-9, "statsmodels")
