"""The same figures as the peers themselves print, on the running Python's library."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sysconfig
from collections import Counter
from pathlib import Path

import pytest
from radon.metrics import h_visit, mi_visit
from radon.raw import analyze

from pyagent_cli.adapters.scan import NativeScanner

LIBRARY = Path(sysconfig.get_path("stdlib"))
LEFT_OUT = {"site-packages", "pydoc_data"}  # radon would take hours for the latter
FULL = os.environ.get("PYAGENT_PARITY") == "full"


def scanned(paths: list[Path], flavour: str) -> list[dict]:
    files = [(path.relative_to(LIBRARY).as_posix(), path.read_bytes()) for path in paths]
    return json.loads(NativeScanner().scan_texts(files, flavour).modules_json())


def sources(pattern: str, step: int) -> list[Path]:
    found = sorted(path for path in LIBRARY.glob(pattern) if not LEFT_OUT & set(path.parts) and path.is_file())
    return found if FULL else found[::step]


def test_radon_itself() -> None:
    """Files that radon cannot read are none of ours; its functions are a list without qualified names."""
    paths = sources("**/*.py" if FULL else "*.py", step=20)
    for module in scanned(paths, "radon"):
        code = (LIBRARY / module["path"]).read_bytes().decode("utf-8-sig", "replace")
        if "\ufffd" in code or module["raw"] is None:
            continue
        assert module["raw"] == analyze(code)._asdict(), module["path"]
        assert module["maintainability"] == mi_visit(code, multi=True), module["path"]
        halstead = h_visit(code)
        assert module["halstead"] == halstead.total._asdict(), module["path"]
        listed = Counter((name, report.h1, report.h2, report.N1, report.N2) for name, report in halstead.functions)
        ours = Counter(
            (row["qualname"].rpartition(".")[2], *(row["halstead"][key] for key in ("h1", "h2", "N1", "N2")))
            for row in module["functions"]
        )
        assert listed <= ours, module["path"]


@pytest.mark.skipif(shutil.which("complexipy") is None, reason="complexipy is not on PATH")
def test_complexipy_itself(tmp_path: Path) -> None:
    """It lists no functions inside functions."""
    options = ("--isolated", "--no-ignore", "--quiet", "--output-format", "json", "--output", "found.json")
    folder = tmp_path / "lib"
    shutil.copytree(LIBRARY, folder, ignore=shutil.ignore_patterns("site-packages", "__pycache__", "*.so"))
    subprocess.run(["complexipy", "lib", *options], cwd=tmp_path, check=False, capture_output=True)
    theirs: dict[str, Counter[tuple[str, int]]] = {}
    for row in json.loads((tmp_path / "found.json").read_text("utf-8")):
        path = Path(tmp_path, row["path"]).relative_to(folder).as_posix()
        theirs.setdefault(path, Counter())[row["function_name"], row["complexity"]] += 1
    modules = {module["path"]: module for module in scanned(sources("**/*.py", 1), "default")}
    assert len(theirs) > 1000
    for path in sorted(theirs.keys() & modules.keys()):
        rows = modules[path]["functions"]
        ours = Counter((row["qualname"].replace(".", "::"), row["cognitive"]) for row in rows)
        assert theirs[path] <= ours, path
