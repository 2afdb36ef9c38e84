"""What each metric of the catalogue needs of a borough's data, and in which words a missing field is named."""

from __future__ import annotations

from collections.abc import Mapping

# A need is a table and column of the register, or a place outside it.
WORDS: Mapping[str, str] = {
    "deployments.system_state": "an answer on at least one function",
    "deployments.system_id": "a named system",
    "deployments.in_use_from_date": "since when a system has been in use",
    "deployments.seen_date": "the day on which a system was seen",
    "deployments.hosting": "where a system runs",
    "contracts.contract_id": "a contract",
    "contracts.supplier_id": "the supplier of a contract",
    "contracts.start_date": "the start of a contract",
    "contracts.end_date": "the end of a contract",
    "contracts.end_date_or_rolling": "the end of a contract, or that it rolls on",
    "contracts.annual_value_gbp": "a value that can be spread over years",
    "contracts.procedure": "how a contract was bought",
    "contracts.is_sme_supplier": "whether a supplier is a small or medium-sized firm",
    "contracts.confirmed_date": "the day on which a contract was confirmed",
    "contracts.both_sides": "a contract that a return and a published source both tell of",
    "options.months": "an option to extend",
    "options.is_exercised": "whether an option was used",
    "allocations.function_code": "the function of a contract",
    "ratings.score": "a rating",
    "ratings.two_waves": "ratings of two waves",
    "challenges.challenge_tag": "a reported problem",
    "skills.level": "a level in a skill",
    "contacts.mailbox": "a role mailbox",
    "notices.notice_type": "a published notice",
    "spend.amount_gbp": "a payment",
    "boroughs.residents_2021": "residents",
    "boroughs.subregion": "a sub-region",
    "register.supplier_events": "changes of owner of suppliers",
    "register.any": "a record",
    "outside.number_of_tenderers": "the number of bids: no table of the register holds it",
    "outside.logs": "a log that the service keeps: it is no data of a borough",
    "outside.costs": "the cost of running the service: it is no data of a borough",
}
_SYSTEM, _STATE = ("deployments.system_id",), ("deployments.system_state",)
_VALUED = ("contracts.annual_value_gbp", "allocations.function_code")
_DATED = ("contracts.end_date_or_rolling",)
_JOINT = (*_DATED, "allocations.function_code")
_LOGS, _COSTS = ("outside.logs",), ("outside.costs",)
_RATED = ("ratings.score",)
NEEDS: Mapping[str, tuple[str, ...]] = {
    "M01": _SYSTEM, "M02": _SYSTEM, "M03": (*_VALUED, "contracts.supplier_id"),
    "M04": ("contracts.supplier_id", "allocations.function_code"), "M05": _STATE, "M06": _SYSTEM,
    "M07": (*_SYSTEM, "deployments.in_use_from_date"),
    "M10": _SYSTEM, "M11": _SYSTEM, "M12": _SYSTEM, "M13": _SYSTEM, "M14": (*_SYSTEM, "register.supplier_events"),
    "M15": _SYSTEM, "M20": ("contracts.annual_value_gbp", "contracts.supplier_id"), "M21": _SYSTEM,
    "M30": _DATED, "M31": (*_DATED, "options.months"), "M32": _DATED, "M33": _DATED, "M34": ("options.is_exercised",),
    "M40": _JOINT, "M41": (*_JOINT, "contracts.annual_value_gbp"), "M42": (*_JOINT, "contracts.annual_value_gbp"),
    "M43": (*_JOINT, "contracts.annual_value_gbp"), "M44": _JOINT, "M45": (*_JOINT, "contracts.annual_value_gbp"),
    "M46": (*_JOINT, "contracts.annual_value_gbp"),
    "M50": (*_VALUED, *_SYSTEM), "M51": (*_VALUED, *_SYSTEM), "M52": (*_VALUED, *_SYSTEM, "boroughs.residents_2021"),
    "M53": (*_VALUED, *_SYSTEM), "M54": ("contracts.annual_value_gbp", "spend.amount_gbp"),
    "M60": _RATED, "M61": _RATED, "M62": _RATED, "M63": _RATED, "M64": _RATED, "M65": (*_RATED, *_SYSTEM),
    "M66": ("ratings.two_waves",), "M67": ("challenges.challenge_tag",), "M68": ("challenges.challenge_tag", *_RATED),
    "M70": ("contracts.start_date", "deployments.in_use_from_date"),
    "M71": ("contracts.procedure", "allocations.function_code"), "M72": ("outside.number_of_tenderers",),
    "M73": ("deployments.hosting",), "M74": ("deployments.hosting", "deployments.in_use_from_date"),
    "M80": ("contracts.is_sme_supplier",), "M81": ("notices.notice_type", "contracts.supplier_id"),
    "M90": ("register.any",), "M91": ("register.any",), "M92": ("contracts.confirmed_date|deployments.seen_date",),
    "M93": ("register.any",), "M94": ("contracts.both_sides",), "M95": ("contracts.both_sides",),
    "M100": ("boroughs.residents_2021",), "M101": _SYSTEM,
    "M102": (*_SYSTEM, "skills.level", "contacts.mailbox"), "M103": ("skills.level",),
    "M110": _LOGS, "M111": _LOGS, "M112": _LOGS, "M113": _LOGS, "M114": _LOGS,
    "M120": _COSTS, "M121": _COSTS, "M122": _COSTS,
}  # fmt: skip
