"""What visitors see moves through a publisher alone: law over every model and field of the desk."""

import secrets
import sys
from io import BytesIO
from zipfile import ZipFile

import pytest
from django.contrib import admin

from programmes.derived import refresh
from programmes.models import CatalogueVersion, Organisation, Programme, Source, SynonymGroup
from programmes.words.choices import State
from tests import factories
from tests.admin.test_models import every_model, page_of
from tests.forms import address, change, delete, errors, filled, form_of, said, shown, signed_in

pytestmark = pytest.mark.django_db


@refresh.refresh_once()
def catalogue() -> None:
    """Make a published programme, one under review and a draft, each with records of its own."""
    for slug, state in (("shown", State.PUBLISHED), ("read", State.REVIEW), ("begun", State.DRAFT)):
        made = factories.programme(
            slug,
            state=state,
            title=f"Станки {slug}",
            audiences=[factories.audience(f"audience-{slug}", synonyms="люди")],
            operator=factories.organisation(f"operator-{slug}", site="https://example.org/"),
            partners=[factories.organisation(f"partner-{slug}")],
            places=[factories.place(f"place-{slug}", description="У метро.")],
            industries=[factories.industry(f"industry-{slug}", synonyms="цех")],
            countries=[factories.country(f"country-{slug}", synonyms="туда")],
            facts=[{"source": factories.source(f"source-{slug}")}],
        )
        factories.contact(made, source=factories.source(f"contacts-{slug}"))
        factories.requirement(made, f"Условие {slug}")
        factories.event(
            f"event-{slug}",
            programmes=[made],
            source=factories.source(f"dates-{slug}"),
            country=factories.country(f"abroad-{slug}"),
            industries=[factories.industry(f"of-event-{slug}")],
            organiser=factories.organisation(f"organiser-{slug}"),
        )
        factories.synonyms(f"group-{slug}", words=("станки", f"агрегаты-{slug}"))
    SynonymGroup.objects.exclude(slug="group-shown").update(in_use=False)


def addresses() -> list[str]:
    """Return the addresses of all pages and files, and of all that could become one."""
    paths = ["/", "/programmes/", "/sources/", "/about/", "/data/", "/sitemap.xml", "/llms.txt"]
    paths += ["/robots.txt", "/api/", "/api/v1/facets", "/api/v1/schema", "/api/v1/programmes"]
    paths += ["/api/v1/organisations", "/api/v1/sources", "/suggest/?q=ст", "/suggest/?q=орг"]
    paths += [f"/programmes.{kind}" for kind in ("csv", "json", "atom", "xlsx")]
    slugs = {slug: model for model in (Programme, Organisation, Source) for slug in codes(model)}
    for slug, model in slugs.items():
        name = f"{model._meta.model_name}s"
        paths += [f"/{name}/{slug}/", f"/api/v1/{name}/{slug}"]
    for parameter, model in (("audience", "audience"), ("operator", "organisation")):
        paths += [f"/programmes/?{parameter}={slug}" for slug in codes(model_of(model))]
    paths += [f"/programmes/?place={slug}" for slug in codes(model_of("place"))]
    paths += [f"/programmes/?industry={slug}" for slug in codes(model_of("industry"))]
    words = "станки агрегаты-read агрегаты-shown агрегаты-new цех люди чужие"
    return [*paths, *(f"/programmes/?q={word}" for word in words.split())]


def model_of(name: str):
    return next(model for model in admin.site._registry if model._meta.model_name == name)


def codes(model) -> list[str]:
    return [slug for slug in model.objects.order_by("pk").values_list("slug", flat=True) if slug]


def public_bytes(client, paths) -> dict[str, tuple]:
    """Return all that the public gets, from a process that keeps nothing of it yet."""
    CatalogueVersion.objects.update(token=secrets.token_hex(8))
    found = {}
    for path in paths:
        answer = client.get(path)
        body = b"".join(answer) if answer.status_code == 200 else b""  # a refusal has a number
        found[path] = (answer.status_code, parts(body) if path.endswith(".xlsx") else body)
    return found


def parts(package: bytes) -> dict[str, bytes]:
    """Return what a workbook holds, without the moments at which its parts were written."""
    with ZipFile(BytesIO(package)) as opened:
        return {name: opened.read(name) for name in opened.namelist()}


