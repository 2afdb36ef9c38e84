"""What a column of a published contract register may hold: fields of the contracts sheet, and what is told beside them."""

from __future__ import annotations

REGISTER_FIELDS = (
    "borough", "category", "charity_number", "company_number", "contract_type", "cpv", "department", "description",
    "direct_award", "end_date", "evidence_url", "extension_note", "framework", "grant", "ignore", "is_framework", "length",
    "notice_months", "ocid", "other_identifier", "partner_boroughs", "procedure", "procurement_date", "purchase_order",
    "reference", "review_date", "seller", "sme_supplier", "start_date", "supplier", "system", "title", "unclear", "value_gbp",
    "vcse_supplier",
)  # fmt: skip
