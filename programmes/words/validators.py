"""What a text of the catalogue may not contain, with sentences that say so; one way to clean it."""

import re
import unicodedata

from django.core.exceptions import ValidationError

FORMULA_STARTS = "=+-@\t\r\n＝＋－＠"
"""First characters that a spreadsheet may run as a formula, full-width twins included.

Source: OWASP, «CSV Injection».
"""
_LINE_ENDS = re.compile("\r\n|[\r\v\f\x85\u2028\u2029]")
_HINTS = re.compile("[\u00ad\u200b\u2060\ufeff\ufe0e\ufe0f]")
"""Hints for the layout that come along when a text is copied: a text reads the same without them.

The soft hyphen, the zero-width space, the word joiner, the byte order mark, the two selectors of
an emoji's look.
"""
_INVISIBLE = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\ufe00-\ufe0f\uffa0\U0001d159"
    "\U000e0000-\U000e0fff]"
)
"""Characters without a shape that Unicode counts among letters, marks and symbols."""
_INVISIBLE_CATEGORIES = {"Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp"}
"""Controls, formats (all that turn the direction of a text), unassigned, private, surrogates."""
_VISIBLE_CLASSES = "LNPS"  # letters, numbers, punctuation, symbols: a mark needs one of them
_CONTEXT = 20  # characters quoted before one that nobody sees


def clean_text(value: str) -> str:
    """Return a text as records keep it: all intakes and all comparisons use this form.

    Composed (NFC), with plain line ends and no tabs, without hints for the layout, without blanks
    at its edges; empty when no character of it is visible.
    """
    text = _HINTS.sub("", _LINE_ENDS.sub("\n", value).replace("\t", " "))
    text = unicodedata.normalize("NFC", text).strip()
    return text if any(map(is_visible, text)) else ""


def typed_words(value: str) -> str:
    """Return a question without the characters that nobody sees, composed, one blank a gap.

    They come along when words are copied, and one of them turns the quotation marks around the
    question when it is shown back. The null character stays: it is refused with a sentence.
    """
    seen = (c if c == "\0" or not is_hidden(c) else " " * c.isspace() for c in value)
    return unicodedata.normalize("NFC", " ".join("".join(seen).split()))


def name_key(name: str) -> str:
    """Return a name as it is looked up: its blanks, case, ё and unseen characters do not matter."""
    return " ".join(clean_text(name).split()).casefold().replace("ё", "е")


def is_hidden(character: str) -> bool:
    """Tell whether nobody can see a character, although it may change how a text reads."""
    return (
        unicodedata.category(character) in _INVISIBLE_CATEGORIES
        or _INVISIBLE.match(character) is not None
    )


def is_visible(character: str) -> bool:
    """Tell whether a character leaves ink by itself."""
    return unicodedata.category(character)[0] in _VISIBLE_CLASSES and not is_hidden(character)


def no_hidden_characters(value: str) -> None:
    """Refuse characters that nobody sees, above all those that turn the direction of a text.

    Raises:
        ValidationError: names the first of them by its code and by what stands before it.
    """
    if not any(map(is_hidden, set(value) - {"\n"})):
        return  # a long text has few different characters
    for place, character in enumerate(value):
        if character != "\n" and is_hidden(character):
            before = value[max(0, place - _CONTEXT) : place].strip()
            raise ValidationError(
                "Уберите невидимый знак %(code)s %(place)s: он меняет текст незаметно для глаз.",
                code="hidden",
                params={
                    "code": f"U+{ord(character):04X}",
                    "place": f"после «{before}»" if before else "в начале",
                },
            )


def one_line(value: str) -> None:
    """Refuse a line break in a text that stands in one line.

    Raises:
        ValidationError: there is one.
    """
    if "\n" in value:
        raise ValidationError(
            "Уберите перенос строки: этот текст пишут в одну строку.", code="line"
        )


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
