"""HTTP around every answer: headers, compression, refusals, errors, query strings."""

from . import csp_reports, security_txt
from .compression import pack, tag_weakly
from .problems import API, MEDIA_TYPE, Refusal, for_programs, is_for_programs, problem, refusal
from .queries import (
    NO_PARAMETERS,
    Parameters,
    given_twice,
    is_tracking,
    shorten,
    unreadable,
    without_blanks,
    without_unreadable,
)

__all__ = [
    "API",
    "MEDIA_TYPE",
    "NO_PARAMETERS",
    "Parameters",
    "Refusal",
    "csp_reports",
    "for_programs",
    "given_twice",
    "is_for_programs",
    "is_tracking",
    "pack",
    "problem",
    "refusal",
    "security_txt",
    "shorten",
    "tag_weakly",
    "unreadable",
    "without_blanks",
    "without_unreadable",
]
