"""Where notices are published, and how a span of days is asked for (domain.md, 4.4)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode


@dataclass(frozen=True)
class Publisher:
    """
    One public service of notices.

    Parameters
    ----------
    name
        Name on the command line.
    base_url
        Its address.
    path
        Where it lists releases.
    first, last
        Names of the parameters for the first and the last moment.

    Examples
    --------
    >>> PUBLISHERS["find-a-tender"].first
    'updatedFrom'
    """

    name: str
    base_url: str
    path: str
    first: str
    last: str

    def first_page(self, since: date, until: date, *, base_url: str | None = None) -> str:
        """Give the address of the first page of a span of days, both included."""
        asked = {self.first: f"{since}T00:00:00", self.last: f"{until}T23:59:59", "limit": "100"}
        return f"{(base_url or self.base_url).rstrip('/')}{self.path}?{urlencode(asked)}"


PUBLISHERS = {
    publisher.name: publisher
    for publisher in (
        Publisher(
            "contracts-finder",
            "https://www.contractsfinder.service.gov.uk",
            "/Published/Notices/OCDS/Search",
            "publishedFrom",
            "publishedTo",
        ),
        Publisher(
            "find-a-tender",
            "https://www.find-tender.service.gov.uk",
            "/api/1.0/ocdsReleasePackages",
            "updatedFrom",
            "updatedTo",
        ),
    )
}
