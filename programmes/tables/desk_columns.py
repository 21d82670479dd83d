"""The desk's columns of programmes: those of the public files, and what visitors are not told."""

from ..models import Programme
from ..words import CheckInterval, State
from . import filling
from .cells import Type
from .columns import COLUMNS, Column


def _keywords(programme: Programme) -> list[str]:
    return programme.keywords.split("\n") if programme.keywords else []


def _replaced_by(programme: Programme) -> list[str]:
    return [other.slug for other in programme.replaced_by.all()]


OWN = (
    Column(
        "keywords",
        "Слова для поиска",
        "Как спросит тот, кто страницы не читал; по этим словам ищут.",
        "взять станок в лизинг",
        _keywords,
        Type.LINES,
        take=filling.text("keywords"),
    ),
    Column(
        "check_every",
        "Как часто проверять",
        "Через сколько дней запись снова сверяют с источниками.",
        CheckInterval.QUARTER.label,
        lambda programme: programme.get_check_every_display(),
        take=filling.choice("check_every", CheckInterval),
    ),
    Column(
        "replaced_by",
        "Что вместо неё",
        "Коды программ, к которым отослать посетителя закрытой.",
        "export-grant",
        _replaced_by,
        Type.NAMES,
        take=filling.names("replaced_by", Programme),
    ),
    Column(
        "state",
        "Состояние",
        "Как далеко запись на пути к посетителям.",
        State.DRAFT.label,
        lambda programme: programme.get_state_display(),
        fresh=State.DRAFT.label,
        refusal=(
            "состояние таблицей не меняют: шаг делают в самой записи или действием над списком. "
            "Верните ячейку или уберите столбец."
        ),
    ),
)
"""What the public files leave out."""
DESK_COLUMNS = (*COLUMNS, *OWN)
READ_AT_DESK = ("replaced_by",)
"""What the desk's columns are read with besides."""
