"""Page after page of a span of days into a folder; what is there already is not fetched again."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from urllib.parse import urlsplit

import httpx

from citytools_analysis.download.folder import PageFolder, PageRecord
from citytools_analysis.download.publishers import Publisher
from citytools_analysis.download.request import Patience, fetch_page
from citytools_analysis.errors import DataError, Issue
from citytools_analysis.one_writer import one_writer

_AGENT = "citytools_analysis (https://loti.london)"


def download(  # noqa: PLR0913 - each is a part of what is asked
    publisher: Publisher,
    *,
    since: date,
    until: date,
    folder: Path,
    now: datetime,
    base_url: str | None = None,
    patience: Patience | None = None,
    on_page: Callable[[PageRecord], None] | None = None,
) -> tuple[PageRecord, ...]:
    """
    Download the notices of a span of days; given again, go on where the last run stopped.

    Parameters
    ----------
    publisher
        Where they are published.
    since, until
        First and last day.
    folder
        Folder for the pages, made if missing: `find-a-tender_2026-01-01_2026-01-31_page-00001.json.gz` and so on, and `pages.json` with the address, the
        hash and the size of each.
    now
        The present moment, written beside each page; of days that are not over the last page is fetched again, for it
        may have grown.
    base_url
        Address of the service, if it is another than the publisher's own.
    patience
        How long to wait for a busy service.
    on_page
        Called with each page once it is whole on disk, also with those that were there.

    Returns
    -------
    pages
        All pages of the span, in order.

    Raises
    ------
    DataError
        If the service fails or refuses, leads to another host or in a circle, or the folder holds another download;
        what was fetched stays.
    OSError
        If the folder cannot be written.

    Examples
    --------
    >>> import tempfile
    >>> from citytools_analysis.download.publishers import PUBLISHERS
    >>> patience = Patience(n_attempts=1)
    >>> with tempfile.TemporaryDirectory() as name:
    ...     try:
    ...         download(PUBLISHERS["find-a-tender"], since=date(2026, 1, 1), until=date(2026, 1, 2), folder=Path(name),
    ...                  now=datetime(2026, 1, 3), base_url="http://127.0.0.1:9", patience=patience)
    ...     except DataError as error:
    ...         print("no connection could be made" in str(error))
    True
    """
    first = publisher.first_page(since, until, base_url=base_url)
    asked = {"publisher": publisher.name, "since": f"{since}", "until": f"{until}", "first_page": first}
    folder.mkdir(parents=True, exist_ok=True)
    with one_writer(folder), httpx.Client(timeout=60, headers={"User-Agent": _AGENT}) as client:
        held = PageFolder(folder, asked)
        held.read()
        if held.pages and not held.pages[-1].next_url and until >= now.date():
            held.drop_last()
        for page in held.pages:
            _call(on_page, page)
        _fetch_rest(held, client, first, patience or Patience(), on_page, at=f"{now:%Y-%m-%dT%H:%M:%SZ}")
        held.remove_others()
    return tuple(held.pages)


def _fetch_rest(  # noqa: PLR0913 - each is a part of one step
    held: PageFolder,
    client: httpx.Client,
    first: str,
    patience: Patience,
    on_page: Callable[[PageRecord], None] | None,
    *,
    at: str,
) -> None:
    url = held.pages[-1].next_url if held.pages else first
    while url:
        _check_address(url, first, held)
        page = fetch_page(client, url, patience)
        held.add(page.content, {"url": url, "n_releases": page.n_releases, "next_url": page.next_url, "fetched_at": at})
        _call(on_page, held.pages[-1])
        url = page.next_url


def _check_address(url: str, first: str, held: PageFolder) -> None:
    own, other = urlsplit(first), urlsplit(url)
    if (own.scheme, own.netloc) != (other.scheme, other.netloc):
        what = f"the next page is said to be at another host, {other.netloc[:100]!r}"
        raise DataError(
            [Issue(first, "", what, "Tell whoever runs the service; nothing was sent there.", "other host")]
        )
    if url in {page.url for page in held.pages}:
        what = f"the service leads in a circle: page {len(held.pages) + 1} is one that was fetched before"
        raise DataError([Issue(url, "", what, "Give the same command again later.", "circle")])


def _call(on_page: Callable[[PageRecord], None] | None, page: PageRecord) -> None:
    if on_page:
        on_page(page)
