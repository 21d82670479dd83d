"""What an editor proposes for a record that published programmes name, and what comes of it."""

import pytest

from tests import factories
from tests.admin.test_models import page_of
from tests.admin.test_public import RECORDS, catalogue, record_of
from tests.forms import said, shown, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor(client):
    catalogue()
    return signed_in(client, factories.editor())


@pytest.mark.parametrize("kind", RECORDS)
def test_a_publisher_puts_a_proposal_before_the_public_and_the_old_address_leads_on(
    client, editor, kind
):
    record = record_of(kind, "shown")
    url = page_of(type(record), "change", record.pk)
    editor.post(url, shown(editor.get(url)) | {"slug": "changed", "_step": "submit"})
    signed_in(client, factories.publisher())
    answer = client.post(url, shown(client.get(url)) | {"_step": "publish"}, follow=True)
    assert said(answer) == ["Опубликовано: правка №\N{NO-BREAK SPACE}1."]
    record.refresh_from_db()
    assert record.slug == "changed"
