"""Tables of what boroughs run: suppliers, systems, deployments, contracts, options and allocations."""

from __future__ import annotations

from citytools_analysis.schema.columns import PROVENANCE, Column, Table, dated

SYSTEM_STATES = ("known", "in_house", "open_source", "none", "unknown", "withheld", "not_applicable")
END_STATES = ("known", "rolling", "unknown", "not_applicable", "withheld")
VALUE_BASES = ("committed_term", "max_incl_options", "annual", "ceiling", "actual_fy", "unknown")
VAT_BASES = ("ex", "inc", "unknown")
CONFIDENCES = ("high", "medium", "low")

END_BASES = ("stated", "computed", "parsed", "changed", "terminated")
OPTION_STATES = ("known", "none", "unknown")
SHARE_BASES = ("declared", "equal_assumed")
SUPPLIER_ROLES = ("supplier", "consortium_lead", "consortium_member")

# What a source says outright, so that a blank of its own is never mistaken for it (design.md, section 2).
_SAID = (
    Column(
        "stated_unknown",
        "text",
        "Columns that the source says are unknown, separated by |.",
        tier="members",
        to_others="never",
    ),
    Column(
        "stated_none",
        "text",
        "Columns of which the source says there is none, separated by |.",
        tier="members",
        to_others="never",
    ),
)
_PUBLISHED = Column(
    "is_published",
    "boolean",
    "Already public, or the borough agrees to its publication: may stand in the public edition.",
)

SUPPLIERS = Table(
    "suppliers",
    "One row an organisation that supplies technology.",
    ("supplier_id",),
    (
        Column("supplier_id", "id", "Stable slug of the supplier.", required=True),
        Column("supplier", "text", "Name to display.", required=True),
        Column(
            "supplier_kind",
            "choice",
            "What it is; a reseller gets no product share.",
            allowed=("company", "reseller", "consortium", "brand", "unknown"),
        ),
        Column("companies_house_number", "text", "Registered company number, eight characters."),
        Column("operating_group", "text", "Group it trades in today as recorded; blank when not known."),
        Column("is_reviewed", "boolean", "Whether the name was matched to the reviewed table."),
        Column("source_id", "id", "Source of the row: the reference table, or the file that named it.", required=True),
        Column("source_pointer", "text", "Where in the source.", required=True),
    ),
)

SUPPLIER_EVENTS = Table(
    "supplier_events",
    "One row a change of name or owner of a supplier.",
    ("supplier_id", "event", "event_date", "counterparty"),
    (
        Column("supplier_id", "id", "Supplier it happened to.", required=True, references="suppliers.supplier_id"),
        Column(
            "event",
            "choice",
            "What happened.",
            allowed=(
                "renamed",
                "acquired_by",
                "acquired",
                "acquired_assets",
                "divested",
                "sold_by_parent",
                "offer_for",
                "framework",
            ),
        ),
        Column("counterparty", "text", "The other party, or the former name."),
        *dated("event_date", "When it happened or was announced."),
        Column(
            "is_completed", "boolean", "Whether completion is confirmed; only then does it change an operating group."
        ),
        Column("confidence", "choice", "How sure the record is.", allowed=CONFIDENCES),
        Column("evidence_url", "address", "Where it is recorded."),
        Column("source_id", "id", "Source of the row.", required=True),
        Column("source_pointer", "text", "Where in the source.", required=True),
    ),
)

SUPPLIER_IDENTIFIERS = Table(
    "supplier_identifiers",
    "One row an identifier under which a source names a supplier.",
    ("scheme", "identifier"),
    (
        Column("supplier_id", "id", "Supplier.", required=True, references="suppliers.supplier_id"),
        Column("scheme", "text", "Scheme, such as GB-COH, GB-PPON or GB-CHC.", required=True),
        Column("identifier", "text", "Identifier in that scheme, checked and padded.", required=True),
        Column("source_id", "id", "Source of the row.", required=True),
        Column("source_pointer", "text", "Where in the source.", required=True),
    ),
)