def typed_over(field) -> str | list[str] | None:
    """Return something else for a field than it holds; None leaves it out."""
    if field.kind == "hidden":
        return field.values
    if field.kind in ("select", "radio"):
        return next((option for option in field.options if [option] != field.values), None)
    if field.kind == "checkbox":
        return [option for option in field.options if option not in field.values]
    values = {"number": "7", "url": "https://example.org/else", "date": "03.04.2025"}
    return values.get(field.kind) or f"{''.join(field.values)}b"


def send_every_change(client, chief, editor, model) -> int:
    """Send as an editor every field of every form, as far as it is taken; return how many were."""
    return sum(
        send_changes(client, chief, editor, page_of(model, "change", pk))
        for pk in model.objects.order_by("pk").values_list("pk", flat=True)
    )


def send_changes(client, chief, editor, url: str) -> bool:
    """Type over all fields of a form; put back what is refused; tell whether the rest was taken."""
    # where an editor gets no form: what somebody could send who knows its fields
    whole = form_of(signed_in(client, chief).get(url))
    page = signed_in(client, editor).get(url)
    form = form_of(page) if b'name="_save"' in page.content else whole
    typed = {name: typed_over(field) for name, field in form.fields.items()}
    for _ in range(5):
        sent = form.sent | typed | {"_save": "1"}
        answer = client.post(url, {n: v for n, v in sent.items() if v is not None})
        if answer.status_code != 200:
            return answer.status_code == 302
        refused = errors(answer)
        typed = {
            name: value
            for name, value in typed.items()
            if name.removesuffix("-words") not in refused
            # to delete a part is refused for all of its kind: «facts»
            and not (name.endswith("-DELETE") and name.partition("-")[0] in refused)
        }
    raise AssertionError(errors(answer))


def changed_by_an_editor(client, model) -> list[str]:
    """Let an editor send whatever the desk takes of a model; return what the public sees of it."""
    catalogue()
    chief, editor = factories.chief(), factories.editor()
    paths = addresses()
    before = public_bytes(client, paths)
    version = CatalogueVersion.objects.get().token
    is_ours = model._meta.app_label == "programmes"
    assert bool(send_every_change(client, chief, editor, model)) == is_ours
    send_the_rest(client, chief, editor, model)
    client.logout()
    seen = [] if CatalogueVersion.objects.get().token == version else ["the version"]
    after = public_bytes(client, addresses())
    seen += [path for path in paths if path in after and before[path] != after[path]]
    return seen + [path for path in after if path not in before and after[path][0] < 400]


@every_model
def test_nothing_that_an_editor_sends_changes_a_public_byte(client, model):
    assert changed_by_an_editor(client, model) == []


@pytest.mark.parametrize("model", [Source, SynonymGroup])
def test_a_desk_that_lets_an_editor_publish_is_found(client, model, monkeypatch):
    for name, module in sys.modules.copy().items():
        if name.startswith("programmes.admin.") and hasattr(module, "may_publish"):
            monkeypatch.setattr(module, "may_publish", lambda request: True)
    assert "the version" in changed_by_an_editor(client, model)


def send_the_rest(client, chief, editor, model) -> None:
    """Add a record, take every action for all rows, confirm every deletion, as an editor."""
    add, listed = page_of(model, "add"), page_of(model)
    form = form_of(signed_in(client, chief).get(add))
    rows = form_of(client.get(listed))
    signed_in(client, editor)
    client.post(add, filled(form))
    if client.get(listed).status_code == 200:
        rows = form_of(client.get(listed))
    offered = rows.fields["action"].options if "action" in rows.fields else []
    pks = list(model.objects.values_list("pk", flat=True))
    for action in {*offered, "publish", "return", "archive", "mark_checked", "delete_selected"}:
        chosen = {"action": action, "_selected_action": pks, "index": "0", "post": "yes"}
        b"".join(client.post(listed, rows.sent | chosen))
    for pk in pks:
        client.post(page_of(model, "delete", pk), {"post": "yes"})


# --- Records that programmes name -------------------------------------------------------------


@pytest.fixture
def editor(client):
    catalogue()
    return signed_in(client, factories.editor())


@pytest.fixture
def publisher(client):
    catalogue()
    return signed_in(client, factories.publisher())


RECORDS = ["operator", "partner", "source", "contacts", "audience", "place", "industry"]
RECORDS += ["dates", "abroad", "organiser", "of-event"]


