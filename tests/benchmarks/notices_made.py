"""
Notices made up, as many as asked, shaped on the real ones; the same seed gives the same bytes.

`notices_made.csv` holds how often a field, a number of parties, a length of a description and a division of the
procurement vocabulary stands in the 214 real releases of Contracts Finder and Find a Tender that were at hand; a release
takes 2.6 (first quarter) to 5.5 kilobytes (third) in both. That a buyer is a London borough is assumed (5 in 100; what
`citytools` does with a release depends on it), and so is that one process in four has a second release.
"""

from __future__ import annotations

import csv
import random
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from itertools import islice
from pathlib import Path
from typing import Any

import orjson

LONDON_SHARE, AGAIN_SHARE = 0.05, 0.25
_LONDON = ("London Borough of Merton", "London Borough of Camden", "Enfield Council", "London Borough of Lambeth")
_WORDS = (
    "supply",
    "support",
    "of",
    "the",
    "council",
    "services",
    "contract",
    "for",
    "a",
    "period",
    "two",
    "years",
    "with",
    "an",
    "option",
    "to",
    "extend",
    "by",
    "further",
    "framework",
    "delivery",
    "provision",
    "system",
    "licence",
    "maintenance",
    "works",
    "schools",
    "residents",
    "annual",
    "value",
    "including",
    "VAT",
    "and",
    "£50,000",
    "tender",
)
_SUFFIXES = ("Ltd", "Limited", "PLC", "LLP", "(UK) Ltd")


@cache
def shares() -> dict[str, dict[str, float]]:
    """Read the table: by part, how often each of its fields is there."""
    found: dict[str, dict[str, float]] = defaultdict(dict)
    with Path(__file__).with_suffix(".csv").open(encoding="utf-8") as stream:
        for row in csv.DictReader(stream):
            found[row["part"]][row["field"]] = float(row["share"])
    return dict(found)


def releases(n: int | None = None, *, seed: int = 1) -> Iterator[bytes]:
    """Make releases without end, or so many."""
    return islice(_Maker(seed).releases(), n)


def write_lines(path: Path, n_bytes: int, *, seed: int = 1) -> int:
    """Write about so many bytes of releases, one a line; how many there are."""
    return _write(path, n_bytes, seed, b"", b"\n", b"\n")


def write_object(path: Path, n_bytes: int, *, seed: int = 1) -> int:
    """Write about so many bytes as one giant object."""
    return _write(path, n_bytes, seed, b'{"publishedDate":"2026-11-01T00:00:00Z","releases":[', b",", b"]}")


def _write(path: Path, n_bytes: int, seed: int, before: bytes, between: bytes, after: bytes) -> int:  # noqa: PLR0917 - one shape
    n = 0
    with path.open("wb") as stream:
        stream.write(before)
        for release in releases(seed=seed):
            stream.write((between if n else b"") + release)
            n += 1
            if stream.tell() >= n_bytes:
                break
        stream.write(after)
    return n


