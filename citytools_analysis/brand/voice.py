"""
How a brand speaks: the house's words and colours turned into its own, wherever something is printed.

The code says borough and London; what is printed may say authority and another region. Names that hold these words (a
council's, a supplier's, a contract's) are kept as they are.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from functools import cached_property
from html import escape

from citytools_analysis import style
from citytools_analysis.brand.brand import Brand
from citytools_analysis.brand.contrast import tint
from citytools_analysis.brand.pictures import repainted
from citytools_analysis.slugs import slug

HOUSE_SIGN = "City Tools: London"
_LOTI = "London Office of Technology and Innovation"
_NOUN = r"(?:(?P<article>\b[Aa]n? ))?(?P<noun>[Bb]oroughs?|BOROUGHS?|London(?! Borough))"
_EDGES = r"(?<![\w/@.#-])", r"(?![\w/@]|\.\w|-\w*\.\w)"
_SAID = re.compile(r"\b(?:boroughs?|London|LOTI)\b", re.IGNORECASE)
_PARTS = re.compile(r"(<script\b.*?</script>|<style\b.*?</style>|<[^>]*>)", re.DOTALL | re.IGNORECASE)
_SPOKEN_ATTRIBUTE = re.compile(r'(\s(?:alt|title|aria-label|content|summary|label|placeholder)=")([^"]*)(")')
_VOWELS = tuple("aeiouAEIOU")


@dataclass(frozen=True)
class Voice:
    """
    A brand, and the names that its words leave alone.

    Parameters
    ----------
    brand
        The brand.
    kept
        Names of the data that hold a word of the house.
    phrases
        What else is said otherwise: each with what is said in its place.

    Examples
    --------
    >>> voice = Voice(Brand("Digital Office", "DO", "Avon"), ("Kent Borough Council",))
    >>> voice.text("A borough of London, Kent Borough Council, and 2 boroughs' answers")
    "An authority of Avon, Kent Borough Council, and 2 authorities' answers"
    """

    brand: Brand
    kept: tuple[str, ...] = ()
    phrases: tuple[tuple[str, str], ...] = ()

    def text(self, words: str) -> str:
        """
        Say words of ours as the brand does.

        Parameters
        ----------
        words
            Plain text.

        Returns
        -------
        words
            The same where nothing in it is the house's own.

        Examples
        --------
        >>> Voice(Brand("Digital Office", "DO", "Avon")).text("City Tools: London")
        'Digital Office: Avon'
        """
        return self._plain.sub(self._said, words)

    def html(self, markup: str) -> str:
        """
        Say the words of HTML as the brand does, and paint its pictures; scripts, styles and addresses stay.

        Parameters
        ----------
        markup
            HTML.

        Returns
        -------
        markup
            With the same tags.

        Examples
        --------
        >>> Voice(Brand("Digital Office", "DO", "Avon")).html('<a href="#borough" title="Borough">London &amp; us</a>')
        '<a href="#borough" title="Authority">Avon &amp; us</a>'
        """
        return "".join(self._in_markup._part(part) for part in _PARTS.split(markup))  # noqa: SLF001 - own class

    def painted(self, text: str) -> str:
        """
        Put the brand's colours where the house's stand.

        Parameters
        ----------
        text
            Style sheet, Typst or SVG.

        Returns
        -------
        text
            With the brand's colours.

        Examples
        --------
        >>> Voice(Brand("Digital Office", "DO", "Avon", colours={"main": "#5B2A86"})).painted("--navy: #12436D")
        '--navy: #5B2A86'
        """
        colours = self._colours
        return re.sub(r"#[0-9A-Fa-f]{6}\b", lambda found: colours.get(found.group().upper(), found.group()), text)

    def file_name(self, name: str) -> str:
        """
        Give the part of a path that names a report or a kind of subject.

        Parameters
        ----------
        name
            Words with hyphens.

        Returns
        -------
        name
            In the brand's words.

        Examples
        --------
        >>> Voice(Brand("Digital Office", "DO", "Avon Vale")).file_name("london-overview")
        'avon-vale-overview'
        """
        said = {
            "london": slug(self.brand.region), "borough": slug(self.brand.authority),
            "boroughs": slug(self.brand.authorities),
        }  # fmt: skip
        return "-".join(said.get(word, word) for word in name.split("-"))

    @property
    def as_json(self) -> str:
        """All of it in one line, to be carried by a document."""
        return json.dumps(asdict(self), ensure_ascii=False, sort_keys=True)

    @classmethod
    def from_json(cls, text: str) -> Voice:
        """
        Read what `as_json` gives.

        Parameters
        ----------
        text
            One line.

        Returns
        -------
        voice
            The voice.

        Examples
        --------
        >>> voice = Voice(Brand("Digital Office", "DO", "Avon"), ("Kent Borough Council",))
        >>> Voice.from_json(voice.as_json) == voice
        True
        """
        told = json.loads(text)
        brand = told["brand"] | {"own_tables": tuple(told["brand"]["own_tables"])}
        return cls(Brand(**brand), tuple(told["kept"]), tuple((one, other) for one, other in told["phrases"]))

    @property
    def for_script(self) -> str:
        """What a script needs to speak alike, as JSON that may stand inside a page."""
        brand, names = self.brand, sorted(self.kept, key=lambda name: (-len(name), name))
        kept = "|".join(_for_script(name) for name in names) or "(?!)"
        wholes = "|".join(_for_script(one) for one in self._wholes)
        noun = _NOUN.replace("?P<", "?<")
        before, after = _EDGES
        told = {
            "pattern": f"(?<kept>{kept})|{before}(?<whole>{wholes}){after}|{before}{noun}{after}",
            "wholes": self._wholes, "region": brand.region, "authority": brand.authority,
            "authorities": brand.authorities,
        }  # fmt: skip
        return json.dumps(told, ensure_ascii=False).replace("</", "<\\/")

    @cached_property
    def _in_markup(self) -> Voice:
        brand = self.brand
        written = replace(
            brand,
            name=escape(brand.name),
            short_name=escape(brand.short_name),
            region=escape(brand.region),
            authority=escape(brand.authority),
            authorities=escape(brand.authorities),
        )
        return Voice(written, self.kept, tuple((escape(one), escape(other)) for one, other in self.phrases))

    @property
    def _wholes(self) -> dict[str, str]:
        """The house's own names, the longest first, and the brand's in their place."""
        brand = self.brand
        own = {HOUSE_SIGN: brand.sign, f"the {_LOTI}": brand.name, _LOTI: brand.name, "LOTI": brand.short_name}
        return dict(self.phrases) | own

    @cached_property
    def _colours(self) -> dict[str, str]:
        given = self.brand.colours
        found: dict[str, str] = {}
        if "main" in given:
            found |= {style.NAVY: given["main"], "#DCE5EC": tint(given["main"])}
        if "second" in given:
            found |= {style.TEAL: given["second"], "#D9EFED": tint(given["second"])}
        if "notice" in given:
            found |= {style.ORANGE: given["notice"], style.DARK_ORANGE: given["notice"]}
        return found

    @cached_property
    def _plain(self) -> re.Pattern[str]:
        names = {written for name in self.kept for written in (name, escape(name), escape(name, quote=False))}
        kept = "|".join(re.escape(name) for name in sorted(names, key=lambda name: (-len(name), name)))
        wholes = "|".join(re.escape(one) for one in self._wholes)
        before, after = _EDGES
        return re.compile(f"(?P<kept>{kept or '(?!)'})|{before}(?P<whole>{wholes}){after}|{before}{_NOUN}{after}")

    def _said(self, found: re.Match[str]) -> str:
        if found["kept"]:
            return found["kept"]
        if found["whole"]:
            return self._wholes[found["whole"]]
        noun = found["noun"]
        told = self.brand.region if noun == "London" else self._noun(noun)
        article = found["article"] or ""
        if article:
            article = f"{article[0]}{'n' if told.startswith(_VOWELS) else ''} "
        return f"{article}{told}"

    def _noun(self, noun: str) -> str:
        told = self.brand.authorities if noun[-1] in "sS" else self.brand.authority
        if noun.isupper():
            return told.upper()
        return told[:1].upper() + told[1:] if noun[0] == "B" else told

    def _part(self, part: str) -> str:
        if not part.startswith("<"):
            return self.text(part)
        if part[1:7].casefold() in {"script", "style>", "style "}:
            return part
        return repainted(_SPOKEN_ATTRIBUTE.sub(lambda one: one[1] + self.text(one[2]) + one[3], part), self.painted)


def _for_script(text: str) -> str:
    """Escape what has a meaning in a script's pattern, and nothing else: more is an error there."""
    return re.sub(r"[\\^$.*+?()\[\]{}|/]", lambda found: f"\\{found.group()}", text)


def names_to_keep(names: Iterable[object]) -> tuple[str, ...]:
    """
    Choose the names that hold a word of the house.

    Parameters
    ----------
    names
        Any cells.

    Returns
    -------
    names
        Sorted, each once.

    Examples
    --------
    >>> names_to_keep(["Kent Borough Council", "Larkspur", None])
    ('Kent Borough Council',)
    """
    return tuple(sorted({name for name in names if isinstance(name, str) and _SAID.search(name)}))
