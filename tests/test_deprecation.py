"""An old name works for one release and says what it is called now; the release in which it was to go takes it out."""

from __future__ import annotations

import ast
import hashlib
import json
import tomllib
import warnings
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import click
import pandas as pd
import pytest
from click.testing import CliRunner
from packaging.version import Version

from citytools_analysis import snapshot_tables
from citytools_analysis.cli.renamed import RenamedOptions
from citytools_analysis.deprecation import RenamedWarning, renamed_columns, renamed_function, renamed_parameters
from citytools_analysis.errors import DataError, WrongUsageError
from citytools_analysis.register import open_register
from citytools_analysis.schema import TABLES
from citytools_analysis.snapshots import FORMAT

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
GONE = "the old name goes in release 9.0.0."


def ending(*, months: int = 12) -> int:
    """Say how many months."""
    return months


def test_a_renamed_function_works_and_says_in_one_line_its_new_name_and_when_the_old_one_goes() -> None:
    ends = renamed_function(ending, "ends", gone_in="9.0.0")
    with pytest.warns(RenamedWarning, match=f"^'ends' is now called 'ending'; {GONE}$") as told:
        assert ends(months=3) == 3
    assert (len(told), told[0].filename) == (1, __file__)
    assert (ends.__name__, ends.__doc__) == ("ends", "Say how many months.")
    assert vars(ends)["__deprecated__"].startswith("'ends' is now called")


def test_a_renamed_parameter_works_and_both_names_at_once_are_refused() -> None:
    both = renamed_parameters(gone_in="9.0.0", within="months")(ending)
    assert (both(), both(months=3)) == (12, 3)
    with pytest.warns(RenamedWarning, match=f"^'within' is now called 'months'; {GONE}$"):
        assert both(within=3) == 3
    with pytest.raises(WrongUsageError, match="'within' is the old name of 'months': give ending one of them"):
        both(within=3, months=4)


@pytest.fixture
def shares() -> pd.DataFrame:
    frame = pd.DataFrame({"supplier": ["b", "a"], "value": [0.4, 0.6]})
    made = renamed_columns(frame, gone_in="9.0.0", share="value")
    assert list(frame) == ["supplier", "value"]
    return made


@pytest.mark.parametrize(
    "use",
    [
        lambda frame: frame["share"],
        lambda frame: frame.share,
        lambda frame: frame[["supplier", "share"]],
        lambda frame: frame[frame["value"] > 0.1].get("share"),
        lambda frame: frame.sort_values("share"),
        lambda frame: frame.groupby("share").size(),
        lambda frame: frame.query("value > 0.1").copy()["share"],
    ],
)
def test_a_renamed_column_can_be_read_sorted_and_grouped_by_and_says_so(use: object, shares: pd.DataFrame) -> None:
    assert callable(use)
    with pytest.warns(RenamedWarning, match=f"^'share' is now called 'value'; {GONE}$"):
        assert len(use(shares)) == 2


def test_who_uses_the_new_column_or_shows_and_writes_the_frame_is_told_nothing(shares: pd.DataFrame) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error", RenamedWarning)
        assert shares.sort_values("value")["value"].tolist() == [0.4, 0.6]
        assert "share" in shares.merge(pd.DataFrame({"supplier": ["a"]})).to_csv() + repr(shares)


def test_a_renamed_option_works_is_told_once_on_the_error_stream_and_is_not_in_the_help() -> None:
    @click.command(cls=RenamedOptions, called_before={"--when": "--as-of"}, gone_in="9.0.0")
    @click.option("--as-of", default="none")
    @click.argument("words", nargs=-1)
    def tell(as_of: str, words: tuple[str, ...]) -> None:
        click.echo(f"{as_of} {words}")

    run = CliRunner().invoke
    for given in (["--when", "today"], ["--when=today"]):
        told = run(tell, given)
        assert (told.stdout, told.stderr) == ("today ()\n", f"'--when' is now called '--as-of'; {GONE}\n")
    assert run(tell, ["--as-of", "today"]).stderr == ""
    assert run(tell, ["--", "--when"]).stdout == "none ('--when',)\n"
    assert "--when" not in run(tell, ["--help"]).stdout


