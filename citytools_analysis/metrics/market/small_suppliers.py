"""What share of contracts small and medium-sized suppliers hold, as declared at award and as groups stand on a day (M80)."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd

from citytools_analysis.metrics.envelope import ENVELOPE, effective_size, enveloped, wilson
from citytools_analysis.metrics.groups import group_of
from citytools_analysis.metrics.market.groupings import GROUP_COLUMNS, By, with_cut
from citytools_analysis.metrics.names import resellers
from citytools_analysis.metrics.terms import contract_terms
from citytools_analysis.register import Register

SME_CONTRACTS = 20  # below this no share is given
VALUED_SHARE = 0.7  # below this share of valued contracts no share by value is given (metrics.md, 2.1)
BENCHMARK_SHARE, BENCHMARK = 0.26, "26% of direct local technology spend, 2021 (Tussell): for reference, another scope"
DECLARED, ADJUSTED = "declared at award", "group-adjusted"
DIRECT, RESOLD = "from the supplier", "through a reseller"
SME_COLUMNS = (
    *GROUP_COLUMNS, "channel", "view", "measure", "n_contracts", "n_sme", "n_not_sme", "n_not_known", "benchmark_share",
    "benchmark", *ENVELOPE,
)  # fmt: skip
_CELL = [*GROUP_COLUMNS, "channel", "view"]
_COUNTS = {"n_sme": "yes", "n_not_sme": "no", "n_not_known": "not_known"}


def sme_share(register: Register, *, by: By = "area", on: date | None = None) -> pd.DataFrame:
    """
    Give the share of contracts, and of their yearly value, held by small and medium-sized suppliers.

    Share = contracts of an SME / contracts whose flag is known (metrics.md, section 7; PA 2023, section 123, whose text
    is to be confirmed). It must not be read as spend, nor put beside the benchmark as if that measured the same; a
    reseller may be large while the maker of what it sells is small.

    Parameters
    ----------
    register
        The register. Contracts that have not ended count, frameworks never; a joint contract counts once.
    by
        `area`, `function` or `all`.
    on
        The day on which contracts run and groups are asked; the register's `as_of` if not given.

    Returns
    -------
    shares
        One row a part of the market, `channel` (`from the supplier` or `through a reseller`, whose flag is the
        reseller's), `view` (`declared at award`; `group-adjusted`: a declared SME that another company owns on the day
        is none) and `measure` (`contracts` or `value`): `n_contracts`, of them `n_sme`, `n_not_sme` and `n_not_known`,
        the benchmark, and the envelope's columns. `value` is 0 to 1. By contracts, the interval is Wilson's with the
        finite-population size; by value there is none. The bounds are what the unknown flags could make of it; by
        value, of contracts with a yearly value. Withheld below 20 contracts with a known flag, and by value where fewer
        than 70% of contracts have one.

    Raises
    ------
    UnknownNameError
        If there is no such cut.

    Examples
    --------
    >>> sme_share(Register.from_tables({}, as_of=date(2026, 11, 23))).shape
    (0, 25)
    """
    rows = with_cut(_flagged(register, on or register.as_of), register, by)
    parts = [_cells(rows, weight) for weight in ("contracts", "value")]
    cells = pd.concat(parts, ignore_index=True)
    told = _with_envelope(cells, on or register.as_of)
    is_scope = told["measure"].eq("value") & told["channel"].eq(DIRECT) & told["group_code"].eq("all")
    told = told.assign(
        benchmark_share=np.where(is_scope, BENCHMARK_SHARE, np.nan), benchmark=np.where(is_scope, BENCHMARK, "")
    )
    return told.sort_values([*_CELL, "measure"])[list(SME_COLUMNS)].reset_index(drop=True)


def _flagged(register: Register, day: date) -> pd.DataFrame:
    """Give each contract in force, once a view: its flag, its channel and its yearly value."""
    terms = contract_terms(register, on=day)
    terms = terms[terms["standing"] != "ended"]
    is_resold = terms["seller_id"].notna() | terms["supplier_id"].isin(resellers(register))
    value = terms["annual_value_gbp"]
    is_owned = terms["contract_id"].isin(_owned(terms, register, day)) & ~is_resold
    declared = terms["is_sme_supplier"].astype("boolean")
    rows = pd.DataFrame({
        "contract_id": terms["contract_id"], "function_code": terms["function_code"],
        "channel": np.where(is_resold, RESOLD, DIRECT), "value_gbp": value.where(np.isfinite(value) & (value >= 0)),
    })  # fmt: skip
    views = {DECLARED: declared, ADJUSTED: declared.mask(declared.fillna(value=False) & is_owned, other=False)}
    told = [rows.assign(view=view, flag=_words(flag)) for view, flag in views.items()]
    return pd.concat(told, ignore_index=True)


def _owned(terms: pd.DataFrame, register: Register, day: date) -> pd.Series:
    """List the contracts whose every supplier another company owns on the day."""
    several = register.contract_suppliers[["contract_id", "supplier_id"]]
    alone = terms.loc[~terms["contract_id"].isin(several["contract_id"]), ["contract_id", "supplier_id"]]
    named = pd.concat([several, alone], ignore_index=True).dropna()
    is_owned = group_of(named["supplier_id"], register, on=day) != named["supplier_id"]
    of_all = is_owned.groupby(named["contract_id"]).all()
    return pd.Series(of_all.index[of_all.to_numpy(dtype=bool)], dtype="str")


def _words(flag: pd.Series) -> pd.Series:
    is_yes, is_no = flag.fillna(value=False).astype("bool"), (~flag).fillna(value=False).astype("bool")
    return pd.Series("not_known", index=flag.index, dtype="str").mask(is_yes, "yes").mask(is_no, "no")


def _cells(rows: pd.DataFrame, measure: str) -> pd.DataFrame:
    """Sum contracts or pounds of each flag in each cell; the counts are of contracts either way."""
    columns = {f"is_{flag}": rows["flag"].eq(flag) for flag in _COUNTS.values()}
    counted = rows.assign(**{name: is_flag.astype("int64") for name, is_flag in columns.items()}, n_contracts=1)
    names = [*columns, "n_contracts"]
    told = counted.groupby(_CELL, as_index=False)[names].sum()
    if measure == "value":
        valued = {f"sum_{flag}": rows["value_gbp"].where(columns[f"is_{flag}"]) for flag in _COUNTS.values()}
        is_valued = rows["value_gbp"].notna()
        sums = rows.assign(
            **valued,
            n_valued=is_valued.astype("int64"),
            n_known=(is_valued & rows["flag"].ne("not_known")).astype("int64"),
        )
        told = told.merge(sums.groupby(_CELL, as_index=False)[[*valued, "n_valued", "n_known"]].sum(), on=_CELL)
    else:
        told = told.assign(
            **{f"sum_{flag}": told[f"is_{flag}"].astype("float64") for flag in _COUNTS.values()},
            n_valued=told["n_contracts"], n_known=told["is_yes"] + told["is_no"],
        )  # fmt: skip
    return told.assign(measure=measure, **{name: told[f"is_{flag}"] for name, flag in _COUNTS.items()})


def _with_envelope(cells: pd.DataFrame, day: date) -> pd.DataFrame:
    sme, other, unknown = (cells[f"sum_{flag}"].to_numpy(dtype="float64") for flag in _COUNTS.values())
    known, every = sme + other, sme + other + unknown
    by_value = cells["measure"].eq("value").to_numpy(dtype=bool)
    n, n_of = cells["n_known"].astype("Int64"), cells["n_contracts"].astype("Int64")
    share = np.divide(sme, known, out=np.full(len(cells), np.nan), where=known > 0)
    lower, upper = wilson(share, effective_size(n.to_numpy(dtype="float64"), n_of.to_numpy(dtype="float64")))
    is_whole = (n == n_of).to_numpy(dtype=bool)
    kind = np.select([by_value, is_whole], ["", "none: all are known"], "Wilson 95%, finite population")
    few_valued = by_value & (cells["n_valued"] < VALUED_SHARE * cells["n_contracts"]).to_numpy(dtype=bool)
    cases = [(n < SME_CONTRACTS).to_numpy(dtype=bool), few_valued, ~(known > 0)]
    words = [
        f"fewer than {SME_CONTRACTS} contracts have a known flag",
        f"fewer than {VALUED_SHARE:.0%} of contracts have a yearly value",
        "no value above zero is known",
    ]
    return enveloped(
        cells.astype(dict.fromkeys(("n_contracts", *_COUNTS), "Int64")),
        value=share, unit=np.where(by_value, "share of yearly value", "share of contracts"), n=n, n_of=n_of,
        lower=np.where(by_value, np.nan, np.where(is_whole, share, lower)),
        upper=np.where(by_value, np.nan, np.where(is_whole, share, upper)), interval_kind=kind,
        bound_low=np.divide(sme, every, out=np.full(len(cells), np.nan), where=every > 0),
        bound_high=np.divide(sme + unknown, every, out=np.full(len(cells), np.nan), where=every > 0),
        basis=np.where(by_value, "value", "contracts"), as_of=day,
        is_withheld=np.logical_or.reduce(cases), reason=np.select(cases, words, ""),
    )  # fmt: skip
