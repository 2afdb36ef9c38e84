"""`download`: published notices from Contracts Finder and Find a Tender into a folder of pages."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path

import click
from tqdm import tqdm

from citytools_analysis.download import PUBLISHERS, Patience
from citytools_analysis.download import download as download_pages
from citytools_analysis.download.folder import PageRecord
from citytools_analysis.style import count_text


@click.command()
@click.argument("publisher", type=click.Choice(list(PUBLISHERS)))
@click.option("--since", required=True, metavar="YYYY-MM-DD", help="First day.")
@click.option("--until", metavar="YYYY-MM-DD", help="Last day; today if not given.")
@click.option(
    "--to",
    "folder",
    type=click.Path(path_type=Path, file_okay=False),
    help="Folder for the pages; data/notices/PUBLISHER/SINCE_UNTIL if not given.",
)
@click.option("--base-url", metavar="URL", help="Address of the service, if not its own.")
@click.option("--quiet", is_flag=True, help="Say only what went wrong, and the end.")
def download(  # noqa: PLR0913 - one argument an option
    publisher: str, since: str, until: str | None, folder: Path | None, base_url: str | None, *, quiet: bool
) -> None:
    """
    Fetch published notices; given again, it goes on where the last run stopped.

    Pages are kept as they were received, compressed, each with its sha256. They hold the publishers' contact points;
    `citytools add` never stores those.

    \b
    Examples:
      citytools download contracts-finder --since 2026-11-01
      citytools download find-a-tender --since 2026-01-01 --until 2026-03-31
      citytools add data/notices/find-a-tender/2026-01-01_2026-03-31/*.json.gz
    """  # noqa: D301 - click's mark for lines to be kept as they are
    now = datetime.now(tz=UTC)
    first, last = _day(since, "--since"), _day(until, "--until") if until else now.date()
    if first > last:
        message = f"{first} comes after {last}."
        raise click.BadParameter(message, param_hint="--since")
    target = folder or Path("data/notices") / publisher / f"{first}_{last}"
    with tqdm(unit=" pages", disable=quiet or not sys.stderr.isatty(), desc=publisher) as bar:
        counted = _Counted(bar, is_plain=not quiet and bool(bar.disable))
        pages = download_pages(
            PUBLISHERS[publisher], since=first, until=last, folder=target, now=now, base_url=base_url,
            patience=Patience(tell=lambda text: tqdm.write(f"  {text}", file=sys.stderr)), on_page=counted,
        )  # fmt: skip
    size = sum(page.n_bytes for page in pages)
    releases = sum(page.n_releases for page in pages)
    click.echo(f"{target}: {count_text(len(pages), 'page')}, {count_text(releases, 'release')}, {size:,} bytes.")
    click.echo(f"Add them: citytools add {target}/*.json.gz")


class _Counted:
    """Tells of each page: on a bar, or in a line where there is no terminal."""

    def __init__(self, bar: tqdm, *, is_plain: bool) -> None:  # type: ignore[type-arg]
        self._bar, self._is_plain, self._n = bar, is_plain, 0

    def __call__(self, page: PageRecord) -> None:
        self._n += page.n_releases
        self._bar.update()
        self._bar.set_postfix_str(f"{self._n} releases")
        if self._is_plain:
            click.echo(f"  {page.file_name}: {count_text(page.n_releases, 'release')}, {self._n} so far")


def _day(text: str, option: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        message = f"{text!r} is not a day; write it as YYYY-MM-DD."
        raise click.BadParameter(message, param_hint=option) from None


COMMANDS: Sequence[click.Command] = (download,)
