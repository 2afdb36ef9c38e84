"""By which a page's policy lets one style or script through, and no other."""

from __future__ import annotations

import base64
import hashlib


def policy_hash(text: str) -> str:
    """
    Give the hash of a style or script.

    Parameters
    ----------
    text
        What stands inside its element.

    Returns
    -------
    source
        As a Content-Security-Policy names it, without quotes.

    Examples
    --------
    >>> policy_hash("")[:14]
    'sha256-47DEQpj'
    """
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode('utf-8')).digest()).decode('ascii')}"
