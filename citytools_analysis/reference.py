"""
The project's reviewed tables: boroughs, functions, suppliers and their history, systems, shared services, decisions.

They stand as CSV in `data/reference`, each row with its source. A table is refused whole when a key is repeated or a
row names something that another table does not hold.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from pathlib import Path

import pandas as pd

from citytools_analysis.brand import Brand, read_brand
from citytools_analysis.errors import DataError, Issue, UnknownNameError
from citytools_analysis.normalise import normalise_name
from citytools_analysis.reference_tables import SHAPES, Rows, contradictions, frame_of, read_rows, rows_of_known_things

__all__ = ["Reference", "area_of", "data_folder", "find_borough", "find_function", "load_reference", "normalise_name"]


@dataclass(frozen=True, eq=False, repr=False)
class Reference:
    """
    The reviewed tables; text columns hold str or None, date columns `datetime64`. Do not write into them.

    Parameters
    ----------
    boroughs, borough_aliases
        The 33 authorities, and the names and identifiers under which they appear.
    functions
        The 90 functions with their service areas, criticality and lead time in months.
    suppliers, supplier_aliases, supplier_identifiers, supplier_events
        Suppliers, the names and identifiers they go by, and their changes of name and owner.
    systems, system_aliases, system_events
        Named products, the names they go by, and their changes of name and maker.
    shared_services
        One row a borough in a service that several share.
    tile_grid
        Place of each borough on the tile map, and its neighbours.
    thresholds
        Procurement thresholds by date.
    name_decisions
        Names that a person has decided on: the same as a known one, another, or unsure.
    notice_types
        What the notices UK1 to UK17 of the Procurement Act mean.
    notice_decisions
        Notices kept or left out by hand, with reasons.
    spend_columns
        Headings of spend files, and what each stands for.
    register_columns, register_publishers
        Headings of contract registers, and what each stands for, everywhere or with one publisher.
    gathered_places, gathered_products
        Phrases by which tables that others gathered name a place and a product.
    metrics
        The catalogue: each metric's question, formula, smallest n, source and trap, and the function that computes it.
    assumptions
        Numbers that no record gives, each as low, central and high, with its source and how good that is.
    cost_items
        What running the tools takes in each scenario, and by which assumption it is priced.
    decision_log, joint_stages, service_log, supplier_actions
        What was decided with the tools, how far joint purchases came, how the service ran, what suppliers were asked.
    evaluation_targets
        What the tools are to reach in each year.
    plan_items
        The project's plan: outcomes, problems, solutions, skills, mandates, outputs, milestones, risks and issues.
    use_cases
        What the tools are to be of use for: who asks what, what that changes, and by which evidence it is answered.
    brands
        Whose pages these are: one row, in `brand`, where the folder holds a `brand.toml`; else none.

    Examples
    --------
    >>> len(load_reference().boroughs)
    33
    """

    boroughs: pd.DataFrame
    borough_aliases: pd.DataFrame
    functions: pd.DataFrame
    suppliers: pd.DataFrame
    supplier_aliases: pd.DataFrame
    supplier_identifiers: pd.DataFrame
    supplier_events: pd.DataFrame
    systems: pd.DataFrame
    system_aliases: pd.DataFrame
    system_events: pd.DataFrame
    shared_services: pd.DataFrame
    tile_grid: pd.DataFrame
    thresholds: pd.DataFrame
    name_decisions: pd.DataFrame
    notice_decisions: pd.DataFrame
    notice_types: pd.DataFrame
    spend_columns: pd.DataFrame
    register_columns: pd.DataFrame
    register_publishers: pd.DataFrame
    gathered_places: pd.DataFrame
    gathered_products: pd.DataFrame
    metrics: pd.DataFrame
    assumptions: pd.DataFrame
    cost_items: pd.DataFrame
    decision_log: pd.DataFrame
    joint_stages: pd.DataFrame
    service_log: pd.DataFrame
    supplier_actions: pd.DataFrame
    evaluation_targets: pd.DataFrame
    use_cases: pd.DataFrame
    plan_items: pd.DataFrame
    brands: pd.DataFrame = field(default_factory=pd.DataFrame)

    @property
    def brand(self) -> Brand | None:
        """Whose pages these are; nothing for the house's own."""
        return self.brands["brand"].iloc[0] if len(self.brands) else None

    @cached_property
    def _borough_of_name(self) -> Mapping[str, str]:
        aliases = self.borough_aliases
        found = {normalise_name(name): key for name, key in zip(aliases["alias"], aliases["borough_id"], strict=True)}
        for row in self.name_decisions[self.name_decisions["kind"] == "buyer"].to_dict("records"):
            found.pop(normalise_name(row["raw_name"]), None)
            if row["decision"] == "same":
                found[normalise_name(row["raw_name"])] = row["canonical"]
        return found

    @cached_property
    def _function_of_name(self) -> Mapping[str, str]:
        return {
            _folded(text): code
            for code, name in self.function_labels.items()
            for text in (code, name, name.removeprefix(f"{code} "))
        }

    @cached_property
    def function_labels(self) -> Mapping[str, str]:
        """By code, the code and name of each function, as a person reads it."""
        pairs = zip(self.functions["function_code"], self.functions["function"], strict=True)
        return {code: f"{code} {name}" for code, name in pairs}


