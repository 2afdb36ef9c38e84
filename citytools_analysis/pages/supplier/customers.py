"""Who uses a supplier, when each of their contracts ends, and which group the supplier trades in."""

from __future__ import annotations

import pandas as pd

from citytools_analysis.charts.chart import Chart
from citytools_analysis.charts.peers import peer_timeline
from citytools_analysis.metrics.held import told_in_part
from citytools_analysis.pages.borough.suppliers import changes_of
from citytools_analysis.pages.supplier.findings import customers_finding, group_finding
from citytools_analysis.pages.supplier.subject import Supplier
from citytools_analysis.style import UNKNOWN, count_text, date_text
from citytools_analysis.tables.acting import act_by, ends_text
from citytools_analysis.tables.findings import ends_finding
from citytools_analysis.tables.fragment import Fragment, is_missing, paragraph
from citytools_analysis.tables.frame import Column, from_frame
from citytools_analysis.tables.layout import notice, stack
from citytools_analysis.tables.provenance import rests_on as sources_of
from citytools_analysis.tables.sourced import source_of
from citytools_analysis.tables.words import Row, later_text, not_told_note, system_of, value_text

_ON_A_PAGE = 20
_CUSTOMERS = (
    Column("borough", "Borough", width=1.6),
    Column("systems", "Systems", width=2.65),
    Column("n_contracts", "Contracts", "number", width=1.15),
    Column("ends", "Next one ends", width=1.25),
    Column("latest", "At the latest", width=1.15),
    Column("act", "Act by", width=1.85),
    Column("source", "Source", width=1.15),
)
_UNCONTRACTED = (
    Column("borough", "Borough", width=1.7),
    Column("systems", "Systems", width=4),
    Column("since", "Since", width=0.9),
    Column("source", "Source", width=1.6),
)
_CONTRACTS = (
    Column("borough", "Borough", width=1.6),
    Column("system", "System", width=1.9),
    Column("ends", "Ends", width=1.15),
    Column("latest", "Latest end", width=1.1),
    Column("act", "Act by", width=1.7),
    Column("annual_value_gbp", "£ a year", "pounds", width=0.95),
    Column("source", "Source", width=1.6),
)


def company(supplier: Supplier) -> Fragment:
    """
    Say which group a supplier trades in on the day, and which changes of name, owner or business are recorded.

    Parameters
    ----------
    supplier
        The supplier, as `about` gives it.

    Returns
    -------
    fragment
        The finding, then the completed changes; those not confirmed are counted only.

    Examples
    --------
    >>> from citytools_analysis.pages.supplier.examples import UNUSED
    >>> company(UNUSED).text.splitlines()[0]
    'On 23 Nov 2026 no group of Mapleway is recorded; this briefing counts Mapleway alone.'
    """
    register = supplier.register
    known = dict(zip(register.suppliers["supplier_id"], register.suppliers["supplier"], strict=True))
    others = [known.get(key, key) for key in supplier.company_ids if key != supplier.supplier_id]
    finding = group_finding(supplier.name, supplier.group, companies=others, day=date_text(register.as_of))
    return stack(paragraph(finding), changes_of(register, {*supplier.company_ids, supplier.group_id}))


def customers(supplier: Supplier) -> Fragment:
    """
    List every borough known to use a supplier, the one that must act soonest first.

    Parameters
    ----------
    supplier
        The supplier, as `about` gives it.

    Returns
    -------
    fragment
        The finding, then one row a borough with its systems and the contract to act on next; or a callout.

    Examples
    --------
    >>> from citytools_analysis.pages.supplier.examples import UNUSED
    >>> customers(UNUSED).text.splitlines()[0]
    'No borough is known to use Mapleway.'
    """
    names = [supplier.names[key] for key in supplier.customer_ids]
    finding = customers_finding(supplier.name, names, n_told=supplier.n_told, is_reseller=supplier.is_reseller)
    if not names:
        return notice(finding, "A return or a published notice that names it would show here.")
    n_both = len({*supplier.uses["borough_id"]} & {*supplier.decisions["borough_id"]})
    ways = (
        f"{count_text(supplier.uses['borough_id'].nunique(), 'borough')} by what they run and "
        f"{supplier.decisions['borough_id'].nunique()} by a contract in force, {n_both} of them by both."
    )
    said = [finding] if supplier.is_reseller else [finding, ways]
    return stack(paragraph(*said), *_with_contract(supplier), *_without_contract(supplier))


def _with_contract(supplier: Supplier) -> list[Fragment]:
    rows = [_customer(supplier, str(key)) for key in supplier.decisions["borough_id"].drop_duplicates()]
    if not rows:
        return []
    caption = f"{count_text(len(rows), 'borough')} of {len(supplier.customer_ids)} with a known contract, the soonest to act first"
    note = "The next one is the contract to act on soonest; what an option would add is only in the latest end."
    return [from_frame(rows, columns=_CUSTOMERS, caption=caption, note=note)]


