"""Tables of what is published beside contracts: money that was paid, and how a supplier performed."""

from __future__ import annotations

from citytools_analysis.schema.columns import PROVENANCE, Column, Table, dated
from citytools_analysis.schema.estate import VAT_BASES

SPEND_KINDS = ("payment", "framework_sale")
# Procurement Regulations 2024, regulation 39: the official scale, never merged with the survey's
PERFORMANCE_RATINGS = ("good", "approaching_target", "requires_improvement", "inadequate", "other")
ROLES = ("supplier", "co_supplier", "seller", "system")
MATCHES = (
    "identifier", "decision", "name", "context", "cut_off_name", "ambiguous", "conflict", "not_known",
)  # fmt: skip

SPEND = Table(
    "spend",
    "One row a payment to a technology supplier, or a month's sales under a framework.",
    ("spend_id",),
    (
        Column("spend_id", "id", "Hash of the source's own key.", required=True),
        Column("borough_id", "id", "Who paid.", required=True, references="boroughs.borough_id"),
        Column("supplier_id", "id", "Who was paid.", required=True, references="suppliers.supplier_id"),
        Column(
            "spend_kind",
            "choice",
            "A payment the borough published, or sales the supplier declared under a framework.",
            required=True,
            allowed=SPEND_KINDS,
        ),
        *dated("paid_date", "Day it was paid; the month of a framework's sales."),
        Column("amount_gbp", "money", "Amount; a credit note is below zero.", unit="pounds sterling"),
        Column("vat_basis", "choice", "Whether the amount includes VAT.", allowed=VAT_BASES),
        Column("department", "text", "Department that paid, as published."),
        Column("category", "text", "Category of the expense, as published."),
        Column("reference", "text", "Number of the payment, as published."),
        Column("framework", "text", "Framework and lot of a framework's sales."),
        Column("is_published", "boolean", "Already public: may stand in the public edition."),
        *PROVENANCE,
    ),
    to_others="never",
)

PERFORMANCE = Table(
    "performance",
    "One row an official assessment of a supplier in a contract performance notice (UK9), on its own scale.",
    ("performance_id",),
    (
        Column("performance_id", "id", "Hash of notice, contract and indicator.", required=True),
        Column("notice_id", "id", "Notice that says it.", required=True),
        Column("ocid", "text", "Open contracting process identifier.", required=True),
        Column("contract_id", "id", "Contract it speaks of, where one is known."),
        Column("borough_id", "id", "Buyer.", required=True, references="boroughs.borough_id"),
        Column("supplier_id", "id", "Supplier assessed.", references="suppliers.supplier_id"),
        Column("indicator", "text", "Key performance indicator, as published."),
        Column(
            "rating",
            "choice",
            "Assessment on the scale of the Procurement Regulations 2024; never merged with the survey's scores.",
            allowed=PERFORMANCE_RATINGS,
        ),
        *dated("period_start_date", "First day assessed."),
        *dated("period_end_date", "Last day assessed."),
        Column("is_breach", "boolean", "The notice reports a breach of contract."),
        Column("published_date", "date", "Day it was published."),
        Column("evidence_url", "address", "Public address of the notice."),
        *PROVENANCE,
    ),
)

MENTIONS = Table(
    "mentions",
    "One row a name of a supplier or system as a source writes it, and what it was taken for.",
    ("source_id", "source_pointer", "role", "mention"),
    (
        Column("mention", "text", "The name as written.", required=True),
        Column("role", "choice", "What it names; a co_supplier is one of several.", required=True, allowed=ROLES),
        Column("identifiers", "text", "Identifiers published beside it, separated by |."),
        Column("context", "text", "Title and system beside it, which may tell two firms of one name apart."),
        Column("named_id", "id", "Supplier or system it was taken for.", required=True),
        Column(
            "matched_by",
            "choice",
            "How: by identifier, a person's decision, a reviewed name, or not at all.",
            required=True,
            allowed=MATCHES,
        ),
        Column("source_id", "id", "Source of the row.", required=True),
        Column("source_pointer", "text", "Where in the source.", required=True),
    ),
    tier="nobody",
)

TABLES = (SPEND, PERFORMANCE, MENTIONS)
