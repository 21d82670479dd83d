"""Leaving something out of the tests: a word on a laptop, a failure where it is forbidden."""


def forbidden(environment) -> bool:
    """Tell whether a skip is a failure, as FORBID_SKIPS and every CI say."""
    return any(environment.get(name, "") not in ("", "0") for name in ("FORBID_SKIPS", "CI"))
