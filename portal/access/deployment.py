"""The check of a deployment: whether a password alone opens the desk."""

from django.conf import settings
from django.core.checks import CheckMessage, Warning


def check_second_factor(**kwargs) -> list[CheckMessage]:
    """Warn where no code is asked for besides the password (ASVS 6.3.3)."""
    if settings.REQUIRE_OTP:
        return []
    return [
        Warning(
            "A password alone opens the editors' desk.",
            hint="Set REQUIRE_OTP=true: whoever has no phone connected does it at the next login.",
            id="access.W001",
        )
    ]
