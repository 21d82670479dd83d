"""Problem details (RFC 9457): how a machine learns why it gets no answer."""

from collections.abc import Iterable
from http import HTTPStatus

from django.http import Http404, HttpRequest, JsonResponse
from rest_framework.exceptions import APIException

from .filters import Refusal

MEDIA_TYPE = "application/problem+json"
TITLES = {
    400: "Вопрос не понят",
    403: "Доступ закрыт",
    404: "Такого адреса нет",
    405: "Этот адрес можно только читать",
    406: "В таком формате ответа нет",
}
DETAILS = {
    400: "Проверьте адрес: его не удалось прочитать.",
    403: "Этот адрес — не для всех.",
    404: "Проверьте адрес. Возможно, запись сняли с публикации.",
    405: "Используйте метод GET, HEAD или OPTIONS.",
    406: "Попросите application/json или уберите заголовок Accept.",
}
OF_MACHINES = (".json", ".atom")


class Refused(APIException):
    """A question that the catalogue does not understand.

    Args:
        refusals: what was not understood, with a sentence for each parameter.
        status: 404 when the question is sound but asks for a page that the list does not have.
    """

    def __init__(self, refusals: Iterable[Refusal], status: int = HTTPStatus.BAD_REQUEST):
        super().__init__()
        self.refusals, self.status_code = list(refusals), int(status)


def problem(status: int, refusals: Iterable[Refusal] = ()) -> JsonResponse:
    """Return problem details with the sentences that the page would say.

    Args:
        status: the HTTP status, one of ``TITLES``.
        refusals: what was not understood; without any, the status speaks for itself.
    """
    errors = [{"parameter": each.parameter, "detail": each.sentence} for each in refusals]
    body = {
        "type": "about:blank",
        "title": TITLES[status],
        "status": status,
        "detail": " ".join(error["detail"] for error in errors) or DETAILS[status],
        "errors": errors,
    }
    return JsonResponse(
        body,
        status=status,
        content_type=MEDIA_TYPE,
        json_dumps_params={"ensure_ascii": False},
    )


def handler(error: Exception, context: dict) -> JsonResponse | None:
    """Turn an error of an API view into problem details; None leaves it to Django."""
    if isinstance(error, Http404):
        return problem(HTTPStatus.NOT_FOUND)
    if isinstance(error, Refused):
        return problem(error.status_code, error.refusals)
    if isinstance(error, APIException) and error.status_code in TITLES:
        return problem(error.status_code)
    return None


def is_for_machines(request: HttpRequest) -> bool:
    """Tell whether whoever asks this address reads problem details rather than a page."""
    return request.path.startswith("/api/v") or request.path.endswith(OF_MACHINES)
