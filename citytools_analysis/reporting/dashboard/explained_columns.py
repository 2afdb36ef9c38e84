"""Every column the dashboard shows, from the schema, and what an edition leaves out of it."""

from __future__ import annotations

from citytools_analysis.register import Register
from citytools_analysis.reporting.dashboard.scrolling import table
from citytools_analysis.schema import MAY_SEE, TABLES, Table, Tier
from citytools_analysis.schema import Column as Field
from citytools_analysis.tables.fragment import Fragment, Html, escape
from citytools_analysis.tables.frame import Column
from citytools_analysis.tables.layout import bullets, heading, stack
from citytools_analysis.tables.words import STATE_WORDS

SHOWN_TABLES = (
    "deployments", "contracts", "options", "allocations", "contract_suppliers", "systems", "suppliers", "supplier_events", "notices",
    "sources",
)  # fmt: skip
TABLE_NAMES = {
    "deployments": "Systems in use", "contracts": "Contracts", "options": "Options to extend",
    "allocations": "What a contract covers", "contract_suppliers": "Contracts with several suppliers", "systems": "Systems",
    "suppliers": "Suppliers", "supplier_events": "Changes of suppliers' names and owners", "notices": "Published notices",
    "sources": "Sources",
}  # fmt: skip
_MAY_SEE: dict[str, tuple[Tier, ...]] = MAY_SEE | {"full": ("public", "members", "nobody")}
_TIERS = {"public": "everyone", "members": "member boroughs", "nobody": "nobody: it stays in the register"}
_KINDS = {
    "text": "words", "id": "key", "date": "date", "precision": "day, month or year", "money": "pounds", "number": "number",
    "integer": "whole number", "boolean": "yes or no", "address": "web address",
}  # fmt: skip
_SHORT = {
    "id": "key",
    "ids": "keys",
    "gbp": "in £",
    "url": "address",
    "cpv": "CPV",
    "sme": "SME",
    "vcse": "VCSE",
    "ocid": "process",
}
_COLUMNS = (
    Column("label", "Column", width=2),
    Column("meaning", "What it says", width=4),
    Column("values", "Values or unit", width=2.5),
    Column("seen_by", "Who sees it", width=1),
)
_MEMBERS_TABLES = {
    "ratings": "how satisfied boroughs are with a system, but for figures on six boroughs or more",
    "challenges": "what boroughs report wrong with a system",
    "skills": "which skills a borough has and whether others may ask",
    "intentions": "what a borough means to do about a function",
    "scores": "how boroughs score use cases",
    "contacts": "role mailboxes",
    "left_out": "records that were left out, and why",
}


def column_tables(register: Register) -> Fragment:
    """
    Explain the columns that an edition may show, a table each.

    Parameters
    ----------
    register
        The edition's register.

    Returns
    -------
    fragment
        For each table its name, what a row is, and one row a column.

    Examples
    --------
    >>> from datetime import date
    >>> column_tables(Register.from_tables({}, as_of=date(2026, 11, 23))).html.count("<table")
    10
    """
    parts: list[Fragment] = []
    for name in SHOWN_TABLES:
        rows = [_row(field) for field in TABLES[name].columns if field.tier in may_see(register)]
        caption = f"{TABLE_NAMES[name]}: {TABLES[name].meaning}"
        parts += [heading(TABLE_NAMES[name], level=3), table(rows, columns=_COLUMNS, caption=caption)]
    return stack(*parts)


def left_out(register: Register) -> Fragment:
    """
    Say what an edition leaves out.

    Parameters
    ----------
    register
        The edition's register.

    Returns
    -------
    fragment
        A list: rows, tables and columns that are not for this edition's readers.

    Examples
    --------
    >>> from datetime import date
    >>> left_out(Register.from_tables({}, as_of=date(2026, 11, 23))).text
    'Nothing: this is the full register, which is not for release.'
    """
    seen = may_see(register)
    if register.info.edition not in {"public", "members"}:
        return Fragment(bullets(["Nothing: this is the full register, which is not for release."]))
    told = _for_members_only() if register.info.edition == "public" else []
    told += _of_others() if register.info.viewer else []
    columns = [
        f"{TABLE_NAMES[name]}: {label(field.name)}"
        for name in SHOWN_TABLES
        for field in TABLES[name].columns
        if field.tier not in seen
    ]
    told += [f"columns that are not for these readers: {'; '.join(columns)}"] if columns else []
    told += ["the records and names as they were handed in: they stay with those who look after the register"]
    return Fragment(bullets([f"{words[:1].upper()}{words[1:]}." for words in told]))


def may_see(register: Register) -> tuple[Tier, ...]:
    """
    List the tiers that the readers of an edition may see.

    Parameters
    ----------
    register
        The edition's register.

    Returns
    -------
    tiers
        Of `public`, `members` and `nobody`.

    Examples
    --------
    >>> from datetime import date
    >>> may_see(Register.from_tables({}, as_of=date(2026, 11, 23)))
    ('public', 'members', 'nobody')
    """
    return _MAY_SEE.get(register.info.edition, ("public",))


def label(name: str) -> str:
    """
    Write the name of a column as words.

    Parameters
    ----------
    name
        Its name in the register.

    Returns
    -------
    words
        Such as `End date`.

    Examples
    --------
    >>> label("end_date"), label("value_gbp"), label("is_sme_supplier")
    ('End date', 'Value in £', 'Is SME supplier')
    """
    words = " ".join(_SHORT.get(word, word) for word in name.split("_"))
    return words[:1].upper() + words[1:]


def _row(field: Field) -> dict[str, object]:
    code = escape(field.name).replace("_", "_<wbr>")
    told = Html(f"{escape(label(field.name))}<br><code>{code}</code>")
    return {"label": told, "meaning": field.meaning, "values": _values(field), "seen_by": _TIERS[field.tier]}


def _values(field: Field) -> str:
    if field.allowed and field.kind != "precision":
        return "; ".join(STATE_WORDS.get(value, value.replace("_", " ")) for value in field.allowed)
    return field.unit or _KINDS[field.kind]


def _of_others() -> list[str]:
    """Name what one borough is not told of the others, from the rules of the schema."""
    told = []
    for one in TABLES.values():
        meaning = _MEMBERS_TABLES.get(one.name, TABLE_NAMES.get(one.name, one.name).lower())
        if one.tier != "nobody" and one.to_others == "never":
            told.append(f"of other boroughs, where not published: {meaning}")
        if one.to_others == "when_offered":
            told.append(f"of other boroughs, where they do not offer it: {meaning}")
        columns = [label(field.name) for field in one.columns if field.to_others == "never" and one.tier != "nobody"]
        told += [f"of other boroughs, where not published: {meaning}: {', '.join(columns)}"] if columns else []
    return told


def _for_members_only() -> list[str]:
    """Name what only members see; a table of the schema that is not named here is told by what its row is."""
    tables: list[Table] = [table for table in TABLES.values() if table.tier == "members"]
    told = [_MEMBERS_TABLES.get(one.name, one.meaning[:1].lower() + one.meaning[1:].rstrip(".")) for one in tables]
    rows = "systems and contracts that are not published elsewhere and that the borough has not agreed to publish"
    names = "who could buy together by name, and what they have said they would do"
    return [rows, names, *told]
