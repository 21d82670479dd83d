"""The rules of a record, as the editors' form asks them, without a question a rule and row."""

from collections.abc import Iterable, Iterator

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db.models import CheckConstraint, Model


class Rules:
    """The rules of the records of a model.

    Constraints are judged by the database. What one said of some values is remembered: in a table
    the same values stand in very many rows. That no two records have one natural key is left to
    whoever compares them.

    Args:
        model: of the records.
        looked_up: its relations, whose records were found already.
    """

    def __init__(self, model: type[Model], looked_up: Iterable[str]):
        self.model, self.looked_up = model, set(looked_up)
        every = model._meta.constraints
        self.constraints = [each for each in every if isinstance(each, CheckConstraint)]
        self._answers: dict[tuple, str] = {}

    def broken(
        self, record: Model, changed: set[str], *, is_new: bool
    ) -> Iterator[tuple[str, set[str], str]]:
        """Yield a field or none, all fields concerned, and the sentence, of each broken rule.

        Args:
            record: with its new values.
            changed: the names of the fields that have other ones than before.
            is_new: whether the catalogue has no such record yet.
        """
        wrong = set()
        try:
            record.clean_fields(exclude=self.looked_up)
            record.clean()
        except ValidationError as error:
            for name, messages in error.message_dict.items():
                wrong.add(name)
                yield from ((name, {name}, message) for message in messages)
        for constraint in self.constraints:
            names = fields_of(constraint)
            concerned = is_new or names & changed
            if concerned and not names & wrong and (message := self.answer(constraint, record)):
                yield NON_FIELD_ERRORS, names, message

    def answer(self, constraint: CheckConstraint, record: Model) -> str:
        """Return the sentence of a constraint that a record breaks; empty if it keeps it."""
        names = sorted(fields_of(constraint))
        key = (constraint.name, *(getattr(record, name) for name in names))
        if key not in self._answers:
            try:
                # Django asks about every field that it is not told to leave out
                others = {each.name for each in self.model._meta.fields} - set(names)
                constraint.validate(self.model, record, exclude=others)
            except ValidationError as error:
                self._answers[key] = error.messages[0]
            else:
                self._answers[key] = ""
        return self._answers[key]


def fields_of(constraint: CheckConstraint) -> set[str]:
    """Return the names of the fields of which a constraint speaks."""
    return constraint.condition.referenced_base_fields
