"""What a brand holds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


def authorities_of(brand: Brand | None, n: int) -> str:
    """
    Name all authorities together.

    Parameters
    ----------
    brand
        The brand; nothing for London.
    n
        How many there are.

    Returns
    -------
    words
        Such as `London's 33 authorities`.

    Examples
    --------
    >>> authorities_of(None, 33), authorities_of(Brand("Digital Office", "DO", "Avon", authorities="councils"), 5)
    ("London's 33 authorities", "Avon's 5 councils")
    """
    return f"{brand.region}'s {n} {brand.authorities}" if brand else f"London's {n} authorities"


@dataclass(frozen=True)
class Brand:
    """
    Whose pages these are, and how they speak of the place they are about.

    Parameters
    ----------
    name, short_name
        The organisation's.
    region
        Name of the city region.
    contact
        A role mailbox, or an address; empty for none.
    authority, authorities
        What an authority of the region is called, and several of them.
    colours
        By `main`, `second` and `notice`, as `#rrggbb`; those that are absent stay the house's.
    logo
        The picture as an address that needs no file; empty for none.
    logo_text
        What the picture says to those who cannot see it.
    own_tables
        Names of the reference tables that lie beside its file.

    Examples
    --------
    >>> Brand("Somewhere Digital Office", "SDO", "Somewhere").sign
    'Somewhere Digital Office'
    >>> Brand("Digital Office", "DO", "Somewhere").sign
    'Digital Office: Somewhere'
    """

    name: str
    short_name: str
    region: str
    contact: str = ""
    authority: str = "authority"
    authorities: str = "authorities"
    colours: Mapping[str, str] = field(default_factory=dict)
    logo: str = ""
    logo_text: str = ""
    own_tables: tuple[str, ...] = ()

    @property
    def sign(self) -> str:
        """What stands at the head of every document: the organisation, and the region where its name does not say it."""
        return self.name if self.region in self.name else f"{self.name}: {self.region}"
