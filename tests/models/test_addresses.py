"""Codes that were public: old addresses lead on, old filters are understood, none is given away."""

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError

from programmes.imports import table as importing
from programmes.models import Audience, LoadedRecord, Organisation, Programme, Source
from programmes.words.choices import State
from tests import factories, small_catalogue
from tests.imports.test_import_refusals import TODAY
from tests.sheets import table
from tests.small_catalogue import load

pytestmark = pytest.mark.django_db


def published():
    """A published programme that names a record of each kind."""
    return factories.programme(
        "old-programme",
        audiences=[factories.audience("old-audience")],
        operator=factories.organisation("old-operator"),
        partners=[factories.organisation("old-partner")],
        places=[factories.place("old-place")],
        industries=[factories.industry("old-industry")],
        facts=[{"source": factories.source("old-source")}],
    )


def named(programme) -> list:
    """Return a programme with the records that it names."""
    fact = programme.facts.get()
    taxa = [programme.audiences.get(), programme.places.get(), programme.industries.get()]
    return [programme, programme.operator, programme.partners.get(), fact.source, *taxa]


def rename(programme) -> None:
    """Give every record a new code."""
    for record in named(programme):
        record.slug = record.slug.replace("old-", "new-")
        record.save()


PAGES = [
    "/programmes/old-programme/",
    "/programmes/old-programme.json",
    "/organisations/old-operator/",
    "/organisations/old-partner/",
    "/sources/old-source/",
    "/api/v1/programmes/old-programme",
    "/api/v1/organisations/old-operator/",
    "/api/v1/sources/old-source",
]


@pytest.mark.parametrize("path", PAGES)
def test_an_old_address_leads_to_the_new_one(client, path):
    programme = published()
    assert client.get(path).status_code == 200
    rename(programme)
    answer = client.get(path)
    assert answer.status_code == 301
    assert answer["Location"] == path.replace("old-", "new-")
    assert client.get(path.replace("old-", "new-")).status_code == 200


@pytest.mark.parametrize("path", PAGES)
def test_an_old_address_leads_through_several_changes_at_once(client, path):
    programme = published()
    rename(programme)
    for record in named(programme):
        record.slug = record.slug.replace("new-", "newer-")
        record.save()
    assert client.get(path)["Location"] == path.replace("old-", "newer-")
    assert client.get(path.replace("old-", "new-"))["Location"] == path.replace("old-", "newer-")


@pytest.mark.parametrize("path", PAGES)
def test_an_old_address_leads_nowhere_once_the_record_is_hidden(client, path):
    programme = published()
    rename(programme)
    programme.state = State.ARCHIVED
    programme.save()
    assert client.get(path).status_code == 404


FILTERS = [("audience", "audience"), ("operator", "operator"), ("place", "place")]
FILTERS += [("industry", "industry")]


@pytest.mark.parametrize(("parameter", "code"), FILTERS)
def test_an_old_filter_leads_to_the_question_with_the_new_code(client, parameter, code):
    rename(published())
    answer = client.get(f"/programmes/?q=помощь&{parameter}=old-{code}")
    assert answer.status_code == 302
    assert answer["Location"].endswith(f"&{parameter}=new-{code}")
    assert client.get(answer["Location"]).context["answer"].count == 1


@pytest.mark.parametrize(("parameter", "code"), FILTERS)
@pytest.mark.parametrize("file", ["programmes.csv", "programmes.atom", "api/v1/programmes"])
def test_files_and_api_understand_an_old_filter(client, parameter, code, file):
    rename(published())
    answers = [client.get(f"/{file}?{parameter}={age}-{code}") for age in ("old", "new")]
    contents = [b"".join(answer) for answer in answers]
    assert [answer.status_code for answer in answers] == [200, 200]
    assert contents[0] == contents[1]


def test_a_code_that_nobody_ever_had_stays_refused(client):
    published()
    assert client.get("/programmes/?audience=never").status_code == 400
    assert client.get("/organisations/never/").status_code == 404


def test_a_code_is_free_again_for_its_own_record(client):
    programme = published()
    rename(programme)
    operator = programme.operator
    operator.slug = "old-operator"
    operator.full_clean()
    operator.save()
    assert client.get("/organisations/old-operator/").status_code == 200
    assert client.get("/organisations/new-operator/")["Location"] == "/organisations/old-operator/"


def sentences(record) -> list[str]:
    """Return what a record's own check has against its code."""
    try:
        record.full_clean()
    except ValidationError as error:
        return error.message_dict.get("slug", [])
    return []


def test_a_code_that_was_public_is_given_to_no_other_record():
    rename(published())
    taken = "Под этим кодом посетители знают другую запись — «{}»: на её адрес ссылаются."
    for record in (
        Programme(slug="old-programme"),
        Organisation(slug="old-operator"),
        Organisation(slug="old-partner"),
        Source(slug="old-source"),
        Audience(slug="old-audience"),
    ):
        owner = type(record).objects.get(slug=record.slug.replace("old-", "new-"))
        assert taken.format(owner) in sentences(record)[0]


def test_a_code_that_was_public_is_not_free_when_its_record_is_gone():
    programme = published()
    programme.state = State.ARCHIVED
    programme.save()
    programme.delete()
    (sentence,) = sentences(Programme(slug="old-programme"))
    assert sentence.startswith("Под этим кодом посетители знают другую запись, которую удалили")


def test_a_code_that_was_never_public_is_free():
    draft = factories.draft("secret")
    draft.slug = "renamed"
    draft.save()
    assert sentences(Programme(slug="secret")) == []


def test_a_record_that_came_back_under_its_own_code_can_be_saved():
    programme = published()
    programme.delete()
    back = factories.programme("old-programme")
    assert sentences(back) == []


def test_an_import_gives_no_public_code_to_a_new_programme():
    rename(published())
    plan = importing.compare(table({"slug": "old-programme", "title": "Другая"}), TODAY)
    (refusal,) = map(str, plan.refusals)
    assert (
        "столбец «Код»: под этим кодом посетители знают другую запись — «Программа old" in refusal
    )


def test_a_file_of_the_catalogue_gives_no_public_code_to_a_new_record(tmp_path):
    files = small_catalogue.write(tmp_path)
    load(files)
    zone = Organisation.objects.get(slug="zone")
    Programme.objects.get().partners.add(zone)
    zone.slug = "area"
    zone.save()
    LoadedRecord.objects.all().delete()  # of another installation: it remembers nothing
    with pytest.raises(CommandError, match="Под этим кодом посетители знают другую запись"):
        load(files)
    assert not Organisation.objects.filter(slug="zone").exists()
