"""How a test reads a page: as its reader does."""

import re

TAG = re.compile(r"<[^>]+>")
ISOLATE = re.compile("</?bdi>")


def text(response) -> str:
    """Return what a reader sees of an answer, spaces made plain, hyphenation undone."""
    page = ISOLATE.sub("", response.content.decode().split("<body")[-1])
    words = TAG.sub(" ", page).replace("\u00ad", "")
    return " ".join(words.replace("\u00a0", " ").replace("\u202f", " ").split())
