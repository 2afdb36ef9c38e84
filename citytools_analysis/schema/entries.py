"""
What people and files hand in, before it is cleaned: the sheets of a return, which are also the headers of a CSV.

Every source produces frames with these columns, so that one road leads from any file to the register. Each frame
carries two more columns: `where_sheet` (sheet name, or blank) and `where_row` (row, line or JSON pointer as text).
"""

from __future__ import annotations

from dataclasses import dataclass

from citytools_analysis.schema import estate, survey
from citytools_analysis.schema.columns import Kind


@dataclass(frozen=True)
class Field:
    """
    One column of a sheet that somebody fills in.

    Parameters
    ----------
    name
        Name in a CSV header and in code.
    label
        Header in the workbook.
    kind
        How the text is read.
    help
        What to write, with the format.
    required
        Whether a row without it is refused.
    allowed
        Words a `choice` may take, as stored; spaces and hyphens are read as underscores, case is ignored.

    Examples
    --------
    >>> Field("end_date", "Ends on", "date", "DD/MM/YYYY").label
    'Ends on'
    """

    name: str
    label: str
    kind: Kind
    help: str
    required: bool = False
    allowed: tuple[str, ...] = ()


@dataclass(frozen=True)
class Sheet:
    """
    One sheet of a return, or one CSV file of the same columns.

    Parameters
    ----------
    name
        Stable name: `systems`, `contracts`, `satisfaction`, `challenges`, `skills`, `intentions`, `about`.
    title
        Name of the sheet in the workbook.
    meaning
        What one row is.
    fields
        The columns, in order.
    row_key
        Columns whose repeated values make a row a duplicate.

    Examples
    --------
    >>> SHEETS["contracts"].title
    'Contracts'
    """

    name: str
    title: str
    meaning: str
    fields: tuple[Field, ...]
    row_key: tuple[str, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """The field names, in order."""
        return tuple(field.name for field in self.fields)


_BOROUGH = Field("borough", "Borough", "text", "Name of the borough; in a workbook the About sheet gives it.")
_EVIDENCE = (
    Field("evidence_url", "Public address", "address", "Where this is published, if it is."),
    Field("seen_on", "True on", "date", "Day on which this was true, DD/MM/YYYY or YYYY-MM-DD."),
    Field("may_publish", "May be published", "boolean", "yes if it is public already or you agree to publication."),
)
_COMMENT = Field("comment", "Comment", "text", "Stays in the register; never printed.")

_SYSTEMS = Sheet(
    "systems",
    "Systems",
    "One row a system used for a function; a function with none or an unknown system has a row too.",
    (
        _BOROUGH,
        Field("function", "Function", "text", "Code such as REV01, or the function's name.", required=True),
        Field("use", "In use", "choice", "known, in house, open source, none or unknown.", allowed=estate.SYSTEM_STATES[:5]),
        Field("system", "System", "text", "Product name."),
        Field("supplier", "Supplier", "text", "Who makes it."),
        Field("in_use_from", "In use from", "date", "DD/MM/YYYY, MM/YYYY or YYYY."),
        Field("in_use_to", "In use to", "date", "Only if it is no longer used."),
        Field("hosting", "Hosting", "choice", "supplier cloud, own cloud, on premises or unknown.",
              allowed=("supplier_cloud", "own_cloud", "on_premises", "unknown")),
        Field("slot", "Slot", "text", "Facts only: the single public place in which it was seen."),
        Field("basis", "Basis", "choice", "stated or inferred.", allowed=("stated", "inferred")),
        *_EVIDENCE,
    ),
    ("borough", "function", "use", "system", "supplier", "slot", "seen_on"),
)  # fmt: skip

_CONTRACTS = Sheet(
    "contracts",
    "Contracts",
    "One row a contract or call-off.",
    (
        _BOROUGH,
        Field("partner_boroughs", "Other boroughs served", "text", "Separated by semicolons."),
        Field("reference", "Contract reference", "text", "Your own reference; the same one every year."),
        Field("title", "Title", "text", "Title of the agreement.", required=True),
        Field("functions", "Functions", "text", "Codes or names separated by semicolons."),
        Field("function_shares", "Share of each function", "text", "Percentages separated by semicolons, if known."),
        Field("system", "System", "text", "Main product."),
        Field("supplier", "Supplier", "text", "Who makes it or serves you."),
        Field("seller", "Sold by", "text", "The reseller, if another firm signed."),
        Field("start_date", "Starts on", "date", "DD/MM/YYYY."),
        Field("end_kind", "Kind of end", "choice", "fixed, rolling or unknown.", allowed=("fixed", "rolling", "unknown")),
        Field("end_date", "Ends on", "date", "Committed end, without unused options. DD/MM/YYYY."),
        Field("extension_months", "Options in months", "text", "Unused options in order, such as 12; 12."),
        Field("extension_holder", "Who may extend", "choice", "buyer, mutual, supplier or unknown.",
              allowed=("buyer", "mutual", "supplier", "unknown")),
        Field("extension_notice_months", "Notice to extend", "number", "Months."),
        Field("break_date", "Next break", "date", "Next day you may leave early."),
        Field("notice_months", "Notice to end", "number", "Months, for a rolling contract."),
        Field("in_use", "Still in use", "boolean", "yes or no."),
        Field("value_gbp", "Value", "money", "Pounds, digits only or with £ and commas."),
        Field("value_basis", "Value covers", "choice", "committed term, max incl options, annual, ceiling or actual fy.",
              allowed=estate.VALUE_BASES),
        Field("vat_basis", "VAT", "choice", "ex, inc or unknown.", allowed=estate.VAT_BASES),
        Field("is_framework", "Is a framework", "boolean", "yes for a framework agreement itself."),
        Field("framework", "Called off from", "text", "Framework and lot."),
        Field("procedure", "Procedure", "text", "How it was bought."),
        Field("direct_award", "Direct award", "boolean", "yes or no."),
        Field("procurement_date", "Procurement began", "date", "Decides which law applies."),
        Field("ocid", "Process identifier", "text", "ocds-..., if it was published."),
        Field("cpv", "CPV code", "text", "Eight digits."),
        Field("extension_note", "Extension terms", "text", "Where only text is known."),
        *_EVIDENCE,
    ),
    ("borough", "reference", "title", "functions", "supplier", "start_date", "end_date"),
)  # fmt: skip

_SATISFACTION = Sheet(
    "satisfaction",
    "Satisfaction",
    "One row a score for a system in one dimension.",
    (
        _BOROUGH,
        Field("system", "System", "text", "As on the Systems sheet.", required=True),
        Field("supplier", "Supplier", "text", "As on the Systems sheet."),
        Field("dimension", "What is rated", "choice", "See the Lists sheet.", required=True, allowed=survey.DIMENSIONS),
        Field("score", "Score 1 to 5", "integer", "1 very dissatisfied, 5 very satisfied.", required=True),
        Field("wave_date", "Survey day", "date", "DD/MM/YYYY; the About sheet gives it if blank."),
        _COMMENT,
    ),
    ("borough", "system", "supplier", "dimension", "wave_date"),
)

_CHALLENGES = Sheet(
    "challenges",
    "Challenges",
    "One row a problem with a system.",
    (
        _BOROUGH,
        Field("system", "System", "text", "As on the Systems sheet.", required=True),
        Field("supplier", "Supplier", "text", "As on the Systems sheet."),
        Field("challenge", "Problem", "choice", "See the Lists sheet.", required=True, allowed=survey.CHALLENGE_TAGS),
        Field("raised_date", "Reported on", "date", "DD/MM/YYYY; the About sheet gives it if blank."),
        Field(
            "state",
            "State",
            "choice",
            "open, raised with supplier or resolved.",
            allowed=("open", "raised_with_supplier", "resolved"),
        ),
        _COMMENT,
    ),
    ("borough", "system", "supplier", "challenge", "raised_date"),
)

_SKILLS = Sheet(
    "skills",
    "Skills",
    "One row a skill.",
    (
        _BOROUGH,
        Field("skill", "Skill", "choice", "See the Lists sheet.", required=True, allowed=survey.SKILLS),
        Field(
            "level", "Level 0 to 4", "integer", "0 none, 1 aware, 2 working, 3 practitioner, 4 expert.", required=True
        ),
        Field("will_share", "Others may ask", "boolean", "yes or no."),
    ),
    ("borough", "skill"),
)

_INTENTIONS = Sheet(
    "intentions",
    "Intentions",
    "One row what the borough means to do about a function.",
    (
        _BOROUGH,
        Field("function", "Function", "text", "Code or name.", required=True),
        Field("intention", "Intention", "choice", "See the Lists sheet.", required=True, allowed=survey.INTENTIONS),
        Field("earliest_start", "Earliest start", "date", "DD/MM/YYYY, MM/YYYY or YYYY."),
        Field("stated_on", "Said on", "date", "DD/MM/YYYY; the About sheet gives it if blank."),
    ),
    ("borough", "function"),
)

_NOTICES = Sheet(
    "notices",
    "Notices",
    "One row a published release; made by the notice source, not typed by anyone.",
    (
        _BOROUGH,
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

ABOUT_FIELDS = (
    Field("borough", "Borough", "text", "Name of the borough.", required=True),
    Field("completed_on", "Completed on", "date", "DD/MM/YYYY.", required=True),
    Field("mailbox", "Role mailbox", "text", "A role, such as digital@camden.example; no person's name."),
    Field("notice", "Notice", "text", "Printed with the data, such as: invented sample data."),
)

SHEETS = {
    sheet.name: sheet for sheet in (_SYSTEMS, _CONTRACTS, _SATISFACTION, _CHALLENGES, _SKILLS, _INTENTIONS, _NOTICES)
}
RETURN_SHEETS = tuple(name for name in SHEETS if name != "notices")
PLACE_COLUMNS = ("where_sheet", "where_row")
