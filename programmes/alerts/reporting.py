"""What there is to tell of a question since the last letter, and what is remembered of it."""

from dataclasses import dataclass, replace
from datetime import date, datetime

from django.conf import settings
from django.utils import timezone

from ..words import Follows, russian
from .following import Following
from .happenings import Happenings
from .models import pack
from .news import MAX_ITEMS, MIN_ITEMS, Followed, News
from .sections import Digest, Section

MAX_DIGESTS = 2000  # kept while letters are written: who follows the same is told the same


@dataclass(frozen=True)
class Told:
    """What becomes of an alert.

    Attributes:
        digest: what to tell; None when nothing happened.
        query: the question from now on.
        known: what answers it now, packed.
        end: why nothing more can be told; empty while something can.
    """

    digest: Digest | None
    query: str
    known: bytes
    end: str = ""


class Reporter:
    """Tells what happened, up to one moment and day for all; read in one state of the database.

    Args:
        now: the moment of the run.
        day: the day on which questions are answered.
    """

    def __init__(self, now: datetime, day: date):
        self.happenings = Happenings(now, day)
        self._told: dict[Followed, Told] = {}

    def tell(self, followed: Followed) -> Told:
        """Return what there is to tell, and what is to be remembered of it."""
        if followed not in self._told:
            if len(self._told) >= MAX_DIGESTS:
                self._told.clear()
            self._told[followed] = self._find(followed)
        return self._told[followed]

    def _find(self, followed: Followed) -> Told:
        following = Following.renewed(
            Follows(followed.follows), followed.query, self.happenings.day
        )
        if following.end:
            return Told(None, followed.query, followed.known, following.end)
        known, sections = News(self.happenings, followed, following).tell()
        has_news = any(each.count for each in sections)
        digest = self._digest(followed, following, sections) if has_news else None
        return Told(digest, following.kept or following.query, pack(known))

    def _digest(self, followed: Followed, following: Following, sections: list[Section]) -> Digest:
        """Return the letter of what happened, as much of it as fits."""
        told = [each for each in sections if each.count]
        counted = [russian.count_phrase(each.count, *each.forms) for each in told]
        pairs = zip(told, rooms(told), strict=True)
        shown = [replace(each, items=each.items[:room]) for each, room in pairs]
        since = timezone.localtime(followed.told_until).date()
        is_over = bool(following.refusals)
        return Digest(
            summary=", ".join(counted),
            about=following.in_words,
            since=russian.day(since),
            sections=tuple(shown),
            more=sum(each.count - len(each.items) for each in shown),
            url="" if is_over else settings.PORTAL_URL + following.path,
            more_url=settings.PORTAL_URL + following.path_of_changes(since),
        )


def rooms(sections: list[Section]) -> list[int]:
    """Return how many items of each section a letter shows: a few of each, more of the first."""
    given = [min(len(each.items), MIN_ITEMS) for each in sections]
    left = MAX_ITEMS - sum(given)
    for place, each in enumerate(sections):
        more = min(len(each.items) - given[place], left)
        given[place] += more
        left -= more
    return given
