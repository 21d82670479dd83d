"""Two people at one correction: the second is told, and reads both texts."""

import pytest

from programmes.revisions import review
from tests import factories
from tests.forms import address, send, shown, signed_in

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("has_begun", [False, True])
def test_the_second_of_two_at_a_correction_is_told_and_reads_both_texts(client, has_begun):
    programme = factories.programme(title="Как было", operator=factories.organisation("one"))
    url = address("programme", "change", programme.pk)
    first, second = factories.editor(), factories.person("vera", "Редакторы", first_name="Вера")
    if has_begun:
        signed_in(client, first)
        send(client, url, shown(client.get(url)), summary="Начато раньше.")
    fields = shown(signed_in(client, second).get(url))
    signed_in(client, first)
    send(client, url, shown(client.get(url)), title="Первая")
    signed_in(client, second)
    other = factories.organisation("two")
    answer = send(client, url, fields, title="Вторая", operator=str(other.pk))
    page = answer.content.decode()
    assert "запись изменилась: Анна Орлова" in page
    found = [
        (each.field, each.old, each.new) for each in answer.context["adminform"].form.differing
    ]
    assert ("Название", "Первая", "Вторая") in found
    assert ("Оператор", "Организация one", "Организация two") in found
    assert review.opened(programme).content["title"] == "Первая"
    # and whoever has read both may save
    send(client, url, shown(client.get(url)), title="Вторая")
    assert review.opened(programme).content["title"] == "Вторая"
