"""Net satisfaction with its credible interval (M61)."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd

from citytools_analysis.errors import UnknownNameError
from citytools_analysis.metrics.envelope import ENVELOPE, enveloped
from citytools_analysis.metrics.held import held_frame, is_held
from citytools_analysis.metrics.names import with_names
from citytools_analysis.metrics.satisfaction.posterior import Posterior, net_draws, posterior
from citytools_analysis.metrics.satisfaction.votes import CLASSES, three_classes
from citytools_analysis.metrics.satisfaction.withholding import edition_of, how_uncertain, why_withheld
from citytools_analysis.register import Register

BASIS = "one vote a borough, latest wave within 18 months"
NET_COLUMNS = (
    "system_id", "system", "dimension", *CLASSES, "raw_net", "prior_net", "kappa", "kappa_basis", *ENVELOPE,
)  # fmt: skip
DRAWS = 4000
NET_WEIGHTS = np.array([-100.0, -100.0, 0.0, 100.0, 100.0])
_LEAST = {"full": 3, "members": 3, "public": 5}


def net(  # noqa: PLR0913 - the options of the question, one each
    register: Register,
    by: str = "system",
    *,
    dimension: str = "overall",
    kappa: float | None = None,
    seed: int = 0,
    on: date | None = None,
    edition: str | None = None,
) -> pd.DataFrame:
    """
    Give the balance of opinion on each system (M61).

    Parameters
    ----------
    register
        The register.
    by
        `system`, the only grouping.
    dimension
        What was rated, one of `schema.survey.DIMENSIONS`.
    kappa
        How many votes the prior is worth. If not given it is fitted by empirical Bayes where at least 8 systems have two
        votes, and is 6 elsewhere; `kappa_basis` says which.
    seed
        Seed of the 4,000 posterior draws behind the interval.
    on
        The day; the register's `as_of` if not given.
    edition
        Whose rules of withholding apply: `full`, `public` or `members`; the register's own if not given.

    Returns
    -------
    net
        One row a system with a vote, sorted by system, with the columns of `NET_COLUMNS`: the raw counts of votes of 4 or
        5, 3, and 1 or 2; `raw_net` and `prior_net` (-100 to 100); `kappa` (votes); `value`, the posterior mean of
        100 (p4 + p5 - p1 - p2); `lower` and `upper`, its 90% credible interval; `bound_low` and `bound_high`, what the
        raw net of all `n_of` users would be if those that did not vote were all dissatisfied, or all satisfied. Withheld
        below 3 decision-makers, "very uncertain" below 5; the editions' rules are those of `summary`.

    Raises
    ------
    UnknownNameError
        If there is no such grouping, dimension or edition.
    ValueError
        If `kappa` is not a finite number above zero.

    Notes
    -----
    Posterior Dirichlet(x + kappa pi), pi being the profile of the votes on the other systems of the system's functions,
    and of 5 more spread as those on all other systems (half a vote added to each class), for a profile of few votes is
    itself unsure. The system's own votes are not in pi, or they would count twice. metrics.md, 6.1; Agresti and Coull
    1998; Efron and Morris 1975. Where
    profile and kappa are fitted the interval covers about 86 to 88% for the 90 it claims, and a raw bootstrap at n = 3 to 5
    covers 58 to 79%. The
    value is drawn towards the function's: it is not the share of boroughs, which stands beside it as counts.

    Examples
    --------
    >>> net(Register.from_tables({}, as_of=date(2026, 11, 23))).columns[:3].tolist()
    ['system_id', 'system', 'dimension']
    """
    if by != "system":
        raise UnknownNameError("grouping", by, ["system"])
    edition = edition_of(register, edition)
    if is_held(register, "ratings"):
        return held_frame(NET_COLUMNS, register)
    believed = posterior(register, dimension=dimension, kappa=kappa, on=on)
    classes = three_classes(believed.systems)
    reason = why_withheld(classes, believed.systems["n_deciders"], edition, least=_LEAST)
    told = with_net(believed, seed=seed).mask(reason.ne(""))
    told = classes.astype("Int64").mask(reason.ne("")).join(told).assign(
        dimension=dimension, kappa=believed.kappa, kappa_basis=believed.kappa_basis, is_withheld=reason.ne(""),
        reason=how_uncertain(believed.systems["n_deciders"], reason, below=5), n_of=believed.systems["n_of"],
    )  # fmt: skip
    told = with_names(told.reset_index(), register)
    told = enveloped(
        told,
        unit="net satisfaction, -100 to 100",
        interval_kind="90% credible",
        basis=BASIS,
        as_of=on or register.as_of,
    )
    return told.astype({"n": "Int64", "n_of": "Int64"})[list(NET_COLUMNS)]


def with_net(believed: Posterior, *, seed: int) -> pd.DataFrame:
    """
    Work out net satisfaction of every system of a posterior.

    Parameters
    ----------
    believed
        The posterior.
    seed
        Seed of the draws.

    Returns
    -------
    net
        Indexed by `system_id`: `raw_net`, `prior_net`, `value`, `n`, `lower`, `upper`, `bound_low`, `bound_high`.

    Examples
    --------
    >>> with_net(posterior(Register.from_tables({}, as_of=date(2026, 11, 23))), seed=0).empty
    True
    """
    alpha, counts = believed.alpha, believed.counts
    n, n_of = counts.sum(axis=1), believed.systems["n_of"].to_numpy(dtype=float)
    balance, missing = counts @ NET_WEIGHTS, 100 * (n_of - n)
    drawn = net_draws(alpha, draws=DRAWS, seed=seed)
    lower, upper = np.quantile(drawn, [0.05, 0.95], axis=1)
    figures = {
        "raw_net": balance / n, "prior_net": believed.profiles @ NET_WEIGHTS,
        "value": alpha @ NET_WEIGHTS / alpha.sum(axis=1), "n": n, "lower": lower, "upper": upper,
        "bound_low": (balance - missing) / n_of, "bound_high": (balance + missing) / n_of,
    }  # fmt: skip
    return pd.DataFrame(figures, index=believed.systems.index)
