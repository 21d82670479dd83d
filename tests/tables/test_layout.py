"""The code behind a row: whatever writes words into it, and nothing that does not."""

import shutil
import sys
from pathlib import Path

import pytest

from programmes.models import Programme, PublicRow
from programmes.tables import layout, ready_rows
from tests.factories import contact, exhibitions


@pytest.fixture
def copy(tmp_path):
    """A copy of the portal's code that a test may change."""
    shutil.copytree(layout.ROOT / "programmes", tmp_path / "programmes")
    return tmp_path


def edit(root, path, old, new):
    file = root / path
    assert old in file.read_text()
    file.write_text(file.read_text().replace(old, new))


def test_a_changed_word_makes_another_layout(copy):
    assert layout.fingerprint("programmes.tables.ready_rows", copy) == ready_rows.LAYOUT
    assert len(ready_rows.LAYOUT) == PublicRow._meta.get_field("layout").max_length
    edit(copy, "programmes/models/reference.py", "дата публикации не указана", "когда, не сказано")
    assert layout.fingerprint("programmes.tables.ready_rows", copy) != ready_rows.LAYOUT


def test_any_change_of_any_file_behind_makes_another_layout(copy):
    seen = {layout.fingerprint("programmes.tables.ready_rows", copy)}
    files = layout.files_behind("programmes.tables.ready_rows", copy)
    for file in files:
        file.write_text(f"{file.read_text()}\nWORD = 'слово'\n")
        seen.add(layout.fingerprint("programmes.tables.ready_rows", copy))
    assert len(seen) == len(files) + 1


def test_code_that_writes_no_row_does_not_matter(copy):
    edit(copy, "programmes/web/pages/views.py", "программа", "иначе")
    assert layout.fingerprint("programmes.tables.ready_rows", copy) == ready_rows.LAYOUT


def test_a_module_that_is_added_behind_the_others_counts(copy):
    (copy / "programmes" / "words" / "units.py").write_text("TONNE = 'т'\n")
    edit(
        copy,
        "programmes/words/russian.py",
        "from decimal",
        "from .units import TONNE\nfrom decimal",
    )
    before = layout.fingerprint("programmes.tables.ready_rows", copy)
    edit(copy, "programmes/words/units.py", "'т'", "'тонна'")
    assert layout.fingerprint("programmes.tables.ready_rows", copy) != before


@pytest.mark.parametrize(
    "text",
    ["from . import b", "from .b import c", "import p.b", "from p import b", "from p.b import c"],
)
def test_every_form_of_an_import_is_followed(tmp_path, text):
    (tmp_path / "p").mkdir()
    for name in ("__init__", "b"):
        (tmp_path / "p" / f"{name}.py").touch()
    (tmp_path / "p" / "a.py").write_text(text)
    names = [path.name for path in layout.files_behind("p.a", tmp_path)]
    assert names == ["__init__.py", "a.py", "b.py"]


def test_a_circle_of_imports_comes_to_an_end(tmp_path):
    (tmp_path / "a.py").write_text("import b")
    (tmp_path / "b.py").write_text("import a, json")
    assert len(layout.files_behind("a", tmp_path)) == 2


def files_run_by(work) -> set[Path]:
    """Return the files of the portal in which any function runs meanwhile."""
    found = set()
    sys.setprofile(lambda frame, *_: found.add(Path(frame.f_code.co_filename)))
    try:
        work()
    finally:
        sys.setprofile(None)
    return {path for path in found if (layout.ROOT / "programmes") in path.parents}


@pytest.mark.django_db
def test_all_code_that_runs_while_a_row_is_written_is_in_its_layout():
    record = exhibitions()
    contact(record)
    record = Programme.objects.for_reading().get(pk=record.pk)
    run = files_run_by(lambda: ready_rows.keep({record.pk: ready_rows.cells(record)}))
    assert {path.name for path in run} >= {"columns.py", "evidence.py", "russian.py", "as_csv.py"}
    assert run <= set(layout.files_behind("programmes.tables.ready_rows"))
