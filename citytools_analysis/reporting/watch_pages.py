"""Pages as a watch serves them: the file's own bytes, with a script that reloads them; the file on disk has none."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from dataclasses import dataclass

from citytools_analysis import style
from citytools_analysis.reporting.policy_hash import policy_hash

EVENTS = "/-/events"
_POLICY = re.compile(rb'(http-equiv="Content-Security-Policy" content=")([^"]*)(")')
_END = b"</body>"
_PLAIN = "font:18px/1.5 sans-serif;max-width:40em;margin:3em auto;padding:0 1em"
SCRIPT = """
const shown = Number(document.currentScript.dataset.version);
let box;
const tell = (failures) => {
  box?.remove();
  if (!failures.length) return;
  box = document.createElement("div");
  box.setAttribute("role", "alert");
  box.style.cssText = "position:fixed;z-index:9;inset:auto 0 0;max-height:50vh;overflow:auto;padding:0 1.5em;" +
    "background:#fff;color:COLOUR;border-top:4px solid COLOUR;font:16px/1.4 sans-serif;white-space:pre-wrap";
  for (const failure of failures) {
    const line = document.createElement("p");
    line.textContent = failure.about + ": " + failure.reason;
    box.append(line);
  }
  document.body.append(box);
};
new EventSource("EVENTS").onmessage = (event) => {
  const news = JSON.parse(event.data);
  const here = decodeURIComponent(location.pathname);
  const stays = news.failures.some((failure) => !failure.page || failure.page === here);
  const changed = news.told[here] ?? (news.isDone ? news.version : 0);
  if (changed > shown && !stays) location.reload();
  else tell(news.failures);
};
""".replace("EVENTS", EVENTS).replace("COLOUR", style.DARK_ORANGE)
_ALLOWED = {"script-src": f"'{policy_hash(SCRIPT)}'", "connect-src": "'self'"}


@dataclass(frozen=True)
class Failure:
    """
    One thing that could not be built.

    Parameters
    ----------
    about
        Whom and which report.
    reason
        The cell and what it raised.
    page
        The address of its page; empty if no page is up to date.

    Examples
    --------
    >>> Failure("Camden, Technology report", "cell 3: KeyError").page
    ''
    """

    about: str
    reason: str
    page: str = ""


def served(page: bytes, version: int) -> bytes:
    """
    Put the script that listens for news into a page, and allow it in the page's own policy.

    Parameters
    ----------
    page
        The page as it is on disk.
    version
        How many builds there have been.

    Returns
    -------
    page
        The page as it is served.

    Examples
    --------
    >>> b'<script data-version="3">' in served(b"<body><h1>Camden</h1></body>", 3)
    True
    """
    script = f'<script data-version="{version}">{SCRIPT}</script>'.encode()
    before, end, after = page.rpartition(_END)
    whole = before + script + end + after if end else page + script
    return _POLICY.sub(lambda found: found[1] + _widened(found[2]) + found[3], whole, count=1)


def page_that_is_not_there(failures: Sequence[Failure], version: int) -> bytes:
    """
    Write the page shown where there is none: it says why, and comes back by itself once there is one.

    Parameters
    ----------
    failures
        What could not be built.
    version
        How many builds there have been.

    Returns
    -------
    page
        HTML.

    Examples
    --------
    >>> b"&lt;b&gt;" in page_that_is_not_there([Failure("Camden", "<b>")], 1)
    True
    """
    lines = "".join(f"<p>{html.escape(f'{failure.about}: {failure.reason}')}</p>" for failure in failures)
    words = lines or "<p>It is not among the documents that were built.</p>"
    head = '<!doctype html><html lang="en"><meta charset="utf-8"><title>Not there</title>'
    policy = "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">"
    body = f'<body style="{_PLAIN}"><h1>This page is not there</h1>{words}<p><a href="/">All documents</a></p></body></html>'
    return served(f"{head}{policy}{body}".encode(), version)


def _widened(policy: bytes) -> bytes:
    rules = dict(rule.strip().partition(" ")[::2] for rule in policy.decode().split(";") if rule.strip())
    for name, source in _ALLOWED.items():
        rules[name] = f"{rules.get(name, '')} {source}".replace("'none'", "").strip()
    return "; ".join(f"{name} {sources}".strip() for name, sources in rules.items()).encode()
