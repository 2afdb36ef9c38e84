"""The eleven gates of a joint procurement in words: what each asks, why it is open, and what would settle it."""

from __future__ import annotations

from collections.abc import Mapping

GATES: Mapping[int, tuple[str, str]] = {
    1: ("Power and route", "whether the boroughs would act jointly or through a centralised procurement authority is not in the register"),
    2: ("Threshold", "not tested"),
    3: ("Participants named", "who would be named in the tender notice is not in the register"),
    4: ("Framework use", "no framework is named through which it would be bought"),
    5: ("Lots and small suppliers", "present suppliers' sizes are not known"),
    6: ("Exit rights and law of each contract", "not tested"),
    7: ("Common specification and data protection", "no specification or hosting terms are in the register"),
    8: ("Staff, exit and data migration", "no exit plan or export format is in the register"),
    9: ("Governance", "no decision dates are in the register"),
    10: ("Conflicts and fairness", "no log of contacts with suppliers is in the register"),
    11: ("Publication", "the value is not known well enough to say what must be published"),
}  # fmt: skip
SETTLED_BY: Mapping[int, str] = {
    1: "a legal view on acting jointly or through another (Procurement Act 2023, s. 1(3)(a) and 1(4)), agreed by each council",
    2: "each member's value, its options and whether it includes VAT (Procurement Act 2023, Sch. 3 and s. 4)",
    3: "a list of participants, with room for late joiners, in the tender notice",
    4: "the framework's notice: its end, who may call off, and the ceiling left (Procurement Act 2023, s. 45 to 49)",
    5: "a recorded decision on lots and on small and medium-sized suppliers (Procurement Act 2023, s. 12(4) and 18)",
    6: "each member's contract and procurement file: options, breaks, and when the procurement began",
    7: "a specification of which at least four fifths is common, with data-protection roles and hosting agreed",
    8: "advice on staff transfer, an exit plan and the incumbent's export formats",
    9: "dates of the key decision, call-in and finance sign-off of each council, before the notice",
    10: "a log of market engagement, and award criteria that hold no satisfaction ratings (Procurement Act 2023, s. 16, 17 and 81 to 83)",
    11: "the estimated value and a plan of notices (Procurement Act 2023, s. 70 and 71)",
}  # fmt: skip
