"""The grids of 33 rows: what each kind of source tells of each borough, and how much of each field is filled in."""

from __future__ import annotations

import pandas as pd

from citytools_analysis.charts.chart import Chart
from citytools_analysis.charts.grids import heat_grid
from citytools_analysis.charts.numbers import share_text
from citytools_analysis.metrics import coverage
from citytools_analysis.pages.data_quality.findings import sources_finding
from citytools_analysis.pages.data_quality.subject import Quality
from citytools_analysis.style import UNKNOWN, date_text
from citytools_analysis.tables.fragment import Fragment
from citytools_analysis.tables.frame import Column, from_frame
from citytools_analysis.tables.words import joined

_GROUPS = {
    "return": "Own return",
    "notices": "Published notices",
    "contract register": "Contract register",
    "stated facts": "Stated facts",
    "spend": "Published spend",
}
_TOLD = {
    "return": "returns",
    "notices": "notices",
    "contract register": "contract registers",
    "stated facts": "stated facts",
    "spend": "published spend",
}
_FIELDS = {
    "system_state": "Functions answered",
    "system_id": "System named",
    "supplier_id": "Supplier",
    "start_date": "Start",
    "end_date": "End",
    "option_state": "Options",
    "value_gbp": "Value",
    "vat_basis": "VAT basis",
    "score": "Rated",
}
_ROWS = (
    Column("borough", "Borough", width=1.8),
    Column("status", "What there is", width=1.7),
    Column("n_records", "Records", "number", width=1),
    Column("ends", "Contracts, end ahead", width=1.2),
    Column("named", "Systems named", width=1.2),
    Column("oldest_date", "Oldest day", "short_date", width=1),
    Column("newest_date", "Newest day", "short_date", width=1),
)


def sources_grid(quality: Quality) -> Chart | Fragment:
    """
    Draw how many records each kind of source holds of each borough.

    Parameters
    ----------
    quality
        As `about` gives it.

    Returns
    -------
    chart
        A grid of boroughs and kinds of source; none, unknown and withheld look different. A callout where there is nothing.

    Examples
    --------
    >>> from citytools_analysis.pages.data_quality.examples import EMPTY
    >>> sources_grid(EMPTY).text.splitlines()[0]
    'Nothing is known of records, so there is nothing to draw.'
    """
    rows = quality.by_source
    counts = rows[rows["state"] == "known"].groupby("source_group")["borough_id"].nunique()
    told = [(words, int(counts.get(group, 0))) for group, words in _TOLD.items()]
    note = (
        "Records by source: contracts of which the borough is the buyer, answers about a function, notices and payments, each in "
        f"every source that tells of it. Unknown: no source of the kind names the borough. As of {date_text(quality.register.as_of)}."
    )
    if quality.is_public:
        note += " Of returns only what the borough agreed to publish is counted."
    shown = rows.assign(kind=rows["source_group"].map(_GROUPS))
    return heat_grid(
        shown, title=sources_finding(told, len(quality.known)), note=note, unit="records", rows="borough",
        columns="kind", value="n_records", width_mm=172,
    )  # fmt: skip


def fields_grid(quality: Quality) -> Chart | Fragment:
    """
    Draw which share of each borough's records has each field that decides something.

    Parameters
    ----------
    quality
        As `about` gives it.

    Returns
    -------
    chart
        A grid of boroughs and fields; blank where nothing is asked because there is no such record.

    Examples
    --------
    >>> from citytools_analysis.pages.data_quality.examples import EMPTY
    >>> fields_grid(EMPTY).title
    'Functions are the field most often left open: 0 of 2,970 are answered'
    """
    rows = quality.completeness[quality.completeness["field"].isin(list(_FIELDS))]
    is_held = rows["is_withheld"] & rows["n_asked"].isna()
    held = sorted({_FIELDS[name] for name in rows.loc[is_held, "field"]})
    rows = rows[~is_held]
    state = pd.Series("known", index=rows.index).mask(rows["n_asked"].eq(0), "not_applicable")
    rows = rows.assign(name=rows["field"].map(_FIELDS), state=state, is_withheld=False)
    note = (
        "Share of the records that should have the field: functions, systems said to be known, contracts that have not ended. Not applicable counts as "
        f"filled in, unknown does not; blank: no such record. As of {date_text(quality.register.as_of)}."
    )
    if held:
        note += f" Not in this edition: {joined(held).lower()}."
    return heat_grid(
        rows, title=_open_most(rows), note=note, unit="of records filled in", rows="borough", columns="name",
        value_text=share_text, width_mm=172,
    )  # fmt: skip


