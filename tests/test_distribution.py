"""What a checkout must be so that a fresh machine, a hook and a runner can use it."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import yaml

from pyagent_cli.core.scaffold import HOOK, WORKFLOW
from tests.repositories import git

ROOT = Path(__file__).parents[1]
COMMANDS = {"analyze", "research", "plan", "refactor", "evaluate", "roadmap", "publish", "run"}
COMMANDS |= {"status", "show", "undo", "init", "context"}
WORKFLOWS = {
    "init": WORKFLOW,
    **{path.name: path.read_text("utf-8") for path in sorted((ROOT / ".github/workflows").glob("*.yml"))},
}
LIGHT = "import sys; sys.argv = ['pyagent', *{words!r}]\ntry:\n    from pyagent_cli.__main__ import main; main()\n"
LIGHT += "except SystemExit: pass\nsys.stderr.write(' '.join(sys.modules))"
HEAVY = {
    "apsw", "arxiv", "asyncio", "git", "github", "griffe", "hypothesis", "jinja2", "libcst", "msgspec", "pydantic",
    "radon", "rich", "tree_sitter", "typer", "urllib.request",
}  # fmt: skip


def tracked() -> list[Path]:
    names = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True).stdout
    return [ROOT / name for name in names.decode().split("\0") if name and (ROOT / name).is_file()]


def test_no_file_names_a_registry_or_a_path_of_one_machine() -> None:
    if not (ROOT / ".git").exists():
        pytest.skip("not a git checkout")
    hosts = ("py" + "pi.org", "python" + "hosted.org", "static." + "crates.io", "npm" + "js.org")
    folders = ("/wo" + "rk/main", "/wo" + "rk/shared", "/ro" + "ot/", "/home/" + "user")
    words = re.compile("|".join(map(re.escape, (*hosts, *folders))))
    found = [
        f"{path.relative_to(ROOT)}: {match[0]}"
        for path in tracked()
        if path.name != "Cargo.lock"
        for match in words.finditer(path.read_bytes().decode("utf-8", "replace"))
    ]
    assert found == []


def test_every_dependency_is_pinned_by_hash() -> None:
    for name in ("requirements.txt", "requirements-dev.txt", "requirements-uv.txt"):
        text = (ROOT / name).read_text("utf-8")
        blocks = re.split(r"\n(?=\S)", text.replace("\\\n", " "))
        pins = [block for block in blocks if re.match(r"[a-z0-9]", block)]
        assert pins and all("==" in pin and "--hash=sha256:" in pin for pin in pins), name


def test_the_pins_cover_what_the_project_asks_for() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    development = project["dependencies"] + project["optional-dependencies"]["dev"]
    for file, wanted in {"requirements.txt": project["dependencies"], "requirements-dev.txt": development}.items():
        pinned = set(re.findall(r"^([a-z0-9-]+)==", (ROOT / file).read_text("utf-8"), re.MULTILINE))
        assert {re.match(r"[\w-]+", name)[0].lower() for name in wanted} <= pinned  # type: ignore[index]


@pytest.mark.parametrize("words", [["--version"], ["analyze", "--json", "a.py"]], ids=" ".join)
def test_what_is_asked_often_loads_nothing_heavy(words: list[str], tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("import os\n")
    program = [sys.executable, "-c", LIGHT.format(words=words)]
    environ = {name: value for name, value in os.environ.items() if name != "PYAGENT_NO_NATIVE"}
    done = subprocess.run(program, cwd=tmp_path, env=environ, capture_output=True, text=True, check=True)
    loaded = done.stderr.split()
    assert "pyagent_cli" in loaded and done.stdout
    assert HEAVY.isdisjoint(loaded)


@pytest.mark.parametrize("name", sorted(WORKFLOWS))
def test_workflows_name_commands_that_exist(name: str) -> None:
    workflow = yaml.safe_load(WORKFLOWS[name])
    steps = [step for job in workflow["jobs"].values() for step in job["steps"]]
    assert all(("run" in step) != ("uses" in step) for step in steps)
    text = "\n".join(step.get("run", "") for step in steps)
    assert set(re.findall(r"^\S*\bpyagent ([a-z]+)", text, re.MULTILINE)) <= COMMANDS
    for target in re.findall(r"^make (\S+)", text, re.MULTILINE):
        assert re.search(rf"^{target}:", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)
    publishing = [step for step in steps if "pyagent publish" in step.get("run", "")]
    assert all("GITHUB_TOKEN" in step["env"] and "--trust" in step["run"] for step in publishing)
    assert "ghp_" not in text and "token" not in text.lower()


def test_hooks_name_entries_that_exist() -> None:
    offered = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))
    assert {hook["id"] for hook in offered} == {"pyagent-analyze", "pyagent-conflict-markers"}
    for hook in offered + yaml.safe_load(HOOK)["repos"][0]["hooks"]:
        assert hook["entry"].split()[:2] == ["pyagent", "analyze"]
        assert hook["require_serial"]


def test_the_readme_names_every_command() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    for command in COMMANDS:
        assert f"`{command}" in readme, command
    for target in re.findall(r"\]\(([^)#]+)\)", readme):
        assert (ROOT / target).exists(), target


def test_every_command_has_a_page() -> None:
    pages = {path.stem for path in (ROOT / "docs").glob("*.md")}
    with_page = {"analyze", "research", "plan", "refactor", "evaluate", "roadmap", "publish", "run"}
    assert with_page <= pages


def ratchet(folder: Path, text: str) -> subprocess.CompletedProcess[str]:
    folder.mkdir(exist_ok=True)
    (folder / "a.py").write_text(text)
    return subprocess.run([sys.executable, ROOT / ".ci/ratchet.py"], cwd=folder, capture_output=True, text=True)


def test_the_ratchet_fails_on_one_finding_more(tmp_path: Path) -> None:
    allowed = json.loads((ROOT / ".ci/ratchet.json").read_text("utf-8"))["findings"]["unused_import"]
    fine = "".join(f"import a{number}\n" for number in range(allowed))
    assert ratchet(tmp_path, fine).returncode == 0
    worse = ratchet(tmp_path, fine + "import os\n")
    assert (worse.returncode, f"unused_import: {allowed + 1} findings" in worse.stdout) == (1, True)


def test_a_missing_tool_is_named_in_one_sentence(tmp_path: Path) -> None:
    tools = {"git", "cc", "cargo", "python3", "sh", "printf", "sort", "head", "cut"}
    for lacking, words in {
        "git": "needs git;",
        "cc": "needs a C linker",
        "cargo": "needs cargo",
        "python3": "needs python3",
    }.items():
        place = tmp_path / lacking
        place.mkdir()
        for tool in tools - {lacking}:
            _tool(place / tool)
        shell = ["/bin/sh", str(ROOT / ".ci/tools")]
        done = subprocess.run(shell, env={"PATH": str(place)}, capture_output=True, text=True)
        assert (done.returncode, done.stderr.count("\n"), words in done.stderr) == (3, 1, True), done.stderr


def _tool(path: Path) -> None:
    """A tool that answers as set-up needs it to."""
    if path.name == "cargo":
        path.write_text("#!/bin/sh\necho cargo 1.95.0\n")
    elif path.name in ("cc", "python3"):
        path.write_text("#!/bin/sh\nexit 0\n")
    else:
        path.symlink_to(shutil.which(path.name) or "/bin/sh")
        return
    path.chmod(0o755)


def test_git_is_clean_of_generated_files() -> None:
    if not (ROOT / ".git").exists():
        pytest.skip("not a git checkout")
    names = git(ROOT, "ls-files").split("\n")
    assert [name for name in names if name.endswith((".so", ".pyc", ".whl")) or name.startswith("dist/")] == []
