"""A question as a Russian phrase: «Программы для экспортёров, вид поддержки — „Заём“»."""

from ..words import russian
from .filters import ProgrammeFilter

STAGE = "stage"
PROPER_NAMES = ("operator", "place", "country")
"""Facets whose values keep their capital letter inside a sentence."""


def question_in_words(
    words: str,
    chosen: int,
    choices: dict[str, list[str]],
    options: dict[str, dict[str, str]],
    genitives: dict[str, dict[str, str]],
) -> str:
    """Return the question as a phrase; «Все программы» where nothing is asked.

    Args:
        words: the words as typed.
        chosen: how many programmes are named.
        choices: the chosen values of each facet.
        options: the name of each value of each facet.
        genitives: for the facets that say whom for, the words of each value after «для».
    """
    whom = [
        f"для {' или '.join(forms[value] for value in choices[name])}"
        for name, forms in genitives.items()
        if name in choices
    ]
    if STAGE in choices:
        whom.append(f"для шага {either(choices[STAGE], options[STAGE])}")
    subject = "Выбранные программы" if chosen else "Программы"
    phrase = " ".join([subject, ", ".join(whom)]).strip()
    if words:
        phrase += f" по запросу «{russian.isolate(words)}»"
    for name, values in choices.items():
        if name not in genitives and name != STAGE:
            label = russian.lower_first(ProgrammeFilter.label(name))
            phrase += f", {label}{russian.NBSP}— {either(values, options[name])}"
    return phrase if phrase != "Программы" else "Все программы"


def condition_in_words(name: str, values: list[str], options: dict[str, str]) -> str:
    """Return one condition with what it asks for: «Для кого: Экспортёры или инвесторы».

    Args:
        name: the parameter.
        values: what was asked for; the words themselves where ``options`` do not name them.
        options: the name of each value.
    """
    first, *rest = (options.get(value, value) for value in values)
    if name not in PROPER_NAMES:
        rest = map(russian.lower_first, rest)
    return f"{ProgrammeFilter.label(name)}: {' или '.join([first, *rest])}"


def either(values: list[str], names: dict[str, str]) -> str:
    """Return «„Заём“ или „Грант“» for the values of a facet."""
    return " или ".join(f"«{names[value]}»" for value in values)
