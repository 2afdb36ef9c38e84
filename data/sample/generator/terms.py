"""From when until when: ends in clusters that boroughs could meet in, options, breaks, and what is not known."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

from draws import Draws

AS_OF = date(2026, 11, 23)
# function to the first year and month of a window of nine months, and how many of its contracts end there
_CLUSTERS = {
    "HSG01": (2027, 9, 0.6), "ASC01": (2028, 3, 0.5), "CFE01": (2028, 6, 0.45), "PLN01": (2028, 1, 0.5), "REV01": (2028, 3, 0.45),
    "CUS01": (2027, 12, 0.45), "ENV01": (2029, 3, 0.5), "CUL01": (2028, 3, 0.5), "TEC01": (2027, 6, 0.5), "COR01": (2029, 3, 0.4),
    "TEC03": (2028, 6, 0.5), "COR02": (2028, 9, 0.4), "DEM01": (2028, 1, 0.4), "HSG02": (2028, 1, 0.5), "HWY03": (2028, 3, 0.5),
}  # fmt: skip
_MONTHS = {3: 45.0, 9: 18.0, 12: 9.0, 6: 9.0, 7: 5.0, 8: 4.0, 10: 4.0, 1: 3.0, 5: 3.0}
_YEARS = {2025: 4.0, 2026: 6.0, 2027: 21.0, 2028: 26.0, 2029: 21.0, 2030: 14.0, 2031: 8.0}
_KINDS = {"fixed": 68.0, "unknown": 13.5, "rolling": 6.0, "month": 4.5, "year": 1.5, "expired": 5.0, "ended": 2.0}
_OPTIONS = {"12; 12": 24.0, "12": 14.0, "24": 10.0, "12; 12; 12": 3.0, "6; 6": 2.0, "24; 24": 2.0, None: 45.0}


@dataclass(frozen=True)
class Term:
    """Start, end, options and break of one contract; `kind` says how much of it is known."""

    kind: str
    start: date | None
    end: date | None
    years: float
    options: str | None
    holder: str | None
    option_notice: int | None
    break_date: date | None
    notice: int | None
    in_use: str | None

    def cells(self) -> dict[str, object]:
        """Give the cells of the Contracts sheet."""
        end: object = self.end
        if self.end and self.kind in {"month", "year"}:
            end = f"{self.end:%m/%Y}" if self.kind == "month" else str(self.end.year)
        return {
            "start_date": self.start,
            "end_kind": self.kind if self.kind in {"rolling", "unknown"} else "fixed",
            "end_date": end,
            "extension_months": self.options,
            "extension_holder": self.holder,
            "extension_notice_months": self.option_notice,
            "break_date": self.break_date,
            "notice_months": self.notice,
            "in_use": self.in_use,
        }


def draw_term(chance: Draws, code: str, completed: date) -> Term:
    """Draw the term of a contract for a function, as known on the day the return was completed."""
    kind = chance.weighted(_KINDS)
    years = chance.weighted({2.0: 10.0, 3.0: 25.0, 4.0: 24.0, 5.0: 28.0, 7.0: 13.0})
    if kind in {"rolling", "unknown"}:
        start = date(chance.whole(2009, 2024), chance.pick((4, 4, 10, 1)), 1)
        known = start if chance.chance(0.7) else None
        notice = chance.pick((1, 3, 3, 6, None)) if kind == "rolling" else None
        return Term(kind, known, None, years, None, None, None, None, notice, _in_use(chance, kind))
    end = _past_end(chance, completed) if kind in {"expired", "ended"} else _end(chance, code, completed)
    start = min(_years_before(end, int(years)), completed - timedelta(days=chance.whole(5, 60)))
    options = chance.weighted(_OPTIONS) if kind not in {"expired", "ended"} else None
    holder = (
        chance.weighted({"buyer": 70.0, "mutual": 14.0, "supplier": 1.0, "unknown": 5.0, None: 10.0})
        if options
        else None
    )
    option_notice = chance.weighted({3: 25.0, 6: 30.0, 9: 3.0, None: 42.0}) if options else None
    break_date = _break(chance, start, end) if kind == "fixed" else None
    known_start = start if chance.chance(0.95) else None
    return Term(kind, known_start, end, years, options, holder, option_notice, break_date, None, _in_use(chance, kind))


def _in_use(chance: Draws, kind: str) -> str | None:
    if kind in {"expired", "ended"}:
        return "yes" if kind == "expired" else "no"
    return "yes" if chance.chance(0.85) else None


def _end(chance: Draws, code: str, completed: date) -> date:
    """Draw an end; one that is past on the day of the return would be a different answer, so it is drawn again."""
    year, month, share = _CLUSTERS.get(code, (0, 0, 0.0))
    if chance.chance(share):
        later, place = divmod(month - 1 + chance.whole(0, 8), 12)
        return _last_day(year + later, place + 1)
    while (end := _last_day(chance.weighted(_YEARS), chance.weighted(_MONTHS))) <= completed:
        pass
    return end


def _past_end(chance: Draws, completed: date) -> date:
    while (end := _last_day(chance.whole(2024, 2026), chance.weighted(_MONTHS))) > completed:
        pass
    return end


def _last_day(year: int, month: int) -> date:
    return date(year, month, monthrange(year, month)[1])


def _years_before(end: date, years: int) -> date:
    following = end + timedelta(days=1)
    return date(following.year - years, following.month, following.day)


def _break(chance: Draws, start: date, end: date) -> date | None:
    """Let some contracts be left a year early; only a break still to come is worth reporting."""
    day = _years_before(end, 1) - timedelta(days=1)
    return day if chance.chance(0.11) and day > max(start, AS_OF) else None
