"""Small real projects with environments of their own, installed in every way that there is."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from tests.repositories import repository, write

PYTHON = f"python{sys.version_info[0]}.{sys.version_info[1]}"
SITE = f"lib/{PYTHON}/site-packages"
LIBRARIES = Path(pytest.__file__).parent.parent
# pytest and what it needs, without the plugins that lie beside it, so that it starts soon
PYTEST = tuple(
    path
    for name in ("pytest", "_pytest", "py.py", "pluggy", "iniconfig", "packaging", "pygments")
    for path in (LIBRARIES / name, *LIBRARIES.glob(f"{name}-*.dist-info"))
)

MODULE = "def f(n):\n    if n < 0:\n        return -1\n    return n + 1\n"
TEST = """
import subprocess
import sys

from pkg.mod import f


def test_here():
    assert f(1) == 2


def test_in_a_process():
    code = "import pkg.mod; assert pkg.mod.f(1) == 2"
    subprocess.run([sys.executable, "-I", "-c", code], check=True)
"""
FLAT = {"pkg/__init__.py": "", "pkg/mod.py": MODULE, "tests/test_mod.py": TEST, ".gitignore": ".venv/\n_version.py\n"}
SRC = {(f"src/{path}" if path.startswith("pkg/") else path): text for path, text in FLAT.items()}
MEMBER = {(f"packages/one/src/{path}" if path.startswith("pkg/") else path): text for path, text in FLAT.items()}

SETUPTOOLS_FINDER = """
import sys
from importlib.machinery import PathFinder
from importlib.util import spec_from_file_location
MAPPING: dict[str, str] = {{'pkg': '{pkg}'}}

class _EditableFinder:
    @classmethod
    def find_spec(cls, fullname, path=None, target=None):
        if fullname in MAPPING:
            where = MAPPING[fullname]
            return spec_from_file_location(fullname, where + '/__init__.py', submodule_search_locations=[where])

def install():
    sys.meta_path.append(_EditableFinder)
"""
IMPORT_HOOK = """
import sys
from importlib.util import spec_from_file_location
KNOWN = {{'pkg': '{pkg}/__init__.py', 'pkg.mod': '{pkg}/mod.py'}}

class Hook:
    def find_spec(self, fullname, path=None, target=None):
        if fullname in KNOWN:
            places = ['{pkg}'] if fullname == 'pkg' else None
            return spec_from_file_location(fullname, KNOWN[fullname], submodule_search_locations=places)

sys.meta_path.insert(0, Hook())
"""


def environment(folder: Path) -> Path:
    """An environment with pytest; returns its site-packages."""
    site = folder / SITE
    site.mkdir(parents=True)
    (folder / "bin").mkdir()
    base = Path(getattr(sys, "_base_executable", sys.executable))
    (folder / "bin/python").symlink_to(base)
    (folder / "pyvenv.cfg").write_text(f"home = {base.parent}\ninclude-system-site-packages = false\n")
    for path in PYTEST:
        (site / path.name).symlink_to(path)
    return site


def without_pytest(root: Path) -> None:
    for path in PYTEST:
        (root / ".venv" / SITE / path.name).unlink()


def setuptools_finder(site: Path, root: Path, pkg: Path) -> None:
    (site / "__editable___pkg_1_0_finder.py").write_text(SETUPTOOLS_FINDER.format(pkg=pkg))
    line = "import __editable___pkg_1_0_finder; __editable___pkg_1_0_finder.install()\n"
    (site / "__editable__.pkg-1.0.pth").write_text(line)


def import_hook(site: Path, root: Path, pkg: Path) -> None:
    (site / "_pkg_editable.py").write_text(IMPORT_HOOK.format(pkg=pkg))
    (site / "_pkg_editable.pth").write_text("import _pkg_editable\n")


def path_file(site: Path, root: Path, pkg: Path) -> None:
    (site / "pkg.pth").write_text(f"{pkg.parent}\n")


def copied(site: Path, root: Path, pkg: Path) -> None:
    shutil.copytree(pkg, site / "pkg")


def not_installed(site: Path, root: Path, pkg: Path) -> None:
    pass


Install = Callable[[Path, Path, Path], None]
WAYS: Mapping[str, tuple[Mapping[str, str], Install]] = {
    "flat, not installed": (FLAT, not_installed),
    "flat, path file": (FLAT, path_file),
    "flat, setuptools finder": (FLAT, setuptools_finder),
    "flat, copied": (FLAT, copied),
    "src, path file": (SRC, path_file),
    "src, setuptools finder": (SRC, setuptools_finder),
    "src, import hook": (SRC, import_hook),
    "src, copied": (SRC, copied),
    "src, not installed": (SRC, not_installed),
    "workspace member, path file": (MEMBER, path_file),
    "workspace member, import hook": (MEMBER, import_hook),
}


def project(root: Path, files: Mapping[str, str] = FLAT, install: Install = not_installed) -> Path:
    """A repository with an environment in `.venv` that has the project installed in this way."""
    repository(root, files)
    site = environment(root / ".venv")
    package = next((root / path).parent for path in files if path.endswith("pkg/__init__.py"))
    install(site, root, package)
    return root


def copy_of(root: Path, target: Path, changes: Mapping[str, str]) -> Path:
    """What a worktree would hold: the repository's files with some of them changed."""
    shutil.copytree(root, target, ignore=shutil.ignore_patterns(".git", ".venv", "_version.py"))
    write(target, changes)
    return target
