"""How an entry can be put right: who may ask, with what evidence, and when it shows."""

from __future__ import annotations

from citytools_analysis.register import Register
from citytools_analysis.tables.fragment import Fragment, paragraph, strong
from citytools_analysis.tables.frame import Column, from_frame
from citytools_analysis.tables.layout import heading, stack

_COLUMNS = (
    Column("what", "What is wrong", width=2.2),
    Column("who", "Who may ask", width=1.5),
    Column("evidence", "What is taken as evidence", width=3.6),
)
_ROWS = (
    {
        "what": "a contract: its dates, options, supplier or value",
        "who": "the borough or the supplier",
        "evidence": "the address of the published notice or register entry; from the borough, its own return",
    },
    {
        "what": "which system a borough runs",
        "who": "the borough",
        "evidence": "its own return; a supplier's word is passed to the borough and shown when it confirms",
    },
    {
        "what": "a supplier's name, owner or company number",
        "who": "the supplier",
        "evidence": "the company number, and the filing or announcement with the day it took effect",
    },
    {
        "what": "a system's name, or whose product it is",
        "who": "the supplier",
        "evidence": "the address of the supplier's own page that says so",
    },
)
_WHERE = (
    "Send it to whoever gave you this document, or to City Tools at the London Office of Technology and Innovation: the "
    "page, the line, what is wrong, and since when. It is free and needs no account. Opinions about a supplier are not changed on request: boroughs give them."
)
_WHEN = (
    "An accepted correction shows in the next edition, with its source and day; the earlier entry stays in the register's "
    "history. One that is not accepted is answered with the reason."
)


def corrections(register: Register) -> Fragment:
    """
    Say how an entry can be put right.

    Parameters
    ----------
    register
        The register: the members' edition says more about who may ask.

    Returns
    -------
    fragment
        A heading, what may be corrected by whom and with what evidence, where to send it and when it shows.

    Examples
    --------
    >>> from datetime import date
    >>> corrections(Register.from_tables({}, as_of=date(2026, 11, 23))).text.splitlines()[0]
    'If an entry is wrong'
    """
    table = from_frame(_ROWS, columns=_COLUMNS, caption="What is taken as evidence")
    held = [paragraph("A borough may also correct what only members see, by its return.")]
    more = held if register.info.edition != "public" else []
    return stack(
        heading("If an entry is wrong"), paragraph(strong("Who, and how."), _WHERE), *more, table, paragraph(_WHEN)
    )
