"""Hundreds of clients that send or read a byte at a time: visitors do not notice them."""

import re
import shutil
import subprocess

import pytest

from tests.faults.load import COMPLETE, HEALTH, KNOWN, Load, cycling, never_asked

pytestmark = pytest.mark.slow

CLIENTS = 500
SECONDS = 12
ATTACKS = {
    "headers that never end": ["-H", "-i", "5"],
    "bodies that never end": ["-B", "-i", "5", "-s", "8192", "-t", "POST"],
    "readers that hardly read": ["-X", "-w", "1", "-y", "8", "-n", "5", "-z", "1", "-k", "3"],
}


@pytest.fixture(scope="session")
def slowhttptest() -> str:
    found = shutil.which("slowhttptest")
    if not found:
        pytest.skip("slowhttptest is not installed")
    return found


@pytest.mark.parametrize("attack", ATTACKS)
def test_slow_clients_hold_nobody_up(behind_nginx, slowhttptest, attack, figure):
    address = f"http://127.0.0.1:{behind_nginx.plain_port}/programmes/"
    command = [slowhttptest, *ATTACKS[attack], "-c", str(CLIENTS), "-r", "200"]
    command += ["-l", str(SECONDS), "-x", "24", "-p", "5", "-u", address]
    with (
        Load(behind_nginx.address, cycling(KNOWN), per_second=8) as known,
        Load(behind_nginx.address, never_asked, per_second=4) as new,
        Load(behind_nginx.address, lambda: HEALTH, per_second=2) as health,
    ):
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    said = re.sub(r"\x1b\[[\d;]*m", "", done.stdout)
    most = max(map(int, re.findall(r"connected:\s+(\d+)", said)), default=0)
    figure(f"{most} slow clients at once; {known.summary()}; new questions: {new.summary()}")
    assert most > CLIENTS / 2, said[-500:]
    for load in (known, new, health):
        assert load.count(COMPLETE) == len(load.answers), load.wrong()
