"""The sample is made the same each time, and holds what it says it holds."""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import zipfile
from functools import lru_cache
from pathlib import Path

import pandas as pd
import pytest

from citytools_analysis.clean import clean
from citytools_analysis.reference import Reference, load_reference, normalise_name
from citytools_analysis.resolve import Mention, Names
from citytools_analysis.sources import returns

_SAMPLE = Path(__file__).parents[1] / "data" / "sample"
_AS_OF = pd.Timestamp(2026, 11, 23)


@lru_cache
def _reference() -> Reference:
    return load_reference(_SAMPLE / "reference")


@lru_cache
def _sheets() -> dict[str, pd.DataFrame]:
    found: dict[str, list[pd.DataFrame]] = {}
    for path in sorted((_SAMPLE / "returns").glob("*.xlsx")):
        cleaned = clean(returns.read(path, reference=_reference()))
        assert cleaned.issues == ()
        for name, frame in cleaned.frames.items():
            found.setdefault(name, []).append(frame.assign(borough_id=path.stem))
    return {name: pd.concat(frames, ignore_index=True) for name, frames in found.items()}


def _contracts() -> pd.DataFrame:
    """Contracts without the framework agreements, which are never counted."""
    frame = _sheets()["contracts"]
    return frame[frame["is_framework"].map(lambda value: value is not True)].assign(
        end=pd.to_datetime(frame["end_date"]), value=pd.to_numeric(frame["value_gbp"])
    )


def _releases() -> list[dict[str, object]]:
    packages = [json.loads(path.read_bytes()) for path in sorted((_SAMPLE / "notices").glob("*.json"))]
    return [release for package in packages for release in package["releases"]]


