"""Options of commands under their old names: they work for one more release, and say what they are called now."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import click

from citytools_analysis.deprecation import renamed_line


class RenamedOptions(click.Command):
    """
    A command some of whose options were called otherwise before.

    Parameters
    ----------
    called_before
        The old name of each such option, and what it is called now: `{"--when": "--as-of"}`. Help shows the new ones alone.
    gone_in
        The release in which the old names go.

    Examples
    --------
    >>> @click.command(cls=RenamedOptions, called_before={"--when": "--as-of"}, gone_in="0.3.0")
    ... @click.option("--as-of")
    ... def tell(as_of):
    ...     click.echo(as_of)
    >>> tell.main(["--when=2026-11-23"], standalone_mode=False)
    2026-11-23
    """

    def __init__(self, *arguments: Any, called_before: Mapping[str, str], gone_in: str, **options: Any) -> None:
        """Remember the old names."""
        super().__init__(*arguments, **options)
        self._called_before, self._gone_in = called_before, gone_in

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read the arguments, each old name as the new one; what follows `--` is no option."""
        end = args.index("--") if "--" in args else len(args)
        return super().parse_args(ctx, [self._now(part) for part in args[:end]] + args[end:])

    def _now(self, argument: str) -> str:
        name, equals, value = argument.partition("=")
        if name not in self._called_before:
            return argument
        now = self._called_before[name]
        click.echo(renamed_line(name, now, gone_in=self._gone_in), err=True)
        return f"{now}{equals}{value}"
