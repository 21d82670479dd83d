"""Bands: how much money, at what rate, for how long, in a few steps that people ask for."""

from decimal import Decimal

from django.db import models


def band_of(value: Decimal, limits: dict[int, str], beyond: str) -> str:
    """Return the band of a value: limits belong to the bands that they end, in rising order."""
    return next((band for most, band in limits.items() if value <= most), beyond)


class Amount(models.TextChoices):
    """How much money a programme gives, or how else it spares it."""

    UP_TO_1M = "up-to-1m", "До 1 млн ₽"
    UP_TO_10M = "1m-10m", "1–10 млн ₽"
    UP_TO_100M = "10m-100m", "10–100 млн ₽"
    OVER_100M = "over-100m", "Больше 100 млн ₽"
    RELIEF = "relief", "Льгота по налогу или аренде"
    NO_MONEY = "no-money", "Без денег: услуга, учёба, мероприятие"

    @classmethod
    def of(cls, roubles: Decimal) -> "Amount":
        """Return the band of the largest sum that a programme gives."""
        limits = {1: cls.UP_TO_1M, 10: cls.UP_TO_10M, 100: cls.UP_TO_100M}
        return band_of(roubles / 10**6, limits, cls.OVER_100M)


class Rate(models.TextChoices):
    """What a year of borrowed money costs."""

    UP_TO_3 = "up-to-3", "До 3 % годовых"
    UP_TO_5 = "3-5", "Больше 3 и до 5 %"
    OVER_5 = "over-5", "Больше 5 %"

    @classmethod
    def of(cls, percent: Decimal) -> "Rate":
        """Return the band of the lowest rate."""
        return band_of(percent, {3: cls.UP_TO_3, 5: cls.UP_TO_5}, cls.OVER_5)


class Term(models.TextChoices):
    """For how long money or a status is given."""

    UP_TO_1Y = "up-to-1y", "До года"
    UP_TO_3Y = "1y-3y", "1–3 года"
    UP_TO_5Y = "3y-5y", "3–5 лет"
    OVER_5Y = "over-5y", "Больше 5 лет"

    @classmethod
    def of(cls, years: Decimal) -> "Term":
        """Return the band of the longest term."""
        return band_of(years, {1: cls.UP_TO_1Y, 3: cls.UP_TO_3Y, 5: cls.UP_TO_5Y}, cls.OVER_5Y)


class Duration(models.TextChoices):
    """How long one learns or works in a programme."""

    UP_TO_1M = "up-to-1m", "До месяца"
    UP_TO_3M = "1m-3m", "1–3 месяца"
    UP_TO_1Y = "3m-1y", "3–12 месяцев"
    OVER_1Y = "over-1y", "Больше года"
    IN_HOURS = "in-hours", "Названа в часах"

    @classmethod
    def of(cls, years: Decimal) -> "Duration":
        """Return the band of the longest course."""
        limits = {1: cls.UP_TO_1M, 3: cls.UP_TO_3M, 12: cls.UP_TO_1Y}
        return band_of(years * 12, limits, cls.OVER_1Y)
