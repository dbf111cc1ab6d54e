import pytest

from pyagent_cli.core.selection import excluded, under


@pytest.mark.parametrize(
    ("path", "globs", "out"),
    [
        ("a.py", (), False),
        ("a.py", ("b.py", "a.py"), True),
        ("docs/conf.py", ("docs",), True),
        ("docs/conf.py", ("docs/",), True),
        ("mydocs/conf.py", ("docs",), False),
        ("src/a_pb2.py", ("**/*_pb2.py",), True),
        ("a_pb2.py", ("**/*_pb2.py",), True),
        ("src/deep/a_pb2.py", ("src/*_pb2.py",), False),
        ("a+b.py", ("a+b.py",), True),
        ("aab.py", ("a+b.py",), False),
    ],
)
def test_excluded(path: str, globs: tuple[str, ...], out: bool) -> None:
    assert excluded(path, globs) is out


def test_under_does_not_take_a_name_for_a_folder() -> None:
    assert not under("package_two/a.py", ("package",))
    assert under("package/a.py", ("other", "package"))
