"""The real command, against a bare git remote and a server that speaks GitHub's API."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from pyagent_cli.core.planning import task_id
from tests.fakes.github_server import SLUG, TOKEN, GitHub, serving
from tests.repositories import ENV, git, repository, snapshot, write

NAMES = ("bread", "cheese", "honey")
MODULE = "import os\nimport sys\n\n\ndef {name}():\n    return {number}\n"
FILES = {
    "shop/__init__.py": "",
    **{f"shop/{name}.py": MODULE.format(name=name, number=n) for n, name in enumerate(NAMES)},
    "tests/test_shop.py": "".join(f"from shop.{name} import {name}\n" for name in NAMES)
    + "\n\ndef test_all():\n    assert [bread(), cheese(), honey()] == [0, 1, 2]\n",
    "pyproject.toml": '[project]\nname = "shop"\nversion = "1"\n\n[tool.pytest.ini_options]\npythonpath = ["."]\n',
    ".gitignore": "__pycache__/\n",
}
VERIFIED = "Remove unused imports\n\nPyagent-Task: {task}\nPyagent-Finding: f\nPyagent-Certificate: ab"


@dataclass
class Shop:
    root: Path
    there: Path
    server: GitHub
    environ: dict[str, str]

    def publish(self, *arguments: str, code: int = 0, **environ: str) -> dict[str, Any]:
        done = self.run(*arguments, "--json", **environ)
        assert done.returncode == code, done.stderr
        return json.loads(done.stdout)

    def run(self, *arguments: str, **environ: str) -> subprocess.CompletedProcess[str]:
        options = ("--trust", "--python", sys.executable, "--repo", SLUG, "--base-url", self.server.url)
        done = subprocess.run(
            [sys.executable, "-m", "pyagent_cli", "publish", *options, *arguments],
            cwd=self.root,
            env={**self.environ, **environ},
            capture_output=True,
            text=True,
        )
        assert TOKEN not in done.stdout + done.stderr
        return done

    def branches(self) -> dict[str, str]:
        listed = git(self.there, "for-each-ref", "--format=%(refname:strip=2) %(objectname)", "refs/heads/pyagent/pr")
        return dict(line.split() for line in listed.splitlines())


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    """Three changes that an earlier run has proven, of which more than two are due."""
    root = repository(tmp_path / "shop", FILES)
    git(tmp_path, "clone", "-q", "--bare", str(root), "there.git")
    git(root, "remote", "add", "origin", "../there.git")
    git(root, "checkout", "-q", "-b", "pyagent/R-1")
    for name in NAMES:
        task = task_id("remove_unused_imports", f"shop/{name}.py", "")
        git(root, "commit", "-q", "--allow-empty", "-m", VERIFIED.format(task=task))
    git(root, "checkout", "-q", "main")
    private = {"HOME": str(tmp_path), "XDG_STATE_HOME": str(tmp_path / "state"), "PYAGENT_PUBLISH_THRESHOLD": "2"}
    with serving() as server:
        yield Shop(root, tmp_path / "there.git", server, {**ENV, **private, "GITHUB_TOKEN": TOKEN})


def test_up_to_the_threshold_nothing_is_sent(shop):
    done = shop.publish("--yes", PYAGENT_PUBLISH_THRESHOLD="3")
    assert (done["pending"], done["missing"], done["requests"]) == (3, 1, [])
    assert (shop.branches(), shop.server.requests) == ({}, [])
    assert "3 verified changes" in shop.run(PYAGENT_PUBLISH_THRESHOLD="50").stdout


def test_from_a_dry_run_to_a_request_that_a_person_closes(shop):
    write(shop.root, {"shop/bread.py": "uncommitted(\n", "new.txt": "untracked\n"})
    before = snapshot(shop.root)
    (planned,) = shop.publish()["requests"]
    assert (planned["status"], planned["authored_lines"], len(planned["tasks"])) == ("would create", 0, 3)
    assert planned["title"] == "Remove unused imports in shop (3 files)"
    assert "| tests passed | 1 | 1 |" in planned["body"]
    assert (shop.branches(), shop.server.pulls) == ({}, [])

    shop.server.faults = ["drop"]
    (created,) = shop.publish("--yes")["requests"]
    assert (created["status"], created["body"], created["commit"]) == ("created", planned["body"], planned["commit"])
    assert shop.branches() == {created["branch"]: created["commit"]}
    assert [(pull["head"]["ref"], pull["body"]) for pull in shop.server.pulls] == [(created["branch"], created["body"])]
    assert "import" not in git(shop.there, "show", f"{created['branch']}:shop/bread.py")

    assert [one["status"] for one in shop.publish("--yes")["requests"]] == ["open"]
    shop.server.close(1)
    (closed,) = shop.publish("--yes")["requests"]
    assert (closed["status"], closed["reason"][:18]) == ("closed", "closed by a person")
    assert ([pull["state"] for pull in shop.server.pulls], len(shop.server.writes)) == (["closed"], 1)
    assert shop.branches() == {created["branch"]: created["commit"]}
    assert snapshot(shop.root) == before
    assert TOKEN not in "".join(path.read_text("utf-8", "replace") for path in _written(shop))


def _written(shop: Shop) -> list[Path]:
    state = Path(shop.environ["XDG_STATE_HOME"])
    return [path for folder in (state, shop.there) for path in sorted(folder.rglob("*")) if path.is_file()]


def test_a_persons_commit_freezes_the_branch(shop, tmp_path):
    git(tmp_path, "clone", "-q", "there.git", "hers")
    for name in NAMES:
        task = task_id("remove_unused_imports", f"shop/{name}.py", "")
        git(tmp_path / "hers", "commit", "-q", "--allow-empty", "-m", VERIFIED.format(task=task))
    git(tmp_path / "hers", "commit", "-q", "--allow-empty", "-m", "My own idea")
    git(tmp_path / "hers", "push", "-q", "origin", "HEAD:refs/heads/pyagent/pr/abc")
    frozen = shop.branches()
    done = shop.publish("--yes")
    assert [(one["status"], one["branch"]) for one in done["requests"]] == [("person", "pyagent/pr/abc")]
    assert (done["pending"], shop.branches(), shop.server.pulls) == (0, frozen, [])


def test_it_is_rebuilt_and_measured_on_the_base_as_the_remote_has_it(shop, tmp_path):
    """A colleague has tidied honey, and tests the text of bread."""
    git(tmp_path, "clone", "-q", "there.git", "colleague")
    check = (
        "from pathlib import Path\n\n\ndef test_it():\n    assert Path('shop/bread.py').read_text()[:6] == 'import'\n"
    )
    files = {"shop/honey.py": "def honey():\n    return 2\n", "tests/test_text.py": check}
    write(tmp_path / "colleague", files)
    git(tmp_path / "colleague", "add", "-A")
    git(tmp_path / "colleague", "commit", "-q", "-m", "Tidy honey, test bread")
    git(tmp_path / "colleague", "push", "-q")
    done = shop.publish("--yes", PYAGENT_PUBLISH_THRESHOLD="1")
    (request,) = done["requests"]
    assert (done["pending"], request["title"]) == (2, "Remove unused imports: shop/cheese.py")
    assert "| tests passed | 2 | 2 |" in request["body"]
    assert [skip["path"] for skip in done["skipped"]] == ["shop/bread.py"]
    assert git(shop.there, "rev-parse", f"{request['branch']}^") == git(shop.there, "rev-parse", "main")


@pytest.mark.parametrize(
    ("arguments", "environ", "code", "words"),
    [
        (("--offline",), {}, 3, "leave out --offline"),
        (("--remote", "upstream"), {}, 2, "no remote named upstream"),
        (("--repo", "shop"), {}, 2, "owner/name"),
        (("--yes",), {"GITHUB_TOKEN": ""}, 2, "set GITHUB_TOKEN"),
        (("--yes",), {"GITHUB_TOKEN": "wrong"}, 2, "does not accept the token"),
        (("--base-url", "http://127.0.0.1:9"), {}, 3, "No answer from"),
    ],
)
def test_what_the_user_can_put_right(shop, arguments, environ, code, words):
    done = shop.run(*arguments, **environ)
    assert (done.returncode, words in done.stderr) == (code, True), done.stderr
    assert (shop.branches(), shop.server.pulls) == ({}, [])
