"""Database constraints that several models share, each named after its table and field."""

from django.db.models import CheckConstraint, Q


def known(table: str, field: str, choices, message: str) -> CheckConstraint:
    """Let a column hold only the values of a closed vocabulary.

    Args:
        table: the prefix of the constraint's name.
        field: the column.
        choices: the ``TextChoices`` or ``IntegerChoices`` class.
        message: what the editor reads when the rule is broken.
    """
    return CheckConstraint(
        condition=Q(**{f"{field}__in": choices.values}),
        name=f"{table}_{field}_known",
        violation_error_message=message,
    )


def filled(table: str, field: str, message: str) -> CheckConstraint:
    """Refuse an empty text in a column that a page shows."""
    return CheckConstraint(
        condition=~Q(**{field: ""}),
        name=f"{table}_{field}_filled",
        violation_error_message=message,
    )