def _without_contract(supplier: Supplier) -> list[Fragment]:
    rows = [
        _customer(supplier, key) for key in supplier.customer_ids if key not in set(supplier.decisions["borough_id"])
    ]
    if not rows:
        return []
    caption = (
        f"{count_text(len(rows), 'borough')} of {len(supplier.customer_ids)} of which no contract with it is known"
    )
    return [from_frame(rows, columns=_UNCONTRACTED, caption=caption)]


def _customer(supplier: Supplier, borough_id: str) -> dict[str, object]:
    uses = supplier.uses[supplier.uses["borough_id"] == borough_id]
    own = supplier.decisions[supplier.decisions["borough_id"] == borough_id]
    systems = sorted({*uses["system"].dropna(), *own["system"].dropna()})
    told: dict[str, object] = {"borough": supplier.names[borough_id], "systems": "; ".join(systems) or UNKNOWN}
    first: Row = (uses if own.empty else own).iloc[0].to_dict()
    told |= {"source": source_of(first, supplier.register.sources, short=True)}
    if own.empty:
        return told | {"since": date_text(uses["in_use_from_date"].min(), precision="year")}
    return told | {"n_contracts": own["contract_id"].nunique()} | _when(first)


def _when(row: Row) -> dict[str, object]:
    return {"ends": ends_text(row), "latest": later_text(row, short=True), "act": act_by(row, short=True)}


def timeline(supplier: Supplier) -> Chart | Fragment:
    """
    Draw when each borough's contract with a supplier ends, with its options and the day to act by.

    Parameters
    ----------
    supplier
        The supplier, as `about` gives it.

    Returns
    -------
    chart
        One bar a borough and contract, at most 20; or a callout.

    Examples
    --------
    >>> from citytools_analysis.pages.supplier.examples import UNUSED
    >>> "No contract" in timeline(UNUSED).text
    True
    """
    as_of = supplier.register.as_of
    if supplier.decisions.empty:
        return notice(f"No contract with {supplier.name} is known, so no time can be drawn.")
    title = ends_finding(supplier.contracts, as_of=as_of).removesuffix(".")
    note = f"One bar a borough and contract, the soonest to act first, as of {date_text(as_of)}."
    drawn = supplier.decisions.assign(what=[system_of(row) for row in supplier.decisions.to_dict("records")])
    return peer_timeline(drawn, as_of=as_of, label="borough", detail="what", title=title, note=note, limit=_ON_A_PAGE)


def contracts(supplier: Supplier) -> Fragment:
    """
    List every contract a supplier is known to have with a borough.

    Parameters
    ----------
    supplier
        The supplier, as `about` gives it.

    Returns
    -------
    fragment
        One row a borough served and contract, the soonest to act first; or a callout.

    Examples
    --------
    >>> from citytools_analysis.pages.supplier.examples import UNUSED
    >>> contracts(UNUSED).text
    'No contract with Mapleway is known.'
    """
    if supplier.decisions.empty:
        return notice(f"No contract with {supplier.name} is known.")
    rows = [
        {
            "borough": row["borough"],
            "system": system_of(row),
            "annual_value_gbp": value_text(row, told_in_part(supplier.register, "contracts")),
            "source": source_of(row, supplier.register.sources, short=True),
        }
        | _when(row)
        for row in supplier.decisions.to_dict("records")
    ]
    shared = len(supplier.decisions) - len(supplier.contracts)
    joint = f"; a contract that serves several boroughs stands once for each ({shared} more rows)" if shared else ""
    caption = f"{count_text(len(supplier.contracts), 'contract')} known{joint}"
    note = (
        "Act by counts back from the committed end by the lead time: planning defaults, not law. Values are a year, of the "
        "whole contract, without VAT where the source says that it is included; a ceiling is no value."
        + not_told_note(told_in_part(supplier.register, "contracts"))
    )
    return from_frame(rows, columns=_CONTRACTS, caption=caption, note=note)


def rests_on(supplier: Supplier) -> Fragment:
    """
    Say which sources the rows about a supplier come from.

    Parameters
    ----------
    supplier
        The supplier, as `about` gives it.

    Returns
    -------
    fragment
        The register, and one row a source.

    Examples
    --------
    >>> from citytools_analysis.pages.supplier.examples import UNUSED
    >>> rests_on(UNUSED).text.splitlines()[-1]
    'No source says anything about this supplier.'
    """
    frames = [supplier.uses["source_id"], supplier.contracts["source_id"]]
    notices = supplier.register.notices
    frames += [notices.loc[notices["contract_id"].isin(supplier.contract_ids), "source_id"]]
    for name in ("ratings", "challenges"):
        told = supplier.register.table(name)
        frames += [told.loc[told["system_id"].isin(supplier.system_ids), "source_id"]]
    sources = pd.concat(frames)
    return sources_of(supplier.register, sources[~sources.map(is_missing)], about="this supplier")
