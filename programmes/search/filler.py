"""Words of a question that say nothing about what is looked for, and words true of everything."""

from .language import listed

FILLER = frozenset(
    listed(
        """
        хотеть хотеться мочь смочь нужный нужно надо можно нельзя необходимый необходимо требоваться
        получить получать взять брать дать давать найти искать узнать подсказать посоветовать
        сделать делать быть есть бывать стать становиться существовать иметь иметься интересовать
        пожалуйста спасибо здравствуйте помочь помогать пройти проходить попасть скажите сказать
        например очень сейчас уже еще тоже также вообще просто любой разный другой
        различный нибудь либо сколько стоить стоять цена стоимость пойти подать записаться
        телефон сайт контакт адрес
        """
    )
)
"""Dictionary forms of words that only make a sentence of the question."""

GENERAL = frozenset(
    listed(
        """
        программа мера поддержка поддержать поддерживать услуга помощь москва московский город
        городской столица столичный
        """
    )
)
"""Dictionary forms of words that are true of every programme of this catalogue."""

SMALL_WORDS = frozenset(
    listed(
        """
        в во на за из к ко с со у от о об по до для при без под над про через между и или а но
        не ни ли же бы как где когда куда кто что чем чтобы если это мне меня мы нам нас я он они
        мой наш какой какая какие который
        """
    )
)
"""Prepositions and the like, to be recognised in transliterated questions."""
