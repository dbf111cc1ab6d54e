from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from pyagent_cli.adapters.scan import native_scanner, reference_scanner
from pyagent_cli.agents.analyze import Analyst
from pyagent_cli.core.analyzers.conflict_marker import ConflictMarker
from pyagent_cli.core.analyzers.long_module import LongModule
from pyagent_cli.core.analyzers.unused_import import UnusedImport

FILES = {"a.py": b"import os\n", "README.md": b"# a\n", "web/x.js": b"", "broken.py": b"(\n", "coverage.json": b"{}"}


class Texts:
    """A SourceTree that lives in memory."""

    revision = "0123abcd"

    def __init__(self, files: Mapping[str, bytes]) -> None:
        self.files = files

    def paths(self) -> tuple[str, ...]:
        return tuple(sorted(self.files))

    def read(self, path: str) -> bytes:
        return self.files[path]


def test_every_eligible_file_is_accounted_for() -> None:
    analysis = Analyst(Texts(FILES), native_scanner(), [UnusedImport()], {}).run()
    summary = analysis.summary
    assert (summary.files_eligible, summary.files_scanned, summary.files_skipped) == (2, 1, 1)
    assert [finding.symbol for finding in analysis.findings] == ["os"]
    assert analysis.revision == "0123abcd"
    assert "other languages: 1 .js" in analysis.not_measured
    assert "coverage: coverage.json has no totals" in analysis.not_measured


def test_a_tree_on_disk_and_in_memory_is_the_same(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_bytes(FILES["a.py"])
    tree = Texts({"a.py": FILES["a.py"]})
    on_disk = Analyst(tree, native_scanner(), [UnusedImport(), LongModule()], {"long_module": 0}, tmp_path)
    in_memory = Analyst(tree, reference_scanner(), [UnusedImport(), LongModule()], {"long_module": 0})
    assert on_disk.run() == in_memory.run()
    assert len(on_disk.run().findings) == 2


def test_paths_narrow_the_scan() -> None:
    tree = Texts({"a.py": b"import os\n", "b/c.py": b"import re\n"})
    analysis = Analyst(tree, native_scanner(), [UnusedImport()], {}, paths=["b/c.py"]).run()
    assert [finding.path for finding in analysis.findings] == ["b/c.py"]


def test_a_named_file_of_any_kind_is_read_for_conflict_markers() -> None:
    conflict = b"<<<<<<< HEAD\na\n=======\nb\n>>>>>>> x\n"
    tree = Texts({"notes.txt": conflict, "other.txt": conflict, "a.py": b"import os\n"})
    for scanner in (native_scanner(), reference_scanner()):
        analysis = Analyst(tree, scanner, [ConflictMarker(), UnusedImport()], {}, named={"notes.txt"}).run()
        assert [(finding.path, finding.rule) for finding in analysis.findings] == [
            ("a.py", "unused_import"),
            ("notes.txt", "conflict_marker"),
        ]
        assert (analysis.summary.files_scanned, analysis.skipped) == (2, ())
