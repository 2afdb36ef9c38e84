"""
The voice in which this notebook's charts are labelled.

A chart's words are drawn as shapes, so that they must be the brand's before they are drawn. A process runs one notebook,
which opens with its cover; outside a notebook nothing is ever changed.
"""

from __future__ import annotations

import sys

from citytools_analysis.brand.voice import Voice

_here: list[Voice] = []


def speak(voice: Voice | None) -> None:
    """
    Label the charts of this notebook in a voice; outside a notebook do nothing.

    Parameters
    ----------
    voice
        The voice; nothing for the house's own words.

    Examples
    --------
    >>> speak(None)
    """
    if "IPython" in sys.modules and sys.modules["IPython"].get_ipython() is not None:
        _here[:] = [voice] if voice else []


def spoken(words: str) -> str:
    """
    Say a label of a chart in the voice of this notebook.

    Parameters
    ----------
    words
        The label.

    Returns
    -------
    words
        The same outside a notebook.

    Examples
    --------
    >>> spoken("3 boroughs")
    '3 boroughs'
    """
    return _here[0].text(words) if _here else words
