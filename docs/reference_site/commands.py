"""A page for each command: its help as it is printed, and a table of what it takes."""

from __future__ import annotations

from collections.abc import Iterator

import click

from citytools_analysis.cli import main
from reference_site.markdown import code, contents, plain, table


def every_command() -> Iterator[tuple[str, click.Command]]:
    """Give each command with its name."""
    context = click.Context(main, info_name="citytools")
    for name in main.list_commands(context):
        command = main.get_command(context, name)
        if command is not None:
            yield name, command


def pages() -> dict[str, str]:
    """Give the pages by their place in the site."""
    commands = dict(every_command())
    made = {f"commands/{name}.md": _page(name, command) for name, command in commands.items()}
    opening = ["# Commands", "", _OPENING, ""]
    return {"commands/index.md": "\n".join([*opening, *contents(list(commands))]), **made}


_OPENING = (
    "Every command prints what it read and wrote. Exit codes: 0 done; 1 data or reports failed (a message, never a traceback); 2 wrong "
    "usage, with a suggestion. Each page is made from what the command says of itself."
)


def _page(name: str, command: click.Command) -> str:
    context = click.Context(command, info_name=f"citytools {name}", max_content_width=110)
    rows = [_option(one) for one in command.params if isinstance(one, click.Option)]
    lines = [
        f"# citytools {name}",
        "",
        plain(command.get_short_help_str(200)),
        "",
        "```text",
        command.get_help(context),
        "```",
        "",
    ]
    return "\n".join([*lines, *(table(("option", "what it does", "if not given"), rows) if rows else [])])


def _option(option: click.Option) -> tuple[str, str, str]:
    default = option.default if isinstance(option.default, str | int | float) and not option.is_flag else ""
    return ", ".join(map(code, (*option.opts, *option.secondary_opts))), plain(option.help or ""), code(default)