def releases_named(source: str) -> Iterator[str]:
    """Find each release that a call names as the one in which an old name goes."""
    for node in ast.walk(ast.parse(source)):
        for keyword in node.keywords if isinstance(node, ast.Call) else ():
            if keyword.arg == "gone_in" and isinstance(keyword.value, ast.Constant):
                yield str(keyword.value.value)


def test_no_old_name_outstays_the_release_in_which_it_was_to_go() -> None:
    """Mend by taking the old name out, with a line under "Breaking" in CHANGELOG.md."""
    now = Version(PROJECT["version"])
    texts = {path: path.read_text(encoding="utf-8") for path in (ROOT / "citytools_analysis").rglob("*.py")}
    named = [(path.name, name) for path, text in texts.items() if "gone_in" in text for name in releases_named(text)]
    assert [(place, name) for place, name in named if Version(name) <= now] == []


def test_an_old_name_would_be_found() -> None:
    assert list(releases_named('ends = renamed_function(ending, "ends", gone_in="0.3.0")')) == ["0.3.0"]


# the register's format


@pytest.fixture
def place(tmp_path: Path) -> Path:
    open_register(ROOT / "data" / "london").save(tmp_path / "register", saved_at=datetime(2026, 11, 23, tzinfo=UTC))
    return tmp_path / "register"


def _say(place: Path, **facts: object) -> None:
    (path,) = place.glob("snapshots/*/info.json")
    path.write_text(json.dumps(json.loads(path.read_text(encoding="utf-8")) | facts), encoding="utf-8")


def test_a_register_says_its_format_and_one_of_a_newer_release_is_refused_with_what_to_install(place: Path) -> None:
    (path,) = place.glob("snapshots/*/info.json")
    assert json.loads(path.read_text(encoding="utf-8"))["format"] == FORMAT
    _say(place, format=FORMAT + 1)
    with pytest.raises(
        DataError, match=f"in format {FORMAT + 1}, which a newer citytools wrote; this one reads up to {FORMAT}"
    ):
        open_register(place)


def test_a_register_that_says_no_format_is_of_the_first_and_opens(place: Path) -> None:
    (path,) = place.glob("snapshots/*/info.json")
    told = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps({key: value for key, value in told.items() if key != "format"}), encoding="utf-8")
    assert open_register(place).sha256 == told["sha256"]


def test_a_column_that_was_called_otherwise_in_an_earlier_format_is_read_under_its_new_name(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (path,) = place.glob("snapshots/*/systems.parquet")
    frame = pd.read_parquet(path)
    frame.rename(columns={"system": "product"}).to_parquet(path)
    assert open_register(place).systems["system"].isna().all()
    monkeypatch.setattr(snapshot_tables, "CALLED_BEFORE", {"systems": {"product": "system"}})
    assert open_register(place).systems["system"].tolist() == frame["system"].tolist()


def test_the_format_goes_up_with_every_change_of_a_table_or_column() -> None:
    """
    Mend, where a format that a release wrote is changed, with FORMAT + 1 and a new row; until then with a new digest.

    What was renamed goes into `CALLED_BEFORE` (`citytools_analysis/snapshot_tables.py`).
    """
    shape = {table.name: [(column.name, column.kind) for column in table.columns] for table in TABLES.values()}
    digest = hashlib.sha256(json.dumps(shape).encode()).hexdigest()
    rows = pd.read_csv(ROOT / "tests" / "register_formats.csv", dtype={"format": int, "sha256": str})
    assert rows["format"].tolist() == list(range(1, FORMAT + 1))
    assert rows["sha256"].iloc[-1] == digest
