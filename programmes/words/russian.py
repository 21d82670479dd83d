"""Russian words around data: plurals, numbers, dates, figures with their bounds."""

import re
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from unicodedata import bidirectional

from rapidfuzz import process

from .choices import Bound, DatePrecision

NBSP = "\N{NO-BREAK SPACE}"
THIN = "\N{NARROW NO-BREAK SPACE}"
ISOLATE, END_OF_ISOLATE = "\N{FIRST STRONG ISOLATE}", "\N{POP DIRECTIONAL ISOLATE}"
YEARS = range(1900, 2100)
"""Numbers that a text may mean as years."""
RIGHT_TO_LEFT = ("R", "AL", "AN")
MINUS = "\N{MINUS SIGN}"
MONEY = ("₽", "руб", "$", "€", "¥")
"""How a unit of money begins: «₽ в год» is one, «млрд ₽» counts thousands of millions."""

MONTHS = (
    *("январь", "февраль", "март", "апрель", "май", "июнь"),
    *("июль", "август", "сентябрь", "октябрь", "ноябрь", "декабрь"),
)
MONTHS_GENITIVE = (
    *("января", "февраля", "марта", "апреля", "мая", "июня"),
    *("июля", "августа", "сентября", "октября", "ноября", "декабря"),
)


def plural(count: int, one: str, few: str, many: str) -> str:
    """Choose the form of a Russian noun that goes with ``count``.

    The rule is CLDR's for Russian: one for 1, 21, 31 …, few for 2–4, 22–24 …, many for the rest.
    """
    if count % 10 == 1 and count % 100 != 11:
        return one
    if count % 10 in (2, 3, 4) and count % 100 not in (12, 13, 14):
        return few
    return many


def count_phrase(count: int, one: str, few: str, many: str) -> str:
    """Return «21 программа», the number and its noun held together by a no-break space."""
    return f"{number(count)}{NBSP}{plural(count, one, few, many)}"


def programmes_counted(count: int) -> str:
    """Return «1 программа», «22 программы», «25 программ»."""
    return count_phrase(count, "программа", "программы", "программ")


def title_key(title: str) -> str:
    """Return what a title is sorted by: «ёлочки» and case do not matter, ё stands with е."""
    return title.casefold().replace("ё", "е").lstrip("«„“\"'")


def perhaps(name: str, names: Iterable[str], needed: str = "") -> str:
    """Return « Возможно, «…».» with the nearest of some names; empty when none is near.

    Args:
        name: what somebody wrote.
        names: what there is.
        needed: a word before the nearest name, with a blank behind it.
    """
    nearest = process.extractOne(name[:80], sorted(set(names)), score_cutoff=60)
    return f" Возможно, {needed}«{nearest[0]}»." if nearest else ""


def isolate(text: str) -> str:
    """Return a text of strangers, made to read in its own direction and turn nothing beside it."""
    if any(bidirectional(character) in RIGHT_TO_LEFT for character in text):
        return f"{ISOLATE}{text}{END_OF_ISOLATE}"
    return text


def lower_first(text: str) -> str:
    """Return a phrase with a small first letter, to stand inside a sentence; «ОЭЗ» stays."""
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]


def upper_first(text: str) -> str:
    """Return a phrase with a capital first letter, to begin a sentence."""
    return text[:1].upper() + text[1:]


def number(value: int | Decimal, unit: str = "") -> str:
    """Return «1 000» or «27,3»: thin no-break spaces between thousands, a decimal comma.

    Args:
        value: the number.
        unit: what is counted; a part of a coin is told in two digits, «1 000,10» before «₽».
    """
    text = f"{value:,f}" if isinstance(value, Decimal) else f"{value:,d}"
    whole, _, fraction = text.replace("-", MINUS).partition(".")
    whole, fraction = whole.replace(",", THIN), fraction.rstrip("0")
    if fraction and unit.startswith(MONEY):
        fraction = fraction.ljust(2, "0")
    return f"{whole},{fraction}" if fraction else whole


