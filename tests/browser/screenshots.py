"""python -m tests.browser.screenshots: every page at three widths, for the eye."""

import sys
import tempfile
from pathlib import Path

from tests.browser.chromium import find_chromium, started
from tests.browser.site import DESK, PAGES, prepared
from tests.browser.visitor import Visitor
from tests.faults.servers import running
from tests.laws.tree import ROOT

FOLDER = ROOT / "var" / "screenshots"
WIDTHS = (360, 768, 1280)
VERSIONS = {"": {}, "-dark": {"dark": True}, "-low-vision": {"low_vision": True}}


def main() -> None:
    """Write the pictures to var/screenshots and say how many there are."""
    program = find_chromium()
    if not program:
        sys.exit("Chromium is not installed (Debian: apt install chromium).")
    FOLDER.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as folder,
        running(prepared(Path(folder))) as portal,
        started(program) as browser,
    ):
        for name, path in PAGES.items():
            for version, options in VERSIONS.items():
                shoot(Visitor(browser, portal.address), name + version, path, options)
        for name, path in DESK.items():
            shoot(Visitor(browser, portal.address), name, path, {"staff": True})
    count = len(list(FOLDER.glob("*.png")))
    sys.stdout.write(f"{count} pictures in {FOLDER.relative_to(ROOT)}/\n")


def shoot(visitor: Visitor, name: str, path: str, options: dict) -> None:
    """Take a page at every width."""
    page = visitor.open(path, **options)
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        page.screenshot(path=FOLDER / f"{name}-{width}.png", full_page=True)
    visitor.leave()


if __name__ == "__main__":
    main()
