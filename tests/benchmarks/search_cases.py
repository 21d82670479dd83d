"""Questions made from the real catalogue by programme, each with what it must find."""

import random
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import pymorphy3

from programmes.search import alphabets, language
from tests.search.sets import rows

SEED = 3
FORMS = 3  # other forms of each word
TYPOS = 3  # misspellings of each word
SHORTEST = 5  # letters of a word that gets a typo
LONG = 9  # letters of a word that gets two
KEYBOARD = ("йцукенгшщзхъ", "фывапролджэ", "ячсмитьбю")
PLAIN = dict(
    zip(
        "абвгдеёжзийклмнопрстуфхцчшщъыьэюя",
        language.entries(
            "a b v g d e e zh z i y k l m n o p r s t u f kh ts ch sh shch | y | e yu ya"
        ),
        strict=True,
    )
)
"""As in passports, with й as most people write it."""
LOOSE = PLAIN | {"х": "h", "ц": "c", "щ": "sch", "ю": "ju", "я": "ja", "ь": "'", "ё": "yo"}
FREQUENT = language.entries(
    """
дом вода рука день человек время жизнь глаз голова друг ребенок мать отец сын дочь брат сестра
книга письмо музыка песня театр кино картина цветок дерево трава лес река море гора небо солнце
луна звезда снег дождь ветер зима весна лето осень утро вечер ночь неделя месяц минута час хлеб
молоко мясо рыба яблоко чай кофе сахар соль кошка собака птица лошадь корова волк медведь заяц
квартира окно дверь стол стул кровать шкаф лампа зеркало ключ телефон телевизор холодильник одежда
платье рубашка сапоги шапка магазин рынок улица дорога мост поезд самолет велосипед автобус врач
больница лекарство болезнь здоровье сердце кровь кость зуб волосы улыбка слеза любовь счастье
радость страх надежда мечта память сон мысль слово язык буква число вопрос ответ ошибка правда
ложь война мир победа герой король царь солдат полиция тюрьма суд свадьба праздник подарок игра
кукла мяч футбол хоккей шахматы отпуск море пляж гостиница паспорт билет чемодан фотография
красный синий зеленый желтый белый черный большой маленький красивый старый молодой добрый злой
умный веселый грустный теплый холодный сладкий горький бежать плавать летать спать петь танцевать
рисовать читать писать слушать смеяться плакать кричать молчать думать помнить забыть любить
    """
)


@dataclass(frozen=True)
class Case:
    """A question of some kind and the slugs any of which answers it."""

    kind: str
    question: str
    expected: frozenset[str]


def cases(titles: dict[str, str], summaries: dict[str, str]) -> Iterator[Case]:
    """Make all questions.

    Args:
        titles: of each programme by its slug.
        summaries: the same.
    """
    choose = random.Random(SEED)
    both = {slug: f"{title}. {summaries[slug]}" for slug, title in titles.items()}
    yield from inflected("a title's word in another form", titles, choose)
    yield from inflected("a summary's word in another form", both, choose)
    yield from misspelt(titles, choose)
    for slug, title in titles.items():
        expected = frozenset({slug})
        plain, loose = (latin(title, table) for table in (PLAIN, LOOSE))
        yield Case("a title in the Latin layout", alphabets.from_russian_keys(title), expected)
        yield Case("a Latin title in the Russian layout", russian_keys(plain), expected)
        yield Case("a title in Latin letters", plain, expected)
        yield Case("a title in Latin letters", loose, expected)


def blind_cases() -> Iterator[Case]:
    """Yield the questions of people who had not seen the synonyms; those of other fields not."""
    for row in rows("blind/questions.tsv"):
        if row["slugs"]:
            yield Case(f"blind: {row['kind']}", row["query"], frozenset(row["slugs"].split(",")))


def inflected(kind: str, texts: dict[str, str], choose: random.Random) -> Iterator[Case]:
    """Yield other forms of each word, for the programmes that have the word."""
    for word, slugs in by_word(texts).items():
        others = sorted({form for form in other_forms(word) if form != word})
        for form in choose.sample(others, min(FORMS, len(others))):
            yield Case(kind, form, frozenset(slugs))


def misspelt(titles: dict[str, str], choose: random.Random) -> Iterator[Case]:
    """Yield misspelt words of titles; what happens to be a word is no misspelling."""
    for word, slugs in by_word(titles).items():
        if len(word) < SHORTEST:
            continue
        for _ in range(TYPOS):
            once = with_typo(word, choose)
            if not language.is_russian(once):
                yield Case("a title's word with a typo", once, frozenset(slugs))
            twice = with_typo(once, choose)
            if len(word) >= LONG and not language.is_russian(twice):
                yield Case("a long word with two typos", twice, frozenset(slugs))


def by_word(texts: dict[str, str]) -> dict[str, set[str]]:
    """Return each word that means something with the slugs of the texts that have a form of it."""
    found, words = defaultdict(set), set()
    for slug, text in texts.items():
        for word in language.words(text):
            if language.is_cyrillic(word.normal) and not language.is_stop_word(word.normal):
                words.add(word.normal)
                found[language.lemmas(word.normal)[0]].add(slug)
    return {word: found[language.lemmas(word)[0]] for word in sorted(words)}


def other_forms(word: str) -> Iterable[str]:
    """Return the forms of a word's likeliest reading; none of a word no dictionary has."""
    if not language.is_russian(word):
        return ()
    likeliest = pymorphy3.MorphAnalyzer(lang="ru").parse(word)[0]
    same = [form for form in likeliest.lexeme if form.tag.POS == likeliest.tag.POS]
    return [form.word.replace("ё", "е") for form in same]


def with_typo(word: str, choose: random.Random) -> str:
    """Return a word with a letter left out, doubled, swapped or hit beside; never the first."""
    place = choose.randrange(1, len(word) - 1)
    before, letter, after = word[:place], word[place], word[place + 1 :]
    return choose.choice(
        [
            before + after,
            before + letter + letter + after,
            before + after[0] + letter + after[1:],
            before + choose.choice(neighbours(letter)) + after,
        ]
    )


def neighbours(letter: str) -> str:
    """Return the letters beside one on the keyboard."""
    row = next(row for row in KEYBOARD if letter in row)
    place = row.index(letter)
    return row[max(0, place - 1) : place] + row[place + 1 : place + 2]


def latin(text: str, table: dict[str, str]) -> str:
    """Return a text in Latin letters."""
    return "".join(table.get(char, char) for char in text.lower()).replace("|", "")


def russian_keys(text: str) -> str:
    """Return what comes of typing a Latin text with the Russian layout on."""
    return alphabets.from_latin_keys(text)


def correct_words(known: Iterable[str]) -> list[str]:
    """Return correct words that the catalogue lacks: frequent ones, and any of the dictionary."""
    known = set(known)
    words = pymorphy3.MorphAnalyzer(lang="ru").dictionary.words
    found = [word for start in ("ба", "ло", "ту") for word, _ in words.items(start)]
    choose = random.Random(SEED)
    some = choose.sample(sorted({word.replace("ё", "е") for word in found if word.isalpha()}), 3000)
    return [word for word in (*FREQUENT, *some) if known.isdisjoint(language.lemmas(word))]