def _open_most(rows: pd.DataFrame) -> str:
    counts = rows.groupby("field")[["n_complete", "n_asked"]].sum().astype("float64")
    counts = counts[counts["n_asked"] > 0]
    share = (counts["n_complete"] / counts["n_asked"]).sort_values(kind="stable")
    if share.empty:
        return "No record is known, so no field can be left open"
    first = str(share.index[0])
    n, n_of = (int(counts[name][first]) for name in ("n_complete", "n_asked"))
    if first == "system_state":
        return f"Functions are the field most often left open: {n:,} of {n_of:,} are answered"
    return f"{_FIELDS[first]} is the field most often left open: {n:,} of {n_of:,} records have it"


def boroughs_table(quality: Quality) -> Fragment:
    """
    List what is known of each borough, with the age of it.

    Parameters
    ----------
    quality
        As `about` gives it.

    Returns
    -------
    fragment
        One row a borough; all kinds of source are in the workbook.

    Examples
    --------
    >>> from citytools_analysis.pages.data_quality.examples import EMPTY
    >>> boroughs_table(EMPTY).text.splitlines()[2]
    'Barking and Dagenham nothing known unknown unknown unknown unknown unknown'
    """
    known, by_source = quality.known, quality.by_source
    records = by_source.groupby("borough_id")["n_records"].sum(min_count=1)
    rows = known.assign(
        n_records=known["borough_id"].map(records),
        ends=[_of(n, n_of) for n, n_of in zip(known["n_with_end_date"], known["n_contracts"], strict=True)],
        named=_named(quality),
    )
    caption = f"What the register holds of {len(rows)} boroughs; no data is not the same as not used"
    note = (
        "Contracts that serve the borough and have not ended; one that rolls on has no end ahead. Days on which a source says "
        "that a row was true. The workbook gives the same for each kind of source."
    )
    table = from_frame(rows, columns=_ROWS, caption=caption, note=note)
    beside = from_frame(by_source, columns=_BESIDE, caption="Records by borough and kind of source")
    return Fragment(table.html, attached=(*table.attached, *beside.attached))


_BESIDE = (
    Column("borough", "Borough"),
    Column("source_group", "Kind of source"),
    Column("state", "State"),
    *(Column(name, words, "number") for name, words in {
        "n_records": "Records", "n_contracts": "Contracts", "n_with_end": "Contracts with an end",
        "n_systems": "Answers about a function", "n_named": "Answers that name a system or none",
    }.items()),
    Column("oldest_date", "Oldest day", "date"),
    Column("newest_date", "Newest day", "date"),
)  # fmt: skip


def _of(n: int, n_of: int) -> str:
    return f"{n} of {n_of}" if n_of else UNKNOWN


def _named(quality: Quality) -> list[str]:
    rows = quality.completeness
    rows = rows[rows["field"] == "system_id"].set_index("borough_id").reindex(quality.known["borough_id"])
    counts = rows[["n_complete", "n_asked"]].fillna(0).astype("int64")
    return [_of(n, n_of) for n, n_of in counts.itertuples(index=False)]


def areas_table(quality: Quality) -> Fragment:
    """
    Say in how many boroughs anything is known of each service area.

    Parameters
    ----------
    quality
        As `about` gives it.

    Returns
    -------
    fragment
        One row a service area, the least known first, and all areas together.

    Examples
    --------
    >>> from citytools_analysis.pages.data_quality.examples import EMPTY
    >>> areas_table(EMPTY).text.splitlines()[-1][:22]
    'A borough with one rec'
    """
    rows = coverage.boroughs_known(quality.register)
    rows = rows.sort_values(["n_boroughs", "area"], kind="stable", ignore_index=True)
    upper = [_upper(row) for row in rows.to_dict("records")]
    rows = rows.assign(upper=upper)
    reasons = " ".join(sorted({f"{words[:1].upper()}{words[1:]}." for words in rows["reason"] if words}))
    note = f"A borough with one record counts like one with a hundred. {reasons}".strip()
    n = len(quality.known)
    return from_frame(
        rows,
        columns=_AREAS if set(upper) != {"the same"} else _AREAS[:-1],
        caption=f"Boroughs of {n} of which anything is known, the least known area first",
        note=note,
    )


_AREAS = (
    Column("area", "Service area", width=3),
    Column("n_boroughs", "Boroughs known", "number", width=1),
    Column("n_boroughs_dated", "of these with a day", "number", width=1),
    Column("value", "Share of all", "share", width=0.9),
    Column("upper", "At most, if all that is withheld told of it", width=1.6),
)


def _upper(row: dict[object, object]) -> str:
    low, high = row["value"], row["bound_high"]
    return f"{float(str(high)):.0%}" if high == high and high != low else "the same"  # noqa: PLR0124 - NaN is unequal to itself
