"""Seven lines, too."""


def test_price():
    assert 1

TAX = 2