"""The entries that published sources make and nobody types: notices, spend and official performance."""

from __future__ import annotations

from citytools_analysis.schema import estate, published
from citytools_analysis.schema.fields import BOROUGH, EVIDENCE, Field, Sheet

_NOTICES = Sheet(
    "notices",
    "Notices",
    "One row a published release; made by the notice source, not typed by anyone.",
    (
        BOROUGH,
        Field("notice_id", "Release", "text", "Release id.", required=True),
        Field("ocid", "Process", "text", "ocds-...", required=True),
        Field("notice_type", "Type", "text", "UK1 to UK17, or the stage.", required=True),
        Field("published_date", "Published", "date", "YYYY-MM-DD."),
        Field("buyer_identifier", "Buyer identifier", "text", "Scheme and id."),
        Field("title", "Title", "text", "As published."),
        Field("cpv", "CPV code", "text", "Eight digits."),
        Field("value_gbp", "Value", "money", "Pounds."),
        Field("value_basis", "Value covers", "choice", "What the value covers.", allowed=estate.VALUE_BASES),
        Field("direct_award", "Direct award", "boolean", "yes or no."),
        Field("contract_reference", "Contract", "text", "The `reference` of the contract row it speaks of."),
        Field("evidence_url", "Public address", "address", "Address of the notice."),
    ),
    ("notice_id",),
)

_SPEND = Sheet(
    "spend",
    "Spend",
    "One row a payment, or a month's sales under a framework; made by the spend sources, not typed by anyone.",
    (
        BOROUGH,
        Field("supplier", "Supplier", "text", "Who was paid.", required=True),
        Field("supplier_identifier", "Supplier identifier", "text", "Scheme and number."),
        Field(
            "spend_kind", "Kind", "choice", "payment or framework sale.", required=True, allowed=published.SPEND_KINDS
        ),
        Field("paid_on", "Paid on", "date", "DD/MM/YYYY; MM/YYYY for a month's sales."),
        Field("amount_gbp", "Amount", "number", "Pounds; a credit note is below zero.", required=True),
        Field("vat_basis", "VAT", "choice", "ex, inc or unknown.", allowed=estate.VAT_BASES),
        Field("department", "Department", "text", "As published."),
        Field("category", "Category", "text", "As published."),
        Field("reference", "Number", "text", "As published."),
        Field("framework", "Framework", "text", "Framework and lot."),
        *EVIDENCE,
    ),
    (),
)

_PERFORMANCE = Sheet(
    "performance",
    "Performance",
    "One row an official assessment (UK9); made by the notice source, not typed by anyone.",
    (
        BOROUGH,
        Field("notice_id", "Release", "text", "Release id.", required=True),
        Field("ocid", "Process", "text", "ocds-...", required=True),
        Field("contract_reference", "Contract", "text", "The `reference` of the contract row it speaks of."),
        Field("supplier", "Supplier", "text", "As published."),
        Field("supplier_identifier", "Supplier identifier", "text", "Scheme and number."),
        Field("indicator", "Indicator", "text", "Key performance indicator."),
        Field("rating", "Rating", "choice", "As published.", allowed=published.PERFORMANCE_RATINGS),
        Field("period_start", "From", "date", "YYYY-MM-DD."),
        Field("period_end", "To", "date", "YYYY-MM-DD."),
        Field("breach", "Breach", "boolean", "yes or no."),
        Field("published_date", "Published", "date", "YYYY-MM-DD."),
        Field("evidence_url", "Public address", "address", "Address of the notice."),
    ),
    ("notice_id", "contract_reference", "indicator"),
)

_CONTRACT_SUPPLIERS = Sheet(
    "contract_suppliers",
    "Contract suppliers",
    "One row a supplier of a contract that has several; made by the notice sources, not typed by anyone.",
    (
        BOROUGH,
        Field("contract_reference", "Contract", "text", "The `reference` of the contract row it speaks of.", required=True),
        Field("title", "Title", "text", "Title of the contract."),
        Field("supplier", "Supplier", "text", "As published.", required=True),
        Field("supplier_identifier", "Supplier identifier", "text", "Scheme and number."),
        Field("supplier_share", "Share", "number", "From 0 to 1, if every supplier's is published."),
        Field("role", "Role", "choice", "As published.", required=True, allowed=estate.SUPPLIER_ROLES),
        EVIDENCE[1],
    ),
    (),
)  # fmt: skip

PUBLISHED = (_NOTICES, _CONTRACT_SUPPLIERS, _SPEND, _PERFORMANCE)
