"""
What a notebook's process may know of the environment it is started from: an allow-list, so that no credential is on it.

Whoever starts a build may have keys to a cloud, a code host or a proxy in the environment. A notebook needs none of
them, and what it shows is published. Both engines, and the processes of Dask's workers, start cells with this alone.
"""

from __future__ import annotations

import os
from collections.abc import Mapping

NO_NETWORK = "CITYTOOLS_NO_NETWORK"  # set to anything, it keeps cells from the network; the tests set it
_NAMES = frozenset({
    "PATH", "HOME", "USER", "LOGNAME", "SHELL", "TERM", "COLUMNS", "LINES", "PWD", "LANG", "LANGUAGE", "TZ",
    "TZDIR", "PYTZ_TZDATADIR", "TMPDIR", "TMP", "TEMP", "SOURCE_DATE_EPOCH", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH",
    "DYLD_FALLBACK_LIBRARY_PATH", "VIRTUAL_ENV", "CONDA_PREFIX", "FONTCONFIG_FILE", "FONTCONFIG_PATH", "IPYTHONDIR",
    "JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR", "JUPYTER_PATH", "JUPYTER_PLATFORM_DIRS",
    "JPY_PARENT_PID", "JPY_INTERRUPT_EVENT", "IPY_INTERRUPT_EVENT", "JPY_SESSION_NAME",
    # without these Windows starts no program, or none that finds its files
    "SYSTEMROOT", "SYSTEMDRIVE", "WINDIR", "COMSPEC", "PATHEXT", "OS", "NUMBER_OF_PROCESSORS",
    "PROCESSOR_ARCHITECTURE", "PROCESSOR_IDENTIFIER", "APPDATA", "LOCALAPPDATA", "PROGRAMDATA", "PROGRAMFILES",
    "USERPROFILE", "USERNAME", "HOMEDRIVE", "HOMEPATH", "PUBLIC", "ALLUSERSPROFILE",
})  # fmt: skip
_BEGINNINGS = (
    "LC_", "PYTHON", "PYDEVD_", "MPL", "CITYTOOLS_", "XDG_", "COVERAGE_", "COV_CORE_",
    "OMP_", "OPENBLAS_", "GOTO_", "MKL_", "BLIS_", "VECLIB_", "KMP_", "NUMEXPR_", "ARROW_", "MALLOC_",
)  # fmt: skip


def notebook_environment(environment: Mapping[str, str] | None = None) -> dict[str, str]:
    """
    Keep of an environment what a notebook may have: where programs, files and fonts are, language, time zone, threads.

    Parameters
    ----------
    environment
        Variables by name; those of this process if not given.

    Returns
    -------
    environment
        Those on the allow-list.

    Examples
    --------
    >>> notebook_environment({"PATH": "/bin", "LC_ALL": "C", "AWS_SECRET_ACCESS_KEY": "x", "http_proxy": "http://a:b@c"})
    {'PATH': '/bin', 'LC_ALL': 'C'}
    """
    given = os.environ if environment is None else environment
    return {name: value for name, value in given.items() if _is_allowed(name.upper())}


def _is_allowed(name: str) -> bool:
    return name in _NAMES or name.startswith(_BEGINNINGS)
