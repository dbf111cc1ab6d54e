"""The steps of action.yml, run as a runner runs them."""

import re
import subprocess

import pytest
import yaml

from tests.packaging.conftest import ROOT, call, environment

ACTION = yaml.safe_load((ROOT / "action.yml").read_text("utf-8"))


class Runner:
    """What a runner gives the steps of an action: folders, files to write to, and the inputs."""

    def __init__(self, action_path, work, repository):
        self.repository = repository
        self.summary, self.output = work / "summary.md", work / "output"
        self.places = {
            "GITHUB_ACTION_PATH": str(action_path),
            "GITHUB_STEP_SUMMARY": str(self.summary),
            "GITHUB_OUTPUT": str(self.output),
            "RUNNER_TEMP": str(work),
        }

    def step(self, number, **given):
        inputs = {name: str(given.get(name, spec["default"])) for name, spec in ACTION["inputs"].items()}
        step = ACTION["runs"]["steps"][number]
        assert step["shell"] == "bash"
        env = {name: filled(text, inputs) for name, text in step.get("env", {}).items()}
        shell = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", filled(step["run"], inputs)]
        self.summary.write_text("")
        self.output.write_text("")
        return subprocess.run(
            shell, cwd=self.repository, env=environment(**self.places, **env), capture_output=True, text=True
        )


def filled(text, inputs):
    return re.sub(r"\$\{\{ *inputs\.([\w-]+) *\}\}", lambda match: inputs[match[1]], text)


@pytest.fixture(scope="module")
def runner(checkout, tmp_path_factory):
    repository = tmp_path_factory.mktemp("repository")
    call("git", "init", "--quiet", cwd=repository)
    (repository / "a.py").write_text("import os\n")
    call("git", "add", "--all", cwd=repository)
    call("git", "-c", "user.name=a", "-c", "user.email=a@b", "commit", "--quiet", "-m", "one", cwd=repository)
    (repository / "sub").mkdir()
    (repository / "sub" / "b.py").write_text("import re\n")
    made = Runner(checkout, tmp_path_factory.mktemp("runner"), repository)
    installed = made.step(0)
    assert installed.returncode == 0, installed.stderr
    return made


@pytest.mark.parametrize(
    ("inputs", "code", "paths"),
    [
        ({}, 0, ["a.py", "sub/b.py"]),
        ({"path": "sub"}, 0, ["sub/b.py"]),
        ({"fail-on": "warning"}, 1, ["a.py", "sub/b.py"]),
        ({"fail-on": "never"}, 0, ["a.py", "sub/b.py"]),
        ({"since": "HEAD", "fail-on": "warning"}, 1, ["sub/b.py"]),
    ],
)
def test_annotations_summary_and_output(runner, inputs, code, paths):
    done = runner.step(1, **inputs)
    assert (done.returncode, done.stderr) == (code, "")
    assert re.findall(r"^::warning file=([^,]+),line=1", done.stdout, re.MULTILINE) == paths
    assert runner.output.read_text() == f"findings={len(paths)}\n"
    summary = runner.summary.read_text()
    assert summary.startswith("## pyagent analyze\n")
    assert [path for path in ("a.py", "sub/b.py") if f"{path}:1" in summary] == paths


def test_a_wrong_input_fails_the_step(runner):
    done = runner.step(1, path="nowhere")
    assert done.returncode == 2
    assert "nowhere" in done.stderr


def test_its_output_comes_from_the_step_that_writes_it():
    (step,) = [step for step in ACTION["runs"]["steps"] if step.get("id") == "analyze"]
    assert ACTION["outputs"]["findings"]["value"] == "${{ steps.analyze.outputs.findings }}"
    assert "findings=" in step["run"]
