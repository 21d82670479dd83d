"""A change of a record from another page than its form: by the rules that hold for the form."""

from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Model

from ..revisions import review
from ..revisions.contents import Content, content
from ..revisions.states import AT_PUBLISHERS
from .desk import is_before_the_public, may_publish


def propose(model_admin, request, record: Model, change: Callable[[Content], Content]) -> bool:
    """Change the text of a record, say what came of it and tell whether anything did.

    What the public does not see is written at once. Of what it sees a correction is made, which a
    publisher publishes with the same click; one that somebody has begun takes the change in, and
    stays as far as it was.

    Args:
        model_admin: the desk of the record, with ``Revising``.
        record: held by the transaction.
        change: makes the new text of the present one, which it leaves as it is.
    """
    base = content(record)
    if not is_before_the_public(record):
        return overwrite(model_admin, request, record, change(base))
    opened = review.opened(record)
    text, conflicts = review.merged(type(record), opened, base) if opened else (base, [])
    if conflicts:
        words = f"{opened.words} спорит с тем, что на сайте: откройте запись «{record}»."
        model_admin.message_user(request, words, messages.ERROR)
        return False
    kept = review.keep(record, change(text), request.user, base)
    if opened is None and may_publish(request):
        return model_admin.publish(request, record, kept)
    if opened is None or opened.state in AT_PUBLISHERS:
        review.submit(kept)
        said = "отправлена: её прочтёт и опубликует издатель"
    else:
        said = "дополнена: её ещё пишут"
    model_admin.message_user(request, f"{kept.words} «{record}» {said}.", messages.SUCCESS)
    return True


def overwrite(model_admin, request, record: Model, text: Content) -> bool:
    """Write a record that the public does not see, and say so."""
    try:
        with review.written_down(type(record), {record.pk}, request.user):
            review.overwrite(record, text)
    except ValidationError as error:
        model_admin.message_user(request, " ".join(error.messages), messages.ERROR)
        return False
    model_admin.message_user(request, f"Запись дополнена: «{record}».", messages.SUCCESS)
    return True
