"""Tables of where the rest comes from: sources, notices, what was left out, and an edition's released figures."""

from __future__ import annotations

from citytools_analysis.schema.columns import PROVENANCE, Column, Table

SAID_BY_BOROUGHS = ("return", "capture")  # what boroughs say themselves: their returns, and what is noted in a workshop
SOURCE_KINDS = (
    "reference", "facts", *SAID_BY_BOROUGHS, "ocds", "contracts_finder", "register", "spend", "framework_sales",
)  # fmt: skip

SOURCES = Table(
    "sources",
    "One row a file that was added, or a reference table that was drawn on.",
    ("source_id",),
    (
        Column(
            "source_id",
            "id",
            "Hash of the kind and the logical name; a newer file of that name replaces it.",
            required=True,
        ),
        Column("source_kind", "choice", "What kind of source.", required=True, allowed=SOURCE_KINDS),
        Column("source_name", "text", "Logical name: the file, or the borough's return.", required=True),
        Column("file_name", "text", "Name of the file last read.", required=True),
        Column("borough_id", "id", "Borough whose return it is.", references="boroughs.borough_id"),
        Column("sha256", "text", "Hash of the file's bytes.", required=True),
        Column("retrieved_date", "date", "Day the file was obtained.", required=True),
        Column("confirmed_date", "date", "Day up to which the file says it is true."),
        Column("n_read", "integer", "Rows or releases read.", unit="rows", minimum=0),
        Column("n_kept", "integer", "Rows or releases kept.", unit="rows", minimum=0),
        Column(
            "n_left_out",
            "integer",
            "Rows or releases left out, each with its reason in left_out.",
            unit="rows",
            minimum=0,
        ),
        Column(
            "n_quarantined",
            "integer",
            "Rows or releases that could not be placed, kept in quarantine.",
            unit="rows",
            minimum=0,
        ),
    ),
)

LEFT_OUT = Table(
    "left_out",
    "One row a record of a source that did not become a register row.",
    ("source_id", "source_pointer"),
    (
        Column("source_id", "id", "Source.", required=True, references="sources.source_id"),
        Column("source_pointer", "text", "Where in the source.", required=True),
        Column("reason", "text", "Why it was left out, as a short code.", required=True),
        Column("what", "text", "What it was: buyer and title, or the row's first words."),
        Column("record", "text", "Its own key: the process of a notice, the reference of a contract."),
    ),
    tier="nobody",
)

QUARANTINE = Table(
    "quarantine",
    "One row a record that may belong in the register and could not be placed; it can be tried again.",
    ("source_id", "source_pointer"),
    (
        Column("source_id", "id", "Source.", required=True, references="sources.source_id"),
        Column("source_pointer", "text", "Where in the source.", required=True),
        Column("reason", "text", "Why it could not be placed, as a short code.", required=True),
        Column("what", "text", "What it was: buyer and title, or the row's first words."),
        Column("record", "text", "Its own key: the process of a notice, the reference of a contract."),
        Column("sheet", "text", "Sheet of a return whose fields it holds; `release` for a notice.", required=True),
        Column("content", "text", "The record as JSON, without contact points.", required=True),
    ),
    tier="nobody",
)

NOTICES = Table(
    "notices",
    "One row a published procurement notice about a borough's technology.",
    ("notice_id",),
    (
        Column("notice_id", "id", "Release identifier.", required=True),
        Column("ocid", "text", "Open contracting process identifier.", required=True),
        Column("notice_type", "text", "UK1 to UK17, or the stage on Contracts Finder.", required=True),
        Column("published_date", "date", "Day it was published."),
        Column("borough_id", "id", "Buyer.", required=True, references="boroughs.borough_id"),
        Column("buyer_identifier", "text", "The buyer's identifier as published."),
        Column("title", "text", "Title as published."),
        Column("cpv_code", "text", "Main procurement vocabulary code, eight digits."),
        Column("value_gbp", "money", "Value as published.", unit="pounds sterling", minimum=0),
        Column(
            "value_basis",
            "choice",
            "What the value covers.",
            allowed=("committed_term", "max_incl_options", "annual", "ceiling", "actual_fy", "unknown"),
        ),
        Column("is_direct_award", "boolean", "Awarded without competition."),
        Column("contract_id", "id", "Contract it speaks of, where one is known."),
        Column("evidence_url", "address", "Public address of the notice."),
        *PROVENANCE,
    ),
)

RELEASED = Table(
    "released",
    "One row a figure computed from the full register for an edition, withheld where it must be.",
    ("metric", "borough_id", "function_code", "system_id", "subject", "category"),
    (
        Column("metric", "text", "Metric and its module.", required=True),
        Column("borough_id", "id", "Borough it is about, or blank."),
        Column("function_code", "id", "Function it is about, or blank."),
        Column("system_id", "id", "System it is about, or blank."),
        Column("subject", "text", "Service area, problem or skill it is about, or blank."),
        Column("category", "text", "Further grouping, or blank."),
        Column("value", "number", "The figure; blank when withheld."),
        Column("unit", "text", "Unit of the figure.", required=True),
        Column("n", "integer", "Boroughs it rests on; blank when withheld.", unit="boroughs"),
        Column("n_of", "integer", "Boroughs it could rest on.", unit="boroughs"),
        Column("lower", "number", "Lower end of the interval."),
        Column("upper", "number", "Upper end of the interval."),
        Column("interval_kind", "text", "What the interval is."),
        Column("is_withheld", "boolean", "Whether it is withheld.", required=True),
        Column("reason", "text", "Why it is withheld."),
        Column(
            "as_of",
            "date",
            "Day of the release that told it; earlier than the edition's where too few have changed since.",
        ),
    ),
)

TABLES = (SOURCES, LEFT_OUT, QUARANTINE, NOTICES, RELEASED)
