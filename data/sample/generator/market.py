"""The invented suppliers and systems, and the reference files that let the register know them."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

_FOLDER = Path(__file__).parent
_SOURCE = "invented sample data"


@dataclass(frozen=True)
class Supplier:
    """An invented supplier, with the names under which returns may know it."""

    supplier_id: str
    supplier: str
    supplier_kind: str
    operating_group: str
    owner: str
    aliases: tuple[str, ...]
    note: str


@dataclass(frozen=True)
class System:
    """An invented system: what it is for, how often it is chosen (`strength`) and how well it is liked (`quality`)."""

    system_id: str
    system: str
    supplier: Supplier
    function_codes: tuple[str, ...]
    strength: float
    quality: float
    other_name: str


@dataclass(frozen=True)
class Market:
    """All invented suppliers and systems."""

    suppliers: tuple[Supplier, ...]
    systems: tuple[System, ...]

    @cached_property
    def resellers(self) -> list[Supplier]:
        """Suppliers that only sell what others make."""
        return [one for one in self.suppliers if one.supplier_kind == "reseller"]

    @cached_property
    def for_function(self) -> Mapping[str, list[System]]:
        """Systems that serve a function."""
        found: dict[str, list[System]] = {}
        for system in self.systems:
            for code in system.function_codes:
                found.setdefault(code, []).append(system)
        return found


def read_market() -> Market:
    """Read the hand-written tables beside this module."""
    suppliers = {row["supplier_id"]: _supplier(row) for row in _rows("suppliers.csv")}
    systems = tuple(
        System(
            row["system"].lower().replace(" ", "-"), row["system"], suppliers[row["supplier_id"]],
            tuple(row["function_codes"].split("|")), float(row["strength"]), float(row["quality"]), row["other_name"],
        )
        for row in _rows("systems.csv")
    )  # fmt: skip
    return Market(tuple(suppliers.values()), systems)


def _supplier(row: Mapping[str, str]) -> Supplier:
    aliases = tuple(alias for alias in row["aliases"].split("|") if alias)
    return Supplier(
        row["supplier_id"],
        row["supplier"],
        row["supplier_kind"],
        row["operating_group"],
        row["owner"],
        aliases,
        row["note"],
    )


def write_reference(market: Market, decisions: Iterable[Sequence[str]], folder: Path) -> None:
    """Write the reference files that stand in for the packaged ones where the sample is read."""
    write_rows(
        folder / "suppliers.csv",
        "supplier_id supplier supplier_kind companies_house_number operating_group owner confidence source note",
        [(s.supplier_id, s.supplier, s.supplier_kind, "", s.operating_group, s.owner, "high", _SOURCE, s.note)
         for s in market.suppliers],
    )  # fmt: skip
    write_rows(
        folder / "supplier_aliases.csv",
        "supplier_id alias is_ambiguous reason",
        [(s.supplier_id, alias, "no", "") for s in market.suppliers for alias in s.aliases],
    )
    events = _rows("supplier_events.csv")
    write_rows(folder / "supplier_events.csv", " ".join(events[0]), [tuple(row.values()) for row in events])
    write_rows(
        folder / "systems.csv",
        "system_id system supplier_id function_codes confidence source note",
        [(s.system_id, s.system, s.supplier.supplier_id, "|".join(s.function_codes), "high", _SOURCE, "")
         for s in market.systems],
    )  # fmt: skip
    write_rows(
        folder / "system_aliases.csv",
        "system_id alias",
        [(s.system_id, s.other_name) for s in market.systems if s.other_name],
    )
    columns = "ocid borough_id decision function_code supplier system reason reviewed_date"
    write_rows(folder / "notice_decisions.csv", columns, decisions)


def _rows(name: str) -> list[dict[str, str]]:
    with (_FOLDER / name).open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def write_rows(path: Path, columns: str, rows: Iterable[Sequence[str]]) -> None:
    """Write a CSV file, the same bytes on every computer."""
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(columns.split())
    writer.writerows(rows)
    path.write_bytes(stream.getvalue().encode("utf-8"))