def record_of(kind: str, slug: str):
    """Return the record that a programme of the catalogue names in one way."""
    names = {"operator": "organisation", "partner": "organisation", "contacts": "source"}
    names |= {"dates": "source", "abroad": "country", "organiser": "organisation"}
    names |= {"of-event": "industry"}
    return model_of(names.get(kind, kind)).objects.get(slug=f"{kind}-{slug}")


@pytest.mark.parametrize("kind", RECORDS)
def test_an_editor_proposes_what_becomes_of_a_public_record_and_sees_where_it_stands(editor, kind):
    record = record_of(kind, "shown")
    url = page_of(type(record), "change", record.pk)
    page = editor.get(url)
    assert "То, что вы измените, станет правкой." in page.content.decode()
    assert "Программа «Станки shown»" in page.content.decode()
    answer = editor.post(url, shown(page) | {"slug": "changed"}, follow=True)
    assert "Правка №\N{NO-BREAK SPACE}1 сохранена." in said(answer)[0]
    record.refresh_from_db()
    assert record.slug == f"{kind}-shown"


@pytest.mark.parametrize("kind", RECORDS)
def test_an_editor_changes_what_no_published_programme_names(editor, kind):
    record = record_of(kind, "begun")
    url = page_of(type(record), "change", record.pk)
    editor.post(url, shown(editor.get(url)) | {"slug": "changed"})
    assert type(record).objects.filter(slug="changed").exists()


@pytest.mark.parametrize("kind", RECORDS)
def test_a_publisher_changes_what_the_public_sees_and_sees_where_it_stands(publisher, kind):
    record = record_of(kind, "shown")
    url = page_of(type(record), "change", record.pk)
    page = publisher.get(url)
    assert "Программа «Станки shown»" in page.content.decode()
    publisher.post(url, shown(page) | {"slug": "changed"})
    assert type(record).objects.filter(slug="changed").exists()


@pytest.mark.parametrize("kind", RECORDS)
def test_a_programme_is_not_published_with_a_record_that_changed_after_it_was_read(
    client, publisher, kind
):
    programme = Programme.objects.get(slug="read")
    url = address("programme", "change", programme.pk)
    read = shown(publisher.get(url))
    record = record_of(kind, "read")
    own = page_of(type(record), "change", record.pk)
    signed_in(client, factories.editor())
    client.post(own, shown(client.get(own)) | {"slug": "changed"})
    signed_in(client, factories.person("gennady", "Издатели"))
    answer = client.post(url, read | {"_step": "publish"})
    assert "Пока вы правили, запись изменилась: Анна Орлова" in answer.content.decode()
    programme.refresh_from_db()
    assert programme.state == State.REVIEW
    history = client.get(address("programme", "history", programme.pk)).content.decode()
    assert "Изменено то, что она называет" in history


# --- Deleting ---------------------------------------------------------------------------------


@pytest.mark.parametrize("slug", ["shown", "read", "begun"])
@pytest.mark.parametrize("kind", RECORDS)
def test_what_a_programme_names_is_not_deleted_and_the_programme_is_named(publisher, kind, slug):
    record = record_of(kind, slug)
    page = delete(publisher, record._meta.model_name, record.pk)
    assert f"Программа «Станки {slug}»" in page.content.decode()
    listed = page_of(type(record))
    chosen = {"action": "delete_selected", "_selected_action": record.pk, "index": "0"}
    for sent in (chosen, chosen | {"post": "yes"}):
        page = publisher.post(listed, shown(publisher.get(listed)) | sent)
        assert f"Программа «Станки {slug}»" in page.content.decode()
    url = page_of(type(record), "delete", record.pk)
    publisher.post(f"{url}?_popup=1", {"post": "yes", "_popup": "1"})
    assert type(record).objects.filter(pk=record.pk).exists()


def test_a_record_of_many_programmes_names_some_of_them_and_counts_the_others(client):
    operator = factories.organisation()
    for number in range(23):
        factories.programme(f"p{number}", operator=operator)
    signed_in(client, factories.publisher())
    page = delete(client, "organisation", operator.pk).content.decode()
    assert page.count("Программа «") == 20
    assert "и ещё 3\N{NO-BREAK SPACE}программы" in page


# --- What becomes public, and when ------------------------------------------------------------


