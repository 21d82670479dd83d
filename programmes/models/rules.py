"""Database constraints that several models share, each named after its table and field."""

from django.db.models import CheckConstraint, F, Func, Q, TextField, Value
from django.db.models.lookups import Exact

BLANKS = (
    "\t\n\v\f\r\x1c\x1d\x1e\x1f \x85\xa0\xad\u034f\u115f\u1160\u1680\u17b4\u17b5\u180b\u180c\u180d"
    "\u180e\u180f\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u200b\u200c"
    "\u200d\u200e\u200f\u2028\u2029\u202a\u202b\u202c\u202d\u202e\u202f\u205f\u2060\u2061\u2062"
    "\u2063\u2064\u2066\u2067\u2068\u2069\u206a\u206b\u206c\u206d\u206e\u206f\u2800\u3000\u3164"
    "\ufe0e\ufe0f\ufeff\uffa0"
)
"""White space of Unicode and the characters without a shape that occur outside of scholarly texts.

A migration remembers them as they are here: a change takes a new one.
"""


def only_known(
    table: str, field: str, choices, message: str, *, or_else: Q | None = None
) -> CheckConstraint:
    """Let a column hold only the values of a closed vocabulary.

    Args:
        table: the prefix of the constraint's name.
        field: the column.
        choices: the ``TextChoices`` or ``IntegerChoices`` class.
        message: what the editor reads when the rule is broken.
        or_else: what else is allowed; nothing when left out.
    """
    return CheckConstraint(
        condition=Q(**{f"{field}__in": choices.values}) | (or_else or Q()),
        name=f"{table}_{field}_known",
        violation_error_message=message,
    )


def not_blank(table: str, field: str, message: str, *, or_else: Q | None = None) -> CheckConstraint:
    """Refuse a text without a visible character in a column that a page shows.

    Args:
        table, field, message, or_else: as for ``known``.
    """
    bare = Func(F(field), Value(BLANKS), function="TRIM", output_field=TextField())
    return CheckConstraint(
        condition=~Q(Exact(bare, Value(""))) | (or_else or Q()),
        name=f"{table}_{field}_filled",
        violation_error_message=message,
    )
