"""The kernel a notebook runs in: this very Python, on private sockets, with nothing of the user's profile in it."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

from jupyter_client.kernelspec import KernelSpec
from jupyter_client.manager import AsyncKernelManager
from traitlets.config import Config

from citytools_analysis.reporting import engine_network
from citytools_analysis.reporting.engine_environment import NO_NETWORK, notebook_environment

LOG_NAME = "kernel.log"


class PackageKernelManager(AsyncKernelManager):
    """
    Start kernels from `sys.executable`, whatever kernelspec a notebook names or the computer has.

    What the kernel process itself prints goes to a file beside its connection file, never to the terminal.

    Examples
    --------
    >>> PackageKernelManager(kernel_name="no-such-kernel").kernel_spec.argv[0] == sys.executable
    True
    """

    @property
    def kernel_spec(self) -> KernelSpec:
        """Describe the kernel that runs this Python."""
        guarded = ["-P", engine_network.__file__]  # becomes the same launcher, without a way to the network
        launcher = guarded if os.environ.get(NO_NETWORK) else ["-m", "ipykernel_launcher"]
        command = [sys.executable, *launcher, "-f", "{connection_file}", "--log-level=40"]
        private = str(Path(self.connection_file).parent)
        # The same hash seed gives sets the same order; IPYTHONDIR keeps the user's start-up files out of reports.
        env = {"PYTHONHASHSEED": "0", "IPYTHONDIR": private, "PYDEVD_DISABLE_FILE_VALIDATION": "1"}
        return KernelSpec(argv=command, display_name="City Tools", language="python", env=env)

    async def _async_launch_kernel(self, kernel_cmd: list[str], **options: Any) -> None:
        with (Path(self.connection_file).parent / LOG_NAME).open("ab") as log:
            own = {"stdout": log, "stderr": log, "env": notebook_environment(options["env"])}
            await super()._async_launch_kernel(kernel_cmd, **(options | own))


def kernel_config(folder: Path) -> Config:
    """
    Keep one kernel's sockets and files in a folder of its own, so that kernels started together never meet.

    Parameters
    ----------
    folder
        An empty private folder.

    Returns
    -------
    config
        The traitlets configuration for `PackageKernelManager`.

    Examples
    --------
    >>> kernel_config(Path("run"))["PackageKernelManager"]["connection_file"].endswith("k.json")
    True
    """
    # Unix sockets cannot be raced for as ports can, and no other user can listen; their paths must stay under 108 bytes.
    has_sockets = os.name == "posix" and len(str(folder)) < 80
    settings = {"connection_file": str(folder / "k.json"), "transport": "ipc" if has_sockets else "tcp"}
    return Config({"PackageKernelManager": settings})
