"""A form of the admin as a browser would send it: what the page shows, with what is typed."""

from django.urls import reverse

from tests import html_forms


def address(model: str, page: str = "changelist", *args) -> str:
    """Return the address of an admin page of one of our models."""
    return reverse(f"admin:programmes_{model}_{page}", args=args)


def form_of(response) -> html_forms.Form:
    """Return the form that an admin page is about: of a record, of a list, of a confirmation."""
    return form_in(response.content.decode())


def form_in(html: str) -> html_forms.Form:
    """Return the form that the HTML of an admin page is about.

    Raises:
        LookupError: the page has none.
    """
    forms = html_forms.read(html)
    own = [form for form in forms if form.key not in ("logout-form", "changelist-search")]
    if not own:
        raise LookupError("The page has no form of its own.")
    return own[0]


def shown(response) -> dict:
    """Return every field of an admin form with the value that a browser would send."""
    return form_of(response).sent


TYPED = {
    "text": "zapis-{}",
    "textarea": "Первая строка {0}\nВторая строка {0}",
    "number": "{}",
    "url": "https://example.org/{}",
    "date": "01.02.2026",
    "password": "dlinnyj-parol-redaktora",
}
"""What is typed into a required field of each kind; ``{}`` keeps what must not repeat apart."""


def filled(form: html_forms.Form, number: int = 1) -> dict:
    """Return what a form sends once everything it requires is filled in by the field's kind.

    Args:
        form: as its page shows it; rows that a script would copy are left as they are.
        number: tells apart the records that are made one after the other.
    """
    sent = form.sent
    for name, each in form.fields.items():
        wanted = each.required or each.kind == "password"
        if not wanted or "__prefix__" in name or any(each.values):
            continue
        choices = [value for value in each.options if value]
        if f"{name}-words" in form.fields:
            sent[f"{name}-words"] = "публикация"  # a list that grows while one types is empty
        else:
            sent[name] = choices[0] if each.options else TYPED[each.kind].format(number)
    return sent


def change(client, programme, **typed):
    """Open a programme's form, type over some of its fields, press a button, send.

    Args:
        client: a signed-in client.
        programme: the record.
        typed: values by field name, ``None`` for a field left out; «Сохранить» if no button.

    Returns:
        The answer, redirects followed.
    """
    url = address("programme", "change", programme.pk)
    return send(client, url, shown(client.get(url)), **typed)


def send(client, url: str, fields: dict, **typed):
    """Send the fields of a form that was opened earlier, with something typed over them."""
    fields = fields | typed
    sent = {name: value for name, value in fields.items() if value is not None}
    return client.post(url, sent, follow=True)


def act(client, action: str, *programmes):
    """Choose an action for some rows of the list of programmes."""
    return send_rows(client, client.get(address("programme")), action, *programmes)


def send_rows(client, opened, action: str, *programmes):
    """Tick rows of a list that was opened earlier, choose an action for them, press the button."""
    fields = shown(opened) if opened.status_code == 200 else {}
    rows = {"action": action, "_selected_action": [programme.pk for programme in programmes]}
    return client.post(address("programme"), fields | rows | {"index": 0}, follow=True)


def delete(client, model: str, pk):
    """Open the page that asks before a record is deleted and confirm, even what it refuses."""
    url = address(model, "delete", pk)
    asked = [form.sent for form in html_forms.read(client.get(url).content.decode())]
    confirmed = next((sent for sent in asked if "post" in sent), {"post": "yes"})
    return client.post(url, confirmed, follow=True)


def said(response) -> list[str]:
    """Return the messages above an admin page."""
    return [str(message) for message in response.context["messages"]]


def signed_in(client, user):
    """Return the client with a user signed in."""
    client.force_login(user)
    return client


def errors(response) -> dict:
    """Return the sentences of a refused form by field, those of inlines by their HTML name."""
    found = dict(response.context["adminform"].form.errors)
    for inline in response.context["inline_admin_formsets"]:
        for form in inline.formset.forms:
            found |= {form.add_prefix(field): text for field, text in form.errors.items()}
        if inline.formset.non_form_errors():
            found[inline.formset.prefix] = inline.formset.non_form_errors()
    return found
