"""Which fields a record needs, and which question cannot be answered without each."""

from __future__ import annotations

from typing import NamedTuple

from citytools_analysis.metrics.held import told_of_others
from citytools_analysis.schema import TABLES


class RequiredField(NamedTuple):
    """
    One field that a record is asked for.

    `table` and `column` name it in the register; `asked_of` says of which records it is asked; `why` what cannot be
    answered without it.
    """

    table: str
    column: str
    asked_of: str
    why: str

    @property
    def is_public(self) -> bool:
        """Whether a public edition may hold it."""
        table = TABLES[self.table]
        return table.tier == "public" and table[self.column].tier == "public"

    @property
    def is_told_of_others(self) -> bool:
        """Whether the edition for one borough may hold it, and what it is asked of, of every other borough."""
        return told_of_others(self.table, self.column) and self.asked_of != "contracts with a value"


# A field is required only if a metric of the catalogue cannot be computed without it: more would reward filling in.
REQUIRED = (
    RequiredField("deployments", "system_state", "every function", "which boroughs share a system, and what share runs it"),
    RequiredField("deployments", "system_id", "systems said to be known", "which boroughs run the same system"),
    RequiredField("deployments", "in_use_from_date", "named systems", "how long a system has been in use"),
    RequiredField("deployments", "seen_date", "named systems", "how old the answer is"),
    RequiredField("deployments", "hosting", "named systems", "how open the system is, and what a move would take"),
    RequiredField("contracts", "supplier_id", "contracts that have not ended", "how concentrated supply is"),
    RequiredField("contracts", "start_date", "contracts that have not ended", "the yearly value of a total"),
    RequiredField("contracts", "end_date", "contracts that have not ended", "every decision date, and joint buying"),
    RequiredField("contracts", "option_state", "contracts with an end", "how long a contract could be extended"),
    RequiredField("contracts", "notice_months", "rolling contracts", "the first day they could be left"),
    RequiredField("contracts", "is_in_use", "contracts whose end has passed", "whether they run without cover"),
    RequiredField("contracts", "value_gbp", "contracts that have not ended", "yearly value and size of a joint purchase"),
    RequiredField("contracts", "value_basis", "contracts with a value", "whether a value is a year, a term or a ceiling"),
    RequiredField("contracts", "vat_basis", "contracts with a value", "on which side of a threshold a value lies"),
    RequiredField("allocations", "function_code", "contracts that have not ended", "which other boroughs could join"),
    RequiredField("ratings", "score", "named systems", "satisfaction"),
    RequiredField("skills", "level", "every skill", "who could help, and who needs help"),
    RequiredField("contacts", "mailbox", "every borough", "whom to call"),
)  # fmt: skip
