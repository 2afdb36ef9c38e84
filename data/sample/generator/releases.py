"""One OCDS release of each kind, in the shape in which Find a Tender or Contracts Finder writes it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

_NEW_LAW = {"id": "2023/54", "scheme": "UKPGA", "uri": "https://www.legislation.gov.uk/ukpga/2023/54/contents"}
_SAYS = "Invented sample data: this notice was never published."
_NAMES = {
    "UK1": ("planning", "plannedProcurementNotice", "Pipeline notice"),
    "UK2": ("planning", "marketEngagementNotice", "Preliminary market engagement notice"),
    "UK4": ("tender", "tenderNotice", "Tender notice"),
    "UK7": ("award", "contractNotice", "Contract details notice"),
    "UK10": ("contractAmendment", "contractNotice", "Contract change notice"),
    "UK11": ("contractTermination", "contractNotice", "Contract termination notice"),
}


@dataclass(frozen=True)
class Award:
    """An invented award; `number` makes its identifiers."""

    number: int
    borough_id: str
    council: str
    title: str
    cpv: str
    supplier: str
    value: int
    start: date
    end: date
    longest: date | None
    published: date
    is_direct: bool
    is_new_regime: bool
    function_code: str
    system: str

    @property
    def ocid(self) -> str:
        """The process identifier, with the sample's own prefix."""
        return f"ocds-sample-{self.number:06x}"

    @property
    def notice(self) -> str:
        """The notice number."""
        return f"{self.number:06d}-{self.published.year}"


@dataclass(frozen=True)
class Opportunity:
    """An invented plan: pipeline (UK1), market engagement (UK2) or tender (UK4)."""

    kind: str
    council: str
    title: str
    cpv: str
    value: int
    number: int


def find_a_tender_award(award: Award) -> dict[str, Any]:
    """Make a contract details notice (UK7)."""
    supplier = {"id": f"GB-SAMPLE-S{award.number}", "name": award.supplier}
    return _head(award.ocid, award.notice, ["award", "contract"], award.published) | {
        "parties": [_party(_buyer(award.council), "buyer"), _party(supplier, "supplier")],
        "buyer": _buyer(award.council),
        "tender": {
            "id": f"SAMPLE-{award.number}", "legalBasis": _NEW_LAW, "title": award.title, "description": _SAYS, "status": "complete",
            **_method(is_direct=award.is_direct), "lots": [{"id": "1", "status": "complete"}],
        },
        "awards": [{
            "id": "1", "status": "active", "suppliers": [supplier], "mainProcurementCategory": "goods",
            "items": [_item(award.cpv)], "relatedLots": ["1"],
        }],
        "contracts": [_contract(award, award.end, award.published, "UK7", award.notice)],
        "language": "en",
    }  # fmt: skip


def follow_up(award: Award, kind: str, published: date, *, months: int = 0) -> dict[str, Any]:
    """Make a change (UK10) or termination (UK11) of an earlier award: only what changed is in it."""
    notice = f"{award.number + 500:06d}-{published.year}"
    moved = award.end + timedelta(days=round(months * 30.4375)) if months else published
    end = date(moved.year, moved.month, 28) if months else moved
    contract = _contract(award, end, published, kind, notice)
    contract["status"] = "active" if months else "terminated"
    if months:
        contract["amendments"] = [
            {"id": notice, "date": _stamp(published), "description": f"{_SAYS} The term is extended."}
        ]
    return _head(award.ocid, notice, [_NAMES[kind][0]], published) | {
        "parties": [_party(_buyer(award.council), "buyer")],
        "buyer": _buyer(award.council),
        "tender": {"id": f"SAMPLE-{award.number}", "legalBasis": _NEW_LAW, "title": award.title},
        "contracts": [contract],
        "language": "en",
    }


def opportunity(plan: Opportunity) -> dict[str, Any]:
    """Make a notice before any award."""
    published, notice = date(2026, 9, 1 + plan.number % 28), f"{plan.number:06d}-2026"
    stage, document, words = _NAMES[plan.kind]
    papers = [_document(notice, document, plan.kind, words, published)]
    tender: dict[str, Any] = {
        "id": f"SAMPLE-{plan.number}", "legalBasis": _NEW_LAW, "title": plan.title, "description": _SAYS,
        "status": "active" if stage == "tender" else "planned", "items": [_item(plan.cpv)],
        "value": {"amountGross": round(plan.value * 1.2), "amount": plan.value, "currency": "GBP"},
        "mainProcurementCategory": "services",
        "lots": [{"id": "1", "contractPeriod": {"startDate": "2027-10-01T00:00:00+01:00", "endDate": "2031-09-30T23:59:59+01:00"}}],
    }  # fmt: skip
    if stage == "tender":
        tender |= {**_method(is_direct=False), "documents": papers, "tenderPeriod": {"endDate": "2026-12-11T12:00:00Z"}}
    head = _head(f"ocds-sample-{plan.number:06x}", notice, [stage], published)
    planning = {} if stage == "tender" else {"planning": {"documents": papers}}
    party = {"parties": [_party(_buyer(plan.council), "buyer")], "buyer": _buyer(plan.council)}
    return head | planning | party | {"tender": tender, "language": "en"}


