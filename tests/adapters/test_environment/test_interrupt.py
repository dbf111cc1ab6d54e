import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

from tests.environments import FLAT, project
from tests.processes import gone
from tests.repositories import snapshot

SLOW = "import os, time\nopen(os.environ['MARK'], 'w').write(str(os.getpid()))\ndef test_a():\n    time.sleep(60)\n"
PROGRAM = """
from pathlib import Path
from pyagent_cli.adapters.git.repository import GitRepository
from pyagent_cli.adapters.test_environment.environment import PythonTestEnvironment, SuiteOptions

repo = GitRepository.open(Path({root!r}), Path({state!r}))
environ = {{"PATH": "/usr/bin:/bin", "MARK": {mark!r}}}
with PythonTestEnvironment(repo.checkouts(), SuiteOptions(), repo.ignored, environ=environ) as tests:
    with repo.worktree(repo.head()) as tree:
        tests.run(tree.root)
"""


def test_ctrl_c_leaves_nothing_behind(tmp_path: Path) -> None:
    root = project(tmp_path / "user", {**FLAT, "tests/test_mod.py": SLOW})
    before = snapshot(root)
    mark = tmp_path / "mark"
    program = PROGRAM.format(root=str(root), state=str(tmp_path / "state"), mark=str(mark))
    process = subprocess.Popen([sys.executable, "-c", textwrap.dedent(program)], stderr=subprocess.PIPE)
    while not mark.exists() or not mark.read_text():
        assert process.poll() is None
        time.sleep(0.02)
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=20)
    assert b"KeyboardInterrupt" in errors
    assert gone(int(mark.read_text()))
    assert list(tmp_path.glob("state/repos/*/worktrees/*")) == []
    assert snapshot(root) == before
