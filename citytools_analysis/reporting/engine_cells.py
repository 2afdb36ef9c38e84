"""Inside the process of one notebook: IPython's kernel without sockets, answering over a pipe."""

from __future__ import annotations

import asyncio
import contextlib
import importlib.abc
import importlib.machinery
import logging
import os
import signal
import sys
import tempfile
import threading
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

from ipykernel.ipkernel import IPythonKernel
from IPython.core.shellapp import InteractiveShellApp
from jupyter_client.session import Session
from traitlets import Any as AnyTrait
from traitlets.config import Config

from citytools_analysis.register_reads import recording
from citytools_analysis.reporting.engine_environment import NO_NETWORK
from citytools_analysis.reporting.engine_network import refuse_network
from citytools_analysis.reporting.engine_registers import offer_what_is_open
from citytools_analysis.reporting.engine_start import ENVIRONMENT, OWN_PATH
from citytools_analysis.reporting.engine_streams import CellStream

_PACKAGE = "citytools_analysis"
_RESERVE_BYTES = 200_000_000
_BACKEND = "module://matplotlib_inline.backend_inline"
_LARGEST_FILE_BYTES = 2_000_000_000
BYTES_A_MB = 1_000_000
TOO_LARGE = "too_large"  # the message that takes the place of one that is larger than a cell may show


@dataclass(frozen=True)
class Setting:
    """
    What a notebook's process starts with.

    Parameters
    ----------
    folder
        Where its cells run.
    private
        A folder of its own for IPython.
    environment
        What it may know of the environment of the process that asked for it.
    memory_mb
        How much it may hold besides the libraries it starts with, where the system can hold it to that.
    shown_mb
        How much a cell may print.

    Examples
    --------
    >>> Setting(".", "private", {}, 4_000, 50).memory_mb
    4000
    """

    folder: str
    private: str
    environment: dict[str, str]
    memory_mb: int
    shown_mb: int


class _PipeSession(Session):
    """Sends Jupyter's messages over a pipe, packed as they would be for a socket."""

    connection: Any = None
    most_bytes = 0

    def send(self, stream: Any, msg_or_type: Any, content: Any = None, *_: Any, **options: Any) -> Any:
        """Send a message; one of a process that a cell has forked is lost, as a kernel's is."""
        del stream, options
        message = msg_or_type if isinstance(msg_or_type, dict) else self.msg(msg_or_type, content)
        if os.getpid() == self.pid:
            kind = {"msg_type": message["msg_type"]}
            told = kind | {"header": kind, "parent_header": {}, "content": message["content"], "buffers": []}
            is_small = _n_letters(message["content"]) <= self.most_bytes
            with _reserve():  # the packer crashes where memory has run out, and the cell would not be named
                self.connection.send_bytes(self.pack(told if is_small else {"msg_type": TOO_LARGE}))
        return message


class _Kernel(IPythonKernel):
    """IPython's kernel, with nothing that needs a debugger, a socket or a window."""

    debugger_class = AnyTrait(lambda *_: None)
    shell_channel_thread = AnyTrait(SimpleNamespace(parent_thread=None))
    reads: AbstractSet[str] = frozenset()

    async def run(self, source: str) -> None:
        """Run a cell; its outputs are sent on the way, and how it ended at last."""
        assert self.shell  # noqa: S101 - made with the kernel
        assert self.session  # noqa: S101 - given to it
        self.set_parent([], {"header": {"msg_id": "cell"}})  # type: ignore[no-untyped-call]
        count = self.shell.execution_count
        self.session.send(None, "execute_input", {"code": source, "execution_count": count})
        reply = await self.do_execute(source, silent=False, store_history=True)  # type: ignore[no-untyped-call]
        sys.stdout.flush()
        sys.stderr.flush()
        told = {name: reply.get(name, "") for name in ("status", "ename", "evalue", "traceback")}
        told["reads"] = sorted(self.reads)
        self.session.send(None, "execute_reply", told)


def answer(connection: Connection, other_end: Connection | None, setting: Setting) -> None:
    """
    Run the cells that are asked for until the other side goes away; the process ends with it.

    Parameters
    ----------
    connection
        Where cells come from and messages go to.
    other_end
        The other side's end of the pipe, if this process is a copy of that side.
    setting
        What the process starts with.

    Examples
    --------
    >>> callable(answer)
    True
    """
    if other_end is not None:
        other_end.close()
    _stand_apart(setting)
    kernel = _kernel(connection, setting)
    connection.send_bytes(b'{"msg_type": "ready"}')
    with recording() as kernel.reads:
        asyncio.run(_serve(kernel, connection))


async def _serve(kernel: _Kernel, connection: Connection) -> None:
    asked: asyncio.Queue[str] = asyncio.Queue()
    loop = asyncio.get_running_loop()
    threading.Thread(target=_listen, args=(connection, loop, asked), daemon=True).start()
    while True:
        await kernel.run(await asked.get())


