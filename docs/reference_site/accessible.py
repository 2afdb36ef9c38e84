"""What the theme leaves out for readers who use no mouse or no eyes; axe-core finds nothing on a page that has it."""

from __future__ import annotations

import re
from typing import Any

from sphinx.application import Sphinx

_AFTER_THE_THEME = 900
_SCROLLS = re.compile(
    r'<pre>|<div class="table-wrapper[^"]*">'
)  # what is too wide scrolls, and the keyboard has to reach it


def setup(app: Sphinx) -> dict[str, bool]:
    """Let Sphinx ask for it, page by page."""
    app.add_css_file("accessible.css")
    app.connect("html-page-context", mend_context, priority=_AFTER_THE_THEME)
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def mend_context(app: Sphinx, page: str, template: str, context: dict[str, Any], tree: object) -> None:
    """Mend what a page is made of."""
    del app, page, template, tree
    if "body" in context:
        context["body"] = _SCROLLS.sub(lambda found: f'{found[0][:-1]} tabindex="0">', context["body"])
    navigation = "furo_navigation_tree"
    if navigation in context:
        context[navigation] = context[navigation].replace('role="heading"', 'role="heading" aria-level="2"')
