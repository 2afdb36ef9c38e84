"""Whether a contract of a register is one of technology: by code, by who supplies what, by clear words; else not told."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from citytools_analysis.reference import Reference, normalise_name
from citytools_analysis.sources.ocds.codes import is_technology

_CODE = re.compile(r"(?<!\d)\d{8}(?!\d)")
_MIXED_CASE = re.compile(r"\bIT\b(?!\s+(?:is|was|will|has|can)\b)")
_WORDS = re.compile(
    r"\b(?:software|saas|ict|hardware|laptops?|desktop computers?|servers?(?: hosting| support| room)|data ?cent(?:re|er)s?"
    r"|(?:web|website|cloud|application|system|data|server|managed|ict|software) hosting|cloud (?:services?|platform|storage)"
    r"|(?:information|it|computer|case management|finance|financial|payroll|housing|library|planning|revenues|parking|crm"
    r"|document management|electronic records?|care|booking|telephony|telephone|hr|income|asset management|back office)"
    r" (?:management )?systems?|system (?:support|maintenance|licen[cs]es?)|broadband|telephony|telecoms?"
    r"|telecommunications?|mobile (?:phones?|telephony|voice|data)|wi-?fi|(?:it|ict|data|computer|wireless|wide area|local area"
    r"|corporate|voice) networks?|network (?:services?|infrastructure|support|switch(?:es)?|equipment|security|connectivity)"
    r"|firewalls?|cyber ?security|anti-?virus|microsoft|oracle|sap licen[cs]es?|user licen[cs]es?|erp|websites?|web (?:content|site)"
    r"|digital (?:platform|services? platform)|information technology|information communications? technology"
    r"|it (?:support|services?|equipment|hardware|infrastructure|consultancy)|database|e-?payments?|online (?:portal|forms|booking)"
    r"|(?:annual|enterprise|subscription|perpetual) licen[cs]es?|licen[cs]es? (?:and|&) (?:support|maintenance|hosting)"
    r"|(?:support|maintenance|hosting) (?:and|&) licen[cs]es?)\b",
    re.IGNORECASE,
)
_OTHER_WORK = re.compile(
    r"\b(?:construction|building works?|works|cleaning|catering|food|social care|domiciliary|residential care|nursing"
    r"|home care|agency staff|temporary staff|recruitment|grounds maintenance|horticultur\w+|highways?|street lighting"
    r"|legal services?|insurance|energy|utilities|electricity|gas|water|waste|refuse|recycling|passenger transport"
    r"|vehicles?|fleet|taxis?|fuel|furniture|clothing|uniforms?|health ?care|public health|education services?|arts"
    r"|leisure|sports?|property|facilities management|security guarding|printing|stationery|training|audit"
    r"|housing repairs|housing support|roofing|plumbing|lifts?|asbestos|demolition|funerals?|child ?care|children'?s services?"
    r"|adult services?|environmental services?|human resources|professional services)\b",
    re.IGNORECASE,
)  # fmt: skip


@dataclass(frozen=True)
class KnownNames:
    """
    Suppliers and products of technology that the reviewed tables know, by normalised name.

    Parameters
    ----------
    suppliers, systems
        Names that stand for one only.

    Examples
    --------
    >>> KnownNames(frozenset({"civica"}), frozenset()).suppliers
    frozenset({'civica'})
    """

    suppliers: frozenset[str]
    systems: frozenset[str]


def known_names(reference: Reference) -> KnownNames:
    """
    Gather the names of suppliers and systems; those that are ambiguous do not count.

    Parameters
    ----------
    reference
        The reviewed tables.

    Returns
    -------
    names
        By normalised name.

    Examples
    --------
    >>> from citytools_analysis.reference import load_reference
    >>> names = known_names(load_reference())
    >>> "civica" in names.suppliers, "northgate" in names.suppliers, "idox public access" in names.systems
    (True, False, True)
    """
    aliases = reference.supplier_aliases
    unclear = {normalise_name(name) for name in aliases.loc[aliases["is_ambiguous"], "alias"]}
    suppliers = {normalise_name(name) for name in (*reference.suppliers["supplier"], *aliases["alias"])}
    systems = {normalise_name(name) for name in (*reference.systems["system"], *reference.system_aliases["alias"])}
    return KnownNames(frozenset(suppliers - unclear), frozenset(systems - unclear))


def judge(said: Mapping[str, str], names: KnownNames) -> str:
    """
    Say whether a contract is one of technology.

    Parameters
    ----------
    said
        Text by field: `cpv`, `supplier`, `system`, `title`, `description`, `category`.
    names
        The known suppliers and systems.

    Returns
    -------
    answer
        `technology`, `not_technology`, or `unclear_if_technology` where nothing tells.

    Examples
    --------
    >>> nothing = KnownNames(frozenset(), frozenset())
    >>> judge({"title": "Housing software", "cpv": "45000000"}, nothing), judge({"category": "Catering"}, nothing)
    ('technology', 'not_technology')
    >>> judge({"title": "Foster care network"}, nothing)
    'unclear_if_technology'
    """
    codes = _CODE.findall(said.get("cpv", ""))
    title = f"{said.get('title', '')} . {said.get('description', '')}"
    category = said.get("category", "")
    if is_technology(tuple(codes)) or _is_known(said, names):
        return "technology"
    if _is_worded(title) or _is_worded(category):
        return "technology"
    if codes or _OTHER_WORK.search(category):
        return "not_technology"
    return "unclear_if_technology"


def _is_worded(text: str) -> bool:
    is_shouted = text.upper() == text
    return bool(_WORDS.search(text)) or (not is_shouted and bool(_MIXED_CASE.search(text))) or text.strip() == "IT"


def _is_known(said: Mapping[str, str], names: KnownNames) -> bool:
    """Look for a known name; one word may be any word, so within a title only longer names count."""
    title = normalise_name(said.get("title", ""))
    suppliers = {normalise_name(part) for part in said.get("supplier", "").split(";")}
    if suppliers & names.suppliers or {normalise_name(said.get("system", "")), title} & names.systems:
        return True
    return any(" " in name and f" {name} " in f" {title} " for name in names.systems)
