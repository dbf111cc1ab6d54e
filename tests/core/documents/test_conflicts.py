import pytest

from pyagent_cli.core.documents.conflicts import conflicts

RULE = "=" * 80


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("<<<<<<< HEAD\na\n=======\nb\n>>>>>>> 8d4d (chore: x)\n", [(1, 3, 5)]),
        ("x\r\n<<<<<<< HEAD\r\n=======\r\n>>>>>>> b\r\n", [(2, 3, 4)]),
        ("<<<<<<< a\n||||||| base\n=======\n>>>>>>> b\n<<<<<<< a\n=======\n>>>>>>> b", [(1, 3, 4), (5, 6, 7)]),
        (f"<<<<<<< a\n{RULE}\n## T\n{RULE}\n=======\n>>>>>>> b\n", [(1, 5, 6)]),
        ("<<<<<<< a\n=======\nnever closed\n", [(1, 2, None)]),
        ("<<<<<<< a\n<<<<<<< b\n=======\n>>>>>>> c\n=======\n>>>>>>> d\n", [(1, 5, 6), (2, 3, 4)]),
        ("<<<<<<< a\n\n=======\n>>>>>>> b\n```\nx\n```\n", [(1, 3, 4)]),
        ("<<<<<<< a\n```\nours\n=======\n```\ntheirs\n>>>>>>> b\n```\n", [(1, 4, 7)]),
    ],
)
def test_a_block_is_found_at_its_opening_line(text, lines):
    assert [(c.start, c.middle, c.end) for c in conflicts(text)] == lines


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Title\n=======\ntext\n",
        f"{RULE}\n## TITLE\n{RULE}\n",
        "a <<<<<<< HEAD in a sentence\n=======\n>>>>>>> b\n",
        "<<<<<<< HEAD is how it begins\n",
        "```\n<<<<<<< HEAD\n=======\n>>>>>>> b\n```\n",
        "~~~~ text\n<<<<<<< HEAD\n=======\n>>>>>>> b\n~~~~\n",
        "<<<<<<<\n=======\n>>>>>>>\n",
        ">>>>>>> b\n=======\n<<<<<<< a\n",
        " <<<<<<< a\n =======\n >>>>>>> b\n",
    ],
)
def test_what_only_looks_like_a_conflict(text):
    assert conflicts(text) == ()
