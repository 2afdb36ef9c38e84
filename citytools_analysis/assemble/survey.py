"""The sheets only a borough can answer: satisfaction, challenges, skills, intentions, scores, and its role mailbox."""

from __future__ import annotations

import pandas as pd

from citytools_analysis.assemble.assembly import Assembly, Entry
from citytools_analysis.errors import Issue, suggestion
from citytools_analysis.schema.survey import CRITERIA


def add_survey(assembly: Assembly) -> None:
    """
    Make ratings, challenges, skills, intentions and the contact of a return; of a capture sheet, scores too.

    Parameters
    ----------
    assembly
        The rows in the making; they are added to it.

    Examples
    --------
    >>> from citytools_analysis.clean import clean
    >>> from citytools_analysis.reference import load_reference
    >>> from citytools_analysis.resolve import Names
    >>> from citytools_analysis.sources.reading import Reading
    >>> raw = pd.DataFrame({"borough": ["Camden"], "skill": ["procurement"], "level": ["3"], "where_row": ["2"]})
    >>> cleaned = clean(Reading("a.csv", "return", "00", "a.csv", {"skills": raw}))
    >>> assembly = Assembly(cleaned, Names(load_reference()), "s1")
    >>> add_survey(assembly)
    >>> assembly.rows["skills"][0]["level"]
    3
    """
    for entry in assembly.entries("satisfaction"):
        row = {"wave_date": _day(assembly, entry, "wave_date"), "comment": entry["comment"]}
        _add_about_system(assembly, "ratings", entry, row | {"dimension": entry["dimension"], "score": entry["score"]})
    for entry in assembly.entries("challenges"):
        row = {"raised_date": _day(assembly, entry, "raised_date"), "comment": entry["comment"]}
        row |= {"challenge_tag": entry["challenge"], "challenge_state": entry["state"]}
        _add_about_system(assembly, "challenges", entry, row)
    for entry in assembly.entries("skills"):
        if borough_id := assembly.borough(entry):
            row = {name: entry[name] for name in ("skill", "level", "will_share")}
            assembly.add("skills", entry, row | {"borough_id": borough_id})
    for entry in assembly.entries("intentions"):
        _add_intention(assembly, entry)
    for entry in assembly.entries("scores"):
        _add_scores(assembly, entry)
    _add_contact(assembly)


def _add_about_system(assembly: Assembly, table: str, entry: Entry, row: dict[str, object]) -> None:
    borough_id = assembly.borough(entry)
    supplier_id = assembly.supplier(entry, entry["supplier"])
    system = assembly.system(entry, entry["system"], supplier_id)
    if system and not system.is_reviewed:
        _check_listed(assembly, entry)
    if borough_id and system:
        assembly.add(table, entry, row | {"borough_id": borough_id, "system_id": system.id})


def _check_listed(assembly: Assembly, entry: Entry) -> None:
    """Ask about a system that no other sheet of the workbook names: a slip in its name would make another system of it."""
    sheets = [assembly.entries(name) for name in ("systems", "contracts")]
    listed = {row["system"].casefold(): row["system"] for rows in sheets for row in rows if row["system"]}
    if listed and entry["system"].casefold() not in listed:
        what = f"{entry['system']!r} is on neither the Systems nor the Contracts sheet, so it counts as another system"
        mend = suggestion(entry["system"], [*listed.values()]) or "Write its name as on the Systems sheet."
        place = assembly.cleaned.place(entry.sheet, entry.values, "system")
        issue = Issue(assembly.cleaned.reading.file_name, place, what, mend, "unlisted system", "warning")
        assembly.issues.append(issue)


def _add_intention(assembly: Assembly, entry: Entry) -> None:
    borough_id = assembly.borough(entry)
    function_code = assembly.function(entry, "function", entry["function"]) if entry["function"] else None
    if borough_id and function_code:
        row = {
            "borough_id": borough_id,
            "function_code": function_code,
            "intention": entry["intention"],
            "earliest_start_date": entry["earliest_start"],
            "earliest_start_date_precision": entry["earliest_start_precision"],
            "stated_date": _day(assembly, entry, "stated_on"),
            "blocker": entry["blocker"],
        }
        row |= assembly.said(entry, {"earliest_start": "earliest_start_date", "blocker": "blocker"})
        assembly.add("intentions", entry, row)


def _add_scores(assembly: Assembly, entry: Entry) -> None:
    borough_id = assembly.borough(entry)
    use_case_id = _use_case(assembly, entry) if entry["use_case"] else None
    day = assembly.cleaned.about.get("completed_on")
    if borough_id and use_case_id and day:
        row = {"borough_id": borough_id, "use_case_id": use_case_id, "scored_date": day}
        for criterion in CRITERIA:
            if entry[criterion] is not None:
                assembly.add("scores", entry, row | {"criterion": criterion, "score": entry[criterion]})


def _use_case(assembly: Assembly, entry: Entry) -> str | None:
    """Find a use case by its name or id, in any case."""
    cases = assembly.names.reference.use_cases
    by_id, by_name = (dict(zip(cases[name], cases["use_case_id"], strict=True)) for name in ("use_case_id", "use_case"))
    known = {" ".join(text.split()).casefold(): found for text, found in (by_name | by_id).items()}
    found = known.get(" ".join(entry["use_case"].split()).casefold())
    if not found:
        hint = suggestion(entry["use_case"], [*by_name, *by_id])
        mend = hint or "Write a name as in data/reference/use_cases.csv."
        assembly.wrong(entry, "use_case", f"{entry['use_case']!r} is not a use case", mend, "use case")
    return found


def _day(assembly: Assembly, entry: Entry, name: str) -> pd.Timestamp | None:
    day = entry[name] or assembly.cleaned.about.get("completed_on")
    if day is None and assembly.cleaned.reading.kind != "capture":  # whose one day is asked for once, where it belongs
        assembly.wrong(entry, name, "the day is missing", "Write it as DD/MM/YYYY.", "required")
    return day


def _add_contact(assembly: Assembly) -> None:
    mailbox = assembly.cleaned.about.get("mailbox")
    if mailbox:
        entry = Entry("about", {"where_sheet": "About", "where_row": 1})
        if borough_id := assembly.borough(entry):
            assembly.add("contacts", entry, {"borough_id": borough_id, "mailbox": mailbox})
