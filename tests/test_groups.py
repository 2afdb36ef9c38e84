"""Who belonged to whom on a day: by completed events only, from the day on which they were surely completed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pandas as pd
import pytest

from citytools_analysis.errors import UnknownNameError
from citytools_analysis.metrics.groups import VIEWS, group_of, maker_of, with_groups
from citytools_analysis.reference import load_reference
from citytools_analysis.register import Register

DAY = date(2026, 11, 23)
SUPPLIERS = ["alpha", "beta", "gamma", "delta"]


def event(supplier: str, kind: str, other: str, day: str, **more: object) -> dict[str, object]:
    row = {"supplier_id": supplier, "event": kind, "counterparty": other, "event_date": date.fromisoformat(day)}
    return row | {"event_date_precision": "day", "is_completed": True} | more


def made(
    *events: dict[str, object], groups: dict[str, str] | None = None, systems: list[dict[str, object]] | None = None
) -> Register:
    real = load_reference()
    rows = [
        {"supplier_id": name, "supplier": name.title(), "operating_group": (groups or {}).get(name)}
        for name in SUPPLIERS
    ]
    aliases = pd.DataFrame([{"supplier_id": "alpha", "alias": "Alpha Old Name", "is_ambiguous": False}])
    reference = replace(
        real,
        suppliers=pd.DataFrame(rows).astype("str"),
        supplier_aliases=aliases,
        supplier_events=pd.DataFrame([*events], columns=real.supplier_events.columns),
        systems=pd.DataFrame([{"system_id": "thing", "supplier_id": "beta"}]),
        system_events=pd.DataFrame(systems or [], columns=real.system_events.columns),
    )
    return Register.from_tables({}, as_of=DAY, reference=reference)


def groups(register: Register, on: str) -> list[str]:
    return group_of(pd.Series(SUPPLIERS), register, on=date.fromisoformat(on)).tolist()


def test_a_company_changes_group_on_the_day_it_was_bought() -> None:
    register = made(event("beta", "acquired_by", "Alpha", "2020-05-01"))
    assert groups(register, "2020-04-30") == ["alpha", "beta", "gamma", "delta"]
    assert groups(register, "2020-05-01") == ["alpha", "alpha", "gamma", "delta"]


def test_it_may_be_told_from_the_side_of_the_buyer_and_by_an_older_name() -> None:
    assert groups(made(event("alpha", "acquired", "Beta", "2020-05-01")), "2021-01-01")[1] == "alpha"
    assert groups(made(event("beta", "acquired_by", "ALPHA OLD NAME LTD", "2020-05-01")), "2021-01-01")[1] == "alpha"


@pytest.mark.parametrize(("precision", "last_before"), [("year", "2020-12-30"), ("month", "2020-05-30")])
def test_where_only_the_year_or_month_is_known_it_changes_on_the_last_day(precision: str, last_before: str) -> None:
    register = made(event("beta", "acquired_by", "Alpha", "2020-05-01", event_date_precision=precision))
    assert groups(register, last_before)[1] == "beta"
    day = date.fromisoformat(last_before).replace(day=31)
    assert groups(register, day.isoformat())[1] == "alpha"


def test_what_was_only_announced_changes_nothing() -> None:
    assert (
        groups(made(event("beta", "acquired_by", "Alpha", "2020-05-01", is_completed=False)), "2026-01-01")[1] == "beta"
    )
    assert groups(made(event("beta", "offer_for", "Alpha", "2020-05-01")), "2026-01-01")[1] == "beta"


def test_a_rename_keeps_the_company() -> None:
    assert groups(made(event("alpha", "renamed", "Beta", "2020-05-01")), "2026-01-01") == SUPPLIERS


def test_a_fund_that_is_no_supplier_makes_no_group() -> None:
    register = made(
        event("alpha", "acquired_by", "Big Fund", "2020-05-01"), event("beta", "acquired_by", "Big Fund", "2020-05-01")
    )
    assert groups(register, "2026-01-01") == SUPPLIERS


def test_a_group_bought_whole_takes_its_companies_with_it() -> None:
    register = made(
        event("gamma", "acquired_by", "Beta", "2019-01-01"), event("beta", "acquired_by", "Alpha", "2022-01-01")
    )
    assert groups(register, "2021-01-01") == ["alpha", "beta", "beta", "delta"]
    assert groups(register, "2022-01-01") == ["alpha", "alpha", "alpha", "delta"]


def test_a_company_sold_on_leaves_the_group() -> None:
    bought, sold = event("beta", "acquired_by", "Alpha", "2019-01-01"), event("alpha", "divested", "Beta", "2021-01-01")
    assert [groups(made(bought, sold), f"{year}-06-01")[1] for year in (2018, 2020, 2022)] == ["beta", "alpha", "beta"]
    again = event("beta", "acquired_by", "Gamma", "2023-01-01")
    assert groups(made(bought, sold, again), "2024-01-01")[1] == "gamma"


def test_a_group_recorded_without_an_event_always_was_and_an_event_goes_before_it() -> None:
    assert groups(made(groups={"beta": "Alpha"}), "1999-01-01")[1] == "alpha"
    register = made(event("beta", "acquired_by", "Alpha", "2020-05-01"), groups={"beta": "Alpha"})
    assert groups(register, "2019-01-01")[1] == "beta"


def test_companies_that_own_each_other_do_not_run_for_ever() -> None:
    register = made(
        event("alpha", "acquired_by", "Beta", "2019-01-01"), event("beta", "acquired_by", "Alpha", "2020-01-01")
    )
    assert set(groups(register, "2021-01-01")) == {"alpha", "beta", "gamma", "delta"}


def test_the_view_as_reported_keeps_each_company_and_the_name_stands_beside_it() -> None:
    register = made(event("beta", "acquired_by", "Alpha", "2020-05-01"))
    frame = pd.DataFrame({"supplier_id": ["beta", None]})
    reported, grouped = (with_groups(frame, register, view=view, on=DAY) for view in VIEWS)
    assert reported["group"].tolist()[0] == "Beta"
    assert grouped["group"].tolist()[0] == "Alpha"
    assert grouped["group_id"].isna().tolist() == [False, True]
    with pytest.raises(UnknownNameError, match="Did you mean 'operating_group'"):
        with_groups(frame, register, view="operating_groups", on=DAY)  # type: ignore[arg-type]


def test_a_product_may_be_sold_without_its_company() -> None:
    sale = {"system_id": "thing", "event": "moved_to", "from_supplier": "Gamma", "counterparty": "Beta",
            "event_date": date(2020, 5, 1), "event_date_precision": "day", "is_completed": True}  # fmt: skip
    things = pd.Series(["thing", "other"])
    register = made(systems=[sale])
    assert maker_of(things, register, on=date(2020, 4, 30)).tolist()[0] == "gamma"
    assert maker_of(things, register, on=date(2020, 5, 1)).tolist()[0] == "beta"
    assert maker_of(things, register, on=DAY).isna().tolist() == [False, True]
    assert maker_of(things, made(systems=[{**sale, "is_completed": False}]), on=date(2020, 4, 30)).tolist()[0] == "beta"


def test_the_recorded_groups_of_the_reference_are_those_of_its_events() -> None:
    register = Register.from_tables({}, as_of=DAY)
    suppliers = register.reference.suppliers
    names = suppliers.set_index("supplier")["supplier_id"]
    recorded = suppliers["operating_group"].map(names).fillna(suppliers["supplier_id"])
    assert group_of(suppliers["supplier_id"], register, on=DAY).tolist() == recorded.tolist()


def test_sss_public_safety_is_of_nec_from_the_end_of_january_2022() -> None:
    register = Register.from_tables({}, as_of=DAY)
    one = pd.Series(["sss-public-safety"])
    assert group_of(one, register, on=date(2022, 1, 30)).item() == "sss-public-safety"
    assert group_of(one, register, on=date(2022, 1, 31)).item() == "nec-software-solutions-uk"