def with_grouped(text: str, value: Decimal) -> str:
    """Return a text with a figure in it written as ``number`` does; a year is left as it is."""
    whole = int(value)
    if value != whole or whole < 1000 or whole in YEARS:
        return text
    return re.sub(rf"(?<![\w.,]){whole}(?![\w-]|[.,]\d)", number(whole), text)


def day(value: date) -> str:
    """Return «20 октября 2026 года» for a date inside a sentence."""
    return f"{short_day(value)}{NBSP}года"


def ago(then: date, day: date) -> str:
    """Return how long before a day something was: «10 месяцев назад», «год назад»."""
    months = (day.year - then.year) * 12 + day.month - then.month - (day.day < then.day)
    if months < 1:
        return "меньше месяца назад"
    if months < 12:
        return f"{count_phrase(months, 'месяц', 'месяца', 'месяцев')} назад"
    years = months // 12
    return "год назад" if years == 1 else f"{count_phrase(years, 'год', 'года', 'лет')} назад"


def short_day(value: date) -> str:
    """Return «20 октября 2026» for a date that stands alone, as in a card."""
    return f"{value.day}{NBSP}{MONTHS_GENITIVE[value.month - 1]} {value.year}"


def calendar_span(first: date | None, last: date | None) -> str:
    """Return «с 1 ноября по 1 декабря 2026 года», with what is known of the two days.

    A span of one day is that day: «2 мая 2026 года».
    """
    if first and first == last:
        return day(first)
    known = [("со" if first.day == 2 else "с", first)] if first else []
    known += [("по", last)] if last else []
    parts = [f"{preposition}{NBSP}{short_day(value)}" for preposition, value in known]
    if first and last and first.year == last.year:
        parts[0] = parts[0].removesuffix(f" {first.year}")
    return f"{' '.join(parts)}{NBSP}года" if parts else ""


def calendar_days(first: date | None, last: date | None) -> str:
    """Return «19–21 мая 2025 года» or «28 ноября — 4 декабря 2025 года»: the days of an event.

    Where only one of the two days is known it is said which: «с 1 августа 2025 года».
    """
    if not (first and last) or first == last:
        return calendar_span(first, last)
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}–{day(last)}"
    beginning = day(first)
    if first.year == last.year:
        beginning = f"{first.day}{NBSP}{MONTHS_GENITIVE[first.month - 1]}"
    return f"{beginning}{NBSP}— {day(last)}"


def month(value: date) -> str:
    """Return «Март 2026 года», to stand as a heading."""
    return f"{upper_first(MONTHS[value.month - 1])}{NBSP}{value.year}{NBSP}года"


def since(value: date, precision: str) -> str:
    """Return «с 2019 года», «с сентября 2025 года» or «со 2 октября 2024 года»."""
    year = f"{value.year}{NBSP}года"
    if precision == DatePrecision.YEAR:
        return f"с{NBSP}{year}"
    month = MONTHS_GENITIVE[value.month - 1]
    if precision == DatePrecision.MONTH:
        return f"с{NBSP}{month} {year}"
    # «со второго», but «с двенадцатого» and «с двадцать второго»: only the second itself
    preposition = "со" if value.day == 2 else "с"
    return f"{preposition}{NBSP}{value.day}{NBSP}{month} {year}"


def figure(value: Decimal, bound: str, unit: str = "", value_to: Decimal | None = None) -> str:
    """Return a figure with its bound and unit: «свыше 1 000 компаний», «от 2 до 4 профессий»."""
    if bound == Bound.BETWEEN and value_to is not None:
        words = f"от{NBSP}{number(value, unit)} до{NBSP}{number(value_to, unit)}"
    elif bound == Bound.EXACTLY:
        words = number(value, unit)
    else:
        words = f"{Bound(bound).label}{NBSP}{number(value, unit)}"
    return f"{words}{NBSP}{unit}" if unit else words
