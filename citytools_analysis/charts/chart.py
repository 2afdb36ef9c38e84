"""A chart as a report shows it: the figure, the sentence that reads it out, its finding and what it rests on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
from matplotlib.figure import Figure

from citytools_analysis.charts.canvas import house_style
from citytools_analysis.drawn import image
from citytools_analysis.tables.dataset import from_chart
from citytools_analysis.tables.fragment import ATTACHED_MIME, Attachment, clean_text, escape


@dataclass(frozen=True)
class Chart:
    """
    A chart ready to be shown.

    Parameters
    ----------
    figure
        The figure, drawn at the size it is printed.
    alt
        The chart in words, made from its data: type, what, range, the one message, where the table is.
    title
        The finding, without a full stop.
    note
        Measure, coverage and date.
    data
        The rows behind the picture, for the annex.
    is_titled
        Whether the picture itself bears title and note, to be read on a wall; print then leaves its caption out.

    Examples
    --------
    >>> chart = Chart(Figure(figsize=(1, 1)), "A bar chart of 3 contracts.", "Most end <soon>")
    >>> chart.html.split("<img")[0]
    '<figure class="ct-figure"><figcaption><strong>Most end &lt;soon&gt;.</strong></figcaption>'
    """

    figure: Figure
    alt: str
    title: str
    note: str = ""
    data: pd.DataFrame | None = None
    is_titled: bool = False

    @property
    def attached(self) -> tuple[Attachment, ...]:
        """The rows behind the picture, as a table of the annex."""
        return () if self.data is None else (from_chart(self.data, title=self.title, note=self.note).as_json(),)

    @property
    def html(self) -> str:
        """The figure with its caption above it; the same data gives the same bytes."""
        note = f" <span>{escape(self.note)}</span>" if self.note else ""
        with house_style():
            picture = image(self.figure, alt=clean_text(self.alt))
        return (
            f'<figure class="ct-figure{" ct-titled" if self.is_titled else ""}"><figcaption><strong>{escape(self.title)}.</strong>{note}</figcaption>'
            f"{picture}</figure>"
        )

    def _repr_mimebundle_(
        self, include: Sequence[str] | None = None, exclude: Sequence[str] | None = None
    ) -> dict[str, Any]:
        """Give notebooks the figure with its caption, and its words."""
        del include, exclude
        bundle: dict[str, Any] = {"text/html": self.html, "text/plain": clean_text(f"{self.title}. {self.alt}")}
        return bundle | ({ATTACHED_MIME: [dict(one) for one in self.attached]} if self.attached else {})
