"""The compose file held against its rules: rights, limits, health, names, no secret."""

import re
import tomllib

import pytest
import yaml

from tests.containers.engine import CONTAINERFILE, FOLDER
from tests.laws.test_readme import settings_read
from tests.laws.tree import ROOT

# a whole version: a name like «latest» is another program tomorrow
PINNED = re.compile(r"[\w./-]+:\d+\.\d+(\.\d+)?(-[a-z]+)?")
SECRET = re.compile(r"KEY|PASSWORD|TOKEN|DATABASE_URL|SECRET")


@pytest.fixture
def services() -> dict[str, dict]:
    return yaml.safe_load((FOLDER / "compose.yml").read_text())["services"]


def right_violations(service: dict) -> list[str]:
    """Return what a service may do, or take, that it should not."""
    user = str(service.get("user", "0")).partition(":")[0]
    rules = {
        "its root can be written": service.get("read_only") is not True,
        "it has capabilities": service.get("cap_drop") != ["ALL"] or "cap_add" in service,
        "it may gain rights": "no-new-privileges" not in service.get("security_opt", []),
        "it is privileged": bool(service.get("privileged")),
        "it is root": not user.isdecimal() or int(user) == 0,
        "its memory has no limit": "mem_limit" not in service,
        "its processes have no limit": "pids_limit" not in service,
        "its image is not pinned": not PINNED.fullmatch(service.get("image", "")),
    }
    return [sentence for sentence, is_so in rules.items() if is_so]


def health_violations(services: dict[str, dict]) -> list[str]:
    """Return the services that stay and are not asked for their health, and waits for nothing."""
    stay = {name for name, service in services.items() if service.get("restart") != "no"}
    asked = {name for name, service in services.items() if "test" in service.get("healthcheck", {})}
    waits = [
        (other, wait["condition"])
        for service in services.values()
        for other, wait in service.get("depends_on", {}).items()
    ]
    return sorted(stay - asked) + [
        f"{other} {condition}"
        for other, condition in waits
        if (other not in asked if condition == "service_healthy" else other in stay)
    ]


def environment_violations(services: dict[str, dict], known: set[str]) -> list[str]:
    """Return the variables that hold a secret, and those of the portal that it does not read."""
    return [
        f"{name}: {variable}"
        for name, service in services.items()
        for variable in service.get("environment", {})
        if SECRET.search(variable)
        or ("industry-support-portal" in service["image"] and variable not in known)
    ]


def known_settings() -> set[str]:
    """Return the variables that the portal reads."""
    return settings_read((ROOT / "portal/environment.py").read_text())


def test_no_service_may_do_more_than_it_needs(services):
    found = {name: right_violations(service) for name, service in services.items()}
    assert found == {key: [] for key in services}


def test_whatever_stays_is_asked_for_its_health(services):
    assert health_violations(services) == []


def test_no_secret_and_no_unknown_name_is_in_it(services):
    assert environment_violations(services, known_settings()) == []


def test_the_containerfile_gives_names_that_the_portal_reads():
    variables = re.search(r"^ENV ((?:.*\\\n)*.*)$", CONTAINERFILE.read_text(), re.MULTILINE)[1]
    names = set(re.findall(r"(\w+)=", variables))
    assert names - known_settings() == {"PYTHONDONTWRITEBYTECODE", "MALLOC_ARENA_MAX"}


def test_the_services_are_those_of_the_readme(services):
    ours = {"release", "web1", "web2", "daily", "mail", "links"}
    assert set(services) == ours | {"postgres", "redis", "nginx"}


def test_the_portal_is_the_release_that_pyproject_names(services):
    version = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]
    assert services["web1"]["image"] == f"localhost/industry-support-portal:{version}"
    assert f'image.version="{version}"' in CONTAINERFILE.read_text()


def test_an_instance_is_asked_for_its_health_as_its_image_says(services):
    said = re.search(r"^HEALTHCHECK .*\n +CMD (\[.*\])$", CONTAINERFILE.read_text(), re.MULTILINE)
    assert services["web1"]["healthcheck"]["test"] == ["CMD", *yaml.safe_load(said[1])]


def test_the_proxy_knows_where_the_instances_are(services):
    upstream = (FOLDER / "upstream.conf").read_text()
    places = [services[name]["networks"]["front"]["ipv4_address"] for name in ("web1", "web2")]
    assert re.findall(r"server ([\d.]+):8000 max_fails=0;", upstream) == places


def test_the_portal_finds_the_database_and_the_cache_without_asking(services):
    places = [
        f"{name}:{services[name]['networks']['data']['ipv4_address']}"
        for name in ("postgres", "redis")
    ]
    for name in ("release", "web1", "web2", "daily", "mail", "links"):
        assert services[name]["extra_hosts"] == places


def test_every_change_for_containers_finds_its_place_in_the_shipped_configuration():
    shipped = (ROOT / "portal/deploy/nginx.conf").read_text()
    changes = re.findall(r"^s\|(.*)\|.*\|$", (FOLDER / "nginx.sed").read_text(), re.MULTILINE)
    assert [change for change in changes if not re.search(change, shipped)] == []
    assert len(changes) == 4


def test_copies_are_made_by_a_program_of_the_servers_version(services):
    version = re.search(r":(\d+)\.", services["postgres"]["image"])[1]
    assert f"postgresql-client-{version}\n" in CONTAINERFILE.read_text()


def test_the_database_and_the_cache_are_reached_by_the_portal_alone(services):
    near = {name for name, service in services.items() if "data" in service["networks"]}
    assert near == set(services) - {"nginx"}
    whole = yaml.safe_load((FOLDER / "compose.yml").read_text())
    assert whole["networks"]["data"]["internal"] is True


# --- The rules, seen failing -----------------------------------------------------------------

GOOD = {
    "image": "docker.io/library/redis:7.2.10-bookworm",
    "user": "999:999",
    "read_only": True,
    "cap_drop": ["ALL"],
    "security_opt": ["no-new-privileges"],
    "mem_limit": "1g",
    "pids_limit": 100,
}


@pytest.mark.parametrize(
    "fault",
    [
        {"read_only": False},
        {"cap_drop": []},
        {"cap_add": ["SYS_ADMIN"]},
        {"security_opt": []},
        {"privileged": True},
        {"user": "0:0"},
        {"user": "root"},
        {"image": "redis"},
        {"image": "docker.io/library/redis:latest"},
    ],
)
def test_a_right_too_many_is_found(fault):
    assert right_violations(GOOD) == []
    assert len(right_violations({**GOOD, **fault})) == 1


@pytest.mark.parametrize("name", ["user", "mem_limit", "pids_limit", "read_only"])
def test_a_limit_that_is_missing_is_found(name):
    assert len(right_violations({key: GOOD[key] for key in GOOD if key != name})) == 1


def test_a_service_that_nobody_asks_for_its_health_is_found():
    services = {
        "web": {"depends_on": {"redis": {"condition": "service_healthy"}}, "restart": "no"},
        "redis": {},
    }
    assert health_violations(services) == ["redis", "redis service_healthy"]


def test_a_secret_and_a_name_that_nobody_reads_are_found():
    image = "localhost/industry-support-portal:1.0.0"
    services = {"web1": {"image": image, "environment": {"SECRET_KEY": "x", "CACHE": "y"}}}
    found = environment_violations(services, {"SECRET_KEY"})
    assert found == ["web1: SECRET_KEY", "web1: CACHE"]
