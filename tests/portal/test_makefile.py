"""The Makefile's own care: private files, starts that take turns, a .venv that cannot start."""

import os
import re
import shutil
import stat
import subprocess
import sys

import pytest

from portal import environment
from tests.laws.tree import ROOT


@pytest.fixture
def folder(tmp_path):
    """A folder with the Makefile and a Python in its .venv, as after the first step."""
    shutil.copy(ROOT / "Makefile", tmp_path)
    (tmp_path / ".venv/bin").mkdir(parents=True)
    (tmp_path / ".venv/bin/python").symlink_to(sys.executable)
    return tmp_path


def make(folder, *arguments: str, **more) -> str:
    """Run make as an ordinary account would, and return what it says."""
    command = ["make", "--no-print-directory", *arguments]
    done = subprocess.run(
        command, cwd=folder, capture_output=True, text=True, check=False, umask=0o022, **more
    )
    assert done.returncode == 0, done.stderr
    return done.stdout + done.stderr


def mode(path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_nobody_else_reads_the_key_and_what_lies_beside_it(folder):
    make(folder, "var/secret_key")
    assert mode(folder / "var") == 0o700
    assert mode(folder / "var/secret_key") == 0o600
    assert len((folder / "var/secret_key").read_text().strip()) >= 50


def test_what_a_start_writes_belongs_to_its_owner_alone(folder):
    make(folder, "--eval=made: ; @$(PRIVATE); touch portal.sqlite3", "made")
    assert mode(folder / "portal.sqlite3") == 0o600


@pytest.mark.parametrize("target", ["run", "dev", "admin"])
def test_whatever_opens_the_database_keeps_it_from_others(target):
    planned = make(ROOT, "--dry-run", target).splitlines()
    # what is collected is for the server in front to read
    opening = [line for line in planned if re.search(r"gunicorn|manage\.py (?!collect)", line)]
    assert len(opening) > 1
    assert [line for line in opening if not line.startswith("umask 077; ")] == []


def test_a_folder_that_others_could_read_is_closed(folder):
    (folder / "var").mkdir(mode=0o755)
    make(folder, "--eval=made: ; @$(ALONE) true", "made")
    assert mode(folder / "var") == 0o700


def test_two_starts_at_once_prepare_in_turn(folder):
    slow = '--eval=slow: ; @$(ALONE) sh -c "echo in >> log; sleep 0.3; echo out >> log"'
    both = [subprocess.Popen(["make", slow, "slow"], cwd=folder) for _ in range(2)]
    assert [process.wait(30) for process in both] == [0, 0]
    assert (folder / "log").read_text().split() == ["in", "out", "in", "out"]


@pytest.mark.parametrize("target", ["run", "dev"])
def test_starts_prepare_in_turn(target):
    planned = make(ROOT, "--dry-run", target).splitlines()
    assert "TAKE_TURNS" in planned[0]
    assert planned[0].endswith(f"prepare-{target}")


def test_a_venv_of_another_python_is_made_anew(folder):
    python = folder / ".venv/bin/python"
    python.unlink()
    python.write_text("#!/bin/sh\nexit 1\n")
    python.chmod(0o755)
    assert "another Python" in make(folder, "whole")
    assert not (folder / ".venv").exists()


def test_a_venv_that_works_stays(folder):
    make(folder, "whole")
    assert (folder / ".venv/bin/python").exists()


def test_no_secret_stands_in_a_command_line():
    assert "SECRET_KEY=" not in (ROOT / "Makefile").read_text().replace("SECRET_KEY=check", "")


def test_the_kept_key_serves_where_the_environment_brings_none(tmp_path, monkeypatch):
    (tmp_path / "secret_key").write_text("kept\n")
    monkeypatch.delenv("SECRET_KEY", raising=False)
    assert environment.kept_key(tmp_path / "secret_key") == "kept"


def test_the_environments_key_goes_before_the_kept_one(tmp_path, monkeypatch):
    (tmp_path / "secret_key").write_text("kept\n")
    monkeypatch.setenv("SECRET_KEY", "given")
    assert environment.kept_key(tmp_path / "secret_key") == ""


def test_a_terminal_without_cyrillic_stops_no_command():
    latin = {"PYTHONIOENCODING": "latin-1", "PYTHONUTF8": "0", "SECRET_KEY": "x"}
    done = subprocess.run(
        [sys.executable, "manage.py", "load_catalogue", "--help"],
        cwd=ROOT,
        env={**os.environ, **latin},
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert rb"\u0437" in done.stdout
