import pytest

from pyagent_cli.core.hosting import place, slug_of, web_host, without_credentials
from pyagent_cli.errors import UsageError


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
    ("given", "url", "slug"),
    [
        ("acme/shop", "../there.git", "acme/shop"),
        ("acme/shop.js", "https://github.com/acme/other", "acme/shop.js"),
        (None, "git@github.com:acme/shop.git", "acme/shop"),
    ],
)
def test_slug_of(given, url, slug):
    assert slug_of(given, url, "https://api.github.com") == slug


@pytest.mark.parametrize(
    ("given", "url", "words"),
    [
        ("acme", "https://github.com/acme/shop", "owner/name"),
        ("a/b/c", "https://github.com/acme/shop", "owner/name"),
        (None, "../there.git", "--repo owner/name"),
        (
            None,
            "https://ann:secret@gitlab.com/acme/shop",
            "The remote https://gitlab.com/acme/shop is not on github.com",
        ),
    ],
)
def test_a_repository_that_is_not_clear_is_asked_for(given, url, words):
    with pytest.raises(UsageError, match=words) as raised:
        slug_of(given, url, "https://api.github.com")
    assert "secret" not in str(raised.value)


def test_credentials_are_left_out():
    assert without_credentials("at https://x:y@h/p and ssh://git@h/p") == "at https://h/p and ssh://h/p"
