"""How a test reads a page: as its reader does."""

import re

TAG = re.compile(r"<[^>]+>")


def text(response) -> str:
    """Return what a reader sees of an answer, spaces made plain, hyphenation undone."""
    words = TAG.sub(" ", response.content.decode().split("<body")[-1]).replace("\u00ad", "")
    return " ".join(words.replace("\u00a0", " ").replace("\u202f", " ").split())
