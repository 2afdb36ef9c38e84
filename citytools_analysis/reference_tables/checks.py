"""What reviewed tables may not say: a key twice, a thing nobody knows, a name for two, a decision that decides nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from citytools_analysis.errors import Issue, suggestion
from citytools_analysis.normalise import normalise_name
from citytools_analysis.reference_tables.rows import Rows
from citytools_analysis.reference_tables.shapes import SHAPES

# Columns that may not fall from one to the next.
_RISING = {
    "assumptions": ("low", "central", "high"),
    "decision_log": ("counterfactual_low_annual_gbp", "counterfactual_annual_gbp", "counterfactual_high_annual_gbp"),
}
_NOT_NEGATIVE = {
    "cost_items": ("quantity",),
    "service_log": ("n_good", "n_of"),
    "decision_log": (*_RISING["decision_log"], "actual_annual_gbp", "contract_years"),
}


def contradictions(tables: Mapping[str, Rows], *, is_placed: bool = False) -> Iterator[Issue]:
    """
    Find everything in which the tables contradict themselves or each other.

    Parameters
    ----------
    tables
        The rows of every table.
    is_placed
        Whether the tile grid is this region's own, so that every authority must have its tile.

    Yields
    ------
    issue
        One a row and fault, with its file and line.

    Examples
    --------
    >>> empty = dict.fromkeys(SHAPES, [])
    >>> list(contradictions(empty))
    []
    """
    for name in SHAPES:
        yield from repeated_keys(name, tables[name])
        yield from unknown_links(name, tables)
    for name in ("borough_aliases", "supplier_aliases"):
        yield from _shared(name, tables[name])
    yield from _moves_nowhere(tables["notice_decisions"])
    yield from _decides_nothing(tables)
    for name, columns in _RISING.items():
        yield from _not_rising(name, columns, tables[name])
    yield from _negative(tables)
    yield from _plan_that_cannot_be(tables["plan_items"])
    yield from without_a_place(tables) if is_placed else ()


def repeated_keys(name: str, rows: Rows) -> Iterator[Issue]:
    """
    Find rows whose key stands on an earlier line too.

    Parameters
    ----------
    name
        Name of the table.
    rows
        Its rows.

    Yields
    ------
    issue
        One a repeat.

    Examples
    --------
    >>> row = {"system_id": "spydus", "alias": "Spydus 10"}
    >>> [str(issue) for issue in repeated_keys("system_aliases", [row | {"line": "line 2"}, row | {"line": "line 3"}])]
    ["system_aliases.csv, line 3: 'spydus / Spydus 10' stands on line 2 too. Keep one."]
    """
    seen: dict[str, str] = {}
    for row in rows:
        value = " / ".join(str(row[column] or "") for column in SHAPES[name].key.split())
        if value in seen:
            yield Issue(f"{name}.csv", row["line"], f"{value!r} stands on {seen[value]} too", "Keep one.", "repeated")
        seen.setdefault(value, row["line"])


def unknown_links(name: str, tables: Mapping[str, Rows]) -> Iterator[Issue]:
    """
    Find rows that name something no other table holds.

    Parameters
    ----------
    name
        Name of the table.
    tables
        The rows of every table.

    Yields
    ------
    issue
        One a value that is not known, with the nearest that is.

    Examples
    --------
    >>> alias = {"system_id": "spidus", "alias": "Spydus 10", "line": "line 2"}
    >>> tables = {"system_aliases": [alias], "systems": [{"system_id": "spydus"}]}
    >>> print(*unknown_links("system_aliases", tables))
    system_aliases.csv, line 2: no systems.system_id is 'spidus'. Did you mean 'spydus'?
    """
    for column, target in SHAPES[name].links.items():
        table, key = target.split(".")
        known = [row[key] for row in tables[table]]
        for row in tables[name]:
            for value in str(row[column]).split("|") if row[column] else ():
                if value not in known:
                    what = f"no {target} is {value!r}"
                    yield Issue(f"{name}.csv", row["line"], what, suggestion(value, known), f"unknown {column}")


def rows_of_known_things(name: str, tables: Mapping[str, Rows]) -> Rows:
    """
    Leave out packaged rows about things that a register's own tables do not hold: they are of another market.

    Parameters
    ----------
    name
        Name of a packaged table.
    tables
        The rows of every table.

    Returns
    -------
    rows
        Those whose links all lead somewhere.

    Examples
    --------
    >>> alias = {"system_id": "spydus", "alias": "Spydus 10", "line": "line 2"}
    >>> rows_of_known_things("system_aliases", {"system_aliases": [alias], "systems": [{"system_id": "shelfmark"}]})
    []
    """
    foreign = {issue.where for issue in unknown_links(name, tables)}
    return [row for row in tables[name] if row["line"] not in foreign]


def without_a_place(tables: Mapping[str, Rows]) -> Iterator[Issue]:
    """
    Find authorities that a register's own tile grid leaves out, and two on one tile.

    Parameters
    ----------
    tables
        The rows of every table.

    Yields
    ------
    issue
        One an authority.

    Examples
    --------
    >>> tables = {"boroughs": [{"borough_id": "brackley", "line": "line 2"}], "tile_grid": []}
    >>> print(*without_a_place(tables))
    boroughs.csv, line 2: 'brackley' has no tile. Give it a row in tile_grid.csv.
    """
    grid = tables["tile_grid"]
    placed = {row["borough_id"] for row in grid}
    for row in tables["boroughs"]:
        if row["borough_id"] not in placed:
            what = f"{row['borough_id']!r} has no tile"
            yield Issue("boroughs.csv", row["line"], what, "Give it a row in tile_grid.csv.", "no tile")
    taken: dict[tuple[object, object], str] = {}
    for row in grid:
        first = taken.setdefault((row["row"], row["column"]), row["borough_id"])
        if first != row["borough_id"]:
            what = f"{row['borough_id']!r} stands on the tile of {first!r}"
            yield Issue("tile_grid.csv", row["line"], what, "Give it a row and column of its own.", "taken tile")


def _shared(name: str, rows: Rows) -> Iterator[Issue]:
    seen: dict[str, Mapping[str, object]] = {}
    owner = SHAPES[name].names[0]
    for row in rows:
        first = seen.setdefault(normalise_name(row["alias"]), row)
        clear = not (first.get("is_ambiguous") and row.get("is_ambiguous"))
        if clear and (first[owner], first.get("is_ambiguous")) != (row[owner], row.get("is_ambiguous")):
            what = f"{row['alias']!r} also stands for {first[owner]!r} on {first['line']}"
            yield Issue(f"{name}.csv", row["line"], what, "Keep one, or mark both as ambiguous.", "shared name")


def _moves_nowhere(rows: Rows) -> Iterator[Issue]:
    for row in rows:
        if (row["decision"] == "move") != bool(row["to_borough_id"]):
            what = "to_borough_id is blank" if row["decision"] == "move" else "only a move has a to_borough_id"
            yield Issue("notice_decisions.csv", row["line"], what, "Write where it moves, or keep.", "to_borough_id")


def _decides_nothing(tables: Mapping[str, Rows]) -> Iterator[Issue]:
    keys = {
        "supplier": ("suppliers", "supplier_id"),
        "system": ("systems", "system_id"),
        "buyer": ("boroughs", "borough_id"),
    }
    for row in tables["name_decisions"]:
        table, key = keys[row["kind"]]
        known = [one[key] for one in tables[table]]
        if row["decision"] == "same" and row["canonical"] not in known:
            what = f"no {table}.{key} is {row['canonical'] or 'blank'!r}"
            mend = suggestion(row["canonical"] or "", known) or "Write the id it is the same as."
            yield Issue("name_decisions.csv", row["line"], what, mend, "canonical")


def _not_rising(name: str, columns: Sequence[str], rows: Rows) -> Iterator[Issue]:
    for row in rows:
        known = [row[column] for column in columns if row[column] is not None]
        if known != sorted(known):
            what = f"{', '.join(columns)} are {', '.join(map(str, known))}"
            yield Issue(f"{name}.csv", row["line"], what, "Write them from the lowest to the highest.", columns[0])


def _negative(tables: Mapping[str, Rows]) -> Iterator[Issue]:
    for name, columns in _NOT_NEGATIVE.items():
        for row in tables[name]:
            for column in columns:
                if (row[column] or 0) < 0:
                    what, mend = f"{column} is {row[column]}", "Write zero or more, or leave it blank if not known."
                    yield Issue(f"{name}.csv", row["line"], what, mend, column)


def _plan_that_cannot_be(rows: Rows) -> Iterator[Issue]:
    for row in rows:
        if row["section"] == "milestone" and not row["due_date"]:
            yield Issue("plan_items.csv", row["line"], "a milestone has no due_date", "Write YYYY-MM-DD.", "due_date")
        if row["start_date"] and row["due_date"] and row["due_date"] < row["start_date"]:
            what = f"due_date {row['due_date']} is before start_date {row['start_date']}"
            yield Issue("plan_items.csv", row["line"], what, "Mend one of them.", "due_date")
        for column in ("likelihood", "impact"):
            if row[column] is not None and not 1 <= row[column] <= 5:
                yield Issue("plan_items.csv", row["line"], f"{column} is {row[column]}", "Write 1 to 5.", column)
