"""Response headers: what no page may do in a browser."""

import pytest

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