def load_reference(folder: Path | None = None) -> Reference:
    """
    Read and check the reviewed tables.

    Parameters
    ----------
    folder
        Folder whose files stand in for the packaged ones of the same name; each folder is read once.

    Returns
    -------
    reference
        The tables.

    Raises
    ------
    DataError
        With every problem: a missing column or value, a word that is not allowed, a repeated key, an unknown id,
        a name that stands for two things, an authority without a tile, a brand that cannot be used.

    Examples
    --------
    >>> load_reference().functions["area_code"].nunique()
    14
    """
    return _load(folder.resolve() if folder else None)


@lru_cache
def _load(folder: Path | None) -> Reference:
    tables: dict[str, Rows] = {}
    issues: list[Issue] = []
    for name, shape in SHAPES.items():
        tables[name], found = read_rows(_path(name, folder), shape)
        issues += found
    if not issues:
        tables |= {name: rows_of_known_things(name, tables) for name in SHAPES if folder and not _is_own(name, folder)}
        issues = list(contradictions(tables, is_placed=_is_own("tile_grid", folder)))
    brand, faults = read_brand(folder) if folder else (None, [])
    if issues or faults:
        raise DataError([*issues, *faults])
    brands = pd.DataFrame({"brand": [brand] if brand else []})
    return Reference(**{name: frame_of(tables[name], shape) for name, shape in SHAPES.items()}, brands=brands)


def _is_own(name: str, folder: Path | None) -> bool:
    return folder is not None and (folder / f"{name}.csv").is_file()


def _path(name: str, folder: Path | None) -> Path:
    return (folder if folder and _is_own(name, folder) else data_folder() / "reference") / f"{name}.csv"


def data_folder() -> Path:
    """
    Find the reference, London and sample data: the repository's `data/`, or the copy inside an installed package.

    Returns
    -------
    folder
        The folder that holds `reference`.

    Examples
    --------
    >>> (data_folder() / "reference" / "boroughs.csv").is_file()
    True
    """
    package = Path(__file__).resolve().parent
    repository = package.parent / "data"
    return repository if (repository / "reference" / "boroughs.csv").is_file() else package / "_data"


def _folded(text: str) -> str:
    return " ".join(text.split()).casefold()


def find_borough(reference: Reference, text: str | None) -> str | None:
    """
    Find the authority that a name or identifier stands for; never by likeness.

    Parameters
    ----------
    reference
        The reviewed tables.
    text
        A council's name, short name, GSS code or buyer identifier.

    Returns
    -------
    borough_id
        The authority, or None when the text is not one of its reviewed names.

    Examples
    --------
    >>> found = load_reference()
    >>> find_borough(found, "THE LONDON BOROUGH OF HAVERING"), find_borough(found, "Sutton Coldfield Town Council")
    ('havering', None)
    """
    return reference._borough_of_name.get(normalise_name(text)) if text else None  # noqa: SLF001 - own class


def find_function(reference: Reference, text: str | None) -> str | None:
    """
    Find a function by its code, its exact name, or both, in any case.

    Parameters
    ----------
    reference
        The reviewed tables.
    text
        Such as `REV01`, `council tax and business rates` or `REV01 Council tax and business rates`.

    Returns
    -------
    function_code
        The code, or None.

    Examples
    --------
    >>> [find_function(load_reference(), text) for text in ("council tax and business rates", "tax", "HSG01 Council tax")]
    ['REV01', None, None]
    """
    return reference._function_of_name.get(_folded(text)) if text else None  # noqa: SLF001 - own class


def area_of(reference: Reference, function_code: str) -> str:
    """
    Give the service area that a function belongs to.

    Parameters
    ----------
    reference
        The reviewed tables.
    function_code
        Code of the function.

    Returns
    -------
    area_code
        Code of the service area.

    Raises
    ------
    UnknownNameError
        If there is no such function.

    Examples
    --------
    >>> area_of(load_reference(), "REV01")
    'REV'
    """
    functions = reference.functions
    areas: dict[str, str] = dict(zip(functions["function_code"], functions["area_code"], strict=True))
    if function_code not in areas:
        kind, see = "function", "data/reference/functions.csv lists them."
        raise UnknownNameError(kind, function_code, list(areas), see)
    return areas[function_code]
