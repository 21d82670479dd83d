"""fill(count): the catalogue of a soak, made-up programmes with events of theirs."""

from datetime import date, timedelta

from programmes.models import Programme
from tests import factories
from tests.benchmarks.generate import generate

EVENTS = 60


def fill(count: int) -> None:
    """Fill an empty database with published programmes and with events of some of them."""
    generate(count)
    for number, programme in enumerate(Programme.objects.order_by("slug")[:EVENTS]):
        begins = date(2027, 1, 11) + timedelta(days=5 * number)
        factories.event(
            f"exhibition-{number}",
            programmes=[programme],
            begins=begins,
            ends=begins + timedelta(days=2),
        )
