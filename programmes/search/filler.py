"""Words of a question that say nothing about what is looked for, and words true of everything."""

from .language import entries, is_stop_word, lemmas

FILLER = frozenset(
    entries(
        """
        хотеть хотеться мочь смочь нужный нужно надо можно нельзя необходимый необходимо требоваться
        получить получать взять брать дать давать найти искать узнать подсказать посоветовать
        сделать делать быть есть бывать стать становиться существовать иметь иметься интересовать
        пожалуйста спасибо здравствуйте помочь помогать пройти проходить попасть скажите сказать
        например очень сейчас уже еще тоже также вообще просто любой разный другой
        различный нибудь либо сколько стоить стоять цена стоимость пойти подать записаться
        телефон сайт контакт адрес хороший лучше лучший
        сразу впервые положить положенный свой самый последний этот
        """
    )
)
"""Dictionary forms of words that only make a sentence of the question."""

GENERAL = frozenset(
    entries(
        """
        программа мера поддержка поддержать поддерживать услуга помощь москва московский город
        городской столица столичный россия российский
        """
    )
)
"""Dictionary forms of words that are true of every programme of this catalogue."""

ASKERS = {
    "learning": frozenset(
        entries(
            """
            студент студентка учащийся школьник школьница ученик абитуриент выпускник подросток
            ребенок сын дочь дочка дети родитель учиться поучиться научиться обучаться поступить
            поступать практика стажировка каникулы профориентация колледж техникум училище
            переучиться переобучиться безработный
            """
        )
    ),
    "business": frozenset(
        entries(
            """
            завод цех предприятие компания фирма бизнес производство производитель экспортер
            предприниматель ип ооо нанять нанимать сотрудник работник персонал штат
            инвестор резидент поставщик закупка станок оборудование
            """
        )
    ),
}
"""Dictionary forms of words by which an asker tells the side, of ``words.Side``."""

SMALL_WORDS = frozenset(
    entries(
        """
        в во на за из к ко с со у от о об по до для при без под над про через между и или а но
        не ни ли же бы как где когда куда кто что чем чтобы если это мне меня мы нам нас я он они
        мой наш какой какая какие который
        """
    )
)
"""Prepositions and the like, to be recognised in transliterated questions."""


def is_filler(word: str) -> bool:
    """Tell whether a normalised word says nothing about what is looked for."""
    return is_stop_word(word) or lemmas(word)[0] in FILLER
