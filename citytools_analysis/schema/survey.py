"""Tables of what boroughs say in their returns and in workshops; all are members' data or narrower."""

from __future__ import annotations

from citytools_analysis.schema.columns import PROVENANCE, Column, Table, dated

DIMENSIONS = ("overall", "value", "support", "usability", "data_access", "interoperability", "roadmap")
CHALLENGE_TAGS = (
    "price_rises", "lock_in", "api", "support", "slow_roadmap", "usability", "performance", "data_export",
    "reporting", "accessibility", "security", "contract_terms", "implementation", "skills_gap", "end_of_life",
)  # fmt: skip
SKILLS = (
    "contract_management", "commercial_negotiation", "procurement", "data_migration", "integration", "cloud_hosting",
    "service_design", "cyber_security", "data_analysis", "supplier_management",
)  # fmt: skip
OFFERS = ("share_market_engagement", "shared_specification", "joint_contract")  # what a borough would do with others
INTENTIONS = ("alone", *OFFERS, "undecided")
BLOCKERS = ("budget", "capacity", "contract_term", "political", "supplier", "technical", "none")
CRITERIA = ("value", "reach", "readiness")

_BOROUGH = Column("borough_id", "id", "Borough that says so.", required=True, references="boroughs.borough_id")
_SYSTEM = Column("system_id", "id", "System.", required=True, references="systems.system_id")
_COMMENT = Column("comment", "text", "Words of the return; never leaves the register.", tier="nobody")

RATINGS = Table(
    "ratings",
    "One row a borough's score for a system in one dimension and wave; one vote a borough.",
    ("borough_id", "system_id", "dimension", "wave_date"),
    (
        _BOROUGH,
        _SYSTEM,
        Column("dimension", "choice", "What was rated.", required=True, allowed=DIMENSIONS),
        Column("wave_date", "date", "Day of the survey wave.", required=True),
        Column("score", "integer", "1 very dissatisfied to 5 very satisfied.", required=True, minimum=1, maximum=5),
        _COMMENT,
        *PROVENANCE,
    ),
    tier="members",
    to_others="never",
)

CHALLENGES = Table(
    "challenges",
    "One row a problem a borough reports with a system.",
    ("borough_id", "system_id", "challenge_tag", "raised_date"),
    (
        _BOROUGH,
        _SYSTEM,
        Column("challenge_tag", "choice", "Which problem.", required=True, allowed=CHALLENGE_TAGS),
        Column("raised_date", "date", "Day it was reported.", required=True),
        Column("challenge_state", "choice", "Where it stands.", allowed=("open", "raised_with_supplier", "resolved")),
        _COMMENT,
        *PROVENANCE,
    ),
    tier="members",
    to_others="never",
)

SKILL_LEVELS = Table(
    "skills",
    "One row a borough's level in a skill.",
    ("borough_id", "skill"),
    (
        _BOROUGH,
        Column("skill", "choice", "Which skill.", required=True, allowed=SKILLS),
        Column(
            "level",
            "integer",
            "0 none, 1 aware, 2 working, 3 practitioner, 4 expert.",
            required=True,
            minimum=0,
            maximum=4,
        ),
        Column("will_share", "boolean", "Whether other boroughs may ask."),
        *PROVENANCE,
    ),
    tier="members",
    to_others="when_offered",
    offer="will_share",
    offers=(True,),
)

BOROUGH_INTENTIONS = Table(
    "intentions",
    "One row what a borough says it will do about a function; not a commitment.",
    ("borough_id", "function_code"),
    (
        _BOROUGH,
        Column("function_code", "id", "Function.", required=True, references="functions.function_code"),
        Column("intention", "choice", "What it says.", required=True, allowed=INTENTIONS),
        *dated("earliest_start_date", "Earliest start it could join.", tier="members"),
        Column("stated_date", "date", "Day it said so."),
        Column(
            "blocker",
            "choice",
            "What stands in the way most, as it says; blank where it has not said.",
            allowed=BLOCKERS,
            to_others="never",
        ),
        Column(
            "stated_unknown",
            "text",
            "Columns that it says outright are unknown, separated by |.",
            tier="members",
            to_others="never",
        ),
        *PROVENANCE,
    ),
    tier="members",
    to_others="when_offered",
    offer="intention",
    offers=OFFERS,
)

SCORES = Table(
    "scores",
    "One row a borough's score for a use case in one criterion, given in a workshop; one vote a borough.",
    ("borough_id", "use_case_id", "criterion"),
    (
        _BOROUGH,
        Column("use_case_id", "id", "Use case.", required=True, references="use_cases.use_case_id"),
        Column("criterion", "choice", "What was scored.", required=True, allowed=CRITERIA),
        Column("score", "integer", "1 lowest to 5 highest.", required=True, minimum=1, maximum=5),
        Column("scored_date", "date", "Day it was scored.", required=True),
        *PROVENANCE,
    ),
    tier="members",
    to_others="never",
)

CONTACTS = Table(
    "contacts",
    "One row a borough's role mailbox; no person's name anywhere.",
    ("borough_id",),
    (_BOROUGH, Column("mailbox", "text", "Role mailbox.", required=True, tier="members"), *PROVENANCE),
    tier="members",
)

TABLES = (RATINGS, CHALLENGES, SKILL_LEVELS, BOROUGH_INTENTIONS, SCORES, CONTACTS)
