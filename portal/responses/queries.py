"""Query strings: without what messengers append, in UTF-8, in one spelling a question."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import quote_plus, unquote_to_bytes, urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse, QueryDict

from .problems import Refusal

NULL, UNKNOWN = "\0", "\N{REPLACEMENT CHARACTER}"
"""What nobody means: the second stands for bytes that are no text."""
# fmt: off
TRACKING = frozenset({
    "ysclid", "yclid", "ymclid", "yadclid", "yadordid", "_openstat", "etext", "from", "frommarket",
    "gclid", "gclsrc", "dclid", "gbraid", "wbraid", "srsltid", "_gl", "_ga",
    "fbclid", "fb_action_ids", "fb_action_types", "fb_source", "igshid", "igsh", "mibextid",
    "msclkid", "twclid", "ttclid", "li_fat_id", "epik", "rdt_cid", "sccid", "ncid", "spm",
    "vk_click_id", "vkclid", "vk_ref", "rb_clickid", "mt_click_id", "tgclid", "ok_click_id",
    "mc_cid", "mc_eid", "mkt_tok", "_hsenc", "_hsmi", "hsctatracking", "vero_id", "oly_enc_id",
    "oly_anon_id", "wickedid", "s_cid", "ref_src", "ref_url", "roistat", "calltouch_tm",
    "admitad_uid",
})
# fmt: on
"""What search engines, messengers and letters append to a link: no question, and nobody's
business."""
TRACKING_PREFIXES = ("utm_", "mtm_", "matomo_", "pk_", "piwik_", "hsa_", "gad_")
RUSSIAN = re.compile("[ -~\N{NO-BREAK SPACE}А-яЁё№«»„“”—–…]*")
"""What a Russian keyboard writes. Half of a cut character in UTF-8 is letters in windows-1251, too,
but not these."""


def read_queries(get_response: Callable) -> Callable:
    """Middleware: rewrites the query string before anybody reads it; the desk keeps its own.

    Attributes of the request:
        query_as_sent: what was sent.
    """

    def answer(request: HttpRequest) -> HttpResponse:
        request.query_as_sent = request.META.get("QUERY_STRING", "")
        if request.query_as_sent and not request.path_info.startswith(f"/{settings.ADMIN_PATH}"):
            request.META["QUERY_STRING"] = readable(request.query_as_sent)
        return get_response(request)

    return answer


def readable(query: str) -> str:
    """Return a query string without tracking, with windows-1251 turned into UTF-8.

    Args:
        query: as WSGI hands it on, each byte a character of Latin-1.
    """
    pairs = [pair.partition("=") for pair in query.split("&")]
    kept = [pair for pair in pairs if not is_tracking(unquote_to_bytes(pair[0]))]
    return "&".join(f"{in_utf8(name)}{sign}{in_utf8(value)}" for name, sign, value in kept)


def is_tracking(name: bytes) -> bool:
    """Tell whether a parameter was appended by others than the visitor and the portal."""
    text = name.decode("latin-1").lower()
    return text in TRACKING or text.startswith(TRACKING_PREFIXES)


def in_utf8(text: str) -> str:
    """Return a name or value of a query string in UTF-8; what cannot be read stays as it is."""
    sent = unquote_to_bytes(text.replace("+", " ").encode("latin-1", "replace"))
    try:
        sent.decode("utf-8")
    except UnicodeDecodeError:
        russian = sent.decode("windows-1251", "replace")
        return quote_plus(russian) if RUSSIAN.fullmatch(russian) else text
    return text


def without_blanks(params: QueryDict) -> dict[str, list[str]]:
    """Return the parameters without the blank values that an ordinary GET form sends."""
    kept = {name: [v for v in values if v.strip()] for name, values in params.lists()}
    return {name: values for name, values in kept.items() if values}


@dataclass(frozen=True)
class Parameters:
    """What an address may be asked.

    Attributes:
        names: in the order of the canonical address; each may be given once.
        drops_others: whether a page leads to its address without what it does not know; else it
            refuses that. Where nothing is selected, nothing can be misunderstood.
    """

    names: tuple[str, ...] = ()
    drops_others: bool = False

    def refusals(self, params: dict[str, list[str]]) -> list[Refusal]:
        """Say what has no meaning at this address.

        Args:
            params: the values of each parameter, blank ones already dropped.
        """
        found = [(name, self.objection(name, values)) for name, values in params.items()]
        return [Refusal(name, sentence) for name, sentence in found if sentence]

    def objection(self, name: str, values: list[str]) -> str:
        """Return the sentence about one parameter; empty when there is nothing against it."""
        if name not in self.names:
            return f"Параметр «{shorten(name)}» здесь не действует."
        if len(values) > 1:
            return given_twice(name)
        return unreadable(name, values)

    def canonical(self, params: dict[str, list[str]]) -> dict[str, list[str]]:
        """Return the one spelling of a question that was not refused.

        Args:
            params: the values of each parameter, blank ones already dropped.
        """
        return {name: params[name] for name in self.names if name in params}

    def query(self, params: QueryDict) -> str:
        """Return the canonical query string of a question."""
        return urlencode(self.canonical(without_blanks(params)), doseq=True)


NO_PARAMETERS = Parameters(drops_others=True)


def given_twice(label: str) -> str:
    """Return the sentence about a parameter with several values."""
    return f"Параметр «{label}» указан несколько раз: оставьте одно значение."


def unreadable(label: str, values: list[str]) -> str:
    """Return the sentence about characters that nobody can mean; empty where there are none."""
    if any(NULL in value for value in values):
        return f"В параметре «{label}» есть нулевой символ: уберите его."
    if any(UNKNOWN in value for value in values):
        return f"В параметре «{label}» не удалось прочитать часть знаков: наберите их заново."
    return ""


def without_unreadable(text: str) -> str:
    """Return a text without the characters that nobody can mean."""
    return text.replace(NULL, "").replace(UNKNOWN, "")


def shorten(value: str, length: int = 60) -> str:
    """Return what a person typed, printable and short enough to be quoted in a sentence."""
    shown = (c if c.isprintable() and c != UNKNOWN else "\N{WHITE SQUARE}" for c in value)
    text = "".join(shown)
    return text if len(text) <= length else text[: length - 1] + "…"
