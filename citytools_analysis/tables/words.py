"""How the values of a contract, a system or a place are put into words, the same in every chart and table."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any

from citytools_analysis.style import UNKNOWN, date_text
from citytools_analysis.tables.fragment import Html, clean_text, is_missing

STATE_WORDS = {
    "known": "known",
    "in_house": "in-house",
    "open_source": "open source",
    "none": "none",
    "unknown": UNKNOWN,
    "withheld": "withheld: not for this edition",
    "not_applicable": "not applicable",
    "rolling": "rolling",
}
NOT_TOLD = "not told"  # of another borough, in the edition for one: withheld, or not known
_NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")

Row = Mapping[Any, Any]


def number_word(count: int) -> str:
    """
    Write small numbers as words, as sentences want them.

    Parameters
    ----------
    count
        How many, zero or more.

    Returns
    -------
    word
        `no` to `ten`, figures above.

    Examples
    --------
    >>> number_word(0), number_word(4), number_word(1200)
    ('no', 'four', '1,200')
    """
    return _NUMBERS[count] if count < len(_NUMBERS) else f"{count:,}"


def sentence_start(words: str) -> str:
    """
    Make the first letter a capital and leave the rest alone.

    Parameters
    ----------
    words
        A clause.

    Returns
    -------
    sentence
        The clause as a sentence begins.

    Examples
    --------
    >>> sentence_start("four NEC contracts")
    'Four NEC contracts'
    """
    return words[:1].upper() + words[1:]


def joined(names: Sequence[str], *, most: int = 99) -> str:
    """
    Write names as a list in a sentence.

    Parameters
    ----------
    names
        The names, in order.
    most
        Name at most so many and count the others.

    Returns
    -------
    text
        Such as `Brent, Camden and 3 others`.

    Examples
    --------
    >>> joined(["Brent"]), joined(["Brent", "Camden"]), joined(["Brent", "Camden", "Ealing", "Sutton"], most=2)
    ('Brent', 'Brent and Camden', 'Brent, Camden and 2 others')
    """
    shown = list(names[:most])
    if len(names) > most:
        rest = len(names) - most
        shown.append(f"{rest} other" + ("s" if rest > 1 else ""))
    return " and ".join([", ".join(shown[:-1]), shown[-1]]) if len(shown) > 1 else "".join(shown)


def value_of(row: Row, *names: str) -> str:
    """
    Give the first of several fields that holds something.

    Parameters
    ----------
    row
        One row of a frame.
    *names
        Fields in order of preference; a field that is absent counts as unknown.

    Returns
    -------
    text
        The value as one line, or `unknown`.

    Examples
    --------
    >>> value_of({"function": None, "title": "Telephony"}, "function", "title"), value_of({}, "system")
    ('Telephony', 'unknown')
    """
    return next((clean_text(row[name]) for name in names if not is_missing(row.get(name))), UNKNOWN)


def system_of(row: Row) -> str:
    """
    Name the system, or else the supplier, or say that neither is known.

    Parameters
    ----------
    row
        Fields `system`, `supplier` and perhaps `system_state`.

    Returns
    -------
    text
        Such as `Mapleway`, `Brightdoor Ltd (system unknown)`, `in-house` or `system unknown`.

    Examples
    --------
    >>> system_of({"system": "Mapleway"}), system_of({"supplier": "Brightdoor Ltd"}), system_of({})
    ('Mapleway', 'Brightdoor Ltd (system unknown)', 'system unknown')
    """
    state = row.get("system_state")
    if not is_missing(state) and state not in {"known", "unknown"}:
        return STATE_WORDS.get(str(state), str(state))
    system, supplier = value_of(row, "system"), value_of(row, "supplier")
    if system != UNKNOWN:
        return system
    return "system unknown" if supplier == UNKNOWN else f"{supplier} (system unknown)"


def value_text(row: Row, told_in_part: Collection[str], name: str = "annual_value_gbp") -> object:
    """
    Give a contract's value to show, or say that it is withheld.

    Parameters
    ----------
    row
        The contract: `contract_id` and its value.
    told_in_part
        Ids of the contracts whose value an edition may withhold, as `metrics.held.told_in_part` gives.
    name
        Name of the value.

    Returns
    -------
    value
        The value; in words where it is missing and may be withheld.

    Examples
    --------
    >>> value_text({"contract_id": "a", "annual_value_gbp": None}, {"a"}), value_text({"contract_id": "b", "annual_value_gbp": 5}, {"a"})
    ('not told', 5)
    """
    is_held = is_missing(row.get(name)) and row.get("contract_id") in told_in_part
    return Html(NOT_TOLD) if is_held else row.get(name)


def not_told_note(told_in_part: Collection[str]) -> str:
    """
    Say what `not told` means, where a table may have it.

    Parameters
    ----------
    told_in_part
        Ids of the contracts whose value an edition may withhold.

    Returns
    -------
    sentence
        To be put after a note, with the space before it; nothing where there is none.

    Examples
    --------
    >>> not_told_note(())
    ''
    """
    return " Of the prices of other boroughs this edition is told those that are published." if told_in_part else ""


def end_text(row: Row, *, prefix: str = "", short: bool = False) -> str:
    """
    Write the committed end of a contract, or why there is none.

    Parameters
    ----------
    row
        Fields `end_state`, `end_date`, `end_date_precision` and `notice_months`, each after `prefix`.
    prefix
        Such as `peer_`.
    short
        Two-digit years.

    Returns
    -------
    text
        The date, `rolling` with its notice, or why there is neither.

    Examples
    --------
    >>> end_text({"end_state": "known", "end_date": date(2027, 7, 31)}, short=True)
    '31 Jul 27'
    >>> end_text({"end_state": "rolling"}), end_text({"end_state": "unknown"})
    ('rolling, notice unknown', 'unknown')
    """
    state, day = row.get(f"{prefix}end_state"), row.get(f"{prefix}end_date")
    if not is_missing(day) and state in {None, "known"}:
        precision = row.get(f"{prefix}end_date_precision")
        return _dated(day, precision, short=short)
    if state == "rolling":
        months: Any = row.get(f"{prefix}notice_months")
        return "rolling, notice unknown" if is_missing(months) else f"rolling, {_months(float(months))} notice"
    return UNKNOWN if is_missing(state) or state == "known" else STATE_WORDS.get(str(state), str(state))


def _months(count: float) -> str:
    return f"{count:g} " + (
        "month\N{RIGHT SINGLE QUOTATION MARK}s" if count == 1 else "months\N{RIGHT SINGLE QUOTATION MARK}"
    )


def later_text(row: Row, *, prefix: str = "", short: bool = False) -> str:
    """
    Write the latest end with every option used, as far as it is known.

    Parameters
    ----------
    row
        Fields `latest_end_date`, `end_state` and `end_date_precision`, each after `prefix`.
    prefix
        Such as `peer_`.
    short
        Two-digit years.

    Returns
    -------
    text
        The latest end, `no fixed end` of a rolling contract, or `unknown`.

    Examples
    --------
    >>> later_text({"latest_end_date": date(2029, 7, 31)}), later_text({"end_state": "rolling"})
    ('31 Jul 2029', 'no fixed end')
    """
    if row.get(f"{prefix}end_state") == "rolling":
        return "no fixed end"
    precision = row.get(f"{prefix}end_date_precision")
    day: date | None = row.get(f"{prefix}latest_end_date")
    return _dated(None if is_missing(day) else day, precision, short=short)


def _dated(day: date | None, precision: object, *, short: bool) -> str:
    known = "day" if is_missing(precision) else str(precision)
    return date_text(day, precision=known, short=short and known == "day")  # "Mar 27" would read as a day in March
