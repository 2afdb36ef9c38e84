"""What a notebook or console of `citytools lab` starts with: `ct` and `data`, and whatever its analyst starts it with."""

from __future__ import annotations

import importlib
from functools import wraps
from pathlib import Path
from typing import Any

from citytools_analysis.errors import CityToolsError


def start(shell: Any, *, register: str, as_of: str | None, own_startup: str = "") -> None:
    """
    Give a shell the library as `ct` and the register as `data`, as the two first lines of a notebook would.

    Parameters
    ----------
    shell
        IPython's shell.
    register
        Folder of the register.
    as_of
        The day the question is asked; the latest a source was obtained if not given.
    own_startup
        The file the analyst's own `PYTHONSTARTUP` names, which is run first.

    Examples
    --------
    >>> from IPython.core.interactiveshell import InteractiveShell
    >>> shell = InteractiveShell()
    >>> start(shell, register="no-such-folder", as_of=None)
    >>> shell.user_ns["ct"].__name__, "data" in shell.user_ns
    ('citytools_analysis', False)
    """
    import citytools_analysis as ct  # noqa: PLC0415 - as the notebook's own first line: it makes frames look like ours

    if own_startup:
        shell.safe_execfile(own_startup, shell.user_ns)
    shell.push({"ct": ct})
    _open_for_blank(register)
    try:
        shell.push({"data": ct.open_register(register, as_of=as_of)})
    except (CityToolsError, OSError) as error:
        _tell_once(shell, f"There is no `data` here: {error}")


def startup_file(register: Path, *, as_of: str | None, own_startup: str = "") -> str:
    """
    Write the file that a kernel runs first.

    Parameters
    ----------
    register, as_of, own_startup
        As `start` takes them.

    Returns
    -------
    source
        Python that leaves only `ct` and `data` behind, and outside IPython does nothing.

    Examples
    --------
    >>> print(startup_file(Path("data"), as_of=None).splitlines()[-1])
    del start
    """
    return (
        "from citytools_analysis.reporting.lab_kernel import start\n\n"
        f"start(get_ipython(), register={str(register)!r}, as_of={as_of!r}, own_startup={own_startup!r})\n"
        "del start\n"
    )


def _open_for_blank(register: str) -> None:
    """Let a report's cells be run as they stand: what its first one leaves blank is the register that lies here."""
    module: Any = importlib.import_module("citytools_analysis.register")
    before = module.open_register

    @wraps(before)
    def open_register(folder: str | Path, **options: Any) -> Any:
        return before(folder or register, **options)

    module.open_register = open_register


def _tell_once(shell: Any, words: str) -> None:
    """Tell it under the first cell: while a kernel starts nobody listens yet."""

    def tell(*_: object) -> None:
        shell.events.unregister("pre_run_cell", tell)
        print(words)  # noqa: T201 - to the analyst, in her notebook

    shell.events.register("pre_run_cell", tell)