def _listen(connection: Connection, loop: asyncio.AbstractEventLoop, asked: asyncio.Queue[str]) -> None:
    """Take in what is asked, and end the process when nobody is left to ask: it would go on alone for ever."""
    while True:
        try:
            source = connection.recv()
        except (EOFError, OSError):
            _end_everything()
        loop.call_soon_threadsafe(asked.put_nowait, source)


def _end_everything() -> None:
    if hasattr(os, "killpg"):
        os.killpg(os.getpgrp(), signal.SIGKILL)
    os._exit(1)


def _stand_apart(setting: Setting) -> None:
    """Leave the terminal, the folder, the environment and the modules of the process this one came from."""
    if hasattr(os, "setsid"):
        os.setsid()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    if hasattr(signal, "SIGALRM"):
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
    os.environ.clear()
    os.environ.update(setting.environment)
    os.environ.update(ENVIRONMENT | {"IPYTHONDIR": setting.private})
    os.environ.setdefault("MPLBACKEND", _BACKEND)
    if os.environ.get(NO_NETWORK):
        refuse_network()
    os.chdir(setting.folder)
    tempfile.tempdir = None
    sys.path[:] = OWN_PATH or sys.path
    InteractiveShellApp().init_path()  # type: ignore[no-untyped-call]
    if "matplotlib" in sys.modules:  # it reads the environment when it is imported
        sys.modules["matplotlib"].rcParams["backend"] = os.environ["MPLBACKEND"]
    offer_what_is_open()
    _forget_package()
    _limit(setting.memory_mb)


def _n_letters(content: Any) -> int:
    """Count what a message would take at least, without making it."""
    if isinstance(content, dict):
        return sum(map(_n_letters, content.values()))
    if isinstance(content, (list, tuple)):
        return sum(map(_n_letters, content))
    return len(content) if isinstance(content, (str, bytes)) else 1


def _limit(memory_mb: int) -> None:
    """Let an allocation that is too large fail where it is made, with the cell named, and no file fill the disk."""
    with contextlib.suppress(ImportError, OSError, ValueError):
        import resource  # noqa: PLC0415 - Windows has none

        memory = memory_mb * BYTES_A_MB + _held()
        resource.setrlimit(resource.RLIMIT_DATA, (memory, memory + _RESERVE_BYTES))
        resource.setrlimit(resource.RLIMIT_FSIZE, (_LARGEST_FILE_BYTES, _LARGEST_FILE_BYTES))


@contextlib.contextmanager
def _reserve() -> Iterator[None]:
    """Let the process hold a little more for as long as it tells what happened."""
    try:
        import resource  # noqa: PLC0415 - Windows has none
    except ImportError:
        yield
        return
    soft, hard = resource.getrlimit(resource.RLIMIT_DATA)
    resource.setrlimit(resource.RLIMIT_DATA, (hard, hard))
    try:
        yield
    finally:
        with contextlib.suppress(OSError, ValueError):
            resource.setrlimit(resource.RLIMIT_DATA, (soft, hard))


def _held() -> int:
    """Give what the process holds now; nothing where the system does not tell."""
    with contextlib.suppress(OSError, ValueError, IndexError):
        return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[5]) * os.sysconf("SC_PAGE_SIZE")
    return 0


def _kernel(connection: Connection, setting: Setting) -> _Kernel:
    session = _PipeSession()
    session.connection = connection
    session.most_bytes = setting.shown_mb * BYTES_A_MB
    sys.stdout = CellStream("stdout", 1, session, most_mb=setting.shown_mb)
    sys.stderr = CellStream("stderr", 2, session, most_mb=setting.shown_mb)
    config = Config({"HistoryManager": {"enabled": False}})
    kernel = _Kernel.instance(session=session, config=config, log=logging.getLogger(__name__))
    assert kernel.shell  # noqa: S101 - made with the kernel
    kernel.shell.enable_gui = _have_no_window
    return kernel


def _have_no_window(gui: str | None = None) -> None:
    del gui


class _Again(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Gives the package as it was imported before, and lets it greet the notebook as at a first import."""

    def __init__(self, module: ModuleType) -> None:
        self._module, self._spec = module, module.__spec__

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        """Find the package only."""
        del path, target
        return importlib.machinery.ModuleSpec(fullname, self, is_package=True) if fullname == _PACKAGE else None

    def create_module(self, spec: importlib.machinery.ModuleSpec) -> ModuleType:
        """Give the module there is."""
        del spec
        return self._module

    def exec_module(self, module: ModuleType) -> None:
        """Do what importing the package in a notebook does."""
        module.__spec__ = self._spec
        sys.meta_path.remove(self)
        sys.modules[f"{_PACKAGE}.display"].enable()


def _forget_package() -> None:
    """Let the notebook's own import of the package be one: it makes an analyst's frames and figures look like ours."""
    import citytools_analysis.display  # noqa: PLC0415 - a part of the package that need not be here otherwise

    sys.meta_path.insert(0, _Again(sys.modules.pop(_PACKAGE)))
    del citytools_analysis
