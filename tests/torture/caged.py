"""The sample with tokens in its hidden cells, in a folder that the command line opens, with an earlier snapshot of it."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pandas as pd
from canaries import is_hidden

from citytools_analysis.metrics.held import MEMBERS_LOGS
from citytools_analysis.reference_tables.shapes import SHAPES
from citytools_analysis.register import Register, open_register
from citytools_analysis.resolve import stable_id
from citytools_analysis.schema import SAID_BY_BOROUGHS, TABLES, Column, Table
from citytools_analysis.storage import typed
from torture.tokens import Canary, Mint

SAMPLE = Path(__file__).parents[2] / "data" / "sample"
_STRUCTURE = {
    "source_id", "source_pointer", "borough_id", "function_code", "partner_borough_ids", "use_case_id", "is_published",
    "scheme", "stated_unknown", "stated_none",
}  # fmt: skip
_FIGURES = {
    *(("ratings", name) for name in ("system_id", "dimension", "wave_date", "score")),
    ("challenges", "system_id"),
}
_SHARES = {("allocations", "weight"), ("contract_suppliers", "supplier_share")}
_OF_FILES = ("file_name", "sha256", "confirmed_date", "n_read", "n_kept", "n_left_out", "n_quarantined")
_OF_ITS_SOURCE = ("sources", "supplier_identifiers")  # what is told of a return only to its own borough
_KEYS = ("contract_id", "deployment_id", "spend_id")
_NAMES = {"system_id": "systems", "supplier_id": "suppliers", "seller_id": "suppliers", "named_id": ""}
_LOG_WORDS = ("decision_id", "decision", "evidence", "opportunity_id", "action_id", "source")


@dataclass
class Cage:
    """
    Puts tokens into the hidden cells of a register, table by table.

    `gentle` leaves blanks blank, and that share of the names and days as they are, so that documents still find what to
    say: who uses the same system, what ends soon.
    """

    mint: Mint
    gentle: float = 0.0
    made_names: dict[str, list[dict[str, Any]]] = field(default_factory=lambda: {"systems": [], "suppliers": []})

    def fill(self, register: Register) -> Register:
        """Give the register with tokens in it."""
        tables = {name: rows.copy() for name, rows in register.all_rows.items()}
        hidden = {name: is_hidden(register, name) for name in TABLES}
        keys = {key: _only_hidden(key, tables, hidden) for key in _KEYS}
        whose = Owners(tables)
        for name, table in TABLES.items():
            where = [whose.of(table, row) for row in tables[name].to_dict("records")]
            filled = {}
            for column in table.columns:
                hit = _is_hit(name, column, tables[name], hidden[name])
                if column.name in keys:
                    hit = tables[name][column.name].isin(keys[column.name])
                filled[column.name] = (
                    self._filled(name, column, tables[name], hit, where) if hit.any() else tables[name][column.name]
                )
            tables[name] = typed(pd.DataFrame(filled), table)
        for name, rows in self.made_names.items():
            more = typed(pd.DataFrame(rows), TABLES[name])
            tables[name] = typed(pd.concat([tables[name].astype("object"), more.astype("object")]), TABLES[name])
        self.made_names = {name: [] for name in self.made_names}
        return Register.from_tables(tables, as_of=register.as_of, reference=register.reference, info=register.info)

    def _filled(
        self, name: str, column: Column, frame: pd.DataFrame, hit: pd.Series[bool], where: list[Where]
    ) -> pd.Series[Any]:
        values = list(frame[column.name].astype("object"))
        is_nobodys = "nobody" in (column.tier, TABLES[name].tier) or (name, column.name) == ("sources", "sha256")
        tier, may_tell = "nobody" if is_nobodys else "members", column.to_others == "always"
        cells = [place for place, is_hit in enumerate(hit) if is_hit]
        canaries = [
            Canary(tier, at.owners, name, column.name, at.row, at.is_published or (at.is_told and may_tell))
            for at in (where[one] for one in cells)
        ]
        if (name, column.name) in _SHARES:
            made: list[Any] = self._shares(frame.iloc[cells], canaries)
        else:
            made = [
                self._token(column, values[at], canary, where[at].source)
                for at, canary in zip(cells, canaries, strict=True)
            ]
        for at, token in zip(cells, made, strict=True):
            values[at] = token
        return pd.Series(values, index=frame.index, dtype="object")

    def _token(self, column: Column, old: Any, canary: Canary, source: str) -> Any:  # noqa: PLR0911 - one a kind
        is_blank, is_name = bool(pd.isna(old)), column.name in _NAMES and canary.table not in ("systems", "suppliers")
        may_stay = column.kind == "date" or is_name
        is_left = column.name in _NAMES and (is_blank or not is_name)
        if (
            self.gentle
            and canary.tier != "nobody"
            and (is_blank or is_left or (may_stay and self.mint.chance.random() < self.gentle))
        ):
            return old
        if column.kind == "date":
            return self.mint.day(canary)
        if column.kind == "money":
            return self.mint.amount(canary)
        if column.kind == "integer":
            return self.mint.count(canary)
        if is_name and not is_blank and _NAMES[column.name]:
            return self._named(_NAMES[column.name], canary, source)
        if column.name in _KEYS:
            return self.mint.word_for((column.name, old), canary)
        if column.name == "sha256":
            return self.mint.digest(canary)
        if column.name in _NAMES and is_blank:
            return old
        word = self.mint.word(canary)
        return {"mailbox": f"{word}@role.example", "evidence_url": f"https://example.org/{word}",
                "content": f'{{"what": "{word}"}}', "file_name": f"{word}.xlsx"}.get(column.name, word)  # fmt: skip

    def _named(self, table: str, canary: Canary, source: str) -> str:
        """Make a system or supplier that this cell alone names, with a name to display."""
        made = self.mint.word(canary)
        name = table.removesuffix("s")
        at = {"source_id": source, "source_pointer": canary.row, "is_reviewed": False}
        shown = self.mint.word(replace(canary, table=table, column=name))
        self.made_names[table].append({f"{name}_id": made, name: shown, **at})
        return made

    def _shares(self, frame: pd.DataFrame, canaries: list[Canary]) -> list[float]:
        made: dict[int, float] = {}
        for places in frame.groupby("contract_id", sort=False).indices.values():
            made |= zip(places, self.mint.shares([canaries[at] for at in places]), strict=True)
        return [made[at] for at in range(len(canaries))]


@dataclass(frozen=True)
class Where:
    """Whose a row is, where it stands, and whether the schema tells others of it."""

    owners: tuple[str, ...]
    row: str
    source: str
    is_told: bool
    is_published: bool


@dataclass
class Owners:
    """Knows whose the rows of a register are, worked out apart from the library."""

    tables: Mapping[str, pd.DataFrame]

    def __post_init__(self) -> None:
        """Note whose sources and contracts are."""
        sources, contracts = self.tables["sources"], self.tables["contracts"]
        self._of_source = dict(zip(sources["source_id"], sources["borough_id"], strict=True))
        key = ["contract_id", "source_id", "source_pointer"]
        self._contracts = {tuple(row[name] for name in key): row for row in contracts.to_dict("records")}

    def of(self, table: Table, row: Mapping[str, Any]) -> Where:
        """Say whose a row is."""
        source, place = str(row.get("source_id", "")), str(row.get("source_pointer") or "")
        owners, published = _boroughs(row), row.get("is_published")
        if table.name in ("options", "allocations", "contract_suppliers"):
            contract = self._contracts.get((row["contract_id"], row["source_id"], row["source_pointer"]), {})
            owners, published = owners | _boroughs(contract), contract.get("is_published")
        if not owners and pd.notna(self._of_source.get(source)):
            owners = {self._of_source[source]}
        is_offered = table.to_others == "always" or (
            table.to_others == "when_offered" and row[table.offer] in table.offers
        )
        is_told = is_offered and table.name not in _OF_ITS_SOURCE
        return Where(tuple(sorted(owners)), place, source, is_told, is_published=published is True)


def _boroughs(row: Mapping[str, Any]) -> set[str]:
    told = [str(row[name]) for name in ("borough_id", "partner_borough_ids") if pd.notna(row.get(name))]
    return {one for text in told for one in text.split("|")}


def _is_hit(name: str, column: Column, frame: pd.DataFrame, hidden: pd.Series[bool]) -> pd.Series[bool]:
    if name == "sources":
        is_own = frame["source_kind"].isin(SAID_BY_BOROUGHS)
        return is_own & (column.name in _OF_FILES)
    counted = column.kind in ("number", "integer") and (name, column.name) not in _SHARES
    chosen = column.kind in ("boolean", "choice", "precision")
    if counted or chosen or column.name in _STRUCTURE or (name, column.name) in _FIGURES or name == "released":
        return pd.Series(data=False, index=frame.index)
    return hidden | (column.tier != "public")


def _only_hidden(key: str, tables: Mapping[str, pd.DataFrame], hidden: Mapping[str, pd.Series[bool]]) -> set[str]:
    """List the ids that no shown row has."""
    mine = {"contract_id": "contracts", "deployment_id": "deployments", "spend_id": "spend"}[key]
    frame, is_held = tables[mine], hidden[mine]
    return set(frame.loc[is_held, key]) - set(frame.loc[~is_held, key])


def with_rare_rows(register: Register) -> Register:
    """Put in what the sample has no row of: money paid, co-suppliers, numbers of suppliers, scores, what waits."""
    tables = {name: frame.astype("object") for name, frame in register.all_rows.items()}
    contracts = register.all_rows["contracts"]
    own = contracts[
        contracts["source_pointer"].str.startswith("Contracts!") & ~contracts["is_published"].fillna(value=False)
    ]
    rows: dict[str, list[dict[str, Any]]] = {}
    workshop = {"source_id": stable_id("capture", "rare"), "source_kind": "capture", "source_name": "capture:rare:2026-09-30",
                "file_name": "rare.xlsx", "sha256": "ab" * 32, "retrieved_date": pd.Timestamp(2026, 10, 1)}  # fmt: skip
    rows["sources"] = [workshop]
    for number, row in enumerate(own.drop_duplicates("source_id").to_dict("records")):
        at = {
            "source_id": row["source_id"],
            "source_pointer": f"Contracts!A{900 + number}",
            "borough_id": row["borough_id"],
        }
        of = {"supplier_id": row["supplier_id"], "contract_id": row["contract_id"]}
        kept = {"reason": "unclear", "what": "x", "record": "x", "sheet": "contracts", "content": "{}"}
        more = {
            "spend": {"spend_id": f"rare{number}", "spend_kind": "payment", "amount_gbp": 1.0, "is_published": False,
                      "paid_date": pd.Timestamp(2026, 5, 1), "reference": "x", "category": "x", "department": "x"},
            "contract_suppliers": {"role": "consortium_lead", "source_pointer": row["source_pointer"], "supplier_share": 1.0},
            "supplier_identifiers": {"scheme": "GB-COH", "identifier": f"{number:08d}"},
            "quarantine": kept, "left_out": kept,
            "scores": {"use_case_id": "compare-prices", "criterion": "value", "score": 4, "source_id": workshop["source_id"],
                       "scored_date": pd.Timestamp(2026, 9, 30)},
        }  # fmt: skip
        for name, cells in more.items():
            rows.setdefault(name, []).append(at | of | cells)
    for name, added in rows.items():
        tables[name] = typed(pd.concat([tables[name], pd.DataFrame(added).astype("object")]), TABLES[name])
    return Register.from_tables(tables, as_of=register.as_of, reference=register.reference, info=register.info)


def marked_folder(folder: Path, *, seed: int, gentle: float = 0.0) -> Mint:
    """Write the marked sample, and before it the same as it might have stood two months earlier with other tokens."""
    mint = Mint(seed)
    register = with_rare_rows(open_register(SAMPLE))
    before = {name: frame.copy() for name, frame in register.all_rows.items()}
    before["sources"] = before["sources"].assign(retrieved_date=pd.Timestamp(2026, 9, 21))
    earlier = Register.from_tables(before, as_of=date(2026, 9, 22), reference=register.reference, info=register.info)
    for one, day in ((earlier, datetime(2026, 9, 22, tzinfo=UTC)), (register, datetime(2026, 11, 23, tzinfo=UTC))):
        Cage(mint, gentle).fill(one).save(folder, saved_at=day)
    shutil.copytree(SAMPLE / "reference", folder / "reference")
    for name in MEMBERS_LOGS:
        _mark_log(folder / "reference" / f"{name}.csv", mint)
    return mint


def _mark_log(path: Path, mint: Mint) -> None:
    with path.open(encoding="utf-8", newline="") as file:
        rows = [_marked_line(path.stem, row, mint) for row in csv.DictReader(file)]
    cells = [(row, column) for row in rows for column in SHAPES[path.stem].dates.split() if row[column]]
    cells.sort(key=lambda cell: str(cell[0][cell[1]]))
    made = sorted((mint.day(_of_log(path.stem, column, row)), number) for number, (row, column) in enumerate(cells))
    for (row, column), (day, _) in zip(cells, made, strict=True):  # what came first comes first
        row[column] = day.isoformat()
        mint.days[day] = _of_log(path.stem, column, row)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


def _marked_line(log: str, row: dict[str, Any], mint: Mint) -> dict[str, Any]:
    canaries = {column: _of_log(log, column, row) for column in row}
    words: dict[str, Any] = {}
    for column in (name for name in _LOG_WORDS if name in row):
        is_key = column.endswith("_id")
        words[column] = mint.word_for((log, row[column]), canaries[column]) if is_key else mint.word(canaries[column])
    money = [column for column in SHAPES[log].numbers.split() if column.endswith("_gbp") and row[column]]
    rising = sorted(mint.amount(canaries[column]) for column in money)
    return row | words | dict(zip(money, rising, strict=True))


def _of_log(log: str, column: str, row: Mapping[str, Any]) -> Canary:
    boroughs = tuple(str(row["borough_ids"] or "").split("|"))
    return Canary("members", boroughs, log, column, str(next(iter(row.values()))))
