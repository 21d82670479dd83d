"""The way of an entry to the public: its steps, from where each may be taken, and by whom."""

from dataclasses import dataclass

from ..words import State

RIGHT_TO_PUBLISH = "programmes.publish_programme"


@dataclass(frozen=True)
class Step:
    """A change of state.

    Attributes:
        key: the name in forms.
        label: what the editor chooses, as a verb.
        done: what the editor reads afterwards.
        sources: the states from which the step may be taken.
        target: the state it leads to.
        permission: the permission it takes.
    """

    key: str
    label: str
    done: str
    sources: tuple[State, ...]
    target: State
    permission: str

    def refusals(self, programme) -> list[str]:
        """Return sentences for all that keeps a programme from this step; empty when free."""
        if programme.state not in self.sources:
            allowed = " или ".join(f"«{state.label}»" for state in self.sources)
            return [
                f"«{self.label}» можно из состояния {allowed}, "
                f"а сейчас — «{programme.get_state_display()}»."
            ]
        missing = programme.missing_for_publication()
        if self.target == State.PUBLISHED:
            return list(missing.values())
        if self.target == State.REVIEW:
            # the publisher, who compares the entry with its sources, may be the first to do so
            return [sentence for name, sentence in missing.items() if name != "checked_on"]
        return []


def move(programme, state: State) -> None:
    """Save the state that a programme gets, so that forms that were opened earlier are refused."""
    programme.state, programme.revision = state, programme.revision + 1
    programme.save(update_fields=["state", "revision"])


STEPS = (
    Step(
        key="submit",
        label="Отправить на проверку",
        done="Отправлено на проверку",
        sources=(State.DRAFT,),
        target=State.REVIEW,
        permission="programmes.submit_programme",
    ),
    Step(
        key="publish",
        label="Опубликовать",
        done="Опубликовано",
        sources=(State.REVIEW,),
        target=State.PUBLISHED,
        permission=RIGHT_TO_PUBLISH,
    ),
    Step(
        key="return",
        label="Вернуть в черновики",
        done="Возвращено в черновики",
        sources=(State.REVIEW, State.PUBLISHED, State.ARCHIVED),
        target=State.DRAFT,
        permission=RIGHT_TO_PUBLISH,
    ),
    Step(
        key="archive",
        label="Убрать в архив",
        done="Убрано в архив",
        sources=(State.PUBLISHED,),
        target=State.ARCHIVED,
        permission=RIGHT_TO_PUBLISH,
    ),
)
"""All steps, in the order in which an entry usually takes them."""
