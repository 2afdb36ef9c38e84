"""The command line: thin, every command one library call; what goes wrong is a message, never a traceback."""

from __future__ import annotations

import atexit
import gc
import importlib
import io
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from citytools_analysis.errors import CityToolsError, UnknownNameError, WrongUsageError, suggestion

_OBJECTS_BETWEEN_COLLECTIONS = 50_000

# Commands are imported when they are used, so that help comes at once: module, and what the list of commands says.
_COMMANDS = {
    "add": ("data", "Add files to the register, all of them or none."),
    "build": ("build", "Build what is missing or out of date, and an index of it."),
    "capture": ("workshops", "Write the workbook in which a workshop is noted."),
    "check": ("data", "Check files without adding them: every problem with its sheet and cell."),
    "compare": ("history", "Tell what changed between two registers, days or snapshots, each with its source."),
    "dashboard": ("dashboard", "Write the dashboard: one file to explore in a browser, with no server."),
    "doctor": ("reports", "Say what is missing on this computer, and the command that mends it."),
    "download": ("download", "Fetch published notices; given again, it goes on where the last run stopped."),
    "init": ("init", "Lay out a working folder: notebooks, reference tables, and an invented register to try them on."),
    "lab": ("lab", "Open JupyterLab with the register loaded and the house style on."),
    "list": ("reports", "List the reports and what each takes, or the sources of the register."),
    "new": ("new", "Write a new report: a notebook that runs as it is, to be changed."),
    "pack": ("packs", "Bind reports into one document, for a workshop, a borough or a procurement team."),
    "template": ("data", "Write a borough's return workbook, filled with what is known."),
    "releases": ("releases", "List what earlier releases told in figures, which later ones are held against."),
    "remove": ("data", "Take a source and all its rows out of the register."),
    "resolve": ("resolve", "List names that nobody has decided on, and take the decisions of a person."),
    "restore": ("history", "Make an earlier snapshot the current one again; without a name, list them."),
}


class _WrongUsage(click.ClickException):
    exit_code = 2


class Commands(click.Group):
    """
    A group that imports its commands late and suggests the nearest name for one that does not exist.

    Examples
    --------
    >>> Commands("citytools").list_commands(click.Context(main))[:2]
    ['add', 'build']
    """

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Give the names in order."""
        del ctx
        return sorted(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the command."""
        del ctx
        if cmd_name not in _COMMANDS:
            return None
        module = importlib.import_module(f"citytools_analysis.cli.{_COMMANDS[cmd_name][0]}")
        commands: Sequence[click.Command] = module.COMMANDS
        return next(command for command in commands if command.name == cmd_name)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands without importing them."""
        del ctx
        with formatter.section("Commands"):
            formatter.write_dl([(name, words) for name, (_, words) in sorted(_COMMANDS.items())])

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Suggest the nearest command."""
        if args and not args[0].startswith("-") and args[0] not in _COMMANDS:
            hint = suggestion(args[0], sorted(_COMMANDS)) or f"There are: {', '.join(sorted(_COMMANDS))}."
            message = f"Unknown command {args[0]!r}. {hint}"
            raise click.UsageError(message, ctx)
        return super().resolve_command(ctx, args)

    def invoke(self, ctx: click.Context) -> Any:
        """Turn what goes wrong on purpose, and what the disk refuses, into a message and an exit code."""
        for stream in (sys.stdout, sys.stderr):
            if isinstance(stream, io.TextIOWrapper):  # a name the console has no letters for is shown, not fatal
                stream.reconfigure(errors="backslashreplace")
        # A command imports and reads far more than it drops: looking for garbage as often as usual takes a tenth of it.
        gc.set_threshold(_OBJECTS_BETWEEN_COLLECTIONS)
        atexit.register(gc.freeze)  # the system takes the memory back: Python would look through it all once more
        try:
            return super().invoke(ctx)
        except CityToolsError as error:
            is_usage = isinstance(error, (UnknownNameError, WrongUsageError))
            raise (_WrongUsage if is_usage else click.ClickException)(str(error)) from None
        except click.NoSuchOption as error:
            if Path(error.option_name).exists():
                message = f"{error.option_name} begins with a dash; name the file ./{error.option_name}"
                raise click.UsageError(message, error.ctx) from None
            raise
        except BrokenPipeError:
            raise
        except OSError as error:
            where = f"{error.filename}: " if error.filename else ""
            message = f"{where}{error.strerror or error}"
            raise click.ClickException(message) from None


@click.command(
    "citytools", cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110}
)
@click.version_option(package_name="citytools-analysis", message="citytools %(version)s")
def main() -> None:
    """
    Show London's councils which technology they run, when contracts end, and with whom they could buy.

    \b
    From files to a report for every borough:
      citytools check camden.xlsx                 # every problem, with its sheet and cell
      citytools add camden.xlsx                   # into data/register
      citytools build                             # HTML and PDF for everyone, and an index
      citytools build --borough camden --force    # one borough again
    """  # noqa: D301 - click's mark for lines to be kept as they are
