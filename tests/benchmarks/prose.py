"""Made-up Russian of realistic breadth: thousands of nouns in their forms, rare and frequent."""

import random
import re
from collections.abc import Iterator
from functools import cache
from itertools import accumulate

import pymorphy3

from programmes.search.language import entries

NOUNS = 3500
PATTERNS = [
    "Предприятие осваивает выпуск {}, {} и {}",
    "Участникам помогают с закупкой {} и проверкой {}",
    "На площадке открыты мастерские {}, лаборатории {} и участок {}",
    "Средства идут на замену {}, ремонт {} и хранение {}",
    "В программу курса входят основы {} и безопасность {}",
    "Образцы {} и {} показывают покупателям на общем стенде",
    "Расходы на испытания {} и перевозку {} возмещаются частично",
]
BEGINNINGS = entries(
    """
    бло вен газ ген дви дет заг инс каб кам ком кон кор кра лаб лин мат маш мет мех мод наг насо
    обмо обор обра опор осна печ пит план плат пол прив приб про ред рез рем ротор сан свар сер
    сиг сис сту стан стр тех тип топ тра узе упа уст фил фор цех шли шту элек эма
    """
)
LENGTHS = range(5, 14)
ODD = re.compile("Geox|Name|Abbr|Slng|Infr")


def sentences(choose: random.Random) -> Iterator[str]:
    """Yield sentences without end; the n-th noun is about n times rarer than the first."""
    nouns, weights = genitives()
    while True:
        pattern = choose.choice(PATTERNS)
        yield pattern.format(*choose.choices(nouns, cum_weights=weights, k=pattern.count("{}")))


@cache
def genitives() -> tuple[list[str], list[float]]:
    """Return nouns of the dictionary in the genitive and their cumulated frequencies."""
    morph = pymorphy3.MorphAnalyzer(lang="ru")
    found = sorted(set(nominatives(morph.dictionary)))
    # no secret: the same words every time
    chosen = random.Random(NOUNS).sample(found, NOUNS)
    forms = [genitive(morph, noun) for noun in chosen]
    return forms, list(accumulate(1 / rank for rank in range(1, NOUNS + 1)))


def nominatives(dictionary) -> Iterator[str]:
    """Yield the plain inanimate nouns that begin as words of industry do."""

    @cache
    def is_plain_noun(paradigm: int) -> bool:
        tag = str(dictionary.build_tag_info(paradigm, 0))
        return tag.startswith("NOUN,inan") and tag.endswith("sing,nomn") and not ODD.search(tag)

    for beginning in BEGINNINGS:
        for word, (paradigm, place) in dictionary.words.items(beginning):
            if place == 0 and len(word) in LENGTHS and is_plain_noun(paradigm):
                yield word


def genitive(morph: pymorphy3.MorphAnalyzer, noun: str) -> str:
    """Return a noun as it stands after «выпуск»."""
    readings = [parse for parse in morph.parse(noun) if parse.normal_form == noun]
    inflected = readings[0].inflect({"gent"}) if readings else None
    return inflected.word if inflected else noun
