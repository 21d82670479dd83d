"""Which records name an address, for whoever has to mend it."""

import pytest

from programmes.watch.addresses import public_addresses, uses_of
from tests import factories

pytestmark = pytest.mark.django_db
ADDRESS = "https://example.org/mayor-blog"


def test_every_record_that_names_an_address_is_found_drafts_among_them():
    draft = factories.draft()
    contact = factories.contact(draft, ADDRESS)
    organisation = factories.organisation(site=ADDRESS)
    found = uses_of([ADDRESS, "https://nobody.example/"])
    assert set(found) == {ADDRESS}
    assert set(found[ADDRESS]) == {contact, organisation, factories.source()}


def test_a_telephone_that_looks_like_nothing_names_no_address():
    factories.contact(factories.programme("p"), "httpd", kind="address")
    assert public_addresses() == {ADDRESS}


def test_many_addresses_cost_a_question_a_model(django_assert_num_queries):
    record = factories.programme("p")
    made = [factories.contact(record, f"https://example.org/{number}") for number in range(30)]
    with django_assert_num_queries(3):
        assert len(uses_of(contact.value for contact in made)) == 30
