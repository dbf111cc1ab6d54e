"""The example plugin works against `pyagent_cli.api` as it is, and imports nothing else of pyagent."""

import ast
import os
import subprocess
import sys
from pathlib import Path

PLUGIN = Path(__file__).parent.parent / "plugins" / "pyagent-long-function"


def test_the_example_plugins_own_tests_pass():
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"],
        cwd=PLUGIN,
        env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout


def test_it_imports_only_what_stays():
    for path in sorted(PLUGIN.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("pyagent_cli"):
                assert node.module == "pyagent_cli.api", path
