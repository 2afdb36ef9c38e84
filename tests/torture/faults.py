"""
Faults of a computer, one after the other, and whether each promise of a build held after every one of them.

The other reports are finished; what failed is named with its reason; no file is half; nothing old passes for new; and
the next build makes only what is missing, and leaves the bytes that an undisturbed one leaves.
"""

from __future__ import annotations

import shutil
import tempfile
import time
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path

from torture.fault_checks import Broken, after_the_next, done, half_files, lost, passed_off, there, unnamed
from torture.fault_commands import OTHERS, inject_other
from torture.fault_kinds import FAULTS
from torture.fault_scene import JOBS, REPORTS, Scene, copied
from torture.fault_world import Happened, World, make_world
from torture.figures import Figure

EVERY = (*FAULTS, *OTHERS)
_SHOWN = 12


def measure(*, minutes: float, seed: int, names: Sequence[str] = EVERY) -> list[Figure]:
    """Inject every fault once, however long that takes, and then go on in any order until the time is up."""
    until = time.monotonic() + 60 * minutes
    injected, ways, broken = Counter[str](), dict[str, str](), Broken()
    with tempfile.TemporaryDirectory(prefix="faults-") as folder:
        world = make_world(Path(folder), seed)
        for name in _order(names, world, until):
            found, ways[name] = inject(name, world)
            injected[name] += 1
            broken.add(found, f"{name} ({ways[name]})" if ways[name] else name)
    return figures(injected, ways, broken)


def _order(names: Sequence[str], world: World, until: float) -> Iterator[str]:
    yield from names
    while True:
        for name in world.chance.sample(list(names), len(names)):
            if time.monotonic() > until:
                return
            yield name


def inject(name: str, world: World) -> tuple[Broken, str]:
    """Do one fault, look at what it left, build again as anybody would, and look again."""
    if name in OTHERS:
        return inject_other(name, world)
    scene = copied(world.first, Path(tempfile.mkdtemp(dir=world.place)) / "scene")
    happened = FAULTS[name](world, scene)
    broken = Broken(silent=list(happened.problems))
    _look_at_once(scene, happened, world, broken)
    were_done, were_there = done(scene, world.after), there(scene, world.after, world.entries)
    again = scene.build()
    broken.redone += made_again(again.statuses, were_done, were_there)
    broken.silent += [f"the next build: {words}" for words in unnamed(scene, again)]
    broken.silent += [f"{path.parent.name} is left lying" for path in (scene.place / "tmp").glob("*/register")]
    broken.lost += [f"the next build: {words}" for words in lost(scene, (), REPORTS)]
    broken.half += [f"the next build: {words}" for words in half_files(scene, world.wholes)]
    scene.build()
    broken.lost += after_the_next(scene, world.after)
    shutil.rmtree(scene.place.parent)
    return broken, happened.how


def _look_at_once(scene: Scene, happened: Happened, world: World, broken: Broken) -> None:
    broken.half += half_files(scene, world.wholes, has_died=happened.has_died)
    broken.silent += passed_off(scene, world.by_register)
    if happened.has_died or happened.ended is None:
        return
    told, complaint = happened.ended.statuses, happened.ended.complaint
    status = {name: entry["status"] for name, entry in scene.entries().items()} | told
    broken.silent += unnamed(scene, happened.ended)
    broken.lost += lost(scene, happened.may_fail, REPORTS)
    broken.silent += [
        f"{name} is {status.get(name)}, and must have failed; told was {complaint[-300:]!r}"
        for name in happened.must_fail if status.get(name) != "failed" or name.title() not in complaint
    ]  # fmt: skip


def made_again(statuses: Mapping[str, str], were_done: Collection[str], were_there: Collection[str]) -> Iterator[str]:
    """
    Find what a build made that was made already.

    As many as there are processes may have been in hand when a build was killed: whole, and not yet told of.
    """
    redrawn = {name for name, status in statuses.items() if status != "unchanged"}
    yield from (f"{name} was done and is made again" for name in sorted(redrawn & {*were_done}))
    in_hand = sorted(redrawn & {*were_there} - {*were_done})
    if len(in_hand) > JOBS:
        yield f"{', '.join(in_hand)} were made before the end, and are made again"


def figures(injected: Mapping[str, int], ways: Mapping[str, str], broken: Broken) -> list[Figure]:
    """Say how many faults there were, and which promises were broken."""
    kinds = ", ".join(f"{name} {n}" for name, n in injected.items())
    means = "; ".join(sorted({way for way in ways.values() if way and not way[0].isdigit()}))
    found = {
        "reports lost": broken.lost,
        "half files": broken.half,
        "failures and old documents not told of": broken.silent,
        "reports that were done and were made again": broken.redone,
    }
    return [
        Figure("faults injected", sum(injected.values()), detail=f"{kinds} ({means})" if means else kinds),
        *(
            Figure(what, len(words), must_be_zero=True, detail="; ".join(words[:_SHOWN]))
            for what, words in found.items()
        ),
    ]
