"""A date as people and programs write it → one form, with how much of it was written."""

import re
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone

from .choices import DatePrecision
from .russian import MONTHS, MONTHS_GENITIVE

_MONTHS = {name: place % 12 + 1 for place, name in enumerate((*MONTHS, *MONTHS_GENITIVE))}
_ZONE = r"(?P<zone> ?(?:z|[+-]\d\d:?\d\d))?"
_TIME = rf"(?:(?:t|,? )(?P<hour>\d\d?):(?P<minute>\d\d)(?::(?P<second>\d\d)(?:[.,]\d+)?)?{_ZONE})?"
_YEAR = r"(?P<year>\d{4})"
_FORMS = [
    re.compile(form, re.ASCII)
    for form in (
        rf"{_YEAR}-(?P<month>\d\d?)(?:-(?P<day>\d\d?){_TIME})?",
        rf"(?:(?P<day>\d\d?)\.)?(?P<month>\d\d?)\.{_YEAR}(?: ?г\.)?{_TIME}",
        rf"(?:(?:(?P<day>\d\d?) )?(?P<name>{'|'.join(_MONTHS)}) )?{_YEAR}(?: года?| ?г\.)?",
    )
]


@dataclass(frozen=True)
class Written:
    """A date that was written.

    Attributes:
        day: the first one that the words mean.
        precision: how much of the date was written.
        time: as much of the time of day as was written, on the clock in Moscow: "", "02:27" …
    """

    day: date
    precision: DatePrecision
    time: str = ""


def read_date(text: str) -> Written:
    """Return the date that a text holds and nothing else.

    It may be written 2025-09-02, 02.09.2025 or «2 сентября 2025 года», each without the day or
    with the year alone; the first two with a time.

    Raises:
        ValueError: there is no date in the text, or one that the calendar lacks.
    """
    words = " ".join(text.split()).lower()
    match = next(filter(None, (form.fullmatch(words) for form in _FORMS)), None)
    if match is None:
        raise ValueError(text)
    found = match.groupdict()
    name = found.get("name")
    month = _MONTHS[name] if name else int(found.get("month") or 1)
    precision = DatePrecision.YEAR
    if name or found.get("month"):
        precision = DatePrecision.DAY if found["day"] else DatePrecision.MONTH
    day = date(int(found["year"]), month, int(found["day"] or 1))
    return in_moscow(day, found) if found.get("hour") else Written(day, precision)


def in_moscow(day: date, found: dict[str, str | None]) -> Written:
    """Return a day with the time that stands beside it, by the clock in Moscow.

    Args:
        day: as it was written.
        found: hour, minute, and perhaps second and zone, as they were written.
    """
    clock = f"{int(found['hour']):02}:{found['minute']}:{found['second'] or '00'}"
    zone = (found["zone"] or "").strip().upper()
    moment = datetime.fromisoformat(f"{day.isoformat()}T{clock}{zone}")
    if zone:
        try:
            moment = timezone.localtime(moment)
        except OverflowError:
            raise ValueError(clock) from None
    time = moment.strftime("%H:%M:%S" if found["second"] else "%H:%M")
    return Written(moment.date(), DatePrecision.DAY, time)
