"""
Bend real and made files until a reader breaks: `make fuzz` runs it for ten minutes, the tests for a moment.

A reader may refuse any file, and must never raise: what it finds goes to `tests/fuzz_cases/`, where it stays as a test
(a case bent from a real file to `real/` in it, which git ignores: make a small one like it by hand).
"""

from __future__ import annotations

import hashlib
import sys
import tempfile
import time
import traceback
from functools import cache
from pathlib import Path

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from citytools_analysis.check import check_file
from citytools_analysis.reference import load_reference
from citytools_analysis.resolve import Names
from citytools_analysis.sources.opening import KINDS

ROOT = Path(__file__).parents[1]
CASES = Path(__file__).parent / "fuzz_cases"
REAL_CASES = CASES / "real"  # git ignores it: real files are never copied into the project
SHARED = ROOT.parent / "shared" / "data"
WHOLE = {".xlsx", ".xls", ".ods", ".gz"}  # a packed file that is cut is only ever told to be cut
LARGEST = 60_000  # bytes: a small file breaks as well, and sooner
TOKENS = (
    b"\x00", b"\r", b"\n", b'"', b"'", b",", b";", b"\t", b"=1+1", b"\xff\xfe", b"\xef\xbb\xbf", b"\xa3", b"\x9c", b"NaN",
    b"null", b"true", b"[]", b"{}", b"[[", b"{{", b"-1e999", b"1e999", b"9" * 400, b"31/02/2027", b"0000-00-00", b"none",
    b"unknown", b"\\ud800", b"&amp;amp;", b"<html>", b"2099-13-45T25:61:61Z", b"GB-COH-0", b"\xe2\x80\xae", b"PK\x03\x04",
)  # fmt: skip
_EDIT = st.tuples(
    st.sampled_from(["drop", "repeat", "swap", "token", "byte", "cut"]),
    st.floats(0, 1), st.floats(0, 1), st.sampled_from(TOKENS), st.integers(0, 255),
)  # fmt: skip


@cache
def seeds() -> tuple[tuple[Path, bytes], ...]:
    """Give the files to start from, with their content: the project's own, and the smaller of the real ones where they are at hand."""
    own = [*(ROOT / "data" / "london").glob("*.csv"), *(ROOT / "data" / "sample" / "notices").glob("*.json")]
    own += sorted((ROOT / "data" / "sample" / "returns").glob("*.xlsx"))[:2]
    own += [path for path in (ROOT / "tests" / "fixtures").rglob("*") if path.is_file()]
    real = sorted(path for path in SHARED.rglob("*") if path.is_file()) if SHARED.is_dir() else []
    found = [*sorted(own), *real]
    return tuple((path, path.read_bytes()[: None if path.suffix in WHOLE else LARGEST]) for path in found)


@cache
def names() -> Names:
    """Load the reviewed names once."""
    return Names(load_reference())


def bent(content: bytes, edits: list[tuple[str, float, float, bytes, int]]) -> bytes:
    """Bend a file by a list of edits, each at a place given as a share of its length."""
    for kind, at, length, token, byte in edits:
        start = int(at * len(content))
        end = start + int(length * min(len(content) - start, 200))
        piece = content[start:end]
        middle = {
            "drop": b"",
            "repeat": piece * 3,
            "swap": piece[::-1],
            "token": token,
            "byte": bytes([byte]),
            "cut": b"",
        }
        content = content[:start] + middle[kind] + (b"" if kind == "cut" else content[end:])
    return content


def take(name: str, content: bytes, kind: str | None = None) -> None:
    """Take a file as far as register rows; raises whatever a reader raises."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(content)
        assembly, issues = check_file(path, names=names(), kind=kind, borough="Lambeth")
        reading = assembly.cleaned.reading
        assert reading.n_kept >= 0
        assert reading.n_read == reading.n_kept + len(reading.left_out) + len(reading.quarantined)
        assert all(str(issue) for issue in issues)


def bend_and_take(
    i_seed: int, suffix: str, edits: list[tuple[str, float, float, bytes, int]], kind: str | None
) -> None:
    """Bend one file and take it; what breaks is kept."""
    origin, content = seeds()[i_seed % len(seeds())]
    content = bent(content, edits)
    try:
        take(f"bent{suffix or origin.suffix}", content, kind)
    except Exception:
        folder = REAL_CASES if origin.is_relative_to(SHARED) else CASES
        folder.mkdir(exist_ok=True)
        digest = hashlib.sha256(content).hexdigest()[:12]
        (folder / f"{digest}-{kind or 'found'}{suffix or origin.suffix}").write_bytes(content)
        raise


ARGUMENTS = {
    "i_seed": st.integers(0, 10_000),
    "suffix": st.sampled_from(["", "", "", ".csv", ".json", ".xlsx", ".xls", ".ods"]),
    "edits": st.lists(_EDIT, min_size=1, max_size=6),
    "kind": st.sampled_from([None, None, None, *KINDS]),
}


def main(minutes: float) -> int:
    """Bend files for so many minutes; give the number of readers that broke."""
    until, n_rounds, n_broken = time.monotonic() + minutes * 60, 0, 0
    while time.monotonic() < until:
        n_rounds += 1
        quiet = settings(
            max_examples=200, deadline=None, database=None, suppress_health_check=list(HealthCheck),
            phases=[Phase.generate, Phase.shrink],
        )  # fmt: skip
        try:
            seed(n_rounds)(quiet(given(**ARGUMENTS)(bend_and_take)))()
        except Exception:  # noqa: BLE001 - whatever a reader raised
            n_broken += 1
            traceback.print_exc(limit=-6)
        left = max(until - time.monotonic(), 0)
        print(f"{n_rounds * 200} files bent, {n_broken} rounds broke, {left:.0f} s left", flush=True)  # noqa: T201
    return n_broken


if __name__ == "__main__":
    sys.exit(1 if main(float(sys.argv[1]) if len(sys.argv) > 1 else 10) else 0)
