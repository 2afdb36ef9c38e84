"""
Which of the packages we pin are known to be vulnerable, asked of the OSV database in one request.

Tools were tried first. pip-audit says `No known vulnerabilities found` where an index knows no package at all, and leaves
out what another system or Python would install; no maintained tool ships the data (safety-db stopped in 2021 and may not be
used commercially). So the question is asked here, for everything that either lock pins, with a package that is known to be
vulnerable among them: an answer that does not know that one is no answer.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import httpx
from licences import carried_parts, npm_packages, reviewed
from locked import Pin
from packageurl import PackageURL

OSV = "https://api.osv.dev"


class NoDataError(Exception):
    """No vulnerability data was reached."""


@dataclass(frozen=True, order=True)
class Part:
    """A package as the database knows it."""

    ecosystem: str
    name: str
    version: str

    def __str__(self) -> str:
        """Write it as a person would."""
        return f"{self.name} {self.version} ({self.ecosystem})"


@dataclass(frozen=True)
class Finding:
    """A vulnerability of a part, by all its names."""

    part: Part
    names: tuple[str, ...]
    summary: str
    mended_in: tuple[str, ...]

    def __str__(self) -> str:
        """Say what it is and what to do."""
        mend = f"update to {' or '.join(self.mended_in)}" if self.mended_in else "no mended version is known"
        return f"{self.part}: {', '.join(self.names)}: {self.summary}; {mend}"


KNOWN = Part("PyPI", "jinja2", "2.4.1")


def parts(pins: Iterable[Pin]) -> list[Part]:
    """Give everything that the two locks pin, and the parts of others that lie in the wheel."""
    python = {Part("PyPI", pin.name, pin.version) for pin in pins}
    script = {Part("npm", name, entry["version"]) for name, entry in npm_packages().items()}
    purls = [PackageURL.from_string(row["purl"]) for row in carried_parts()]
    carried = {Part("npm", purl.name, purl.version) for purl in purls if purl.type == "npm"}
    return sorted(python | script | carried)


def ask(asked: Sequence[Part], *, address: str = OSV, seconds: float = 30) -> list[Finding]:
    """Ask the database about each part; raises NoDataError with the reason where there is no answer to rely on."""
    try:
        with httpx.Client(base_url=address, timeout=seconds) as client:
            found = _found([KNOWN, *asked], client)
            if not found[0]:
                raise NoDataError(f"{address} answers, but knows nothing against {KNOWN}")
            return [_told(client, part, name) for part, names in zip(asked, found[1:], strict=True) for name in names]
    except (httpx.HTTPError, ValueError, LookupError, TypeError, AttributeError) as error:
        raise NoDataError(f"{address}: {str(error) or type(error).__name__}") from error


def _found(asked: Sequence[Part], client: httpx.Client) -> list[list[str]]:
    found: list[list[str]] = [[] for _ in asked]
    todo = {number: _query(part) for number, part in enumerate(asked)}
    while todo:
        answer = client.post("/v1/querybatch", json={"queries": list(todo.values())}).raise_for_status().json()
        more = {}
        for (number, query), result in zip(todo.items(), answer["results"], strict=True):
            found[number] += [each["id"] for each in result.get("vulns", [])]
            if token := result.get("next_page_token"):
                more[number] = query | {"page_token": token}
        todo = more
    return found


def _query(part: Part) -> dict[str, Any]:
    return {"package": {"name": part.name, "ecosystem": part.ecosystem}, "version": part.version}


def _told(client: httpx.Client, part: Part, name: str) -> Finding:
    try:
        told = client.get(f"/v1/vulns/{name}").raise_for_status().json()
    except (httpx.HTTPError, ValueError):
        return Finding(part, (name,), "what it is could not be read", ())
    about = [
        each for each in told.get("affected", []) if each.get("package", {}).get("name", "").casefold() == part.name
    ]
    mended = {_fixed(event) for each in about for span in each.get("ranges", []) for event in span.get("events", [])}
    summary = " ".join(str(told.get("summary") or told.get("details") or "no summary").split())
    return Finding(part, (name, *told.get("aliases", [])), summary[:200], tuple(sorted(mended - {""})))


def _fixed(event: dict[str, Any]) -> str:
    return str(event.get("fixed", ""))


def not_accepted(found: Iterable[Finding], rows: Iterable[dict[str, str]]) -> list[Finding]:
    """Leave out the findings that a reviewed row accepts."""
    accepted = {(row["ecosystem"], row["package"], row["id"]) for row in rows}
    return [
        each
        for each in found
        if not any((each.part.ecosystem, each.part.name, name) in accepted for name in each.names)
    ]


def faults_of_accepted(rows: Iterable[dict[str, str]], asked: Iterable[Part], *, on: date) -> list[str]:
    """Name accepted rows that are over, lack a reason, or speak of a package that is not there."""
    there = {(part.ecosystem, part.name) for part in asked}
    faults = []
    for row in rows:
        where = f"accepted_vulnerabilities.csv, {row['package']} {row['id']}"
        if (row["ecosystem"], row["package"]) not in there:
            faults.append(f"{where}: no such package is pinned; take the row out")
        elif not row["reason"].strip():
            faults.append(f"{where}: give the reason")
        elif date.fromisoformat(row["until"]) < on:
            faults.append(f"{where}: was accepted until {row['until']}; update the package or decide anew")
    return faults


def no_longer_found(rows: Iterable[dict[str, str]], found: Iterable[Finding]) -> list[str]:
    """Name accepted rows that the database does not report any more."""
    told = {(each.part.ecosystem, each.part.name, name) for each in found for name in each.names}
    return [
        f"accepted_vulnerabilities.csv, {row['package']} {row['id']}: is not reported any more; take the row out"
        for row in rows
        if (row["ecosystem"], row["package"], row["id"]) not in told
    ]


def accepted() -> tuple[dict[str, str], ...]:
    """Give the reviewed rows."""
    return reviewed("accepted_vulnerabilities")
