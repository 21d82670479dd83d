"""Response headers: what no page may do in a browser."""

import pytest
from django.conf import settings as portal_settings
from django.http import HttpResponse

from portal.responses.headers import headers

# what W3C's registry of policy-controlled features holds of a person's body, place and devices
POWERFUL = {
    "accelerometer", "camera", "display-capture", "geolocation", "gyroscope", "hid",
    "idle-detection", "local-fonts", "magnetometer", "microphone", "midi", "payment",
    "publickey-credentials-get", "screen-wake-lock", "serial", "usb", "xr-spatial-tracking",
}  # fmt: skip


@pytest.mark.parametrize("feature", sorted(POWERFUL))
def test_no_page_may_use_a_powerful_feature(client, feature):
    policy = client.get("/healthz")["Permissions-Policy"].split(", ")
    assert f"{feature}=()" in policy


def test_no_feature_is_left_to_anybody(client):
    policy = client.get("/healthz")["Permissions-Policy"].split(", ")
    assert {rule.partition("=")[2] for rule in policy} == {"()"}


def policy_of(rf, **answer) -> str:
    response = headers(lambda request: HttpResponse(**answer))(rf.get("/"))
    return response.get("Content-Security-Policy", "")


def test_every_directive_of_the_settings_stands_in_the_policy(rf):
    named = {rule.split()[0] for rule in policy_of(rf).split("; ")}
    assert named == {*portal_settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]}


def test_what_only_a_page_loads_has_no_policy(rf):
    assert policy_of(rf, content_type="text/css") == ""


@pytest.mark.parametrize(("debug", "is_strict"), [(True, False), (False, True)])
@pytest.mark.parametrize("status", [404, 500])
def test_only_while_code_is_written_failures_have_no_policy(rf, settings, debug, is_strict, status):
    settings.DEBUG = debug
    assert bool(policy_of(rf, status=status)) == is_strict
