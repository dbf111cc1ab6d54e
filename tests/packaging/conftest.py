"""The wheel of this checkout, and an environment that has it: made once for all tests of this folder."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TARGET = ROOT / "rust_ext" / "target"
TOOLS = Path(sys.executable).parent


def environment(**more: str) -> dict[str, str]:
    """Variables for a user's shell: nothing of this test run, and built crates are not built again."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("PYAGENT_", "PYTHON", "VIRTUAL_ENV", "GIT_"))}
    return {**kept, "CARGO_TARGET_DIR": str(TARGET), **more}


def call(*command: object, cwd: Path = ROOT, code: int | None = 0, **more: str) -> subprocess.CompletedProcess[str]:
    """Run a command; its output is the message when it does not end with `code` (None: with any)."""
    words = [str(word) for word in command]
    done = subprocess.run(words, cwd=cwd, env=environment(**more), capture_output=True, text=True)
    assert code is None or done.returncode == code, f"{words}: {done.returncode}\n{done.stdout}\n{done.stderr}"
    return done


@dataclass(frozen=True)
class Installed:
    """An environment with pyagent in it."""

    bin: Path

    @property
    def package(self) -> Path:
        code = "import pyagent_cli, pathlib; print(pathlib.Path(pyagent_cli.__file__).parent)"
        return Path(call(self.bin / "python", "-c", code, cwd=self.bin).stdout.strip())

    def pyagent(self, *words: object, cwd: Path, code: int = 0, **more: str) -> subprocess.CompletedProcess[str]:
        return call(self.bin / "pyagent", *words, cwd=cwd, code=code, **more)


@pytest.fixture(scope="session")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    call(TOOLS / "maturin", "build", "--release", "--locked", "--out", folder)
    (made,) = folder.glob("*.whl")
    return made


@pytest.fixture(scope="session")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Installed:
    """The wheel and the pinned dependencies, as a user has them who installs from an index."""
    place = tmp_path_factory.mktemp("installed") / "venv"
    call(TOOLS / "uv", "venv", "--quiet", "--python", sys.executable, place)
    install = (TOOLS / "uv", "pip", "install", "--quiet", "--python", place / "bin" / "python")
    call(*install, "--require-hashes", "-r", ROOT / "requirements.txt")
    call(*install, "--no-deps", wheel)
    return Installed(place / "bin")


@pytest.fixture(scope="session")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A clone of what is committed, as others get it."""
    place = tmp_path_factory.mktemp("checkout") / "pyagent"
    call("git", "clone", "--quiet", "--no-hardlinks", ROOT, place)
    return place


@pytest.fixture
def example(tmp_path: Path) -> Path:
    """A folder with one finding."""
    folder = tmp_path / "example"
    folder.mkdir()
    (folder / "a.py").write_text("import os\n\n\ndef f(a):\n    return a or 1\n")
    return folder
