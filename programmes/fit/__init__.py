"""Fit: what a visitor answers of themselves, and what that means for each programme."""

from .criteria import CRITERIA, UNKNOWN, Criterion, Reply
from .verdicts import (
    MAX_ASKED,
    Candidate,
    Judged,
    Verdict,
    condition,
    judge,
    next_criterion,
    read_candidates,
    remaining,
    replies_of,
)

__all__ = [
    "CRITERIA",
    "MAX_ASKED",
    "UNKNOWN",
    "Candidate",
    "Criterion",
    "Judged",
    "Reply",
    "Verdict",
    "condition",
    "judge",
    "next_criterion",
    "read_candidates",
    "remaining",
    "replies_of",
]
