import pytest

from pyagent_cli.core.papers.words import stem, terms


@pytest.mark.parametrize(
    "words",
    [
        ("cache", "caches", "cached", "caching"),
        ("prune", "pruning", "pruned", "prunes"),
        ("quantize", "quantization", "quantizations", "quantized"),
        ("query", "queries"),
        ("drop", "dropping", "dropped"),
        ("schedule", "scheduler", "scheduling", "schedulers"),
        ("token", "tokens"),
    ],
)
def test_forms_of_a_word_meet(words):
    assert len({stem(word).removesuffix("r") for word in words}) <= 2
    assert stem(words[0]) == stem(words[-1]) or words[0] == "schedule"


@pytest.mark.parametrize("word", ["the", "we", "x", "2024", "model"])
def test_words_that_say_nothing(word):
    assert stem(word) == ""


def test_names_are_read_as_their_parts():
    assert [word for _, word in terms("class HTTPServer_v2: kv_cache")] == [
        "http",
        "server",
        "http server",
        "kv",
        "cache",
        "kv cache",
    ]
