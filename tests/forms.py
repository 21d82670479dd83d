"""A form of the admin as a browser would send it: what the page shows, with what is typed."""

from django.urls import reverse


def address(model: str, page: str = "changelist", *args) -> str:
    """Return the address of an admin page of one of our models."""
    return reverse(f"admin:programmes_{model}_{page}", args=args)


def shown(response) -> dict:
    """Return every field of an admin form with the value that the page shows in it."""
    forms = [response.context["adminform"].form]
    for inline in response.context["inline_admin_formsets"]:
        forms += [inline.formset.management_form, *inline.formset.forms]
    fields = {bound.html_name: bound.value() for form in forms for bound in form}
    return {
        name: value
        for name, value in fields.items()
        if value not in (None, "") and value is not False
    }


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
    rows = {"action": action, "_selected_action": [programme.pk for programme in programmes]}
    return client.post(address("programme"), rows, follow=True)


def said(response) -> list[str]:
    """Return the messages above an admin page."""
    return [str(message) for message in response.context["messages"]]


def signed_in(client, user):
    """Return the client with a user signed in."""
    client.force_login(user)
    return client
