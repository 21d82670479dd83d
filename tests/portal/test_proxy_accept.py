"""What nginx makes of Accept: a few values, from which the portal decides as from the header."""

import re

import pytest

from tests.laws.tree import ROOT

SCHEMA, LIST = "/api/v1/schema", "/api/v1/programmes"
ACCEPTED = [
    "",
    "*/*",
    "application/json",
    "application/*",
    "application/yaml",
    "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
    "application/yaml, application/json;q=0.9",
    "application/json, application/yaml",
    "application/json;q=0.1, application/yaml",
    "application/yaml;q=0.1, application/json",
    "application/json;q=0, application/yaml",
    "application/yaml;q=0.5, text/html",
    "application/yaml, */*;q=0.1",
    "*/*, application/yaml",
    "application/json;q=0",
    "application/json;q=0.0, application/*",
    "application/json;indent=4",
    "APPLICATION/YAML",
    "text/csv",
    "image/png, text/plain;q=0.5",
    "application/json||application/yaml",
]


def mapped(value: str) -> str:
    """Return what the shipped configuration sends on for an Accept header."""
    text = (ROOT / "portal/deploy/nginx.conf").read_text()
    rules = re.search(r"map \$http_accept \$portal_accept \{(.*?)\n\}", text, re.DOTALL)[1]
    pairs = re.findall(r'^ +("[^"]*"|\S+) +("[^"]*"|[^;\s]+);$', rules, re.MULTILINE)
    named = {name.strip('"'): given.strip('"') for name, given in pairs}
    if value in named:
        return named[value]
    for name, given in named.items():
        if name.startswith("~*") and re.search(name[2:], value, re.IGNORECASE):
            return given
    return named["default"]


def decided(client, address: str, accept: str) -> tuple[int, str]:
    """Return the status and the media type that an Accept header leads to."""
    answer = client.get(address, headers={"accept": accept})
    return answer.status_code, answer["Content-Type"]


@pytest.mark.django_db
@pytest.mark.parametrize("accept", ACCEPTED)
def test_through_the_proxy_a_program_gets_what_it_gets_without(client, accept):
    for address in (SCHEMA, LIST):
        assert decided(client, address, mapped(accept)) == decided(client, address, accept)


def test_the_values_are_few():
    accepted = [*ACCEPTED, *(f"a/{number}, application/json" for number in range(50))]
    assert len({mapped(each) for each in accepted}) == 6
