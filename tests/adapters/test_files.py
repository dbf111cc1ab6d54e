from pathlib import Path

import pytest

from pyagent_cli.adapters.files import FolderTree


def test_a_folder_without_caches_environments_and_links(tmp_path: Path) -> None:
    kept = ["a.py", "pkg/b.py", "pkg/data.txt", ".hidden-file"]
    skipped = [".git/config", "env/pyvenv.cfg", "env/x.py", "node_modules/m.py", "pkg/__pycache__/b.pyc", ".tox/x.py"]
    for path in (*kept, *skipped):
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(path)
    (tmp_path / "pkg/loop").symlink_to(tmp_path)
    (tmp_path / "link.py").symlink_to("a.py")
    tree = FolderTree(tmp_path)
    assert tree.paths() == tuple(sorted(kept))
    assert (tree.revision, tree.read("pkg/b.py")) == (None, b"pkg/b.py")
    with pytest.raises(KeyError):
        tree.read(".git/config")
