"""The title of a page: found in what a server sent, compared with the one it had before."""

import codecs
import re
import unicodedata
from html import unescape

from rapidfuzz import fuzz

from .fetching import Response
from .models import MAX_TITLE_CHARACTERS

MAX_HEAD_BYTES = 256 * 1024  # a title stands in the head
MIN_LIKENESS = 60  # of a hundred, below which a title is another one
_TITLE = re.compile(r"<title(?:\s[^<>]{0,200})?>([^<]{0,2000})", re.IGNORECASE)
_CHARSET = re.compile(rb"charset\s{0,5}=\s{0,5}[\"']?([\w.:-]{1,40})", re.IGNORECASE)
_ENCODING = re.compile(
    r"utf-(8|16)|ascii|cp\d+|koi8-[rut]|iso8859-\d+|mac-cyrillic|gb\w+|big5\w*|shift_jis\w*|euc_\w+"
)
"""Those of pages. Python knows more, and the time of some grows with the square of a text."""
_SAYS_GONE = re.compile(
    r"^404\b|\b(error|ошибка) 404\b|\b404[ :.—–-]+(not found|ошибка|страниц|error)"
    r"|\b(страниц\w+|документ|материал|новость) не (найден|существует)|\bpage not found\b"
)


def title_of(response: Response) -> str:
    """Return the title of a page on one line; empty where there is none."""
    head = response.body[:MAX_HEAD_BYTES]
    declared = _CHARSET.search(response.content_type.encode()) or _CHARSET.search(head[:4096])
    found = _TITLE.search(decoded(head, declared[1].decode("ascii") if declared else "utf-8"))
    return clean_title(unescape(found[1])) if found else ""


def decoded(head: bytes, encoding: str) -> str:
    """Return a text of a page in the encoding it declares, or else in the usual one."""
    try:
        name = codecs.lookup(encoding).name
    except (LookupError, ValueError):
        name = ""
    return head.decode(name if _ENCODING.fullmatch(name) else "utf-8", "replace")


def clean_title(text: str) -> str:
    """Return a text of strangers as one line without anything that is not to be seen."""
    seen = "".join(" " if unicodedata.category(sign)[0] in "CZ" else sign for sign in text)
    return " ".join(seen.split())[:MAX_TITLE_CHARACTERS]


def says_gone(title: str) -> bool:
    """Tell whether a title says that the page is not there, whatever the server's status."""
    return bool(_SAYS_GONE.search(title.casefold()))


def is_another(title: str, before: str) -> bool:
    """Tell whether a page is called otherwise than before; one of no title says nothing."""
    if not title or not before:
        return False
    return fuzz.token_set_ratio(title.casefold(), before.casefold()) < MIN_LIKENESS
