"""
What people and files hand in, before it is cleaned: the sheets of a return, which are also the headers of a CSV.

Every source produces frames with these columns, so that one road leads from any file to the register. Each frame
carries two more columns: `where_sheet` (sheet name, or blank) and `where_row` (row, line or JSON pointer as text).
"""

from __future__ import annotations

from citytools_analysis.schema import estate, survey
from citytools_analysis.schema.fields import BOROUGH, EVIDENCE, Field, Sheet
from citytools_analysis.schema.published_entries import PUBLISHED

_RECORD = Field("record", "Record", "text", "Key of what is already known; leave it as it is. Blank in a new row.")
_COMMENT = Field("comment", "Comment", "text", "Stays in the register; never printed.")

_SYSTEMS = Sheet(
    "systems",
    "Systems",
    "One row a system used for a function; a function with none or an unknown system has a row too.",
    (
        _RECORD,
        BOROUGH,
        Field("function", "Function", "text", "Code such as REV01, or the function's name.", required=True),
        Field("use", "In use", "choice", "known, in house, open source, none or unknown.", allowed=estate.SYSTEM_STATES[:5]),
        Field("system", "System", "text", "Product name."),
        Field("supplier", "Supplier", "text", "Who makes it."),
        Field("in_use_from", "In use from", "date", "DD/MM/YYYY, MM/YYYY or YYYY."),
        Field("in_use_to", "In use to", "date", "Only if it is no longer used."),
        Field("hosting", "Hosting", "choice", "supplier cloud, own cloud, on premises or unknown.",
              allowed=("supplier_cloud", "own_cloud", "on_premises", "unknown")),
        Field("slot", "Slot", "text", "Facts only: the single public place in which it was seen.", in_return=False),
        Field("basis", "Basis", "choice", "stated or inferred.", allowed=("stated", "inferred")),
        *EVIDENCE,
    ),
    ("borough", "function", "use", "system", "supplier", "slot", "seen_on"),
)  # fmt: skip

_CONTRACTS = Sheet(
    "contracts",
    "Contracts",
    "One row a contract or call-off.",
    (
        _RECORD,
        BOROUGH,
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
        Field("review_date", "Review date", "date", "Day on which you decide what follows it."),
        Field("department", "Department", "text", "Department responsible.", in_return=False),
        Field("supplier_identifier", "Supplier identifier", "text",
              "Scheme and number, such as GB-COH-00968498; several separated by semicolons.", in_return=False),
        Field("sme_supplier", "SME", "boolean", "yes or no.", in_return=False),
        Field("vcse_supplier", "VCSE", "boolean", "yes or no.", in_return=False),
        Field("end_basis", "How the end is known", "choice", "As in the register.", allowed=estate.END_BASES,
              in_return=False),
        Field("extension_basis", "How the options are known", "choice", "stated or parsed.",
              allowed=("stated", "parsed"), in_return=False),
        Field("extension_values_gbp", "Value of each option", "text", "Pounds, separated by semicolons.", in_return=False),
        *EVIDENCE,
    ),
    ("borough", "reference", "title", "functions", "supplier", "start_date", "end_date"),
)  # fmt: skip

_SATISFACTION = Sheet(
    "satisfaction",
    "Satisfaction",
    "One row a score for a system in one dimension.",
    (
        BOROUGH,
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
        BOROUGH,
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
        BOROUGH,
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
        BOROUGH,
        Field("function", "Function", "text", "Code or name.", required=True),
        Field("intention", "Intention", "choice", "See the Lists sheet.", required=True, allowed=survey.INTENTIONS),
        Field("earliest_start", "Earliest start", "date", "DD/MM/YYYY, MM/YYYY or YYYY."),
        Field("stated_on", "Said on", "date", "DD/MM/YYYY; the About sheet gives it if blank."),
        Field("blocker", "Blocker", "choice", "What stands in the way most; see the Lists sheet.",
              allowed=survey.BLOCKERS, in_return=False),
    ),
    ("borough", "function"),
)  # fmt: skip

_ONE_TO_FIVE = "1 lowest to 5 highest."
_SCORES = Sheet(
    "scores",
    "Scores",
    "One row a borough's scores for a use case; on the capture sheet of a workshop only.",
    (
        BOROUGH,
        Field("use_case", "Use case", "text", "Name or id, as in data/reference/use_cases.csv.", required=True),
        Field("value", "Value 1 to 5", "integer", _ONE_TO_FIVE),
        Field("reach", "Reach 1 to 5", "integer", _ONE_TO_FIVE),
        Field("readiness", "Readiness 1 to 5", "integer", _ONE_TO_FIVE),
    ),
    ("borough", "use_case"),
)

ABOUT_FIELDS = (
    Field("borough", "Borough", "text", "Name of the borough.", required=True),
    Field("completed_on", "Completed on", "date", "DD/MM/YYYY.", required=True),
    Field("mailbox", "Role mailbox", "text", "A role, such as digital@camden.example; no person's name."),
    Field("notice", "Notice", "text", "Printed with the data, such as: invented sample data."),
)

_TYPED = (_SYSTEMS, _CONTRACTS, _SATISFACTION, _CHALLENGES, _SKILLS, _INTENTIONS)
SHEETS = {sheet.name: sheet for sheet in (*_TYPED, _SCORES, *PUBLISHED)}
RETURN_SHEETS = tuple(sheet.name for sheet in _TYPED)
PLACE_COLUMNS = ("where_sheet", "where_row")
