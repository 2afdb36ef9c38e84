"""What each edition may show, as a table for people, made from the tables so that it cannot drift from them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from citytools_analysis.schema.columns import Column, Table

BEGIN, END = "<!-- what each edition may show: begin -->", "<!-- what each edition may show: end -->"
YES, NO, PUBLISHED = "yes", "no", "published rows"
_HEAD = ("what", "public", "members", "one borough's, of the others", "stays in the register")


class Rule(NamedTuple):
    """
    Who may see a column.

    `public`, `members`, `others` (of the other boroughs, in the edition for one) and `nobody` each say `yes`, `no` or which rows.
    """

    public: str
    members: str
    others: str
    nobody: str


def rules_shown(tables: Iterable[Table]) -> dict[Rule, dict[str, tuple[str, ...]]]:
    """
    Give for each rule the columns that it is of.

    Parameters
    ----------
    tables
        The register's tables.

    Returns
    -------
    rules
        By rule and name of the table, names of columns; every column stands under one rule.

    Examples
    --------
    >>> things = Table("things", "One row a thing.", ("thing_id",), (Column("thing_id", "id", "Its id."),))
    >>> rules_shown([things])
    {Rule(public='yes', members='yes', others='yes', nobody=''): {'things': ('thing_id',)}}
    """
    found: dict[Rule, dict[str, tuple[str, ...]]] = {}
    for table in tables:
        for column in table.columns:
            named = found.setdefault(_rule(table, column), {})
            named[table.name] = (*named.get(table.name, ()), column.name)
    return found


def editions_markdown(tables: Iterable[Table]) -> str:
    """
    Write what each edition may show.

    Parameters
    ----------
    tables
        The register's tables.

    Returns
    -------
    table
        Markdown: one row a rule; columns are named where others of their table have another rule.

    Examples
    --------
    >>> things = Table("things", "One row a thing.", ("thing_id",), (Column("thing_id", "id", "Its id."),))
    >>> editions_markdown([things]).splitlines()[-1]
    '| `things` (a thing) | yes | yes | yes |  |'
    """
    by_name = {table.name: table for table in tables}
    rules = rules_shown(by_name.values())
    most = {name: max(rules, key=lambda rule, name=name: len(rules[rule].get(name, ()))) for name in by_name}  # type: ignore[misc]
    lines = [f"| {' | '.join(_HEAD)} |", "|---" * len(_HEAD) + "|"]
    for rule in sorted(rules, key=_order):
        whole = [_named(by_name[name], columns) for name, columns in rules[rule].items() if most[name] == rule]
        part = [f"`{name}`: {', '.join(columns)}" for name, columns in rules[rule].items() if most[name] != rule]
        lines.append(f"| {'; '.join([*whole, *part])} | {' | '.join(rule)} |")
    return "\n".join(lines)


def with_editions(page: str, tables: Iterable[Table]) -> str:
    r"""
    Put the table into a page, between the marks that are there for it.

    Parameters
    ----------
    page
        Markdown.
    tables
        The register's tables.

    Returns
    -------
    page
        With the table as it is now.

    Raises
    ------
    ValueError
        If the marks are not there.

    Examples
    --------
    >>> with_editions(f"Before\n{BEGIN}\nold\n{END}\nafter\n", []).splitlines()[-1]
    'after'
    """
    before, begin, rest = page.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not (begin and end):
        message = f"The page has no place for the table; put these two lines where it belongs: {BEGIN} and {END}"
        raise ValueError(message)
    return f"{before}{begin}\n{editions_markdown(tables)}\n{end}{after}"


def _rule(table: Table, column: Column) -> Rule:
    if "nobody" in {table.tier, column.tier}:
        return Rule(NO, NO, NO, YES)
    is_public = table.tier == column.tier == "public"
    has_consent = "is_published" in table.names or any(
        one.references == "contracts.contract_id" for one in table.columns
    )
    others = {
        "always": YES,
        "when_offered": f"where offered (`{table.offer}`)",
        "never": PUBLISHED if has_consent else NO,
    }
    strictest = column.to_others if column.to_others != "always" else table.to_others
    public = (PUBLISHED if has_consent else YES) if is_public else NO
    return Rule(public, YES, others[strictest], "")


def _named(table: Table, columns: tuple[str, ...]) -> str:
    rest = "" if len(columns) == len(table.columns) else ", but for columns named below"
    meaning = table.meaning.removeprefix("One row ").partition(";")[0].removesuffix(".")
    return f"`{table.name}` ({meaning}{rest})"


def _order(rule: Rule) -> tuple[object, ...]:
    return tuple((word != YES, word != PUBLISHED, word == NO, word) for word in rule)
