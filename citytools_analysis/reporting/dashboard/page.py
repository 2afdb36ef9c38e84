"""The dashboard as one file: its data, its script and its look inside it, and a policy that lets nothing else run or load."""

from __future__ import annotations

from functools import cache
from importlib.metadata import version
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from citytools_analysis import style
from citytools_analysis.register import Register
from citytools_analysis.register_voice import voice_of
from citytools_analysis.reporting.dashboard import plain_page, without_script
from citytools_analysis.reporting.dashboard.lines import find_lines
from citytools_analysis.reporting.dashboard.payload import payload
from citytools_analysis.reporting.dashboard.records import records
from citytools_analysis.reporting.dressed import dressed, speaking
from citytools_analysis.reporting.policy_hash import policy_hash

APP = Path(__file__).parent / "app"
BUNDLE = APP / "dashboard.bundle.js"
# Observable Plot puts this into each chart; the policy has its hash, so that it is no reason to allow any style.
_PLOT_STYLE = """:where(.citytools-plot) {
  --plot-background: white;
  display: block;
  height: auto;
  height: intrinsic;
  max-width: 100%;
}
:where(.citytools-plot text),
:where(.citytools-plot tspan) {
  white-space: pre;
}"""


def dashboard_page(register: Register, *, has_tables: bool = True) -> str:
    """
    Lay out the dashboard.

    Parameters
    ----------
    register
        The edition's register; nothing else is read.
    has_tables
        Whether to write the tables that stand in for the views where no script runs.

    Returns
    -------
    html
        One self-contained page; the same register gives the same bytes.

    Examples
    --------
    >>> from datetime import date
    >>> html = dashboard_page(Register.from_tables({}, as_of=date(2026, 11, 23)), has_tables=False)
    >>> "unsafe-inline" in html, "http://" in html.partition("<script>")[0]
    (False, False)
    """
    found, info = find_lines(register), register.info
    html = _environment().get_template("dashboard.html.j2").render(
        here=plain_page.DASHBOARD_NAME,
        pages=plain_page.PAGES,
        register_name=info.name,
        edition_mark=plain_page.edition_mark(register),
        notice=info.notice,
        notice_words=plain_page.notice_words(register),
        n_boroughs=style.count_text(len(register.boroughs), "authority", "authorities"),
        is_empty=found.lines.empty,
        as_of=style.date_text(register.as_of),
        register_sha256=register.sha256,
        package_version=version("citytools-analysis"),
        without_script=Markup(without_script.fragment(register)) if has_tables else "",  # noqa: S704 - escaped there
        lines=payload(register, found),
        records=records(register, found),
        script=Markup(_script()),  # noqa: S704 - our own
        script_hash=policy_hash(_script()),
        style=Markup(_style()),  # noqa: S704 - our own
        style_hashes=(policy_hash(_style()), policy_hash(_PLOT_STYLE)),
    )  # fmt: skip
    voice = voice_of(register)
    return speaking(dressed(html, register), voice) if voice else html


@cache
def _script() -> str:
    return BUNDLE.read_text("utf-8").strip()


@cache
def _style() -> str:
    return f"{plain_page.style_sheet()}{(APP / 'dashboard.css').read_text('utf-8')}"


def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(APP), autoescape=True, undefined=StrictUndefined, keep_trailing_newline=True
    )
