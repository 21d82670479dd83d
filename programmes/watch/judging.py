"""What a finding means for an address, by what was known of it: one failure is none yet."""

from datetime import datetime, timedelta
from typing import Any

from .models import Link
from .outcomes import COUNTED, SILENT, Finding, Outcome, Reason
from .titles import is_another

TRIES_BEFORE_FAILING = 3
MIN_SECONDS_BETWEEN_TRIES = 60 * 60  # a second failure within the hour is still the same one
RECHECK_SECONDS = 6 * 60 * 60  # of what failed
CHECK_SECONDS = 24 * 60 * 60  # of everything else: nobody is visited twice a day for nothing


def judge(link: Link, finding: Finding, now: datetime) -> dict[str, Any]:
    """Return the fields of an address that a finding changes, with their values.

    Args:
        link: as it was known before.
        finding: of a visit that has just ended.
        now: the moment of it.
    """
    reason = finding.reason or doubt(link, finding)
    seen = {
        "reason": reason,
        "status": finding.status,
        "checked_at": now,
        "due_at": now + timedelta(seconds=CHECK_SECONDS),
    }
    if finding.final_address:
        seen |= {"final_address": finding.final_address, "last_title": finding.title}
    if is_accepted(link, finding):
        return seen | worked(link, finding, now)
    if reason in COUNTED:
        return seen | failed(link, now)
    if reason in SILENT and link.failing_since:
        due_at = now + timedelta(seconds=RECHECK_SECONDS)
        return seen | {"outcome": link.outcome, "due_at": due_at}
    if reason:
        return seen | NOT_FAILING | {"outcome": Outcome.UNCERTAIN}
    return seen | worked(link, finding, now)


NOT_FAILING = {"tries": 0, "failing_since": None, "failed_at": None}
ACCEPTED = {Reason.FRONT_PAGE, Reason.SAYS_GONE}
"""What an editor may find right of a page that opened."""


def doubt(link: Link, finding: Finding) -> str:
    """Return what speaks against a page that opened; empty where nothing does."""
    is_other = is_another(finding.title, link.first_title)
    return Reason.OTHER_TITLE if is_other else ""


def is_accepted(link: Link, finding: Finding) -> bool:
    """Tell whether an editor has said that an address may lead where it leads.

    That holds for the page as it was called then.
    """
    return (
        finding.reason in ACCEPTED
        and bool(link.accepted_address)
        and finding.final_address == link.accepted_address
        and not is_another(finding.title, link.first_title)
    )


def worked(link: Link, finding: Finding, now: datetime) -> dict[str, Any]:
    """Return what follows from a page that opened."""
    return NOT_FAILING | {
        "outcome": Outcome.WORKS,
        "reason": "",
        "worked_at": now,
        "first_title": link.first_title or finding.title,
    }


def failed(link: Link, now: datetime) -> dict[str, Any]:
    """Return what follows from a failure: on its third hour the address counts as failing."""
    pause = timedelta(seconds=MIN_SECONDS_BETWEEN_TRIES)
    counts = link.failed_at is None or now - link.failed_at >= pause
    tries = link.tries + counts
    return {
        "outcome": Outcome.FAILS if tries >= TRIES_BEFORE_FAILING else Outcome.UNCERTAIN,
        "tries": tries,
        "failing_since": link.failing_since or now,
        "failed_at": now if counts else link.failed_at,
        "due_at": now + timedelta(seconds=RECHECK_SECONDS),
    }
