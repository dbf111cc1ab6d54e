import os
import signal
import subprocess
import sys
import textwrap
import threading
import time
from pathlib import Path

import pytest

from pyagent_cli.adapters.process import Processes
from pyagent_cli.errors import EnvironmentFailed
from tests.processes import gone

ENV = {"PATH": os.environ["PATH"]}


def python(code: str) -> tuple[str, ...]:
    return (sys.executable, "-I", "-S", "-c", textwrap.dedent(code))


@pytest.mark.parametrize("guarded", [False, True])
@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("print('out')", (0, b"out\n", b"")),
        ("import sys; sys.stderr.write('bad'); sys.exit(3)", (3, b"", b"bad")),
        ("import sys; print(repr(sys.stdin.read()))", (0, b"''\n", b"")),
        ("import os; os.kill(os.getpid(), 9)", (-9, b"", b"")),
        ("import os; print(sorted(k for k in os.environ if k != 'LC_CTYPE'))", (0, b"['PATH']\n", b"")),
    ],
)
def test_run(tmp_path: Path, guarded: bool, code: str, expected: tuple[int, bytes, bytes]) -> None:
    done = Processes().run(python(code), cwd=tmp_path, env=ENV, guarded=guarded)
    assert (done.code, done.out, done.err) == expected
    assert not done.timed_out


def test_standard_input_larger_than_a_pipe(tmp_path: Path) -> None:
    text = b"x" * 1_000_000
    done = Processes().run(python("import sys; sys.stdout.write(sys.stdin.read())"), cwd=tmp_path, env=ENV, stdin=text)
    assert done.out == text


def test_output_is_bounded(tmp_path: Path) -> None:
    done = Processes().run(python("print('x' * 1_000_000)"), cwd=tmp_path, env=ENV, limit=100)
    assert (done.code, len(done.out)) == (0, 100)


def test_a_missing_program_is_named(tmp_path: Path) -> None:
    with pytest.raises(EnvironmentFailed, match="no-such-program"):
        Processes().run(["no-such-program"], cwd=tmp_path, env=ENV)


FORKS = """
    import os, time
    child = os.fork()
    if child == 0:
        os.setsid()
        open("child", "w").write(str(os.getpid()))
        time.sleep(60)
    while not os.path.exists("child") or not os.path.getsize("child"):
        time.sleep(0.01)
"""


@pytest.mark.parametrize("rest", ["", "    time.sleep(60)\n"])
def test_no_descendant_survives_a_guarded_process(tmp_path: Path, rest: str) -> None:
    done = Processes().run(python(FORKS + rest), cwd=tmp_path, env=ENV, timeout=1.0, guarded=True)
    assert done.timed_out == bool(rest)
    assert gone(int((tmp_path / "child").read_text()))
    assert done.seconds < 5


def test_the_time_limit_ends_a_process_that_ignores_signals(tmp_path: Path) -> None:
    code = "import signal, time; signal.signal(15, signal.SIG_IGN); print('on', flush=True); time.sleep(60)"
    done = Processes().run(python(code), cwd=tmp_path, env=ENV, timeout=0.5)
    assert (done.timed_out, done.out) == (True, b"on\n")


def test_a_background_child_that_keeps_the_output_open_does_not_hold_us(tmp_path: Path) -> None:
    done = Processes().run(python(FORKS), cwd=tmp_path, env=ENV, timeout=20)
    assert (done.timed_out, done.seconds < 5) == (False, True)
    os.kill(int((tmp_path / "child").read_text()), signal.SIGKILL)


def test_everything_ends_when_the_caller_is_killed(tmp_path: Path) -> None:
    caller = f"""
        from pathlib import Path
        from pyagent_cli.adapters.process import Processes
        code = {textwrap.dedent(FORKS) + "time.sleep(60)"!r}
        Processes().run(({sys.executable!r}, "-c", code), cwd=Path({str(tmp_path)!r}), env={{}}, guarded=True)
    """
    process = subprocess.Popen([sys.executable, "-c", textwrap.dedent(caller)])
    while not (tmp_path / "child").exists() or not (tmp_path / "child").read_text():
        assert process.poll() is None
        time.sleep(0.02)
    process.kill()
    process.wait()
    assert gone(int((tmp_path / "child").read_text()))


def test_close_ends_what_runs_and_lets_nothing_start(tmp_path: Path) -> None:
    processes = Processes()
    timer = threading.Timer(0.3, processes.close)
    timer.start()
    with pytest.raises(EnvironmentFailed, match="interrupted"):
        processes.run(python(FORKS + "    time.sleep(60)\n"), cwd=tmp_path, env=ENV, guarded=True)
    assert gone(int((tmp_path / "child").read_text()))
    with pytest.raises(EnvironmentFailed, match="interrupted"):
        processes.run(python("pass"), cwd=tmp_path, env=ENV)
