"""Letters that came back: which alert they are of, and whether for good (RFC 3464)."""

from email.message import EmailMessage

from portal.mail import outbox

from .letters import number_in
from .subscribing import count_bounce

UNDELIVERABLE = "failed"
PERMANENT = "5."


def connect() -> None:
    """Hear of the letters that no mail server takes."""
    outbox.refused.connect(count_refusal)


def count_refusal(key: str, **kwargs) -> None:
    """Hear of a letter that the mail server will never take."""
    if number := number_in(key):
        count_bounce(number)


def is_permanent(report: EmailMessage) -> bool:
    """Tell whether a letter says that another one could not be delivered, and never will be.

    Args:
        report: what came back. A delay, an answer from a holiday, a letter of a person is none.
    """
    if report.get_content_type() != "multipart/report":
        return False
    for part in report.walk():
        if part.get_content_type() == "message/delivery-status":
            groups = part.get_payload()
            return isinstance(groups, list) and any(map(is_failure, groups))
    return False


def is_failure(group: EmailMessage) -> bool:
    """Tell whether a group of fields says of a recipient that there is nobody."""
    action, status = str(group.get("Action", "")), str(group.get("Status", ""))
    return action.strip().lower() == UNDELIVERABLE and status.strip().startswith(PERMANENT)