class _Maker:
    """Makes one release after another from one seeded row of numbers."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)  # noqa: S311 - invented data wants a seeded generator
        self._seed = seed
        self._texts = {letters: [self._words(int(letters)) for _ in range(40)] for letters in shares()["letters"]}
        self._buyers = [f"{self._words(12).title()} Council {number}" for number in range(400)]
        self._suppliers = [
            f"{self._words(15).title()} {number} {self._random.choice(_SUFFIXES)}" for number in range(3000)
        ]
        self._choices = {part: (list(told), list(told.values())) for part, told in shares().items()}

    def releases(self) -> Iterator[bytes]:
        number = 0
        while True:
            number += 1
            buyer = self._random.choice(_LONDON if self._random.random() < LONDON_SHARE else self._buyers)
            code = f"{self._pick('division')}{self._random.randrange(200000, 999999):06d}"
            for again in range(1 + (self._random.random() < AGAIN_SHARE)):
                yield orjson.dumps(self._release(f"ocds-b5fd17-{self._seed}-{number:08x}", again, buyer, code))

    def _release(self, ocid: str, again: int, buyer: str, code: str) -> dict[str, Any]:
        is_award = self._random.random() < shares()["release"]["awards"]
        day = f"20{self._random.randrange(18, 27)}-{self._random.randrange(1, 13):02d}-{self._random.randrange(1, 29):02d}T10:00:00Z"
        suppliers = [self._party("supplier") for _ in range(int(self._pick("parties")))]
        told = {
            "ocid": ocid, "id": f"{ocid}-{again}", "date": day, "tag": ["award" if is_award else "tender"],
            "initiationType": "tender", "language": "en", "buyer": {"name": buyer, "id": f"GB-CFS-{len(buyer)}"},
            "tender": self._tender(ocid, code, day),
        }  # fmt: skip
        if is_award:
            told["parties"] = [
                {"id": f"GB-CFS-{len(buyer)}", "name": buyer, "roles": ["buyer"], "address": self._address()},
                *suppliers,
            ]
            told["awards"] = [self._award(ocid, suppliers, day)]
        return told

    def _tender(self, ocid: str, code: str, day: str) -> dict[str, Any]:
        every = {
            "items": [{"id": "1", "classification": {"scheme": "CPV", "id": code}, "deliveryAddresses": [{"region": "UKI", "countryName": "England"}]}],
            "procurementMethodDetails": "Open procedure (below threshold)", "procurementMethod": "open",
            "tenderPeriod": {"endDate": day}, "value": self._value(), "minValue": self._value(), "contractPeriod": self._period(),
            "documents": [self._document() for _ in range(2)], "classification": {"scheme": "CPV", "id": code, "description": "Services"},
            "suitability": {"sme": True, "vcse": False}, "mainProcurementCategory": "services", "submissionMethodDetails": self._text(),
            "awardCriteria": "priceOnly", "eligibilityCriteria": self._text(), "procurementMethodRationale": self._text(),
            "milestones": [{"id": "1", "title": "Engagement end date", "type": "engagement", "dueDate": day}], "datePublished": day,
            "additionalClassifications": [{"scheme": "CPV", "id": code, "description": "Services"}],
        }  # fmt: skip
        title = self._random.choice(self._texts["50"])
        return {"id": ocid, "title": title, "description": self._text(), "status": "complete"} | self._some(
            "tender", every
        )

    def _award(self, ocid: str, suppliers: list[dict[str, Any]], day: str) -> dict[str, Any]:
        every = {
            "date": day, "value": self._value(), "contractPeriod": self._period(), "description": self._text(),
            "title": self._random.choice(self._texts["50"]), "documents": [self._document()],
        }  # fmt: skip
        named = [{"id": one["id"], "name": one["name"]} for one in suppliers]
        return {"id": f"{ocid}-1", "status": "active", "suppliers": named} | self._some("award", every)

    def _party(self, role: str) -> dict[str, Any]:
        name = self._random.choice(self._suppliers)
        every = {
            "identifier": {"scheme": "GB-COH", "id": f"{len(name) * 123457:08d}", "legalName": name},
            "contactPoint": {"name": "Procurement", "email": "procurement@example.org", "telephone": "0200 000 0000"},
            "details": {"url": "https://example.org", "scale": "sme"},
        }
        return {"id": f"GB-COH-{len(name)}", "name": name, "roles": [role], "address": self._address()} | self._some(
            "party", every
        )

    def _address(self) -> dict[str, str]:
        return {
            "streetAddress": "The Town Hall",
            "locality": "Leeds",
            "postalCode": "LS1 1AA",
            "countryName": "England",
        }

    def _document(self) -> dict[str, str]:
        number = self._random.getrandbits(64)
        return {"id": f"{number:x}", "documentType": "awardNotice", "description": "Notice", "url": f"https://example.org/Notice/{number:x}",
                "datePublished": "2025-01-23T10:00:00Z", "format": "text/html", "language": "en"}  # fmt: skip

    def _period(self) -> dict[str, str]:
        year = self._random.randrange(2019, 2028)
        return {"startDate": f"{year}-04-01T00:00:00+01:00", "endDate": f"{year + 2}-03-31T23:59:59+01:00"}

    def _value(self) -> dict[str, Any]:
        return {"amount": round(self._random.lognormvariate(11, 1.5), 2), "currency": "GBP"}

    def _text(self) -> str:
        return self._random.choice(self._texts[self._pick("letters")])

    def _pick(self, part: str) -> str:
        names, weights = self._choices[part]
        return self._random.choices(names, weights)[0]

    def _some(self, part: str, every: dict[str, Any]) -> dict[str, Any]:
        return {name: value for name, value in every.items() if self._random.random() < shares()[part].get(name, 1)}

    def _words(self, letters: int) -> str:
        words = ""
        while len(words) < letters:
            words += f"{self._random.choice(_WORDS)} "
        return words[:letters].strip()
