"""Methods: what is only read answers 405 to all others, whatever they bring."""

from collections.abc import Callable

from django.http import HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe


def read_only(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Refuse every method but GET and HEAD, and say so.

    No form is looked for its token before: what changes nothing has no form to be out of date.
    """
    return csrf_exempt(require_safe(view))
