"""The options of each contract that are not used yet, by who may use them."""

from __future__ import annotations

import pandas as pd

from citytools_analysis.register import Register


def option_rights(register: Register) -> pd.DataFrame:
    """
    Add up the unused options of each contract by who may use them.

    Parameters
    ----------
    register
        The register.

    Returns
    -------
    rights
        Indexed by `contract_id`, only contracts with an unused option that is not the supplier's alone: `buyer_months`,
        `mutual_months`, `unknown_holder_months`; `alone_months`, those of the buyer's options before the first that
        needs another; `n_options_of_unknown_length`; `has_parsed_option`; `option_value_gbp` and
        `n_options_with_value`.

    Examples
    --------
    >>> from datetime import date
    >>> option_rights(Register.from_tables({}, as_of=date(2026, 11, 23))).empty
    True
    """
    options = register.options
    unused = options[~options["is_exercised"].fillna(value=False).astype("bool") & ~options["holder"].eq("supplier")]
    unused = unused.sort_values(["contract_id", "position"])
    holder, months = unused["holder"].fillna("unknown"), unused["months"].astype("float64")
    is_alone = ~holder.ne("buyer").groupby(unused["contract_id"]).cummax()
    by_holder = {
        name: months.where(holder == kind, 0.0)
        for name, kind in {
            "buyer_months": "buyer",
            "mutual_months": "mutual",
            "unknown_holder_months": "unknown",
        }.items()
    }
    told = pd.DataFrame({
        "contract_id": unused["contract_id"], **by_holder, "alone_months": months.where(is_alone, 0.0),
        "n_options_of_unknown_length": months.isna().astype("int64"),
        "has_parsed_option": unused["basis"].eq("parsed").fillna(value=False).astype("bool"),
        "option_value_gbp": unused["value_gbp"].astype("float64"),
        "n_options_with_value": (unused["value_gbp"].notna() & months.notna()).astype("int64"),
    })  # fmt: skip
    groups = told.groupby("contract_id")
    summed: pd.DataFrame = groups.sum()
    return summed.assign(has_parsed_option=groups["has_parsed_option"].any())
