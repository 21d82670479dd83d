"""python -m tests.audit: known holes in the locked libraries, where an advisory source answers."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from tests import skips
from tests.laws.tree import ROOT

# its holes are known everywhere: a source that does not name them does not know ours either
KNOWN_BAD = "django==2.2.0\n"


def main() -> int:
    """Return 0 when nothing is known, 1 when something is.

    Where no source answers, that is said; in CI it is a failure, unless ``NO_ADVISORY_SOURCE``
    says that this is known of the machine.
    """
    with tempfile.TemporaryDirectory() as folder:
        bad = Path(folder, "requirements.txt")
        bad.write_text(KNOWN_BAD)
        twin = audited(bad)
    if "GHSA" not in twin.stdout and "CVE" not in twin.stdout and "PYSEC" not in twin.stdout:
        said = twin.stderr.strip().splitlines() if twin.returncode else []
        reason = said[-1] if said else "it names no hole in Django 2.2.0"
        sys.stderr.write(f"NOT AUDITED: no advisory source answers here ({reason[:200]}).\n")
        return int(skips.forbidden(os.environ) and "NO_ADVISORY_SOURCE" not in os.environ)
    found = [audited(ROOT / name) for name in ("requirements.txt", "requirements-dev.txt")]
    for done in found:
        sys.stdout.write(done.stdout + (done.stderr if done.returncode else ""))
    return max(done.returncode for done in found)


def audited(requirements: Path) -> subprocess.CompletedProcess:
    """Run pip-audit over pinned requirements; --strict: what could not be looked up is an error."""
    command = [sys.executable, "-m", "pip_audit", "--strict", "--disable-pip", "--no-deps"]
    command += ["--progress-spinner=off", "--timeout=10", "--requirement", str(requirements)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


if __name__ == "__main__":
    sys.exit(main())
