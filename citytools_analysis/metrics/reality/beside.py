"""What stands beside a verdict: the contracts known with the supplier, its declared sales, and the months that were read."""

from __future__ import annotations

from datetime import date

import pandas as pd

from citytools_analysis.metrics.groups import SupplierView
from citytools_analysis.metrics.reality.matched import in_view
from citytools_analysis.metrics.reality.payments import months_known, payments
from citytools_analysis.metrics.reality.words import day_text, joined
from citytools_analysis.register import Register

_PAIR = ["borough_id", "supplier_id"]
_HELD = ("live", "ended", "unknown")


def with_contracts(pairs: pd.DataFrame, payees: pd.DataFrame, *, key: str) -> pd.DataFrame:
    """
    Name the contracts of each borough and supplier, by where they stand.

    Parameters
    ----------
    pairs
        Rows with `borough_id` and `supplier_id`.
    payees
        As `payees.contracts_with_payees` gives.
    key
        `payee_id` to name every contract the supplier may be paid under, `maker_id` for those of its own making.

    Returns
    -------
    pairs
        With `contracts_live`, `contracts_ended` and `contracts_unknown`, each title with its latest end, and
        `contract_ids`, separated by |; blank where there is none.

    Examples
    --------
    >>> from citytools_analysis.metrics.reality.payees import contracts_with_payees
    >>> day = date(2026, 11, 23)
    >>> window = pd.period_range("2025-11", "2026-10", freq="M")
    >>> payees = contracts_with_payees(Register.from_tables({}, as_of=day), window, on=day, view="as_reported")
    >>> with_contracts(pd.DataFrame({"borough_id": ["camden"], "supplier_id": ["nec"]}), payees, key="payee_id").iloc[0, 2]
    ''
    """
    rows = payees[["borough_id", key, "contract_id", "title", "standing", "standing_group", "latest_end_date"]]
    rows = rows.rename(columns={key: "supplier_id"}).drop_duplicates([*_PAIR, "contract_id"])
    texts = [_contract_text(*row) for row in zip(rows["title"], rows["standing"], rows["latest_end_date"], strict=True)]
    rows = rows.assign(text=pd.Series(texts, index=rows.index, dtype="str"))
    told = {f"contracts_{word}": rows[rows["standing_group"].eq(word)].groupby(_PAIR)["text"].agg(joined)
            for word in _HELD}  # fmt: skip
    told["contract_ids"] = rows.groupby(_PAIR)["contract_id"].agg(lambda ids: "|".join(sorted(ids)))
    both = pairs.join(pd.DataFrame(told), on=_PAIR)
    return both.assign(**{name: both[name].fillna("").astype("str") for name in told})


def with_sales(
    pairs: pd.DataFrame, register: Register, window: pd.PeriodIndex, *, on: date, view: SupplierView
) -> pd.DataFrame:
    """
    Put what suppliers declared as sold under frameworks beside what was paid; the two are never added.

    Parameters
    ----------
    pairs
        Rows with `borough_id` and `supplier_id`.
    register
        The register.
    window
        The months.
    on
        The day on which groups are asked.
    view
        `as_reported` or `operating_group`.

    Returns
    -------
    pairs
        With `framework_sales_gbp`, as declared; missing where nothing was declared for the window.

    Examples
    --------
    >>> register, window = Register.from_tables({}, as_of=date(2026, 11, 23)), pd.period_range("2025-11", "2026-10", freq="M")
    >>> pairs = pd.DataFrame({"borough_id": ["camden"], "supplier_id": ["nec"]})
    >>> with_sales(pairs, register, window, on=register.as_of, view="as_reported")["framework_sales_gbp"].tolist()
    [nan]
    """
    sales = in_view(payments(register, window, kind="framework_sale"), register, on=on, view=view)
    sums = sales[sales["is_dated"]].groupby(_PAIR)["amount_gbp"].sum().round(2).rename("framework_sales_gbp")
    return pairs.join(sums, on=_PAIR)


def with_months(pairs: pd.DataFrame, register: Register, window: pd.PeriodIndex) -> pd.DataFrame:
    """
    Say how many months of the window the borough's spend files speak of.

    Parameters
    ----------
    pairs
        Rows with `borough_id`.
    register
        The register.
    window
        The months.

    Returns
    -------
    pairs
        With `n_months_known` and `n_months`.

    Examples
    --------
    >>> register, window = Register.from_tables({}, as_of=date(2026, 11, 23)), pd.period_range("2025-11", "2026-10", freq="M")
    >>> with_months(pd.DataFrame({"borough_id": ["camden"]}), register, window).to_dict("records")
    [{'borough_id': 'camden', 'n_months_known': 0, 'n_months': 12}]
    """
    known = months_known(register)
    counts = known[known["month"].isin(window)].groupby("borough_id").size()
    n_known = pairs["borough_id"].map(counts).fillna(0).astype("Int64")
    return pairs.assign(n_months_known=n_known, n_months=len(window))


def _contract_text(title: object, standing: object, latest_end: pd.Timestamp) -> str:
    until = "rolling" if standing == "rolling" else "end not known"
    if standing != "rolling" and not pd.isna(latest_end):
        until = f"to {day_text(latest_end)}"
    return f"{title if isinstance(title, str) else 'a contract'} ({until})"