SYSTEMS = Table(
    "systems",
    "One row a named product of a supplier.",
    ("system_id",),
    (
        Column("system_id", "id", "Stable slug of the system.", required=True),
        Column("system", "text", "Name to display.", required=True),
        Column(
            "supplier_id", "id", "Supplier that makes it; blank when not known.", references="suppliers.supplier_id"
        ),
        Column("is_reviewed", "boolean", "Whether the name was matched to the reviewed table."),
        Column("source_id", "id", "Source of the row.", required=True),
        Column("source_pointer", "text", "Where in the source.", required=True),
    ),
)

DEPLOYMENTS = Table(
    "deployments",
    "One row a system a borough uses for a function; it outlives contracts.",
    ("deployment_id",),
    (
        Column("deployment_id", "id", "Hash of borough, function, system and slot.", required=True),
        Column("borough_id", "id", "Borough.", required=True, references="boroughs.borough_id"),
        Column("function_code", "id", "Function.", references="functions.function_code"),
        Column("system_state", "choice", "Whether a system is known, or why none is named.", allowed=SYSTEM_STATES),
        Column("system_id", "id", "System; blank unless the state is known.", references="systems.system_id"),
        Column(
            "supplier_id", "id", "Supplier of the system; blank when not known.", references="suppliers.supplier_id"
        ),
        Column(
            "slot", "text", "Single place the system fills; a later sighting of another system there is a replacement."
        ),
        *dated("in_use_from_date", "First day in use; blank when not known."),
        *dated("in_use_to_date", "Last day in use; blank while in use or not known."),
        Column("seen_date", "date", "Day on which the system was seen in use."),
        Column("basis", "choice", "Stated by the source, or inferred from it.", allowed=("stated", "inferred")),
        Column(
            "hosting",
            "choice",
            "Where it runs.",
            allowed=("supplier_cloud", "own_cloud", "on_premises", "unknown"),
            tier="members",
            to_others="never",
        ),
        Column("evidence_url", "address", "Public address of the evidence."),
        *_SAID,
        _PUBLISHED,
        *PROVENANCE,
    ),
)

CONTRACTS = Table(
    "contracts",
    "One row a legal agreement or call-off; frameworks are marked and never counted.",
    ("contract_id",),
    (
        Column("contract_id", "id", "Hash of the source's own key.", required=True),
        Column("reference", "text", "The buyer's reference, or the ocid and award."),
        Column("title", "text", "Title of the agreement."),
        Column("borough_id", "id", "Lead buyer.", required=True, references="boroughs.borough_id"),
        Column("partner_borough_ids", "text", "Other boroughs served, separated by |."),
        Column("system_id", "id", "Main system bought; blank when not known.", references="systems.system_id"),
        Column(
            "supplier_id", "id", "Maker or service supplier; blank when not known.", references="suppliers.supplier_id"
        ),
        Column(
            "seller_id",
            "id",
            "Reseller that signed, where it is another; gets no product share.",
            references="suppliers.supplier_id",
        ),
        *dated("start_date", "First day."),
        *dated("end_date", "Committed end, without options."),
        Column("end_state", "choice", "Whether the end is known.", allowed=END_STATES),
        Column(
            "end_basis",
            "choice",
            "How the end is known: stated, computed from the length, parsed from text, changed or proved by a notice.",
            allowed=END_BASES,
        ),
        Column("option_state", "choice", "Whether there are options to extend.", allowed=OPTION_STATES),
        *dated("review_date", "Day on which the buyer reviews it."),
        Column("is_in_use", "boolean", "Still in use; with an end in the past it is expired in use."),
        Column(
            "notice_months",
            "number",
            "Notice the buyer gives to leave a rolling contract, or to stop renewal.",
            unit="months",
            minimum=0,
            maximum=60,
        ),
        *dated("break_date", "Next day on which the buyer may leave early."),
        Column(
            "value_gbp", "money", "Value as the source gives it.", unit="pounds sterling", minimum=0, to_others="never"
        ),
        Column("value_basis", "choice", "What the value covers.", allowed=VALUE_BASES),
        Column("vat_basis", "choice", "Whether the value includes VAT.", allowed=VAT_BASES),
        Column("department", "text", "Department responsible, as published."),
        Column("is_sme_supplier", "boolean", "The supplier is a small or medium-sized enterprise."),
        Column("is_vcse_supplier", "boolean", "The supplier is a voluntary, community or social enterprise."),
        Column("is_framework", "boolean", "A framework is a ceiling: never a contract, never spend."),
        Column("framework", "text", "Framework called off from."),
        Column("procedure", "text", "Procurement procedure as the source gives it."),
        Column("is_direct_award", "boolean", "Awarded without competition."),
        Column("regime", "choice", "Law of the procurement.", allowed=("pcr_2015", "pa_2023", "unknown")),
        Column("ocid", "text", "Open contracting process identifier."),
        Column("cpv_code", "text", "Main procurement vocabulary code, eight digits."),
        Column(
            "extension_note", "text", "Extension terms where given only as text.", tier="members", to_others="never"
        ),
        Column("evidence_url", "address", "Public address of the evidence."),
        *_SAID,
        _PUBLISHED,
        *PROVENANCE,
    ),
)

