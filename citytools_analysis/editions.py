"""What an edition is called, everywhere a reader meets its name."""

from __future__ import annotations

from citytools_analysis.reference import load_reference

_WORDS = {
    "public": "public edition",
    "members": "members\N{RIGHT SINGLE QUOTATION MARK} edition",
    "full": "full register, not for release",
}
_FOR = "-for-"


def edition_words(edition_name: str) -> str:
    """
    Name an edition in words: the handling mark of every page.

    Parameters
    ----------
    edition_name
        As `RegisterInfo.edition_name` and manifests have it.

    Returns
    -------
    words
        Lower case; what is not the name of an edition comes back as it is.

    Examples
    --------
    >>> edition_words("public"), edition_words("members-for-richmond-upon-thames").partition(" ")[2]
    ('public edition', 'edition for Richmond upon Thames only')
    """
    edition, _, viewer = edition_name.partition(_FOR)
    words = _WORDS.get(edition, edition_name)
    return f"{words} for {_borough(viewer)} only" if viewer and edition in _WORDS else words


def _borough(borough_id: str) -> str:
    boroughs = load_reference().boroughs
    names = dict(zip(boroughs["borough_id"].astype("str"), boroughs["borough"].astype("str"), strict=True))
    return names.get(borough_id, borough_id)
