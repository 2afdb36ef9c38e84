"""
What may be believed of a system from few votes: a Dirichlet posterior with a prior pooled over its function.

A system's five counts x have the posterior Dirichlet(x + kappa pi): pi is the profile of the votes on the other systems of
its functions, kappa how many votes that profile is worth (metrics.md, 6.1). A system's own votes stay out of its prior: with
them in it they count twice: kappa fitted so goes to its upper end, and the 90% interval covers 27 to 65% where functions
have one to three systems; without them it covers 86 to 88% (simulated), the rest being lost to the profile itself being unsure.
"""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

import numpy as np
import pandas as pd
import scipy  # its parts load when first used, so that the command line starts quickly

from citytools_analysis.metrics.envelope import Numbers
from citytools_analysis.metrics.satisfaction.votes import SCORES, recent_votes, score_counts, uses
from citytools_analysis.register import Register

KAPPA = 6.0
KAPPA_RANGE = (0.5, 200.0)
FITTED_FROM = 8  # systems below which kappa is not fitted
# A profile of few votes leans on that of all other systems, as if by so many votes; no class is ever impossible.
LEANING = 5.0
_HALF = 0.5
_CHUNK = 200


class Posterior(NamedTuple):
    """Counts, prior profiles (rows sum to 1) and kappa, for systems sorted by id."""

    systems: pd.DataFrame  # indexed by system_id: columns 1 to 5, n_deciders, n_of
    profiles: Numbers
    kappa: float
    kappa_basis: str
    used: pd.DataFrame

    @property
    def counts(self) -> Numbers:
        """Votes by system and score."""
        return self.systems[list(SCORES)].to_numpy(dtype=float)

    @property
    def alpha(self) -> Numbers:
        """Parameters of the posterior: x + kappa pi."""
        return self.counts + self.kappa * self.profiles


def posterior(
    register: Register, *, dimension: str = "overall", kappa: float | None = None, on: date | None = None
) -> Posterior:
    """
    Find the posterior of every system with a vote.

    Parameters
    ----------
    register
        The register.
    dimension
        What was rated.
    kappa
        How many votes the prior is worth; fitted if not given, where there are votes enough.
    on
        The day; the register's `as_of` if not given.

    Returns
    -------
    posterior
        The posterior. `systems` has the `n_of` boroughs known to use each.

    Raises
    ------
    ValueError
        If `kappa` is not a finite number above zero.

    Examples
    --------
    >>> posterior(Register.from_tables({}, as_of=date(2026, 11, 23))).kappa
    6.0
    """
    if kappa is not None and not (np.isfinite(kappa) and kappa > 0):
        raise ValueError(f"kappa is {kappa}, but must be a finite number above zero, such as {KAPPA:g}.")
    used = uses(register, on=on)
    systems = score_counts(recent_votes(register, dimension=dimension, on=on), ["system_id"])
    users = used.drop_duplicates(["borough_id", "system_id"]).groupby("system_id").size()
    n = systems[list(SCORES)].sum(axis=1)
    systems = systems.assign(n_of=np.maximum(users.reindex(systems.index).fillna(0), n).astype("int64"))
    counts = systems[list(SCORES)].to_numpy(dtype=float)
    profiles = _profiles(counts, _neighbours(systems, used))
    if kappa is not None:
        return Posterior(systems, profiles, float(kappa), "as given", used)
    is_telling = n.to_numpy() >= 2
    if is_telling.sum() < FITTED_FROM:
        return Posterior(systems, profiles, KAPPA, f"default: fewer than {FITTED_FROM} systems with two votes", used)
    found = fitted_kappa(counts[is_telling], profiles[is_telling])
    return Posterior(systems, profiles, found, f"empirical Bayes on {is_telling.sum()} systems", used)


