"""What an editor's text may not contain, with sentences that say so."""

from django.core.exceptions import ValidationError

FORMULA_STARTS = "=+-@\t\r\n＝＋－＠"
"""First characters that a spreadsheet may run as a formula, full-width twins included.

Source: OWASP, «CSV Injection».
"""


def plain_beginning(value: str) -> None:
    """Refuse a text that a spreadsheet would take for a formula.

    The exports would have to alter such a cell; refusing it here keeps every export equal to the
    record.

    Raises:
        ValidationError: the text begins with one of ``FORMULA_STARTS``.
    """
    if value and value[0] in FORMULA_STARTS:
        raise ValidationError(
            "Начните текст с буквы, цифры или кавычки: знак «%(sign)s» в начале таблица Excel "
            "примет за формулу.",
            code="formula",
            params={"sign": value[0].strip() or "перенос строки или табуляция"},
        )


def one_item_a_line(value: str) -> None:
    """Refuse a list that has empty lines or hand-made bullets.

    Raises:
        ValidationError: names the first wrong line by its number.
    """
    for position, line in enumerate(value.splitlines(), start=1):
        if not line.strip():
            message = "Уберите пустую строку %(position)d: каждая строка — один пункт списка."
        elif line.strip()[0] in "-–—•*":
            message = "Уберите маркер в строке %(position)d: список оформится сам."
        else:
            continue
        raise ValidationError(message, code="list", params={"position": position})
