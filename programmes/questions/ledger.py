"""What is written of questions: words only of those that were asked on several days."""

from collections import Counter
from collections.abc import Iterable
from datetime import date, timedelta

from django.db import transaction
from django.db.models import F

from portal.access.events import keyed_hash

from .models import Heard, Question, Standing, Week, WeekCount, monday
from .tally import Counted

MIN_DAYS = 3  # on which a question was asked before its words are kept
HEARD_DAYS = 28  # in which these days have to lie
KEPT_WEEKS = 26
MAX_HEARD_A_DAY = 2000  # questions heard for the first time: a flood has a day's room and no more
MAX_WAITING_LINES = 1000  # questions that editors have not dealt with
WRITTEN_AT_ONCE = 200


def write(counted: Counted, day: date) -> None:
    """Add what a process has counted to what all have, in one transaction.

    Args:
        counted: bounded by whoever has counted it.
        day: today in Moscow.
    """
    with transaction.atomic():
        week = hold_week(monday(day))
        known = Question.objects.in_bulk(list(counted.numbers), field_name="words")
        numbers = Counter({known[w]: n for w, n in counted.numbers.items() if w in known})
        left_out, new = counted.left_out, counted.numbers.keys() - known.keys()
        ripe, without_room = hear({words: counted.numbers[words] for words in new}, day)
        count_week(numbers + make_lines(ripe), week)
        left_out += without_room
        if left_out:
            Week.objects.filter(pk=week.pk).update(left_out=F("left_out") + left_out)


def hold_week(begins: date) -> Week:
    """Return the row of a week, which nobody else writes until the transaction ends."""
    Week.objects.get_or_create(begins=begins)
    return Week.objects.select_for_update().get(begins=begins)


def digest_of(words: str) -> str:
    """Return the fingerprint of a question, which only the holder of SECRET_KEY could test."""
    return keyed_hash("question", words)


def hear(numbers: dict[str, int], day: date) -> tuple[list[tuple[str, Heard]], int]:
    """Remember by their fingerprints questions whose words are not kept yet.

    Returns:
        Those that have now been asked on enough days, with their words; and how many times
        questions were asked for which there was no room.
    """
    forget_heard(day)
    words_of = {digest_of(words): words for words in numbers}
    present = Heard.objects.in_bulk(list(words_of))
    room = MAX_HEARD_A_DAY - Heard.objects.filter(first_day=day).count()
    made, changed, without_room = [], [], 0
    for digest, words in sorted(words_of.items()):
        row, number = present.get(digest), numbers[words]
        if row:
            row.days += row.last_day != day
            row.number, row.last_day = row.number + number, day
            changed.append(row)
        elif len(made) < room:
            made.append(Heard(digest=digest, first_day=day, last_day=day, days=1, number=number))
        else:
            without_room += number
    Heard.objects.bulk_create(made, batch_size=WRITTEN_AT_ONCE)
    fields = ["days", "number", "last_day"]
    Heard.objects.bulk_update(changed, fields, batch_size=WRITTEN_AT_ONCE)
    return [(words_of[row.digest], row) for row in changed if row.days >= MIN_DAYS], without_room


def make_lines(ripe: Iterable[tuple[str, Heard]]) -> Counter[Question]:
    """Keep the words of questions that were asked on enough days, as far as there is room.

    The others stay heard, and are taken when they are asked again and editors have made room.

    Returns:
        The questions with all the times they were asked.
    """
    room = max(0, MAX_WAITING_LINES - Question.objects.waiting().count())
    taken = sorted(ripe, key=lambda each: (-each[1].number, each[0]))[:room]
    Heard.objects.filter(pk__in=[row.pk for _, row in taken]).delete()
    made = Question.objects.bulk_create([Question(words=words) for words, _ in taken])
    return Counter({each: row.number for each, (_, row) in zip(made, taken, strict=True)})


def count_week(numbers: Counter[Question], week: Week) -> None:
    """Add to what was counted in a week; of what is not ours nothing is counted.

    A question that was dealt with in an earlier week and is asked again waits again.
    """
    ours = {each.pk: n for each, n in numbers.items() if each.standing != Standing.FOREIGN}
    present = {row.question_id: row for row in week.counts.filter(question__in=ours)}
    made = [
        WeekCount(question_id=pk, week=week, number=number)
        for pk, number in ours.items()
        if pk not in present
    ]
    for pk, row in present.items():
        row.number += ours[pk]
    WeekCount.objects.bulk_create(made, batch_size=WRITTEN_AT_ONCE)
    WeekCount.objects.bulk_update(present.values(), ["number"], batch_size=WRITTEN_AT_ONCE)
    again = Question.objects.filter(pk__in=ours, standing=Standing.SETTLED)
    again.filter(settled_on__lt=week.begins).update(standing=Standing.OPEN, settled_on=None)


# --- What is forgotten ----------------------------------------------------------------------------


def forget_heard(day: date) -> None:
    """Forget what was not asked on enough days in time."""
    Heard.objects.filter(first_day__lte=day - timedelta(days=HEARD_DAYS)).delete()


def forget(day: date) -> None:
    """Forget what is kept long enough: counts of old weeks, and questions that have none left.

    What is not ours is kept, or it would come back.
    """
    with transaction.atomic():
        forget_heard(day)
        Week.objects.filter(begins__lt=monday(day) - timedelta(weeks=KEPT_WEEKS)).delete()
        Question.objects.exclude(standing=Standing.FOREIGN).filter(counts=None).delete()


# --- What editors decide --------------------------------------------------------------------------


def settle(questions: Iterable[Question], standing: Standing, day: date) -> None:
    """Note what editors have made of some questions; of what is not ours the counts go."""
    pks = [question.pk for question in questions]
    settled_on = day if standing == Standing.SETTLED else None
    with transaction.atomic():
        Question.objects.filter(pk__in=pks).update(standing=standing, settled_on=settled_on)
        if standing == Standing.FOREIGN:
            WeekCount.objects.filter(question__in=pks).delete()