OPTIONS = Table(
    "options",
    "One row an option to extend a contract.",
    ("contract_id", "position"),
    (
        Column("contract_id", "id", "Contract.", required=True, references="contracts.contract_id"),
        Column(
            "position", "integer", "Order in which the options follow, from 1.", required=True, minimum=1, maximum=20
        ),
        Column("months", "number", "Length.", unit="months", required=True, minimum=0, maximum=240),
        Column("holder", "choice", "Who may use it.", allowed=("buyer", "mutual", "supplier", "unknown")),
        Column("notice_months", "number", "Notice to use it.", unit="months", minimum=0, maximum=60),
        Column("is_exercised", "boolean", "Already used: then its months count in the committed end."),
        Column(
            "value_gbp",
            "money",
            "Value of the option, where the source gives it.",
            unit="pounds sterling",
            minimum=0,
            to_others="never",
        ),
        Column("basis", "choice", "Stated in a field, or parsed from text.", allowed=("stated", "parsed")),
        *PROVENANCE,
    ),
)

ALLOCATIONS = Table(
    "allocations",
    "One row a share of a contract by borough, function and system; weights of a contract sum to 1.",
    ("contract_id", "borough_id", "function_code", "system_id"),
    (
        Column("contract_id", "id", "Contract.", required=True, references="contracts.contract_id"),
        Column("borough_id", "id", "Borough served.", required=True, references="boroughs.borough_id"),
        Column("function_code", "id", "Function; blank when not known.", references="functions.function_code"),
        Column("system_id", "id", "System; blank when not known.", references="systems.system_id"),
        Column("weight", "number", "Share of the contract.", unit="0 to 1", required=True, minimum=0, maximum=1),
        Column(
            "weight_basis",
            "choice",
            "How the share is known; an equal split is an assumption.",
            allowed=("declared", "spend", "equal_assumed"),
        ),
        *PROVENANCE,
    ),
)

CONTRACT_SUPPLIERS = Table(
    "contract_suppliers",
    "One row a contract and supplier, where a source names several; those of a framework are not told, for they share nothing.",
    ("contract_id", "supplier_id"),
    (
        Column("contract_id", "id", "Contract.", required=True, references="contracts.contract_id"),
        Column("supplier_id", "id", "One of its suppliers.", required=True, references="suppliers.supplier_id"),
        Column(
            "supplier_share",
            "number",
            "Share of the contract, where the source declares one for each supplier; else blank, and equal shares are assumed.",
            unit="0 to 1",
            minimum=0,
            maximum=1,
            to_others="never",
        ),
        Column("share_basis", "choice", "How the share is known; an equal one is an assumption.", allowed=SHARE_BASES),
        Column("role", "choice", "What the source calls it.", allowed=SUPPLIER_ROLES),
        Column("mention", "text", "Its name as the source writes it.", tier="members", to_others="never"),
        *PROVENANCE,
    ),
)

TABLES = (
    SUPPLIERS, SUPPLIER_IDENTIFIERS, SUPPLIER_EVENTS, SYSTEMS, DEPLOYMENTS, CONTRACTS, CONTRACT_SUPPLIERS, OPTIONS,
    ALLOCATIONS,
)  # fmt: skip
