from pyagent_cli.core.model import Paper
from pyagent_cli.core.papers.mapping import index, insight, rank

CODE = {
    "shop/prices.py": '"""Prices and taxes."""\n\ndef discount(price, percent):\n    return price\n',
    "shop/cache.py": '"""Keeps answers; old entries are evicted."""\n\nclass EvictionCache:\n    size = 3\n',
    "shop/store.py": "# where orders are kept\ndef put(order):\n    return order\n",
    "shop/render.py": "def draw(page):\n    return page\n",
    "shop/text.py": "def wrap(line, width):\n    return line\n",
    "tests/test_cache.py": "class EvictionCache: pass\n",
    "shop/__init__.py": "",
}


def paper(title: str, abstract: str) -> Paper:
    return Paper("2401.15077", 1, title, (), abstract, "2024-01-26", (), "https://arxiv.org/abs/2401.15077v1")


CACHING = paper(
    "Evicting cache entries", "A cache evicts the entries that are oldest; evictions are cheap and caches stay small."
)


def test_the_module_that_speaks_of_the_same_things():
    found = insight(index(sorted(CODE.items())), CACHING)
    assert found.modules[0] == "shop/cache.py"
    assert found.why.startswith("words in common with the first: ")
    assert "cache" in found.why
    assert "tests/test_cache.py" not in found.modules


def test_no_module_fits_is_an_answer():
    buildings = paper(
        "The architecture of libraries", "Facades of concrete and glass shape how visitors perceive a reading room."
    )
    assert insight(index(sorted(CODE.items())), buildings).modules == ()
    assert insight(index([]), CACHING).modules == ()
    assert insight(index(sorted(CODE.items())), paper("0", "")).modules == ()


def test_the_order_of_files_does_not_matter():
    forward, backward = (index(items) for items in (sorted(CODE.items()), sorted(CODE.items(), reverse=True)))
    assert rank(forward, CACHING.title, CACHING.abstract) == rank(backward, CACHING.title, CACHING.abstract)


def test_text_that_is_no_python_is_still_read():
    known = index([("a/evict.py", "def broken(:\n  '''evict the cache"), ("b.py", "\x00")])
    assert [match.path for match in rank(known, "Cache eviction", "")] == ["a/evict.py"]