def contracts_finder_award(award: Award) -> dict[str, Any]:
    """Make an award as Contracts Finder writes it: the period and value stand in the award, the code in the tender."""
    supplier = {"id": f"GB-SAMPLE-S{award.number}", "name": award.supplier.upper()}
    period = _period(award.start, award.end)
    return _head(award.ocid, f"sample-{award.number}-1", ["award"], award.published) | {
        "tender": {
            "id": f"SAMPLE-{award.number}", "title": award.title, "description": _SAYS, "status": "complete",
            "classification": {"scheme": "CPV", "id": award.cpv, "description": "as in the vocabulary"},
            "value": {"amount": award.value, "currency": "GBP"}, **_method(is_direct=award.is_direct), "contractPeriod": period,
            "mainProcurementCategory": "services",
        },
        "parties": [_party(_buyer(award.council), "buyer"), _party(supplier, "supplier")],
        "buyer": _buyer(award.council),
        "awards": [{
            "id": f"{award.ocid}-1", "status": "active", "date": _stamp(award.published), "datePublished": _stamp(award.published),
            "value": {"amount": award.value, "currency": "GBP"}, "suppliers": [supplier], "contractPeriod": period,
            "documents": [_document("1", "awardNotice", "", "Awarded contract notice", award.published)],
        }],
        "language": "en",
    }  # fmt: skip


def _head(ocid: str, identifier: str, tags: list[str], published: date) -> dict[str, Any]:
    return {"ocid": ocid, "id": identifier, "tag": tags, "date": _stamp(published), "initiationType": "tender"}


def _buyer(council: str) -> dict[str, str]:
    return {"id": "GB-SAMPLE-" + council.upper().replace(" ", "-"), "name": council}


def _party(who: dict[str, str], role: str) -> dict[str, Any]:
    identifier = {"scheme": "GB-SAMPLE", "id": who["id"].removeprefix("GB-SAMPLE-"), "legalName": who["name"]}
    return {**who, "identifier": identifier, "roles": [role]}


def _item(cpv: str) -> dict[str, Any]:
    codes = [{"scheme": "CPV", "id": cpv, "description": "as in the vocabulary"}]
    return {"id": "1", "additionalClassifications": codes, "relatedLot": "1"}


def _method(*, is_direct: bool) -> dict[str, str]:
    if is_direct:
        return {"procurementMethod": "direct", "procurementMethodDetails": "Direct award"}
    return {"procurementMethod": "open", "procurementMethodDetails": "Open procedure"}


def _contract(award: Award, end: date, published: date, kind: str, notice: str) -> dict[str, Any]:
    period = _period(award.start, end)
    if award.longest and award.longest > end:
        period["maxExtentDate"] = f"{award.longest}T23:59:59Z"
    return {
        "id": "1", "awardID": "1", "title": award.title, "status": "active", "period": period,
        "hasRenewal": award.longest is not None,
        "value": {"amountGross": round(award.value * 1.2), "amount": award.value, "currency": "GBP"},
        "aboveThreshold": award.value > 207_720, "dateSigned": _stamp(award.start - timedelta(days=20)),
        "documents": [_document(notice, "contractNotice", kind, _NAMES[kind][2], published)],
    }  # fmt: skip


def _document(identifier: str, kind: str, notice_type: str, words: str, published: date) -> dict[str, Any]:
    document = {"id": identifier, "documentType": kind, "noticeType": notice_type, "description": f"{words} (invented sample data)",
                "url": f"https://notices.example/Notice/{identifier}", "datePublished": _stamp(published), "format": "text/html"}  # fmt: skip
    return {name: value for name, value in document.items() if value}


def _period(start: date, end: date) -> dict[str, str]:
    return {"startDate": f"{start}T00:00:00Z", "endDate": f"{end}T23:59:59Z"}


def _stamp(day: date) -> str:
    return f"{day}T09:00:00Z"
