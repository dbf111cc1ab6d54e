import pytest

from pyagent_cli.core.hosting import is_slug, place, web_host, without_credentials


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://github.com/acme/shop.git", ("github.com", "acme/shop")),
        ("https://github.com/acme/shop", ("github.com", "acme/shop")),
        ("https://github.com/acme/shop/", ("github.com", "acme/shop")),
        ("https://ann:secret@GitHub.com/acme/shop.git", ("github.com", "acme/shop")),
        ("git@github.com:acme/shop.git", ("github.com", "acme/shop")),
        ("github.com:acme/shop", ("github.com", "acme/shop")),
        ("ssh://git@git.example.org:2222/acme/shop.js.git", ("git.example.org", "acme/shop.js")),
        ("/srv/git/shop.git", None),
        ("../shop.git", None),
        ("file:///srv/git/shop.git", None),
        ("C:/git/shop.git", None),
        ("https://gitlab.example.org/group/part/shop.git", None),
        ("ext::sh -c touch% x", None),
        ("https://github.com/acme/a b", None),
    ],
)
def test_place(url, expected):
    found = place(url)
    assert (found and (found.host, found.slug)) == expected


@pytest.mark.parametrize(
    ("api", "host"),
    [
        ("https://api.github.com", "github.com"),
        ("https://git.example.org/api/v3/", "git.example.org"),
        ("http://127.0.0.1:8000", "127.0.0.1"),
        ("nonsense", ""),
    ],
)
def test_web_host(api, host):
    assert web_host(api) == host


@pytest.mark.parametrize(
    ("text", "good"), [("acme/shop", True), ("acme/shop.js", True), ("acme", False), ("a/b/c", False), ("a/ b", False)]
)
def test_is_slug(text, good):
    assert is_slug(text) is good


def test_credentials_are_left_out():
    assert without_credentials("at https://x:y@h/p and ssh://git@h/p") == "at https://h/p and ssh://h/p"
