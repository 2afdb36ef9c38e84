"""JupyterLab with a register loaded and the house style on, without a word written into anybody's own profile."""

from __future__ import annotations

import json
import os
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from citytools_analysis.errors import DataError, Issue
from citytools_analysis.reporting.html import fonts_and_colours
from citytools_analysis.reporting.lab_kernel import startup_file

_RULES = Path(__file__).parent / "templates" / "citytools" / "style.css"
_OUTPUT = ".jp-RenderedHTMLCommon" * 3  # thrice the same class outweighs the rules of Lab, which put text to the right
# What pages get from their root, outputs get here. White, because the charts are; Lab's own theme stays round them.
_GROUND = f"""
{_OUTPUT}:has([class^="ct-"]) {{ background: #fff; padding: 0.2rem 0.6rem; }}
{_OUTPUT}:has([class^="ct-"]), {_OUTPUT}:has([class^="ct-"]) p {{ color: var(--ink); }}
{_OUTPUT} {{ font: 400 1rem/1.55 "City Open Sans", "Open Sans", "Segoe UI", Arial, sans-serif;
  font-variant-numeric: tabular-nums; }}
"""


def lay_out_lab(folder: Path, *, register: Path, as_of: str | None, environment: Mapping[str, str]) -> dict[str, str]:
    """
    Write what JupyterLab is told by environment variables: a kernel that starts with the register, and the house style.

    Parameters
    ----------
    folder
        An empty private folder; it can go when Lab has ended.
    register
        The register's folder, as an absolute path.
    as_of
        The day the question is asked, or nothing.
    environment
        The analyst's own; what it says still holds, behind ours.

    Returns
    -------
    changed
        The variables to set.

    Examples
    --------
    >>> with tempfile.TemporaryDirectory() as place:
    ...     sorted(lay_out_lab(Path(place), register=Path("/data"), as_of=None, environment={}))
    ['JUPYTER_CONFIG_PATH', 'JUPYTER_PATH']
    """
    startup, kernel = folder / "startup.py", folder / "data" / "kernels" / "python3"
    settings, look = folder / "config", folder / "custom"
    for place in (kernel, settings, look):
        place.mkdir(parents=True)
    own_startup = environment.get("PYTHONSTARTUP", "")
    startup.write_text(startup_file(register, as_of=as_of, own_startup=own_startup), encoding="utf-8")
    (look / "custom.css").write_text(style_sheet(), encoding="utf-8")
    command = [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"]
    spec = {"argv": command, "display_name": "City Tools", "language": "python", "env": {"PYTHONSTARTUP": str(startup)}}
    _write(kernel / "kernel.json", spec)
    _write(
        settings / "jupyter_server_config.json",
        {"ServerApp": {"tornado_settings": {"static_custom_path": [str(look)]}}},
    )
    _write(settings / "jupyter_lab_config.json", {"LabApp": {"custom_css": True}})
    ours = {"JUPYTER_PATH": folder / "data", "JUPYTER_CONFIG_PATH": settings}
    return {name: os.pathsep.join(filter(None, (str(place), environment.get(name)))) for name, place in ours.items()}


def style_sheet() -> str:
    """
    Give the style sheet of printed documents, as it is to look in JupyterLab's outputs and nowhere else in it.

    Returns
    -------
    css
        The rules of `citytools-html`, each within an output.

    Examples
    --------
    >>> ".ct-number" in style_sheet()
    True
    """
    rules = _RULES.read_text(encoding="utf-8")
    return f"{fonts_and_colours()}\n{_OUTPUT} {{\n{rules}\n}}\n{_GROUND}"


def registered(folder: Path, register: Path | None) -> Path:
    """
    Find the register that Lab is to open with.

    Parameters
    ----------
    folder
        The working folder.
    register
        The register that was named; `data/register` in the working folder if none was.

    Returns
    -------
    register
        Its absolute path.

    Raises
    ------
    DataError
        If there is no such folder, or no register in it.

    Examples
    --------
    >>> registered(Path("no-such-folder"), None)
    Traceback (most recent call last):
    ...
    citytools_analysis.errors.DataError: 1 problem found:
      no-such-folder: there is no such folder. Lay one out with: citytools init no-such-folder
    """
    if not folder.is_dir():
        mend = f"Lay one out with: citytools init {folder}"
        raise DataError([Issue(str(folder), "", "there is no such folder", mend, "working folder")])
    place = register or folder / "data" / "register"
    if not (place / "current").is_file():
        mend = "Name one with --register DIR, or lay out a working folder with: citytools init DIR"
        raise DataError([Issue(str(place), "", "there is no register here", mend, "register")])
    return place.resolve()


def run_lab(
    folder: Path, *, register: Path, as_of: str | None, options: Sequence[str], tell: Callable[[str], object]
) -> None:
    """
    Run JupyterLab until it is ended.

    Parameters
    ----------
    folder
        The working folder.
    register, as_of
        As `lay_out_lab` takes them.
    options
        What else `jupyter lab` is told.
    tell
        Told the address once there is one.

    Examples
    --------
    >>> callable(run_lab)
    True
    """
    with tempfile.TemporaryDirectory(prefix="citytools-lab-") as private, suppress(KeyboardInterrupt):
        place = Path(private)
        os.environ.update(lay_out_lab(place, register=register, as_of=as_of, environment=os.environ))
        # Imported only now: what Jupyter reads of the environment it reads when it is imported.
        from jupyterlab.labapp import LabApp  # noqa: PLC0415

        ours = [f"--ServerApp.root_dir={folder.resolve()}", "--ServerApp.answer_yes=True", "--ServerApp.log_level=WARN"]
        server: Any = LabApp.initialize_server(argv=[*ours, *options])
        # The address answers once the loop runs: Jupyter's own callback, added before this one, binds it.
        server.io_loop.add_callback(tell, _address(server.connection_url, server.identity_provider.token))
        server.start()


def _address(url: str, token: str) -> str:
    return f"{url}lab?token={token}" if token else f"{url}lab"


def _write(path: Path, content: Mapping[str, object]) -> None:
    path.write_text(json.dumps(content, indent=1), encoding="utf-8")
