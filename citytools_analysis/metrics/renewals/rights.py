"""What each contract allows: the earliest exit and the latest end, what they rest on, and which rule a longer term meets."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType

import numpy as np
import numpy.typing as npt
import pandas as pd

from citytools_analysis.metrics.annual_values import VAT_RATE
from citytools_analysis.metrics.days import MONTH_DAYS, add_months, first_day
from citytools_analysis.metrics.envelope import ENVELOPE, enveloped
from citytools_analysis.metrics.law import regimes
from citytools_analysis.metrics.names import with_names
from citytools_analysis.metrics.renewals.options_left import option_rights
from citytools_analysis.metrics.terms import contract_terms
from citytools_analysis.register import Register

RIGHT_COLUMNS = (
    "contract_id", "title", "borough_id", "borough", "function_code", "function", "system_id", "system", "supplier_id",
    "supplier", "regime", "standing", "end_state", "end_date", "end_date_precision", "earliest_exit_date",
    "earliest_exit_basis", "latest_end_alone_date", "latest_end_date", "latest_end_basis", "n_options", "buyer_months",
    "mutual_months", "unknown_holder_months", "n_options_of_unknown_length", "has_parsed_option",
    "option_annual_value_gbp", "annual_value_gbp", "is_option_dearer", "maximum_term_months", "term_test_months",
    "possible_route", "route_note", "needs_legal_review", *ENVELOPE,
)  # fmt: skip
TERM_TEST_SHARE = 0.10  # Procurement Act 2023, section 74(3)
ROUTES: Mapping[str, str] = MappingProxyType(
    {
        "option_pa_2023": "an option provided for: Procurement Act 2023, Schedule 8, if the notice and contract set it out",
        "option_pcr_2015": "an option provided for: Public Contracts Regulations 2015, regulation 72(1)(a), if clear in the "
        "documents",
        "term_test_pa_2023": "no option left: Procurement Act 2023, section 74(3), a term longer by more than 10% of the "
        "maximum term is substantial; or a below-threshold change by value",
        "value_test_pcr_2015": "no option left: Public Contracts Regulations 2015, regulation 72, which goes by value, not "
        "by term",
        "after_end": "every recorded end has passed: take advice on what governs the service now",
        "rolling": "it rolls on until notice is given: there is no end to extend",
        "unknown": "not known: the end, the options or the law of the procurement is not recorded",
    }
)
_REASONS = {"rolling": "rolling: it has no last day", "unknown": "the end is not known"}


def extension_windows(register: Register, *, on: date | None = None) -> pd.DataFrame:
    """
    Give the earliest exit and the latest end that each contract provides for, and the rule a longer term meets (M31).

    Parameters
    ----------
    register
        The register.
    on
        The day the question is about; the register's `as_of` if not given.

    Returns
    -------
    windows
        One row a contract that has not ended, the columns of `RIGHT_COLUMNS`, by contract. `earliest_exit_date` is the
        committed end or an earlier break still to come; of a rolling contract `on` and its notice.
        `latest_end_alone_date` is the committed end and the options that the buyer alone may use before the first that
        is not; `latest_end_date` all of them, as `latest_end_basis` says. `buyer_months`, `mutual_months` and
        `unknown_holder_months` tell them apart; one that only the supplier may use gives no right and is not counted.
        `option_annual_value_gbp` is what the options cost in a year without VAT, where all give a value, and
        `is_option_dearer` whether that is above `annual_value_gbp`. `value` is the days from earliest exit to latest
        end. `possible_route` is a key of `ROUTES`, `route_note` its words; `maximum_term_months` is the whole term with
        every option and `term_test_months` a tenth of it, only where the term test may apply. `needs_legal_review` is
        always true. `regime` is as `law.regimes` finds it.

    Notes
    -----
    metrics.md, section 3: `W = [min(e, next break), e + sum of unused options]`. It is what was recorded, never advice
    that a contract may be extended: whether the notice set an option out, what was changed before, and thresholds are
    not known here. Where no option is recorded, and no source says that there is none, the route is not known.

    Examples
    --------
    >>> extension_windows(Register.from_tables({}, as_of=date(2026, 11, 23))).empty
    True
    """
    day = pd.Timestamp(on or register.as_of)
    terms = contract_terms(register, on=on)
    terms = terms[terms["standing"] != "ended"].reset_index(drop=True)
    terms = terms.assign(regime=terms["contract_id"].map(regimes(register).set_index("contract_id")["regime"]))
    told = _with_prices(_with_dates(terms.join(option_rights(register), on="contract_id"), day))
    told = _with_route(told)
    days = (told["latest_end_date"] - told["earliest_exit_date"]).dt.days.astype("float64")
    told = enveloped(
        told.assign(value=days, n=days.notna().astype("int64"), n_of=1),
        unit="days", interval_kind="none: dates as recorded", basis="the contract's dates and options",
        as_of=day.date(), is_withheld=days.isna(),
        reason=told["standing"].map(_REASONS).where(days.isna(), "").fillna(""),
    )  # fmt: skip
    return with_names(told, register)[list(RIGHT_COLUMNS)]


def _with_dates(terms: pd.DataFrame, day: pd.Timestamp) -> pd.DataFrame:
    is_rolling, is_dated = terms["standing"] == "rolling", terms["standing"].isin(["live", "expired_in_use"])
    months = {name: terms[name].fillna(0.0) for name in ("buyer_months", "mutual_months", "unknown_holder_months")}
    today = pd.Series(day, index=terms.index).astype("datetime64[s]")
    exit_date = terms["earliest_exit_date"].where(is_dated, add_months(today, terms["notice_months"]).where(is_rolling))
    is_break = terms["earliest_exit_date"] < terms["first_end_date"]
    notice = np.where(terms["notice_months"].notna(), "notice given today", "the notice is not known")
    basis = np.select(
        [is_rolling, is_dated & is_break, is_dated], [notice, "a break", "the committed end"], "the end is not known"
    )
    counts = {name: terms[name].fillna(0).astype("Int64") for name in ("n_options_of_unknown_length",)}
    terms = terms.assign(**months, **counts, has_parsed_option=terms["has_parsed_option"].eq(other=True))
    return terms.assign(
        earliest_exit_date=exit_date,
        earliest_exit_basis=pd.Series(basis, index=terms.index, dtype="str"),
        latest_end_alone_date=add_months(terms["last_end_date"], terms["alone_months"].fillna(0.0)).where(is_dated),
        latest_end_date=terms["latest_end_date"].where(is_dated),
        latest_end_basis=_end_words(terms).where(is_dated, None).astype("str"),
    )


def _end_words(terms: pd.DataFrame) -> pd.Series:
    """Say what the latest end rests on, each way of saying it made once."""
    parts = {
        "buyer_months": "{:g} months at the buyer's choice",
        "mutual_months": "{:g} months if both agree",
        "unknown_holder_months": "{:g} months, whose choice is not known",
        "n_options_of_unknown_length": "{:g} option of unknown length, not counted",
        "has_parsed_option": "options read from text",
    }
    told = terms[list(parts)].astype("float64")
    numbers = told.groupby(list(parts)).ngroup()
    ways = told.drop_duplicates()
    texts = []
    for way in ways.to_numpy().tolist():
        said = [words.format(amount) for words, amount in zip(parts.values(), way, strict=True) if amount]
        texts.append("; ".join(["the committed end", *said]))
    return numbers.map(pd.Series(texts, index=numbers[ways.index], dtype="str")).astype("str")


def _with_prices(told: pd.DataFrame) -> pd.DataFrame:
    has_every = told["n_options"].gt(0) & told["n_options_with_value"].eq(told["n_options"])
    value = told["option_value_gbp"].where(told["vat_basis"].ne("inc"), told["option_value_gbp"] / (1 + VAT_RATE))
    yearly = (value * 12 / told["option_months"]).where(has_every.astype("bool") & told["option_months"].gt(0))
    is_known = yearly.notna() & told["annual_value_gbp"].notna()
    is_dearer = (yearly > told["annual_value_gbp"]).astype("boolean").where(is_known)
    return told.assign(option_annual_value_gbp=yearly, is_option_dearer=is_dearer)


def _with_route(told: pd.DataFrame) -> pd.DataFrame:
    is_live, has_option = told["standing"] == "live", told["n_options"].gt(0).astype("bool")
    has_none = is_live & ~has_option & told["option_state"].isin(["none", "known"])
    regimes = {name: told["regime"].eq(name).fillna(value=False) for name in ("pa_2023", "pcr_2015")}
    routes = {
        "rolling": told["standing"] == "rolling",
        "after_end": told["standing"] == "expired_in_use",
        "option_pa_2023": is_live & has_option & regimes["pa_2023"],
        "option_pcr_2015": is_live & has_option & regimes["pcr_2015"],
        "term_test_pa_2023": has_none & regimes["pa_2023"],
        "value_test_pcr_2015": has_none & regimes["pcr_2015"],
    }
    cases: list[npt.NDArray[np.bool_]] = [is_case.to_numpy(dtype=bool) for is_case in routes.values()]
    route = pd.Series(np.select(cases, list(routes), "unknown"), index=told.index, dtype="str")
    start = first_day(told["start_date"], told["start_date_precision"])
    term = ((told["latest_end_date"] - start).dt.days + 1) / MONTH_DAYS
    whole = term.round()
    term = term.where((term - whole).abs() > 0.1, whole).where(lambda months: months > 0)
    return told.assign(
        possible_route=route,
        route_note=route.map(dict(ROUTES)).astype("str"),
        needs_legal_review=True,
        maximum_term_months=term,
        term_test_months=(TERM_TEST_SHARE * term).where(route == "term_test_pa_2023"),
    )
