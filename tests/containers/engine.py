"""podman and buildah on a store of their own: a Debian made here, and images built of it."""

import os
import shutil
import ssl
import subprocess
from pathlib import Path

import pytest

from tests.laws.tree import ROOT

FOLDER = ROOT / "portal/deploy/container"
CONTAINERFILE = FOLDER / "Containerfile"
BASE = "localhost/debian:12"
# what has to be there, by the Debian package that brings it
PROGRAMS = {
    "mmdebstrap": "mmdebstrap",
    "buildah": "buildah",
    "podman": "podman",
    "runc": "runc",
    "/usr/lib/podman/netavark": "netavark",
    "/usr/lib/podman/aardvark-dns": "aardvark-dns",
    "/usr/bin/catatonit": "catatonit",
}
# Debian's image for containers has none of these either
LEFT_OUT = ("/usr/share/doc/*", "/usr/share/man/*", "/usr/share/locale/*")
# podman asks for more files and processes than a root that was given few rights may grant
SETTINGS = """
[containers]
default_ulimits = ["nofile=4096:4096", "nproc=4096:4096"]
[engine]
runtime = "runc"
cgroup_manager = "cgroupfs"
events_logger = "file"
tmp_dir = "{folder}/tmp"
[network]
network_backend = "netavark"
network_config_dir = "{folder}/networks"
"""
STORE = """
[storage]
driver = "overlay"
graphroot = "{folder}/store"
runroot = "{folder}/run"
"""


def need_programs() -> None:
    """Fail with the names of the Debian packages that are not installed."""
    missing = [package for name, package in PROGRAMS.items() if not shutil.which(name)]
    if missing:
        pytest.fail(f"Not installed: apt-get install {' '.join(missing)}", pytrace=False)
    if os.geteuid():
        pytest.fail("Images are built and started by root here.", pytrace=False)


class Engine:
    """podman and buildah on a store of their own.

    Attributes:
        folder: all that they write.
        environment: by which every program finds that store.
    """

    def __init__(self, folder: Path):
        self.folder = folder
        self.environment = {
            **os.environ,
            "CONTAINERS_CONF": str(folder / "containers.conf"),
            "CONTAINERS_STORAGE_CONF": str(folder / "storage.conf"),
        }
        (folder / "containers.conf").write_text(SETTINGS.format(folder=folder))
        (folder / "storage.conf").write_text(STORE.format(folder=folder))
        # the certificates that this machine trusts: whoever answers for PyPI here has one of them
        (folder / "pip.conf").write_text("[global]\ncert = /etc/authorities.crt\n")

    def call(self, *command: str | Path) -> str:
        """Run a program on the store and return what it says; fail with that if it fails."""
        done = subprocess.run(
            command,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, f"{command}:\n{done.stdout[-4000:]}{done.stderr[-4000:]}"
        return done.stdout.strip()

    def make_base(self) -> None:
        """Make a small Debian and name it as an image."""
        packed = self.folder / "base.tar"
        left_out = [f"--dpkgopt=path-exclude={pattern}" for pattern in LEFT_OUT]
        self.call("mmdebstrap", "--quiet", "--variant=minbase", *left_out, "bookworm", packed)
        self.call("podman", "import", "--quiet", packed, BASE)
        packed.unlink()

    def build(self, context: Path, name: str, file: Path = CONTAINERFILE) -> None:
        """Build an image on that Debian as its file says."""
        authorities = ssl.get_default_verify_paths().cafile
        self.call(
            "buildah", "build", "--isolation", "chroot", "--format", "docker",
            "--build-arg", f"BASE={BASE}",
            "--volume", f"{authorities}:/etc/authorities.crt:ro",
            "--volume", f"{self.folder}/pip.conf:/etc/pip.conf:ro",
            "--file", file, "--tag", name, context,
        )  # fmt: skip

    def remove(self) -> None:
        """Stop what runs and remove the store."""
        subprocess.run(["podman", "rm", "--all", "--force"], env=self.environment, check=False)
        subprocess.run(["podman", "rmi", "--all", "--force"], env=self.environment, check=False)
        shutil.rmtree(self.folder)
