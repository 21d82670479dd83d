"""The portal's addresses and an empty page: the floor that no page can go below."""

from collections.abc import Callable

from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.urls import path

from portal import urls as portal_urls


def empty(request: HttpRequest) -> HttpResponse:
    """Answer with nothing, through the whole stack of middleware."""
    return HttpResponse()


urlpatterns = [path("empty", empty), *portal_urls.urlpatterns]
handler400, handler403 = portal_urls.handler400, portal_urls.handler403
handler404, handler500 = portal_urls.handler404, portal_urls.handler500


def count_queries(get_response: Callable) -> Callable:
    """Middleware: says how many queries an answer took, when asked to."""

    def answer(request: HttpRequest) -> HttpResponse:
        if "X-Count-Queries" not in request.headers:
            return get_response(request)
        queries = []

        def noted(execute, sql, params, many, context):
            queries.append(sql)
            return execute(sql, params, many, context)

        with connection.execute_wrapper(noted):
            response = get_response(request)
        response["X-Queries"] = str(len(queries))
        return response

    return answer
