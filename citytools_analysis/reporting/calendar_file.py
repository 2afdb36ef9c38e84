"""The `citytools-ics` exporter: the days to act by of a document as a calendar file."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time
from typing import Any

from icalendar import Calendar, Event, vText
from nbconvert.exporters import Exporter

from citytools_analysis.brand import Voice
from citytools_analysis.brand.voice import HOUSE_SIGN
from citytools_analysis.reporting.dressed import spoken_by
from citytools_analysis.reporting.outputs import about_document, attached_to
from citytools_analysis.tables.fragment import clean_text

_EARLIEST = "1970-01-01"


class CityToolsIcsExporter(Exporter):
    """
    Exports the events attached to a run notebook's outputs as iCalendar (RFC 5545).

    Examples
    --------
    >>> CityToolsIcsExporter().file_extension
    '.ics'
    """

    export_from_notebook = "City Tools ICS"
    output_mimetype = "text/calendar"

    def _file_extension_default(self) -> str:
        return ".ics"

    def from_notebook_node(  # type: ignore[override]  # nbconvert writes bytes as they are
        self, nb: Any, resources: Any = None, **kwargs: Any
    ) -> tuple[bytes, Any]:
        """
        Write the calendar.

        Parameters
        ----------
        nb
            The run notebook.
        resources
            What nbconvert knows of it.
        **kwargs
            Passed on to nbconvert.

        Returns
        -------
        calendar, resources
            The file's bytes, and the resources as nbconvert wants them.

        Examples
        --------
        >>> import nbformat.v4 as v4
        >>> CityToolsIcsExporter().from_notebook_node(v4.new_notebook())[0][:15]
        b'BEGIN:VCALENDAR'
        """
        run, resources = super().from_notebook_node(nb, resources, **kwargs)
        return calendar_bytes(about_document(run), attached_to(run, "calendar")), resources


class _Words(vText):
    """One line of text that keeps its backslashes: the library takes a backslash before an N for the end of a line."""

    def to_ical(self) -> bytes:
        return re.sub(r"([\\;,])", r"\\\1", self).encode("utf-8")


def calendar_bytes(about: Mapping[str, Any], attached: Sequence[Mapping[str, Any]]) -> bytes:
    r"""
    Write calendars as one file.

    Parameters
    ----------
    about
        What the document says of itself: `title`, `as_of`, `edition`, `notice`.
    attached
        Calendars: `name` and `events`, each with `id`, `day`, `summary`, `description`.

    Returns
    -------
    calendar
        The file's bytes; the same events give the same. What is held for members is marked confidential.

    Examples
    --------
    >>> event = {"id": "c1", "day": "2027-07-31", "summary": "Act", "description": "a, b"}
    >>> text = calendar_bytes({"as_of": "2026-11-23"}, [{"name": "Camden", "events": [event]}]).decode()
    >>> "DTSTART;VALUE=DATE:20270731" in text, "DESCRIPTION:a\\, b" in text
    (True, True)
    """
    voice = Voice.from_json(about["brand"]) if "brand" in about else None
    attached = spoken_by(voice, attached) if voice else attached
    calendar = Calendar()
    sign = voice.brand.sign.replace("/", " ") if voice else HOUSE_SIGN
    calendar.add("prodid", f"-//{clean_text(sign)}//citytools_analysis//EN")
    calendar.add("version", "2.0")
    for one in attached:
        calendar.add("x-wr-calname", _Words(clean_text(one["name"])))
        for event in one["events"]:
            calendar.add_component(_event(event, about))
    return bytes(calendar.to_ical())


def _event(event: Mapping[str, str], about: Mapping[str, Any]) -> Event:
    made = Event()
    stamp = date.fromisoformat(str(about.get("as_of") or _EARLIEST))
    notice = f" {about['notice']}." if about.get("notice") else ""
    made.add("uid", _Words(f"{clean_text(event['id'])}-act-by@citytools"))
    made.add("dtstamp", datetime.combine(stamp, time(), UTC))
    made.add("dtstart", date.fromisoformat(event["day"]))
    made.add("summary", _Words(clean_text(event["summary"])))
    made.add("description", _Words(clean_text(f"{event['description']} As of {stamp:%d %b %Y}.{notice}")))
    made.add("class", "PUBLIC" if about.get("edition") == "public" else "CONFIDENTIAL")
    made.add("transp", "TRANSPARENT")
    return made
