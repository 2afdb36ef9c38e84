"""What the report rests on: every source, and what was read and left out."""

from __future__ import annotations

import pandas as pd

from citytools_analysis.pages.data_quality.subject import Quality
from citytools_analysis.style import count_text
from citytools_analysis.tables.fragment import Fragment
from citytools_analysis.tables.frame import Column, from_frame
from citytools_analysis.tables.layout import notice, stack
from citytools_analysis.tables.provenance import rests_on as sources_of

_TABLES = ("deployments", "contracts", "ratings", "challenges", "skills", "intentions", "notices", "spend", "contacts")
_KINDS = {
    "return": "returns of boroughs", "ocds": "published notices", "contracts_finder": "published notices",
    "register": "contract registers", "facts": "stated facts", "spend": "published spend",
    "framework_sales": "published framework sales",
}  # fmt: skip
_COLUMNS = (
    Column("kind", "Kind of source", width=2),
    Column("n_files", "Files", "number", width=0.7),
    Column("n_read", "Rows read", "number", width=1, missing="withheld"),
    Column("n_kept", "Kept", "number", width=1, missing="withheld"),
    Column("n_left_out", "Left out", "number", width=1, missing="withheld"),
    Column("n_quarantined", "Put aside", "number", width=1, missing="withheld"),
    Column("confirmed_date", "True up to", "date", width=1.2, missing="row by row"),
)


def read_and_left_out(quality: Quality) -> Fragment:
    """
    Say of each kind of source how many rows were read, kept, left out and put aside.

    Parameters
    ----------
    quality
        As `about` gives it.

    Returns
    -------
    fragment
        One row a kind of source; a callout where none was read.

    Examples
    --------
    >>> from citytools_analysis.pages.data_quality.examples import EMPTY
    >>> read_and_left_out(EMPTY).text
    'No source was read.'
    """
    sources = quality.register.sources
    sources = sources.assign(kind=sources["source_kind"].map(_KINDS)).dropna(subset=["kind"])
    if sources.empty:
        return notice("No source was read.")
    counts = ["n_read", "n_kept", "n_left_out", "n_quarantined"]
    sums = sources.groupby("kind")[counts].sum(min_count=1).astype("Int64")
    told = sums.assign(
        n_files=sources.groupby("kind").size(), confirmed_date=sources.groupby("kind")["confirmed_date"].max()
    )
    rows = told.reset_index().sort_values(["n_files", "kind"], ascending=[False, True], kind="stable")
    note = "Left out: not technology, or not a borough of London. Put aside: could not be understood, kept for a person to look at."
    return from_frame(rows, columns=_COLUMNS, caption=f"{count_text(len(sources), 'file')} read", note=note)


def rests_on(quality: Quality) -> Fragment:
    """
    Say which sources the rows of the register come from.

    Parameters
    ----------
    quality
        As `about` gives it.

    Returns
    -------
    fragment
        The register, and one row a source.

    Examples
    --------
    >>> from citytools_analysis.pages.data_quality.examples import EMPTY
    >>> rests_on(EMPTY).text.splitlines()[-1]
    'No source says anything about any borough.'
    """
    used = pd.concat([quality.register.table(name)["source_id"] for name in _TABLES]).dropna()
    held = (
        ["Of returns only the rows that the borough agreed to publish are in this edition."]
        if quality.is_public and quality.answered
        else []
    )
    return stack(sources_of(quality.register, used, about="any borough", held=held))
