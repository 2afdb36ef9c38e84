"""What a report rests on: every source, when it was obtained, up to when it is true, and how much of it was used."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from citytools_analysis.editions import edition_words
from citytools_analysis.metrics.answered import answered_in_part
from citytools_analysis.register import Register
from citytools_analysis.selection import for_borough
from citytools_analysis.style import count_text, date_text
from citytools_analysis.tables.fragment import Fragment, paragraph
from citytools_analysis.tables.frame import Column, from_frame
from citytools_analysis.tables.layout import notice, stack

_TABLES = ("deployments", "contracts", "ratings", "challenges", "skills", "intentions", "scores", "notices")
_KINDS = {
    "return": "return of a borough",
    "capture": "what boroughs said in a workshop",
    "ocds": "published notices",
    "contracts_finder": "published notices",
    "register": "contract register of a council",
    "spend": "published spend",
    "framework_sales": "published framework sales",
    "facts": "published facts",
    "reference": "reviewed table",
}
_HELD = (
    "The borough has sent a return; the rows it has not agreed to publish are withheld from this edition, not unknown."
)
_VERSION = "The first eight figures of the sha256 of a file tell one version of it from another."
_COLUMNS = (
    Column("source_name", "Source", width=3.6),
    Column("kind", "Kind", width=2),
    Column("retrieved_date", "Obtained", "date", width=1.2),
    Column("confirmed_date", "True up to", "date", width=1.2, missing="row by row"),
    Column("n_used", "Rows used", "number", width=0.7),
    Column("hash", "sha256", width=1),
)


def provenance(register: Register, borough_id: str) -> Fragment:
    """
    Say what a borough's report rests on.

    Parameters
    ----------
    register
        The register.
    borough_id
        The borough.

    Returns
    -------
    fragment
        The register with its hash and edition, and one row a source with rows about the borough: systems, contracts,
        ratings, challenges, skills, intentions and notices that name it.

    Examples
    --------
    >>> from datetime import date
    >>> provenance(Register.from_tables({}, as_of=date(2026, 11, 23)), "camden").text.splitlines()[-1]
    'No source says anything about this borough.'
    """
    counts = pd.concat([_rows(register, name, borough_id)["source_id"] for name in _TABLES])
    held = [_HELD] if borough_id in answered_in_part(register) else []
    return rests_on(register, counts, about="this borough", held=held)


def rests_on(register: Register, source_ids: pd.Series[str], *, about: str, held: Sequence[str] = ()) -> Fragment:
    """
    Say which sources the rows of a document come from.

    Parameters
    ----------
    register
        The register.
    source_ids
        The source of every row that was used.
    about
        What they speak of, such as `this system`.
    held
        What the edition withholds of them, a sentence each.

    Returns
    -------
    fragment
        The register with its hash and edition, and one row a source; or a callout.

    Examples
    --------
    >>> from datetime import date
    >>> register = Register.from_tables({}, as_of=date(2026, 11, 23))
    >>> rests_on(register, pd.Series([], dtype="str"), about="this system").text.splitlines()[-1]
    'No source says anything about this system.'
    """
    info = register.info
    stands = f"As of {date_text(register.as_of)}, {info.name}, the {edition_words(info.edition_name)}, register {register.sha256[:8]}."
    stamp = f"{stands} This register is {info.notice}." if info.notice else stands
    counts = source_ids.value_counts()
    used = register.sources[register.sources["source_id"].isin(counts.index)]
    if used.empty:
        where = " in this edition" if held else ""
        return stack(paragraph(stamp), notice(f"No source{where} says anything about {about}.", *held))
    is_withheld = used["sha256"].eq("withheld")
    rows = used.assign(
        kind=used["source_kind"].map(_KINDS),
        n_used=used["source_id"].map(counts).astype("int64"),
        hash=used["sha256"].str[:8].mask(is_withheld, "not shown"),
    ).sort_values(["n_used", "source_name"], ascending=[False, True], kind="stable")
    verb = "says" if len(rows) == 1 else "say"
    # How many sources there are in all is not told: a file about others would change every document.
    caption = f"{count_text(len(rows), 'source')} {verb} something about {about}"
    told = [] if is_withheld.all() else [_VERSION]
    why = ["That of a file which is not for everyone is not shown."] if told and is_withheld.any() else []
    note = " ".join([*held, "What is told beside it rests on the other sources.", *told, *why])
    columns = _COLUMNS if told else _COLUMNS[:-1]
    return stack(paragraph(stamp), from_frame(rows, columns=columns, caption=caption, note=note))


def _rows(register: Register, name: str, borough_id: str) -> pd.DataFrame:
    return for_borough(register.table(name), borough_id)
