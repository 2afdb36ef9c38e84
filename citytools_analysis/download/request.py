"""One page over the network: patient with a busy or broken service, and with nothing else."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime

import httpx
import orjson
from tenacity import RetryCallState, Retrying, retry_if_exception_type, stop_after_attempt

from citytools_analysis.errors import DataError, Issue

_BUSY = {408, 425, 429, 500, 502, 503, 504}
_AGAIN = "Give the same command again later: it goes on where this one stopped."


@dataclass(frozen=True)
class Patience:
    """
    How long to wait for a service.

    Parameters
    ----------
    n_attempts
        Times a page is asked for.
    longest_wait_seconds
        The longest pause between two, whatever the service asks for.
    page_seconds
        The longest one page may take.
    page_bytes
        The most one page may hold.
    sleep
        How to wait.
    tell
        Whom to tell of a pause.

    Examples
    --------
    >>> Patience(n_attempts=2).page_bytes
    67108864
    """

    n_attempts: int = 8
    longest_wait_seconds: float = 300
    page_seconds: float = 180
    page_bytes: int = 1 << 26
    sleep: Callable[[float], None] = time.sleep
    tell: Callable[[str], None] = field(default=lambda _text: None)


@dataclass(frozen=True)
class Page:
    """
    One page as it was received.

    Parameters
    ----------
    content
        Its bytes, unpacked.
    n_releases
        Releases in it.
    next_url
        Address of the next page; blank for the last.

    Examples
    --------
    >>> Page(b"{}", 0, "").next_url
    ''
    """

    content: bytes
    n_releases: int
    next_url: str


class _ComeBackError(Exception):
    """The service could not give the page now, and may do so later."""

    def __init__(self, why: str, wait_seconds: float | None = None) -> None:
        super().__init__(why)
        self.wait_seconds = wait_seconds


def fetch_page(client: httpx.Client, url: str, patience: Patience) -> Page:
    """
    Fetch one page, again and again if the service is busy or the line breaks.

    Parameters
    ----------
    client
        The HTTP client.
    url
        Address of the page.
    patience
        How long to wait.

    Returns
    -------
    page
        The page.

    Raises
    ------
    DataError
        If the service refuses, sends something else, or is still broken at the last attempt.

    Examples
    --------
    >>> said = httpx.MockTransport(lambda request: httpx.Response(200, json={"releases": [{}]}))
    >>> fetch_page(httpx.Client(transport=said), "http://127.0.0.1/a", Patience()).n_releases
    1
    """
    retrying = Retrying(
        stop=stop_after_attempt(patience.n_attempts),
        wait=lambda state: _pause(state, patience),
        retry=retry_if_exception_type(_ComeBackError),
        sleep=patience.sleep,
        before_sleep=lambda state: patience.tell(_told(state)),
        reraise=True,
    )
    try:
        return retrying(_once, client, url, patience)
    except _ComeBackError as fault:
        what = f"the service could not give this page in {patience.n_attempts} attempts: {fault}"
        raise DataError([Issue(url, "", what, _AGAIN, "network")]) from None


def _once(client: httpx.Client, url: str, patience: Patience) -> Page:
    try:
        with client.stream("GET", url) as response:
            _check_status(response, url)
            content = _body(response, patience)
    except (httpx.TransportError, httpx.DecodingError) as fault:
        raise _ComeBackError(_words(fault)) from None
    return _page(content)


def _check_status(response: httpx.Response, url: str) -> None:
    if response.status_code in _BUSY:
        why = f"it answered {response.status_code} ({response.reason_phrase})"
        raise _ComeBackError(why, _asked_wait(response.headers))
    if response.is_redirect:
        what = f"the service sends on to another address, {response.headers.get('location', 'unnamed')[:200]!r}"
        raise DataError([Issue(url, "", what, "Check the address given with --base-url.", "redirect")])
    if response.status_code != httpx.codes.OK:
        what = f"the service refused: {response.status_code} ({response.reason_phrase})"
        raise DataError([Issue(url, "", what, "Check the days and the address given with --base-url.", "refused")])


def _body(response: httpx.Response, patience: Patience) -> bytes:
    until, parts, size = time.monotonic() + patience.page_seconds, [], 0
    for part in response.iter_bytes():
        parts.append(part)
        size += len(part)
        if size > patience.page_bytes:
            raise _ComeBackError(f"the page is larger than {patience.page_bytes >> 20} megabytes")
        if time.monotonic() > until:
            raise _ComeBackError(f"the page did not end within {patience.page_seconds:g} seconds")
    return b"".join(parts)


def _page(content: bytes) -> Page:
    try:
        package = orjson.loads(content)
    except orjson.JSONDecodeError:
        begins = content[:60].decode("utf-8", "replace").split("\n")[0].strip()
        raise _ComeBackError(f"it sent no JSON but {begins!r}") from None
    if not isinstance(package, dict) or not isinstance(package.get("releases"), list):
        raise _ComeBackError("it sent JSON that is no package of releases")
    links = package.get("links")
    following = links.get("next") if isinstance(links, dict) else None
    return Page(content, len(package["releases"]), following if isinstance(following, str) else "")


def _pause(state: RetryCallState, patience: Patience) -> float:
    fault = state.outcome.exception() if state.outcome else None
    asked = fault.wait_seconds if isinstance(fault, _ComeBackError) else None
    backed_off = 2.0 ** min(state.attempt_number, 8) * random.uniform(0.5, 1.0)  # noqa: S311 - so that many do not return at once
    return min(backed_off if asked is None else asked, patience.longest_wait_seconds)


def _told(state: RetryCallState) -> str:
    fault = state.outcome.exception() if state.outcome else None
    wait = state.next_action.sleep if state.next_action else 0
    return f"{fault}; attempt {state.attempt_number + 1} in {wait:.0f} s"


def _asked_wait(headers: httpx.Headers) -> float | None:
    """Read `Retry-After`: seconds, or a day and time by the service's own clock."""
    text = headers.get("retry-after", "")
    if text.strip().isdigit():
        return float(text)
    try:
        until, at = (parsedate_to_datetime(words) for words in (text, headers.get("date", "")))
    except ValueError:
        return None
    if (until.tzinfo is None) != (at.tzinfo is None):
        return None
    return max((until - at).total_seconds(), 0.0)


def _words(fault: Exception) -> str:
    kinds = {
        httpx.ConnectError: "no connection could be made",
        httpx.TimeoutException: "it did not answer in time",
        httpx.RemoteProtocolError: "the connection was cut",
        httpx.ReadError: "the connection was cut",
        httpx.DecodingError: "the page is damaged",
    }
    return next((words for kind, words in kinds.items() if isinstance(fault, kind)), "the connection failed")
