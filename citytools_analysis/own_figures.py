"""
An analyst's own Matplotlib, pandas and seaborn figures in a notebook, in the house's fonts and colours from the first one on.

Matplotlib's notebook backend starts with the first figure and takes every other way of showing figures away. So it is
started before a cell that draws, and what it took away is put back.
"""

from __future__ import annotations

import re
from typing import Any

from citytools_analysis.style import GREY, INK, NAVY, ORANGE, RULE, TEAL

_DRAWS = re.compile(r"\b(?:pyplot|seaborn|pylab)\b|\.(?:plot|hist|boxplot)\b")
_MORE = (GREY, "#A33B8F", "#3F88C5")  # a fourth, fifth and sixth series, of other lightness than their neighbours
_SETTINGS: Any = {
    "font.size": 9,
    "text.color": INK,
    "axes.titlesize": 10.5, "axes.titleweight": "bold", "axes.titlelocation": "left", "axes.titlecolor": INK,
    "axes.labelcolor": GREY, "axes.edgecolor": RULE, "axes.spines.top": False, "axes.spines.right": False,
    "axes.axisbelow": True,
    "xtick.color": RULE, "xtick.labelcolor": INK, "ytick.color": RULE, "ytick.labelcolor": INK,
    "grid.color": RULE, "grid.linewidth": 0.6,
    "legend.frameon": False,
    "lines.linewidth": 1.8,
    "figure.facecolor": "white", "figure.constrained_layout.use": True,  # else labels are cut off
    "figure.titlesize": 10.5, "figure.titleweight": "bold",
}  # fmt: skip


def draws(source: str) -> bool:
    """
    Guess whether a cell draws a figure of its own.

    Parameters
    ----------
    source
        The cell.

    Returns
    -------
    draws
        Whether it names what figures are drawn with.

    Examples
    --------
    >>> draws("import matplotlib.pyplot as plt"), draws("known.plot.barh()"), draws("ct.charts.usage_map(in_use)")
    (True, True, False)
    """
    return bool(_DRAWS.search(source))


def make_ready() -> None:
    """
    Start the notebook's backend, and put the house's look on whatever is drawn from now on; what a cell sets itself stands.

    Examples
    --------
    >>> import matplotlib as mpl
    >>> with mpl.rc_context({"backend": "agg"}):
    ...     make_ready()
    ...     mpl.rcParams["axes.titlelocation"]
    'left'
    """
    import matplotlib as mpl  # noqa: PLC0415 - only who draws waits for it
    from matplotlib import pyplot as plt  # noqa: PLC0415
    from matplotlib.rcsetup import cycler  # noqa: PLC0415

    from citytools_analysis.charts.canvas import house_settings  # noqa: PLC0415

    plt.switch_backend(plt.get_backend())
    colours = cycler(color=[NAVY, TEAL, ORANGE, *_MORE])
    mpl.rcParams.update(house_settings() | _SETTINGS | {"axes.prop_cycle": colours})
