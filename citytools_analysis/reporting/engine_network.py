"""
No network for a notebook's cells, where the environment says so: as the tests do, and as a careful publisher may.

It stops what runs in the cells' own Python, whichever library asks; a program that a cell starts is not stopped.
Started as a program, it becomes Jupyter's kernel: nothing of the package may be imported before the notebook does so.
"""

from __future__ import annotations

import runpy
import socket
import sys
from typing import Any

_ASKS = frozenset({
    "socket.connect", "socket.sendto", "socket.sendmsg", "socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr",
})  # fmt: skip
_OWN = frozenset({"socketpair", "_fallback_socketpair"})  # how Windows makes a pair of sockets within one process
_WORDS = "a notebook's cells may not reach the network"


def refuse_network() -> None:
    """
    Let nothing in this process reach the network from now on; it cannot be undone.

    Examples
    --------
    >>> callable(refuse_network)
    True
    """
    sys.addaudithook(_refuse)


def _refuse(event: str, arguments: tuple[Any, ...]) -> None:
    if event not in _ASKS:
        return
    asked = arguments[0] if arguments else None
    is_local = isinstance(asked, socket.socket) and asked.family not in (socket.AF_INET, socket.AF_INET6)
    if not is_local and sys._getframe(1).f_code.co_name not in _OWN:  # noqa: SLF001 - Python gives no other way
        raise PermissionError(_WORDS)


if __name__ == "__main__":
    refuse_network()
    runpy.run_module("ipykernel_launcher", run_name="__main__", alter_sys=True)
