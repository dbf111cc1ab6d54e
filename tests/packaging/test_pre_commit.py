"""The hooks that this repository offers, installed by pre-commit into a scratch repository."""

import pytest

from tests.packaging.conftest import TOOLS, call

CONFLICT = "<<<<<<< HEAD\na\n=======\nb\n>>>>>>> other\n"
CONFIG = """\
repos:
  - repo: {repository}
    rev: {revision}
    hooks:
      - id: pyagent-analyze
      - id: pyagent-conflict-markers
"""


@pytest.fixture(scope="module")
def scratch(checkout, tmp_path_factory):
    root = tmp_path_factory.mktemp("scratch")
    revision = call("git", "rev-parse", "HEAD", cwd=checkout).stdout.strip()
    call("git", "init", "--quiet", cwd=root)
    (root / ".pre-commit-config.yaml").write_text(CONFIG.format(repository=checkout, revision=revision))
    (root / "a.py").write_text("import os\n")
    (root / "picture.bin").write_bytes(bytes(range(256)))
    return root


def hooks(root, code):
    home = root.parent / "pre-commit"
    call("git", "add", "--all", cwd=root)
    more = {"PRE_COMMIT_HOME": str(home), "PRE_COMMIT_COLOR": "never"}
    return call(TOOLS / "pre-commit", "run", "--all-files", "--verbose", cwd=root, code=code, **more).stdout


def test_a_warning_passes_and_is_shown(scratch):
    said = hooks(scratch, 0)
    assert said.count("Passed") == 2
    assert "unused_import" in said
    assert "the reference runs" not in said


@pytest.mark.parametrize(("name", "failures"), [("notes.txt", 1), ("data.json", 1), ("b.py", 2)])
def test_a_conflict_marker_fails_in_any_text(scratch, name, failures):
    (scratch / name).write_text(CONFLICT)
    said = hooks(scratch, 1)
    (scratch / name).unlink()
    assert said.count("exit code: 1") == failures, said
    assert f"{name}:1" in said
