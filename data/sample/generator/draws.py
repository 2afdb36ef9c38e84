"""
Chance that is the same on every computer and in every version: each purpose has its own stream.

Only `random.Random.random` is used: it alone is promised to stay as it is.
"""

from __future__ import annotations

import hashlib
import random
from collections.abc import Mapping, Sequence
from statistics import NormalDist
from typing import TypeVar

_SEED = "an invented London"
Thing = TypeVar("Thing")


class Draws:
    """
    One stream of chance.

    Parameters
    ----------
    purpose
        What it is for; the same purpose always draws the same.
    """

    def __init__(self, *purpose: str) -> None:
        """Start the stream of that purpose."""
        seed = hashlib.sha256("/".join((_SEED, *purpose)).encode()).digest()
        self._random = random.Random(int.from_bytes(seed, "big"))

    def share(self) -> float:
        """Draw a number from 0 to 1."""
        return self._random.random()

    def chance(self, probability: float) -> bool:
        """Say yes with that probability."""
        return self.share() < probability

    def whole(self, low: int, high: int) -> int:
        """Draw a whole number, both ends included."""
        return low + int(self.share() * (high - low + 1))

    def pick(self, things: Sequence[Thing]) -> Thing:
        """Draw one of several."""
        return things[self.whole(0, len(things) - 1)]

    def weighted(self, weights: Mapping[Thing, float]) -> Thing:
        """Draw one, the heavier the likelier."""
        mark = self.share() * sum(weights.values())
        for thing, weight in weights.items():
            mark -= weight
            if mark < 0:
                return thing
        return list(weights)[-1]

    def some(self, weights: Mapping[Thing, float], n: int) -> list[Thing]:
        """Draw several different ones, the heavier the likelier, in the order of drawing."""
        left, drawn = dict(weights), list[Thing]()
        while left and len(drawn) < n:
            thing = self.weighted(left)
            drawn.append(thing)
            del left[thing]
        return drawn

    def normal(self, mean: float, deviation: float) -> float:
        """Draw from a bell curve."""
        return NormalDist(mean, deviation).inv_cdf(min(max(self.share(), 1e-9), 1 - 1e-9))
