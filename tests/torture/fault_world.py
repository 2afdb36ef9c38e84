"""What every fault starts from, what an undisturbed build makes of it, and what came of a fault."""

from __future__ import annotations

import random
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from torture.fault_scene import Ended, Scene, Tree, copied, first_scene


@dataclass(frozen=True)
class World:
    """
    Two places: documents of an older register beside a newer one, and what an undisturbed build makes of that.

    `seconds` is how long that took: the moments at which things are killed are drawn from it.
    """

    place: Path
    chance: random.Random
    first: Scene
    undisturbed: Scene
    before: Tree
    after: Tree
    seconds: float

    @cached_property
    def entries(self) -> Mapping[str, Mapping[str, Any]]:
        """What the manifest of the undisturbed build says."""
        return self.undisturbed.entries()

    @cached_property
    def by_register(self) -> Mapping[str, Tree]:
        """The documents of each of the two registers, by the beginning of its hash."""
        return {_register_of(self.first): self.before, _register_of(self.undisturbed): self.after}

    @property
    def wholes(self) -> tuple[Tree, Tree]:
        """Every file that may be there, as it may be."""
        return self.before, self.after


@dataclass(frozen=True)
class Happened:
    """
    What a fault did.

    `ended` is the build as it ended; `may_fail` and `must_fail` name reports; `has_died` says that the build itself was
    ended, and could not go on with the others; `how` is said in the figures.
    """

    ended: Ended | None
    may_fail: Sequence[str] = ()
    must_fail: Sequence[str] = ()
    has_died: bool = False
    problems: tuple[str, ...] = ()
    how: str = ""


def make_world(place: Path, seed: int) -> World:
    """Build once, change the register, and build again without a fault, and a third time to find nothing to do."""
    first = first_scene(place / "first")
    before = first.tree()
    first.change_register()
    undisturbed = copied(first, place / "undisturbed")
    began = time.monotonic()
    ended = undisturbed.build()
    seconds = time.monotonic() - began
    for one in (ended, undisturbed.build()):
        if one.exit_code:
            raise RuntimeError(f"an undisturbed build failed:\n{one.complaint}")
    chance = random.Random(seed)  # noqa: S311 - a seed, not a secret
    return World(place, chance, first, undisturbed, before, undisturbed.tree(), seconds)


def _register_of(scene: Scene) -> str:
    return str(next(iter(scene.entries().values()))["register_sha256"])[:8]