PUBLIC = {
    "operator": ["/organisations/operator-{}/", "/api/v1/organisations/operator-{}"],
    "source": ["/sources/source-{}/", "/api/v1/sources/source-{}"],
    "contacts": ["/sources/contacts-{}/", "/api/v1/sources/contacts-{}"],
    "partner": ["/organisations/partner-{}/", "/api/v1/organisations/partner-{}"],
    "audience": ["/programmes/?audience=audience-{}", "/programmes.csv?audience=audience-{}"],
    "place": ["/programmes/?place=place-{}"],
    "industry": ["/programmes/?industry=industry-{}"],
    "operators": ["/programmes/?operator=operator-{}"],
}


@pytest.mark.parametrize("kind", PUBLIC)
def test_what_a_secret_draft_names_is_public_with_its_publication_only(client, kind):
    catalogue()
    for path in PUBLIC[kind]:
        assert client.get(path.format("shown")).status_code == 200
        assert client.get(path.format("begun")).status_code in (400, 404)
    Programme.objects.get(slug="begun").save()
    programme = Programme.objects.get(slug="begun")
    programme.state = State.PUBLISHED
    programme.save()
    for path in PUBLIC[kind]:
        assert client.get(path.format("begun")).status_code == 200


@pytest.mark.parametrize(
    "path",
    ["/sources/", "/sitemap.xml", "/api/v1/sources", "/api/v1/organisations", "/api/v1/facets"],
)
def test_no_list_names_what_a_secret_draft_names(client, path):
    catalogue()
    page = client.get(path).content.decode()
    assert "begun" not in page
    assert "-read" not in page


def test_the_page_about_the_portal_counts_public_sources(client):
    catalogue()
    page = client.get("/about/").content.decode().replace("\N{NO-BREAK SPACE}", " ")
    assert "из 1 публикации" in page


# --- Synonyms ---------------------------------------------------------------------------------


def test_synonyms_of_an_editor_wait_for_a_publisher(client, editor):
    url = address("synonymgroup", "add")
    sent = filled(form_of(editor.get(url))) | {"slug": "new", "words": "станки\nчужие"}
    assert "in_use" not in sent
    editor.post(url, sent)
    group = SynonymGroup.objects.get(slug="new")
    assert not group.in_use
    assert client.get("/programmes/?q=чужие").context["answer"].count == 0
    signed_in(client, factories.publisher())
    url = address("synonymgroup", "change", group.pk)
    client.post(url, shown(client.get(url)) | {"in_use": "on"})
    assert client.get("/programmes/?q=чужие").context["answer"].count == 1


def test_synonyms_of_a_publisher_are_known_at_once(client, publisher):
    url = address("synonymgroup", "add")
    publisher.post(url, filled(form_of(publisher.get(url))) | {"words": "станки\nчужие"})
    assert client.get("/programmes/?q=чужие").context["answer"].count == 1


def test_an_editor_checks_drafts_and_is_told_that_a_publisher_checks_the_rest(client, editor):
    listed = editor.get(address("programme"))
    chosen = {"action": "mark_checked", "index": "0"}
    rows = {"_selected_action": list(Programme.objects.values_list("pk", flat=True))}
    answer = editor.post(address("programme"), shown(listed) | chosen | rows, follow=True)
    assert said(answer) == [
        "Проверено сегодня: 2\N{NO-BREAK SPACE}программы.",
        "«Станки shown» — без изменений. "
        "Отметить опубликованную запись проверенной может только издатель.",
    ]


def test_a_publisher_renames_a_draft_that_was_published_and_its_old_address_leads_on(
    client, publisher
):
    programme = Programme.objects.get(slug="shown")
    change(publisher, programme, _step="return")
    change(publisher, programme, slug="renamed", _step="submit")
    change(publisher, programme, _step="publish")
    client.logout()
    assert client.get("/programmes/shown/")["Location"] == "/programmes/renamed/"


def test_a_code_that_was_public_is_refused_beside_its_field(publisher):
    operator = record_of("operator", "shown")
    url = address("organisation", "change", operator.pk)
    publisher.post(url, shown(publisher.get(url)) | {"slug": "moved"})
    add = address("organisation", "add")
    typed = {"name": "Другая", "short_name": "Другая", "slug": "operator-shown"}
    answer = publisher.post(add, shown(publisher.get(add)) | typed)
    (sentence,) = answer.context["adminform"].form.errors["slug"]
    assert sentence.startswith("Под этим кодом посетители знают другую запись — «Организация oper")
