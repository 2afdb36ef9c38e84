"""Addresses as they may be kept: a page that anyone may open, without what somebody filled in or a household's number."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

_WORDS = re.compile(r"(?:[A-Za-z_.]+=[A-Za-z_.-]*\d?(?:&|$))+")  # what a page itself writes: action=advanced&page=1
_HOUSEHOLD = re.compile(r"/(?=[^/]*(?:\d{4}|[A-Za-z]{1,2}\d[A-Za-z\d]?(?:%20|\+|-)?\d[A-Za-z]{2}(?:/|$))).*")
_ASKS_WHO = re.compile(r"(?:^|&)(?:uprn|post_?code|address|house|property|street|name|e?mail|phone)=", re.IGNORECASE)


def page_address(address: str, *, is_look_up: bool) -> str:
    """
    Cut an address down to the page.

    Parameters
    ----------
    address
        As gathered.
    is_look_up
        Whether the page is one on which a household looks itself up: then everything behind `?` goes, and what follows
        the first part of the path that holds a number of a property or a postcode, with that part.

    Returns
    -------
    address
        The page; a query stays only where its values are plain words of the page itself. Blank if it is no address.

    Examples
    --------
    >>> page_address("https://a.example/waste/6087017", is_look_up=True)
    'https://a.example/waste/'
    >>> page_address("https://a.example/search.do?action=advanced", is_look_up=False)
    'https://a.example/search.do?action=advanced'
    >>> page_address("https://a.example/search?from=20%2F05%2F2018", is_look_up=False)
    'https://a.example/search'
    """
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    if parts.scheme not in {"http", "https"} or not parts.hostname or any(mark.isspace() for mark in address):
        return ""
    is_filled_in = is_look_up or not _WORDS.fullmatch(parts.query) or _ASKS_WHO.search(parts.query)
    path = _HOUSEHOLD.sub("/", parts.path) if is_look_up else parts.path
    kept = parts._replace(
        netloc=parts.netloc.rpartition("@")[2],
        path=path,
        query="" if is_filled_in else parts.query,
        fragment="" if is_look_up or (parts.query and is_filled_in) else parts.fragment,
    )
    is_bare = address.endswith("#") and not (parts.query or is_look_up)  # an empty mark is part of the address as given
    return kept.geturl() + ("#" if is_bare else "")
