"""Errors of the API's views → problem details."""

from collections.abc import Iterable
from http import HTTPStatus

from django.http import Http404, JsonResponse
from rest_framework.exceptions import APIException

from portal.responses import Refusal, problem


class Refused(APIException):
    """A question that the catalogue does not understand.

    Args:
        refusals: what was not understood, with a sentence for each parameter.
        status: 404 when the question is sound but asks for a page that the list does not have.
    """

    def __init__(self, refusals: Iterable[Refusal], status: int = HTTPStatus.BAD_REQUEST):
        super().__init__()
        self.refusals, self.status_code = list(refusals), int(status)


def handler(error: Exception, context: dict) -> JsonResponse | None:
    """Turn an error of an API view into problem details; None leaves it to Django."""
    if isinstance(error, Http404):
        return problem(HTTPStatus.NOT_FOUND)
    if isinstance(error, Refused):
        return problem(error.status_code, error.refusals)
    if isinstance(error, APIException) and error.status_code < HTTPStatus.INTERNAL_SERVER_ERROR:
        return problem(error.status_code)
    return None
