"""The edition's register as notebooks open it: saved where only this user can read it, for as long as they run."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, time
from pathlib import Path

from citytools_analysis.disclosure.logs import copy_reference
from citytools_analysis.one_writer import is_held, one_writer
from citytools_analysis.register import Register

_PREFIX = "citytools-register-"


@contextmanager
def private_register(register: Register, reference: Path | None, earlier: Register | None = None) -> Iterator[Path]:
    """
    Save the edition's register for as long as notebooks run.

    Parameters
    ----------
    register
        The edition's register.
    reference
        A folder of reference tables of the register's own, if it has one; what the edition may not hold is left out.
    earlier
        The edition's register as it stood a month before; it lies in the same folder as an earlier snapshot.

    Yields
    ------
    folder
        Of this run alone; the register is in `register` in it, and temporary files may be put beside it.

    Examples
    --------
    >>> from datetime import date
    >>> with private_register(Register.from_tables({}, as_of=date(2026, 11, 23)), None) as folder:
    ...     (folder / "register").is_dir()
    True
    """
    _forget_the_dead()
    with tempfile.TemporaryDirectory(prefix=_PREFIX, ignore_cleanup_errors=True) as folder, one_writer(Path(folder)):
        private = Path(folder)
        if earlier is not None:
            earlier.save(private / "register", saved_at=datetime.combine(earlier.as_of, time(), UTC))
        register.save(private / "register", saved_at=datetime.combine(register.as_of, time(), UTC))
        if reference:
            target, info = private / "register" / "reference", register.info
            copy_reference(reference, target, edition=info.edition, viewer=info.viewer)
        yield private


def _forget_the_dead() -> None:
    """Remove what builds that were killed have left: a register of the members' edition, it may be, where nobody looks."""
    for left in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*/register"):
        with suppress(OSError):
            is_ours = not hasattr(os, "getuid") or left.parent.lstat().st_uid == os.getuid()
            if is_ours and not is_held(left.parent):
                shutil.rmtree(left.parent)
