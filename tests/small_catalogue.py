"""A small sound catalogue in files, for the tests of the loader to change and to load."""

from io import StringIO

from django.core.management import call_command

from programmes.imports.fixtures import TABLES
from programmes.models import CatalogueVersion, LoadedRecord

CATALOGUE = {
    "sources.toml": """
        [[source]]
        slug = "blog"
        title = "Промышленность столицы"
        publisher = "Мэр Москвы"
        url = "https://example.org/blog"
        published_on = 2025-11-26
        reliability = "official"
        is_base = true
        """,
    "organisations.toml": """
        [[organisation]]
        slug = "mosprom"
        name = "Центр поддержки экспорта и промышленности «Моспром»"
        short_name = "Моспром"
        synonyms = ["МЭЦ", "Московский экспортный центр"]

        [[organisation]]
        slug = "zone"
        name = "Особая экономическая зона «Технополис Москва»"
        short_name = "Технополис"
        """,
    "taxonomies.toml": """
        [[audience]]
        slug = "exporters"
        name = "Экспортёры"
        genitive = "экспортёров"
        side = "business"

        [[place]]
        slug = "pechatniki"
        name = "Печатники"

        [[industry]]
        slug = "machine-tools"
        name = "Станкостроение"

        [[country]]
        slug = "china"
        name = "Китай"
        """,
    "synonyms.toml": """
        [[synonym_group]]
        slug = "loan"
        words = ["заём", "кредит"]
        """,
    "events.toml": """
        [[event]]
        slug = "sial-2027"
        title = "SIAL Shanghai 2027"
        programmes = ["exhibitions"]
        organiser = "mosprom"
        place = "Шанхай"
        country = "china"
        industries = ["machine-tools"]
        begins = 2027-05-19
        ends = 2027-05-21
        source = "blog"
        locator = "абзац 3"
        """,
    "programmes/exhibitions.toml": """
        title = "Международные выставки"
        summary = "Компании показывают продукцию за рубежом."
        kind = "event"
        audiences = ["exporters"]
        operator = "mosprom"
        places = ["pechatniki"]
        benefits = ["Место на стенде", "Переводчик"]
        since = 2019-01-01
        since_precision = "year"
        state = "published"
        checked_on = 2026-11-20

        [[contact]]
        kind = "site"
        value = "https://example.org/exhibitions"
        source = "blog"

        [[contact]]
        kind = "phone"
        value = "+7 (495) 000-00-00"
        source = "blog"

        [[fact]]
        code = "companies"
        about = "results"
        statement = "В выставках участвовали свыше 1000 компаний."
        value = 1000
        bound = "more-than"
        unit = "компаний"
        label = "участвовали в выставках"
        measure = "companies"
        source = "blog"
        locator = "абзац 2"

        [[fact]]
        code = "other-count"
        about = "results"
        statement = "В выставках участвовали 27,5 тысячи человек."
        value = 27.50
        bound = "exactly"
        source = "blog"
        locator = "абзац 5"
        as_of = 2025-10-01
        alternative_to = "companies"

        [[requirement]]
        attribute = "size"
        values = ["small", "medium"]
        sentence = "Малый или средний бизнес"
        fact = "companies"
        """,
}


def write(folder):
    """Write the catalogue's files into a folder and return it."""
    for name, text in CATALOGUE.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text, "utf-8")
    return folder


def change(files, name, old, new):
    """Replace the first ``old`` in a file, so that a test shows only what is special."""
    text = (files / name).read_text("utf-8")
    assert old in text
    (files / name).write_text(text.replace(old, new, 1), "utf-8")


def load(files, **options):
    """Run the command and return what it prints, with ordinary spaces."""
    printed = StringIO()
    call_command("load_catalogue", fixtures=files, stdout=printed, **options)
    return printed.getvalue().replace("\N{NO-BREAK SPACE}", " ")


def rows():
    """Return all that is in the tables of the loader."""
    tables = (*(table.model for table in TABLES), LoadedRecord, CatalogueVersion)
    return {model.__name__: list(model.objects.order_by("pk").values()) for model in tables}
