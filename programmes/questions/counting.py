"""Counting of questions without an answer: in memory while visitors wait, written by the minute."""

import logging
from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from threading import Thread
from time import sleep

from django.db import DatabaseError, connections
from django.http import HttpRequest, HttpResponse

from portal.access.addresses import client_address

from ..catalogue import Answer, today
from . import ledger
from .tally import Tally
from .wording import unanswered_words

log = logging.getLogger(__name__)

WRITE_SECONDS = 60  # what a process that dies loses at most

tally = Tally()


def note_unanswered(response: HttpResponse, answer: Answer) -> None:
    """Note on a response the words of its question, if the search could not answer it.

    They are kept with its copy, and sent to nobody.
    """
    response.unanswered = unanswered_words(answer)


def count_unanswered(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Make a view count the questions that it could not answer, those answered by copies, too.

    Nothing is written here. Whoever has the page already (304) has not asked anew, and who has no
    network address is no visitor: a worker that warms up.
    """

    @wraps(view)
    def counted(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        response = view(request, *args, **kwargs)
        words = getattr(response, "unanswered", "")
        is_asked = request.method == "GET" and response.status_code == HTTPStatus.OK
        network = client_address(request) if words and is_asked else None
        if network:
            tally.add(words, network)
        return response

    return counted


def write_down() -> None:
    """Write down what was counted; where the database is away it waits for the next time."""
    counted = tally.take()
    if not counted:
        return
    try:
        ledger.write(counted, today())
    except DatabaseError as error:
        tally.give_back(counted)
        log.warning("Questions without an answer wait to be counted: %s", type(error).__name__)


def start() -> None:
    """Write down every minute from now on, in a thread that ends with its process."""
    Thread(target=_write_for_ever, name="questions", daemon=True).start()


def _write_for_ever() -> None:
    tidied_on = None
    while True:
        sleep(WRITE_SECONDS)
        try:
            write_down()
            if tidied_on != today():
                ledger.forget(today())
                tidied_on = today()
        except DatabaseError:
            log.warning("Old questions without an answer wait to be forgotten.")
        except Exception:  # one minute is lost, not all that come after it
            log.exception("Questions without an answer were not counted")
        finally:
            connections.close_all()
