"""Whatever somebody uploads: a sentence, soon, in little memory; seen from outside the process."""

import json
import os
import re
import subprocess
import sys

from tests.laws.tree import ROOT
from tests.uploads.hostile import FILES

MAX_SECONDS = 5  # of processor
MAX_MEGABYTES = 300  # of the whole process, which takes 100 before the first upload
TAKEN = {
    "a hundred thousand empty rows",
    "a hundred thousand different attributes",
    "no relations of the package",
    "1,000 new rows of long texts",
}
"""These are odd or long, but right: they are read."""


def test_no_upload_takes_more_of_the_server_than_it_may_and_each_gets_a_sentence():
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "tests.settings"}
    environment.pop("DATABASE_URL", None)
    run = subprocess.run(
        [sys.executable, "-m", "tests.uploads"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=560,
        check=True,
    )
    reports = [json.loads(line) for line in run.stdout.splitlines()]
    assert [report["name"] for report in reports] == list(FILES)
    dear = [r for r in reports if r["seconds"] > MAX_SECONDS or r["megabytes"] > MAX_MEGABYTES]
    assert dear == []
    assert [r for r in reports if r["ended"] or r["status"] != 200] == []
    taken = {r["name"] for r in reports if "отклонено: 0" in r["sentences"]}
    assert taken == TAKEN
    told = {r["name"] for r in reports if re.search("Файл «table»|Строка 2", r["sentences"])}
    assert told == FILES.keys() - TAKEN
