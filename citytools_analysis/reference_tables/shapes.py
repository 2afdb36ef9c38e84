"""What each reviewed table holds: columns, keys, links, allowed words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from citytools_analysis.schema import PRECISIONS, TABLES
from citytools_analysis.schema.register_fields import REGISTER_FIELDS


@dataclass(frozen=True)
class Shape:
    """
    What one reviewed table holds.

    Parameters
    ----------
    columns
        Names of the columns, with `*` if a row needs a value there.
    key
        Columns that together name a row.
    links
        By column, the `table.column` that must hold its value, or each of its values separated by |.
    integers, numbers, booleans, dates
        Columns of those kinds; the rest is text.
    choices
        By column, the words it may hold.
    keeps_line
        Whether the frame says in `line` where each row stands, for rows that may have to be mended later.

    Examples
    --------
    >>> SHAPES["system_aliases"].names
    ['system_id', 'alias']
    """

    columns: str
    key: str
    links: Mapping[str, str]
    integers: str = ""
    numbers: str = ""
    booleans: str = ""
    dates: str = ""
    choices: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    keeps_line: bool = False

    @property
    def names(self) -> list[str]:
        """The column names, in order."""
        return [column.rstrip("*") for column in self.columns.split()]

    @property
    def needed(self) -> set[str]:
        """The columns that no row may leave blank."""
        return {column.rstrip("*") for column in self.columns.split() if column.endswith("*")}


_GRADE = {"grade": ("A", "B", "C", "D", "K", "S", "ours")}
_CONFIDENCE = {"confidence": ("high", "medium", "low")}
_EVENTS = TABLES["supplier_events"]["event"].allowed
_KINDS = TABLES["suppliers"]["supplier_kind"].allowed
_BOROUGH = {"borough_id": "boroughs.borough_id"}
_SUPPLIER = {"supplier_id": "suppliers.supplier_id"}
_LOGGED = {"borough_ids": "boroughs.borough_id", "function_code": "functions.function_code"}
_SPEND_FIELDS = (
    "amount_gbp", "borough", "category", "company_number", "customer", "department", "framework", "lot", "not_read", "paid_on",
    "reference", "supplier",
)  # fmt: skip

SHAPES: Mapping[str, Shape] = {
    "boroughs": Shape(
        "borough_id* gss_code* borough* short_name* council_name* iso_3166_2 inner_outer_statutory"
        " inner_outer_statistical subregion subregion_confidence residents_2021* households_2017 is_borough*"
        " per_capita_ok* source*",
        "borough_id", {}, integers="residents_2021 households_2017", booleans="is_borough per_capita_ok"),
    "borough_aliases": Shape("borough_id* alias* alias_kind* confidence* source*", "borough_id alias", _BOROUGH,
                              choices={"alias_kind": ("name", "identifier"), **_CONFIDENCE}),
    "functions": Shape(
        "function_code* function* area_code* area* area_group_2019 criticality* lead_time_months* cpv_code scope_note",
        "function_code", {}, integers="criticality lead_time_months"),
    "suppliers": Shape(
        "supplier_id* supplier* supplier_kind* companies_house_number operating_group owner confidence* source* note",
        "supplier_id", {"operating_group": "suppliers.supplier"}, choices={"supplier_kind": _KINDS, **_CONFIDENCE}),
    "supplier_aliases": Shape("supplier_id* alias* is_ambiguous* reason context", "supplier_id alias", _SUPPLIER,
                               booleans="is_ambiguous"),
    "supplier_identifiers": Shape("supplier_id* scheme* identifier* source*", "scheme identifier", _SUPPLIER),
    "name_decisions": Shape(
        "kind* raw_name* decision* canonical context decided_by* decided_on* reason*", "kind raw_name context", {},
        dates="decided_on", keeps_line=True,
        choices={"kind": ("supplier", "system", "buyer"), "decision": ("same", "different", "unsure")}),
    "supplier_events": Shape(
        "supplier_id* event* counterparty* event_date event_date_precision is_completed* confidence* evidence_url note",
        "supplier_id event event_date counterparty", _SUPPLIER, booleans="is_completed", dates="event_date",
        choices={"event": _EVENTS, "event_date_precision": PRECISIONS, **_CONFIDENCE}),
    "systems": Shape("system_id* system* supplier_id function_codes* confidence* source* note", "system_id",
                      {**_SUPPLIER, "function_codes": "functions.function_code"}, choices=_CONFIDENCE),
    "system_aliases": Shape("system_id* alias*", "system_id alias", {"system_id": "systems.system_id"}),
    "system_events": Shape(
        "system_id* event* from_supplier counterparty* event_date event_date_precision is_completed* confidence*"
        " evidence_url note",
        "system_id event event_date counterparty", {"system_id": "systems.system_id"}, booleans="is_completed",
        dates="event_date",
        choices={"event": ("renamed", "moved_to", "replaced_by"), "event_date_precision": PRECISIONS, **_CONFIDENCE}),
    "shared_services": Shape(
        "shared_service_id* shared_service* borough_id* scope* valid_from valid_to confidence* source* note",
        "shared_service_id borough_id", _BOROUGH, dates="valid_from valid_to", choices=_CONFIDENCE),
    "tile_grid": Shape(
        "borough_id* code3* row* column* thames_side* land_neighbours river_neighbours", "borough_id",
        dict.fromkeys(("borough_id", "land_neighbours", "river_neighbours"), "boroughs.borough_id"),
        integers="row column", choices={"thames_side": ("north", "south", "straddles")}),
    "thresholds": Shape(
        "valid_from* valid_to authority_type* contract_type* threshold_gbp_inc_vat* threshold_gbp_ex_vat* source*"
        " confidence* note",
        "valid_from authority_type contract_type", {}, numbers="threshold_gbp_inc_vat threshold_gbp_ex_vat",
        dates="valid_from valid_to", choices=_CONFIDENCE),
    "notice_decisions": Shape(
        "ocid* borough_id decision* to_borough_id function_code supplier system reason* reviewed_date*", "ocid borough_id",
        {**_BOROUGH, "to_borough_id": "boroughs.borough_id", "function_code": "functions.function_code"},
        dates="reviewed_date", choices={"decision": ("keep", "leave_out", "move")}, keeps_line=True),
    "notice_types": Shape("notice_type* notice_meaning* tells* confidence* source*", "notice_type", {}, choices=_CONFIDENCE),
    "spend_columns": Shape(
        "kind* field* heading* vat_basis source* note", "kind heading", {},
        choices={"kind": ("spend", "framework_sales"), "field": _SPEND_FIELDS, "vat_basis": ("ex", "inc")}),
    "register_columns": Shape(
        "field* heading* value_basis vat_basis source* note", "heading", {},
        choices={"field": REGISTER_FIELDS, "vat_basis": ("ex", "inc"),
                 "value_basis": ("annual", "ceiling", "committed_term", "max_incl_options")}),
    "gathered_places": Shape("phrase* function_code* slot* reason*", "phrase",
                              {"function_code": "functions.function_code"}),
    "gathered_products": Shape(
        "product* function_code system_id reason*", "product function_code",
        {"function_code": "functions.function_code", "system_id": "systems.system_id"}),
    "register_publishers": Shape(
        "publisher* borough_id file_pattern heading* field* reason*", "publisher file_pattern heading", _BOROUGH,
        choices={"field": REGISTER_FIELDS}),
    "metrics": Shape(
        "metric_id* family* metric* question* computed_by not_computed_because formula* inputs* unit* grain* edge_rules"
        " min_n_members min_n_public uncertainty public_edition chart source trap",
        "metric_id", {}),
    "assumptions": Shape(
        "assumption_id* what* low* central* high* unit* source* grade* note", "assumption_id", {}, numbers="low central high",
        choices=_GRADE),
    "cost_items": Shape("scenario* item* quantity* unit* assumption_id* note", "scenario item", {}, numbers="quantity"),
    "decision_log": Shape(
        "decision_id* decided_date* decision_kind* decision* borough_ids* function_code contract_id evidence_kind*"
        " evidence* baseline_date counterfactual_basis counterfactual_low_annual_gbp counterfactual_annual_gbp"
        " counterfactual_high_annual_gbp actual_annual_gbp contract_years attribution attribution_agreed_date outcome_date"
        " is_audited* source*",
        "decision_id", _LOGGED, booleans="is_audited",
        numbers="counterfactual_low_annual_gbp counterfactual_annual_gbp counterfactual_high_annual_gbp actual_annual_gbp"
        " contract_years attribution",
        dates="decided_date baseline_date attribution_agreed_date outcome_date",
        choices={
            "decision_kind": ("options_appraisal", "award", "extension", "negotiation", "exit", "other"),
            "evidence_kind": ("committee_paper", "decision_record", "self_report"),
            "counterfactual_basis": ("indexed_last_price", "size_adjusted_peers", "tendered_alternative"),
            "attribution": ("1", "0.5", "0.25", "0")}),
    "joint_stages": Shape(
        "opportunity_id* stage* reached_date* function_code borough_ids* evidence* source*", "opportunity_id stage",
        _LOGGED, dates="reached_date",
        choices={"stage": ("surfaced", "qualified", "agreed", "noticed", "awarded", "dropped")}),
    "service_log": Shape(
        "period_start_date* measure* borough_id n_good* n_of source*", "period_start_date measure borough_id", _BOROUGH,
        integers="n_good n_of", dates="period_start_date",
        choices={"measure": ("accessibility_checks", "active_staff", "pipeline_runs", "uptime_minutes")}),
    "supplier_actions": Shape(
        "action_id* action_kind* action_date* supplier_id borough_ids function_code answered_date evidence* source*",
        "action_id", {**_LOGGED, **_SUPPLIER}, dates="action_date answered_date",
        choices={"action_kind": ("collective_challenge", "market_engagement", "preliminary_notice", "sme_registered")}),
    "use_cases": Shape(
        "use_case_id* use_case* who* question* decision* needs* evidence* source*", "use_case_id", {},
        choices={"evidence": (
            "challenges", "concentration", "coverage", "ends", "opportunities", "peers", "prices", "ratings", "routes",
            "skills")}),
    "plan_items": Shape(
        "plan_item_id* section* item* in_short* serves owner_role start_date due_date state likelihood impact response"
        " measure source*",
        "plan_item_id", {"serves": "plan_items.plan_item_id"}, integers="likelihood impact", dates="start_date due_date",
        choices={
            "section": (
                "outcome", "problem", "solution", "skill", "mandate", "output", "milestone", "risk", "issue"),
            "state": ("not_started", "under_way", "done", "stopped")}),
    "evaluation_targets": Shape(
        "kpi* target_year_1 target_year_2 direction* evidence_rule* source* grade*", "kpi", {},
        numbers="target_year_1 target_year_2", choices={"direction": ("at_least", "at_most"), **_GRADE}),
}  # fmt: skip
