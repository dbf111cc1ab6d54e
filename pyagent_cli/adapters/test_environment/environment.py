"""`ports.TestEnvironment` for a Python interpreter with its packages."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
import threading
import weakref
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import Self

from pyagent_cli.adapters.files import FolderTree
from pyagent_cli.adapters.process import Completed, Processes
from pyagent_cli.adapters.test_environment.commands import choose_command, recorded
from pyagent_cli.adapters.test_environment.evidence import evidence
from pyagent_cli.adapters.test_environment.interpreter import Interpreter, choose, probe
from pyagent_cli.adapters.test_environment.overlay import Overlay
from pyagent_cli.adapters.test_environment.products import copy_products, products
from pyagent_cli.core.import_roots import ImportRoots, Layout, conventional, dotted, layout_of
from pyagent_cli.core.model import Refusal, SuiteResult
from pyagent_cli.core.suites import read_loads, read_outcomes, why_no_outcomes

IMPORT_LIMIT = 120.0


@dataclass(frozen=True, slots=True)
class SuiteOptions:
    """What the user may say about the suite; `folder` is where it runs, relative to the repository."""

    python: str | None = None
    command: tuple[str, ...] = ()
    folder: str = ""
    time_limit: float = 1800.0


class PythonTestEnvironment:
    """Runs the suite of a repository on worktrees of it. `checkouts` are the user's, the one in use first."""

    def __init__(
        self,
        checkouts: Sequence[Path],
        options: SuiteOptions,
        ignored: Callable[[], Sequence[str]],
        processes: Processes | None = None,
        environ: Mapping[str, str] | None = None,
    ) -> None:
        self._checkouts = tuple(checkouts)
        self._options = options
        self._ignored = ignored
        self._processes = processes or Processes()
        self._owned = processes is None
        self._environ = dict(os.environ if environ is None else environ)
        self._busy = threading.Lock()
        executable = choose(self.checkout, options.python, self._environ)
        self._folder = Path(tempfile.mkdtemp(prefix="pyagent-"))
        self._cleanup = weakref.finalize(self, shutil.rmtree, self._folder, ignore_errors=True)
        self.interpreter: Interpreter = probe(self._processes, executable, self._folder, self._environ)
        self._overlay = Overlay(self._folder, self.interpreter)
        self._tree = FolderTree(self.checkout)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End a suite that still runs, in another thread too, and remove the overlay.

        Processes that were handed in are their owner's to end.
        """
        if self._owned:
            self._processes.close()
        self._cleanup()

    @property
    def checkout(self) -> Path:
        return self._checkouts[0]

    @property
    def python_version(self) -> tuple[int, int]:
        return self.interpreter.version

    @cached_property
    def command(self) -> tuple[str, ...]:
        return choose_command(self._options.command, self.interpreter, self._tree.paths())

    def run(
        self,
        root: Path,
        *,
        stop_early: bool = False,
        collect_only: bool = False,
        trace: Sequence[str] = (),
        only: Sequence[str] = (),
    ) -> SuiteResult:
        with self._busy:
            self._configure(root, stop_early=stop_early, collect_only=collect_only, trace=trace, only=only)
            argv = recorded(self.command)
            done = self._start(argv, root / self._options.folder, self._options.time_limit, traced=bool(trace))
            result = self._read(root, done, collect_only)
        if done.timed_out:
            return replace(result, failure=f"the suite did not end within {self._options.time_limit:.0f} seconds")
        return result

    def modules(self, root: Path, paths: Sequence[str]) -> tuple[str, ...]:
        owned = self._layout(root).owned
        names = (dotted(owned, path) for path in paths)
        return tuple(sorted({name for name in names if name is not None}))

    def import_alone(self, root: Path, modules: Sequence[str]) -> Refusal | None:
        if not modules:
            return None
        with self._busy:
            self._configure(root)
            done = self._start(("python", "-m", "_pyagent_imports", *modules), root, IMPORT_LIMIT)
        if done.timed_out:
            why = f"importing did not end within {IMPORT_LIMIT:.0f} seconds"
            return Refusal("imports", "import_time_limit", modules[0], None, why, "import nothing that waits")
        if done.code and not done.out:
            why = _plain(done.error, root, self._folder) or "the interpreter ended"
            return Refusal("imports", "import_fails", modules[0], None, why[-300:], "keep each module importable")
        return _import_refusal(done.text.strip(), root)

    def _start(self, argv: Sequence[str], folder: Path, limit: float, *, traced: bool = False) -> Completed:
        env = self._overlay.environment(self._environ, traced)
        return self._processes.run(argv, cwd=folder, env=env, timeout=limit, guarded=True)

    def _configure(
        self,
        root: Path,
        *,
        stop_early: bool = False,
        collect_only: bool = False,
        trace: Sequence[str] = (),
        only: Sequence[str] = (),
    ) -> None:
        layout = self._layout(root)
        copy_products(self.checkout, root, self._products)
        traced = sorted({str(base / path) for base in (root, root.resolve()) for path in trace})
        self._overlay.configure(
            {
                "worktree": str(root),
                "checkouts": sorted({str(checkout.resolve()) for checkout in self._checkouts}),
                "kept": sorted({*self._overlay.kept(self._checkouts), str(root.resolve())}),
                "roots": [str(root / part) for part in layout.roots],
                "owned": {name: str(root / where) for name, where in layout.owned.items()},
                "namespaces": {name: [str(root / where)] for name, where in layout.namespaces.items()},
                "copies": self._copies(layout),
                "trace": traced,
                "only": list(only),
                "stop_early": stop_early,
                "collect_only": collect_only,
            }
        )

    def _copies(self, layout: Layout) -> list[str]:
        """Where an installed copy of the project would lie: loading it proves nothing."""
        sites = [Path(site).resolve() for site in self.interpreter.sites]
        places = [site.joinpath(*name.split(".")) for site in sites for name in layout.owned]
        return sorted(f"{place}{end}" for place in places for end in (os.sep, ".py", ".so", ".cpython", ".abi3"))

    @cached_property
    def _evidence(self) -> ImportRoots:
        return evidence(self.interpreter.sites, self._checkouts)

    @cached_property
    def _products(self) -> tuple[str, ...]:
        layout = self._layout(self.checkout)
        return products(self.checkout, self._ignored(), layout.roots, layout.owned.values())

    def _layout(self, root: Path) -> Layout:
        paths = FolderTree(root).paths()
        found = self._evidence
        roots = found.roots
        if not roots and not found.names:
            roots = conventional(paths, _read(root / "pyproject.toml"))
        return layout_of(roots, found.names, paths)

    def _read(self, root: Path, done: Completed, collect_only: bool) -> SuiteResult:
        outcomes = read_outcomes(_lines(self._overlay.record, "*.outcomes"))
        loads = read_loads(_relative(line, root) for line in _lines(self._overlay.record, "*.log"))
        failure = why_no_outcomes(outcomes, done.code, done.text + done.error, collect_only)
        return SuiteResult(
            outcomes=outcomes.outcomes,
            origins=loads.origins,
            loaded=loads.loaded,
            executed=loads.executed,
            seconds=done.seconds,
            failure=failure and _plain(failure, root, self._folder),
            failures=outcomes.failures,
        )


def _lines(folder: Path, pattern: str) -> list[str]:
    files = sorted(folder.glob(pattern))
    return [line for file in files for line in file.read_text("utf-8", "surrogateescape").splitlines()]


def _relative(line: str, root: Path) -> str:
    """A traced line with its path relative to the worktree."""
    if line.startswith("T "):
        for base in (root, root.resolve()):
            line = line.replace(f"{base}/", "", 1)
    return line


def _plain(text: str, root: Path, folder: Path) -> str:
    """Without the paths of this run, so that the same failure reads the same."""
    for base in (root, root.resolve()):
        text = text.replace(f"{base}/", "")
    return text.replace(str(folder), "<environment>")


def _read(path: Path) -> str:
    return path.read_text("utf-8", "surrogateescape") if path.is_file() else ""


def _import_refusal(said: str, root: Path) -> Refusal | None:
    if not said:
        return None
    failure = json.loads(said.splitlines()[-1])
    path = failure["path"]
    for base in (root, root.resolve()):
        path = path.removeprefix(f"{base}/")
    why = f"{failure['module']} cannot be imported first: {failure['why']}"
    return Refusal("imports", "import_fails", path or failure["module"], failure["line"], why, "keep imports acyclic")
