"""How boroughs rate a supplier's systems, dimension by dimension, or why that is withheld."""

from __future__ import annotations

import pandas as pd

from citytools_analysis.charts.chart import Chart
from citytools_analysis.charts.diverging import diverging_bars
from citytools_analysis.metrics import satisfaction
from citytools_analysis.metrics.released import is_read_back
from citytools_analysis.pages.borough.ratings import withheld_reasons
from citytools_analysis.pages.supplier.subject import Supplier
from citytools_analysis.pages.supplier.wording import DIMENSIONS
from citytools_analysis.style import count_text, date_text
from citytools_analysis.tables.fragment import Fragment, is_missing
from citytools_analysis.tables.layout import notice
from citytools_analysis.tables.words import Row, joined, number_word, sentence_start

ALL_SYSTEMS = "All its systems"


def ratings_of(supplier: Supplier) -> pd.DataFrame:
    """
    Keep the ratings of a supplier's systems, as far as the edition holds them.

    Parameters
    ----------
    supplier
        The supplier, as `about` gives it.

    Returns
    -------
    ratings
        One row a system and dimension, with the counts of three classes, by system, overall first; before them, without a
        system, the votes on all its systems together. A public edition, and one for a single borough, holds `overall` of single systems alone. A row that
        does not say whether it is withheld is.

    Examples
    --------
    >>> from citytools_analysis.pages.supplier.examples import UNUSED
    >>> ratings_of(UNUSED).empty
    True
    """
    register = supplier.register
    if is_read_back(register):
        told = satisfaction.summary(register).assign(dimension="overall")
    else:
        told = satisfaction.dissatisfied(register, dimension=None)
    own = told[told["system_id"].isin(supplier.system_ids)]
    if supplier.is_top and len(set(own["system_id"])) > 1 and not is_read_back(register):
        own = pd.concat([own, _all_systems(supplier)], ignore_index=True)
    order = {name: place for place, name in enumerate(DIMENSIONS)}
    is_withheld = own["is_withheld"].astype("boolean").fillna(value=True).astype("bool")
    own = own.assign(is_withheld=is_withheld, order=own["dimension"].map(order))
    own = own.sort_values(["system", "order"], kind="stable", na_position="first")
    return own.drop(columns="order").reset_index(drop=True)


def _all_systems(supplier: Supplier) -> pd.DataFrame:
    """Give the votes on all its systems together, by dimension, as far as no single system's could be told from them."""
    each = [satisfaction.among(supplier.register, "supplier", dimension=name) for name in DIMENSIONS]
    told = pd.concat(each, ignore_index=True)
    return told[told["supplier_id"].eq(supplier.supplier_id)].assign(system_id=None, system=None)


def ratings(supplier: Supplier) -> Chart | Fragment:
    """
    Show how boroughs rate a supplier's systems, one vote a borough, system and dimension.

    Parameters
    ----------
    supplier
        The supplier, as `about` gives it.

    Returns
    -------
    chart
        Bars of dissatisfied, neither and satisfied with their counts, and in the note what is withheld and why; a callout
        where no rating is held or all are withheld.

    Examples
    --------
    >>> from citytools_analysis.pages.supplier.examples import UNUSED
    >>> ratings(UNUSED).text
    'No rating of a system of Mapleway is held in this edition.'
    """
    own = ratings_of(supplier)
    if supplier.is_reseller:
        return notice(f"{supplier.name} sells what others make; ratings are of systems and stand with their makers.")
    if own.empty:
        return notice(f"No rating of a system of {supplier.name} is held in this edition.")
    told, held = own[~own["is_withheld"]], own[own["is_withheld"]]
    if told.empty:
        return notice(f"How boroughs rate {supplier.name} is withheld: {_held(held)}.", f"Rated: {_dimensions(held)}.")
    told = told.assign(label=[_label(row) for row in told.to_dict("records")])
    return diverging_bars(told, label="label", title=ratings_finding(told), note=_note(supplier, held))


def ratings_finding(told: pd.DataFrame) -> str:
    """
    Say of how many ratings more boroughs are dissatisfied than satisfied.

    Parameters
    ----------
    told
        Ratings that may be shown: `n_dissatisfied`, `n_satisfied`.

    Returns
    -------
    sentence
        Without a full stop, as a chart's title.

    Examples
    --------
    >>> ratings_finding(pd.DataFrame({"n_dissatisfied": [4, 1], "n_satisfied": [2, 6]}))
    'In one of 2 ratings more boroughs are dissatisfied than satisfied'
    >>> ratings_finding(pd.DataFrame({"n_dissatisfied": [4], "n_satisfied": [2]}))
    'In the one rating shown 4 boroughs are dissatisfied and 2 satisfied'
    """
    if len(told) == 1:
        low, high = int(told["n_dissatisfied"].iloc[0]), int(told["n_satisfied"].iloc[0])
        return f"In the one rating shown {count_text(low, 'borough')} {'is' if low == 1 else 'are'} dissatisfied and {high} satisfied"
    worse = int((told["n_dissatisfied"] > told["n_satisfied"]).sum())
    count = number_word(worse) if worse else "none"
    return sentence_start(f"in {count} of {len(told)} ratings more boroughs are dissatisfied than satisfied")


def _label(row: Row) -> str:
    dimension = str(row["dimension"])
    name = ALL_SYSTEMS if is_missing(row["system"]) else str(row["system"])
    return f"{name}, {DIMENSIONS.get(dimension, dimension)}"


def _note(supplier: Supplier, held: pd.DataFrame) -> str:
    parts = [f"One vote a borough, system and dimension, as of {date_text(supplier.register.as_of)}."]
    if supplier.register.info.viewer:
        parts.append("Single dimensions are told to no single borough.")
    elif is_read_back(supplier.register):
        parts.append("Single dimensions are for members only.")
    if len(held):
        parts.append(f"Withheld: {_held(held)} ({_dimensions(held)}).")
    return " ".join(parts)


def _held(held: pd.DataFrame) -> str:
    """Say how many ratings are withheld, of what and why."""
    systems = count_text(len(set(held["system_id"].dropna())), "system")
    together = " and of all together" if held["system_id"].isna().any() else ""
    return f"{count_text(len(held), 'rating')} of {systems}{together}, for {withheld_reasons(held)}"


def _dimensions(held: pd.DataFrame) -> str:
    rated = set(held["dimension"])
    return joined([words for name, words in DIMENSIONS.items() if name in rated])
