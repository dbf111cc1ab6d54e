import json

import pytest

from pyagent_cli.cli.app import run
from tests.fakes.arxiv_server import Stored, arxiv_server
from tests.repositories import repository, snapshot

FILES = {
    "docs/prompt/improvements.md": "1. **Evict**\n   - Status: INTEGRATED (arXiv:2601.07891)\n"
    "\nSee arXiv:2501.00001 and S2090447925006203.\n",
    "src/cache.py": '"""Keeps keys in a cache and prunes it."""\n\n\ndef prune_cache(keys):\n    return keys\n',
    "src/text.py": "def wrap(line):\n    return line\n",
}
PAPERS = {"2601.07891": Stored("Pruning the cache", "We prune a cache of keys. Pruned caches are 2x faster.", 2)}


@pytest.fixture
def place(tmp_path, monkeypatch):
    for name in ("STATE", "CACHE", "CONFIG"):
        monkeypatch.setenv(f"XDG_{name}_HOME", str(tmp_path / name))
    monkeypatch.setenv("PYAGENT_ARXIV_SPACING", "0.001")
    root = repository(tmp_path / "user", FILES)
    with arxiv_server(PAPERS) as server:
        monkeypatch.setenv("PYAGENT_ARXIV_URL", server.url)
        yield root, server


def files(root):
    return sorted(p.relative_to(root).as_posix() for p in (root / "data").rglob("*") if p.is_file())


def test_papers_are_fetched_once_and_nothing_else_is_written(place, capsys):
    root, server = place
    before = snapshot(root)
    assert run(["research", "-C", str(root), "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert [(p["id"], p["version"], p["modules"]) for p in found["papers"]] == [("2601.07891", 2, ["src/cache.py"])]
    assert found["not_fetched"] == [{"id": "2501.00001", "reason": "arXiv does not know it"}]
    assert files(root) == ["data/Research/2601.07891v2/metadata.json", "data/Research/2601.07891v2/summary.md"]
    after = snapshot(root)
    assert {name: state for name, state in after.items() if not name.startswith("data")} == before
    assert run(["research", "fetch", "arXiv:2601.07891", "-C", str(root)]) == 0
    assert len(server.seen) == 1
    assert snapshot(root) == after


def test_without_a_network_it_ends_with_3(place, capsys):
    root, server = place
    before = snapshot(root)
    assert run(["research", "--offline", "-C", str(root)]) == 3
    assert "2 papers not fetched: --offline was given" in capsys.readouterr().err
    assert server.seen == []
    assert snapshot(root) == before


def test_documents_list_show(place, capsys):
    root, server = place
    assert run(["research", "documents", "--json", "-C", str(root)]) == 0
    assert json.loads(capsys.readouterr().out) == {
        "papers": [
            {"id": "2501.00001", "places": ["docs/prompt/improvements.md:4"], "statuses": []},
            {"id": "2601.07891", "places": ["docs/prompt/improvements.md:2"], "statuses": ["INTEGRATED"]},
        ],
        "others": [{"id": "S2090447925006203", "places": ["docs/prompt/improvements.md:4"], "statuses": []}],
    }
    assert server.seen == []
    assert run(["research", "-C", str(root)]) == 0
    assert "src/cache.py" in capsys.readouterr().out
    assert run(["research", "list", "-C", str(root)]) == 0
    assert "Pruning the cache" in capsys.readouterr().out
    assert run(["research", "show", "https://arxiv.org/abs/2601.07891", "-C", str(root)]) == 0
    shown = capsys.readouterr().out
    assert "claimed: INTEGRATED; verified: not measured" in shown
    assert "> Pruned caches are 2x faster." in shown
    assert run(["research", "show", "2601.07891", "--prompt", "-C", str(root)]) == 0
    assert '"src/cache.py"' in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["show", "nonsense"], "names no arXiv paper"),
        (["show", "2401.99999"], "pyagent research fetch 2401.99999"),
        (["show", "2501.00001", "--prompt"], "pyagent research fetch 2501.00001"),
        (["fetch", "../x"], "names no arXiv paper"),
    ],
)
def test_a_wrong_argument_says_what_to_do(place, arguments, words, capsys):
    root, _ = place
    assert run(["research", *arguments, "-C", str(root)]) == 2
    assert words in capsys.readouterr().err