def test_the_generator_gives_the_committed_bytes(tmp_path: Path) -> None:
    subprocess.run([sys.executable, str(_SAMPLE / "generator"), str(tmp_path)], check=True)
    made = {path.relative_to(tmp_path): path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    committed = {
        path.relative_to(_SAMPLE): path.read_bytes()
        for folder in ("returns", "notices", "reference")
        for path in (_SAMPLE / folder).rglob("*")
    }
    assert sorted(made) == sorted(committed)
    assert [str(name) for name in made if made[name] != committed[name]] == []


def test_22_of_33_boroughs_answer_and_name_809_systems_in_use() -> None:
    systems = _sheets()["systems"]
    in_use = systems["use"].isin(["known", "in_house", "open_source"]) & systems["in_use_to"].isna()
    known = systems[systems["use"] != "unknown"].groupby("borough_id")["function"].nunique()
    assert systems["borough_id"].nunique() == 22
    assert in_use.sum() == 809
    assert known.drop("camden").between(30, 45).all()
    assert known["camden"] == known.max()


def test_no_row_repeats_and_every_name_but_two_is_reviewed() -> None:
    systems, names = _sheets()["systems"], Names(_reference())
    keys = systems[["borough_id", "function", "use", "system"]].astype("str")
    written = {*systems["supplier"].dropna(), *_contracts()["supplier"].dropna(), *_contracts()["seller"].dropna()}
    assert not keys.duplicated().any()
    assert not _sheets()["contracts"]["reference"].duplicated().any()
    assert {name for name in written if not names.supplier(Mention(name)).is_reviewed} == {"Larkspurr", "Wickerbridgee"}


def test_ten_suppliers_have_more_than_half_of_the_contracts() -> None:
    contracts, names = _contracts(), Names(_reference())
    counts = contracts["supplier"].map(lambda name: names.supplier(Mention(name)).id).value_counts()
    assert 600 <= len(contracts) <= 720
    assert 0.5 < counts.head(10).sum() / len(contracts) < 0.7


def test_values_are_as_skewed_as_published() -> None:
    values = _contracts()["value"].dropna()
    assert 68_000 < statistics.median(values) < 76_000
    assert values.mean() > 3 * values.median()
    assert 0.7 < len(values) / len(_contracts()) < 0.85


def test_some_ends_are_unknown_and_some_known_only_roughly() -> None:
    contracts = _contracts()
    assert 0.10 < (contracts["end_kind"] == "unknown").mean() < 0.14
    assert set(contracts["end_date_precision"].dropna()) == {"day", "month", "year"}
    assert set(contracts["end"].dt.year.dropna()) == set(range(2024, 2032))


def test_the_cases_that_metrics_must_take_are_all_there() -> None:
    contracts, frame, systems = _contracts(), _sheets()["contracts"], _sheets()["systems"]
    expired = (contracts["end"] < _AS_OF) & contracts["in_use"].map(lambda value: value is True)
    dimensions = _sheets()["satisfaction"]["dimension"]
    cases = {
        "rolling with notice": ((contracts["end_kind"] == "rolling") & contracts["notice_months"].notna()).sum(),
        "expired in use": expired.sum(),
        "ended": contracts["in_use"].map(lambda value: value is False).sum(),
        "two options": (contracts["extension_months"] == "12; 12").sum(),
        "options without notice": (
            contracts["extension_months"].notna() & contracts["extension_notice_months"].isna()
        ).sum(),
        "breaks": contracts["break_date"].notna().sum(),
        "joint": contracts["partner_boroughs"].notna().sum(),
        "resold": contracts["seller"].notna().sum(),
        "bundles": contracts["functions"].str.contains(";").sum(),
        "declared shares": contracts["function_shares"].notna().sum(),
        "frameworks": len(frame) - len(contracts),
        "direct awards": contracts["direct_award"].map(lambda value: value is True).sum(),
        "new law": (pd.to_datetime(contracts["procurement_date"]) >= pd.Timestamp(2025, 2, 24)).sum(),
        "old law": (pd.to_datetime(contracts["procurement_date"]) < pd.Timestamp(2025, 2, 24)).sum(),
        "replaced systems": systems["in_use_to"].notna().sum(),
        "two systems at once": systems[systems["use"] == "known"].duplicated(["borough_id", "function"]).sum(),
    }
    assert {name: count for name, count in cases.items() if count < 4} == {}
    assert set(systems["use"]) == {"known", "in_house", "open_source", "none", "unknown"}
    assert set(contracts["value_basis"].dropna()) == {
        "committed_term",
        "annual",
        "max_incl_options",
        "unknown",
        "actual_fy",
        "ceiling",
    }
    assert dimensions.nunique() == 7


def test_housing_contracts_of_five_boroughs_end_close_together() -> None:
    housing = _contracts().loc[lambda frame: frame["functions"].str.contains("HSG01")]
    close = housing[housing["end"].between("2027-09-01", "2028-12-31")]
    assert close["borough_id"].nunique() >= 5


def test_about_half_may_be_published() -> None:
    for name in ("systems", "contracts"):
        assert 0.38 < _sheets()[name]["may_publish"].map(lambda value: value is True).mean() < 0.52


@pytest.mark.parametrize("path", sorted((_SAMPLE / "returns").glob("*.xlsx")), ids=lambda path: path.stem)
def test_each_workbook_says_that_it_is_invented(path: Path) -> None:
    reading = returns.read(path, reference=_reference())
    assert reading.logical_name == f"return:{path.stem}"
    assert reading.about["notice"] == "invented sample data"
    assert str(reading.about["mailbox"]).endswith(".example")
    with zipfile.ZipFile(path) as archive:
        properties = archive.read("docProps/core.xml").decode()
    assert "technology return (invented sample data)</" in properties
    assert ">invented sample data</" in properties


def test_each_package_says_that_it_is_invented_and_uses_its_own_prefix() -> None:
    for path in (_SAMPLE / "notices").glob("*.json"):
        package = json.loads(path.read_bytes())
        assert package["publisher"]["name"] == "Invented sample data"
        assert package["title"].startswith("Invented sample data")
    assert 35 <= len(_releases()) <= 45
    assert all(str(release["ocid"]).startswith("ocds-sample-") for release in _releases())


def test_contracts_that_are_published_too_have_the_process_identifier_of_their_notice() -> None:
    published = set(_contracts()["ocid"].dropna())
    assert len(published) == 3
    assert published < {release["ocid"] for release in _releases()}


def test_no_invented_supplier_bears_a_real_name() -> None:
    real = load_reference()
    names = {normalise_name(name) for name in (*real.suppliers["supplier"], *real.supplier_aliases["alias"])}
    ours = _reference()
    invented = {normalise_name(name) for name in (*ours.suppliers["supplier"], *ours.supplier_aliases["alias"])}
    assert 40 <= len(ours.suppliers) <= 50
    assert not names & invented
    assert not set(real.systems["system"].map(normalise_name)) & set(ours.systems["system"].map(normalise_name))