def fitted_kappa(counts: Numbers, profiles: Numbers) -> float:
    """
    Fit kappa by empirical Bayes: where the counts are likeliest.

    Parameters
    ----------
    counts
        Votes, a row a system and a column a score.
    profiles
        Prior profiles, rows summing to 1, all above zero.

    Returns
    -------
    kappa
        Where the Dirichlet-multinomial likelihood, the product of
        `G(k)/G(n+k) * prod_j G(x_j + k pi_j)/G(k pi_j)`, is highest, from 0.5 to 200 votes. At the upper end systems do
        not differ beyond chance.

    Examples
    --------
    >>> alike = np.tile([2.0, 2.0, 2.0, 2.0, 2.0], (9, 1))
    >>> round(fitted_kappa(alike, np.full((9, 5), 0.2)))
    200
    """
    gammaln, n = scipy.special.gammaln, counts.sum(axis=1)

    def loss(log_kappa: float) -> float:
        kappa = np.exp(log_kappa)
        parts = gammaln(counts + kappa * profiles) - gammaln(kappa * profiles)
        return -float((gammaln(kappa) - gammaln(n + kappa) + parts.sum(axis=1)).sum())

    lowest, highest = np.log(KAPPA_RANGE)
    best = scipy.optimize.minimize_scalar(loss, bounds=(lowest, highest), method="bounded", options={"xatol": 1e-6})
    ends = min((lowest, highest, float(best.x)), key=loss)
    return float(np.exp(ends))


def net_draws(alpha: Numbers, *, draws: int, seed: int) -> Numbers:
    """
    Draw net satisfaction from posteriors.

    Parameters
    ----------
    alpha
        Parameters, a row a system and a column a score.
    draws
        How many draws, at least 100.
    seed
        Seed of the draws.

    Returns
    -------
    net
        -100 to 100, a row a system and a column a draw: 100 (p4 + p5 - p1 - p2).

    Raises
    ------
    ValueError
        If `draws` is below 100.

    Examples
    --------
    >>> net = net_draws(np.array([[1.0, 1.0, 1.0, 9.0, 9.0]]), draws=1000, seed=0)
    >>> net.shape, bool(abs(net.mean() - 100 * 16 / 21) < 3)
    ((1, 1000), True)
    """
    if draws < 100:
        raise ValueError(f"{draws} draws are too few for an interval: ask for 100 or more, such as 4000.")
    chance = np.random.default_rng(seed)
    # Sums of a Dirichlet's parts are Dirichlet again, so three gammas a draw do for five classes.
    folded = np.column_stack([alpha[:, 3] + alpha[:, 4], alpha[:, 2], alpha[:, 0] + alpha[:, 1]])
    net = np.empty((len(alpha), draws))
    for first in range(0, len(alpha), _CHUNK):
        parts = chance.standard_gamma(
            folded[first : first + _CHUNK, None, :], (len(folded[first : first + _CHUNK]), draws, 3)
        )
        net[first : first + _CHUNK] = 100 * (parts[..., 0] - parts[..., 2]) / parts.sum(axis=2)
    return net


def _neighbours(systems: pd.DataFrame, used: pd.DataFrame) -> Numbers:
    """Sum the votes on the other systems that share a function with each."""
    places = used[["system_id", "function_code"]].dropna().drop_duplicates()
    places = places[places["system_id"].isin(systems.index)]
    pairs = places.merge(places, on="function_code", suffixes=("", "_other"))
    pairs = pairs[["system_id", "system_id_other"]].drop_duplicates()
    pairs = pairs[pairs["system_id"].ne(pairs["system_id_other"])]
    votes = systems[list(SCORES)].reindex(pairs["system_id_other"]).set_axis(pairs["system_id"], axis=0)
    return votes.groupby(level=0).sum().reindex(systems.index).fillna(0).to_numpy(dtype=float)


def _profiles(counts: Numbers, neighbours: Numbers) -> Numbers:
    others = counts.sum(axis=0) - counts + _HALF
    whole = neighbours + LEANING * others / others.sum(axis=1, keepdims=True)
    profiles: Numbers = whole / whole.sum(axis=1, keepdims=True)
    return profiles
