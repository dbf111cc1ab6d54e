import pytest

from pyagent_cli.core.import_roots import conventional, dotted, layout_of, mapped_strings

PYPROJECTS = [
    ("", ["pkg/__init__.py"], ("",)),
    ("", ["src/pkg/__init__.py", "tests/test_a.py"], ("src",)),
    ("", ["src/__init__.py", "src/a.py"], ("",)),
    ("not toml [", ["a.py"], ("",)),
    ('[tool.setuptools.package-dir]\n"" = "lib"\n', ["lib/a.py"], ("lib",)),
    ('[tool.setuptools.packages.find]\nwhere = ["lib", "gone"]\n', ["lib/a.py"], ("lib",)),
    ('[tool.setuptools.packages.find]\nwhere = ["."]\n', ["a.py", "src/b.py"], ("",)),
    ('[tool.poetry]\npackages = [{include = "a", from = "code"}]\n', ["code/a.py"], ("code",)),
]


@pytest.mark.parametrize(("pyproject", "paths", "roots"), PYPROJECTS)
def test_roots_by_convention(pyproject: str, paths: list[str], roots: tuple[str, ...]) -> None:
    assert conventional(paths, pyproject) == roots


LAYOUTS = [
    # roots, mapped names, files, owned, namespaces
    (
        ("",),
        (),
        ["a/__init__.py", "a/b/__init__.py", "c.py", "docs/x.py", "setup.py", "conftest.py"],
        {"a": "a", "c": "c"},
        {},
    ),
    (("",), (), ["test/__init__.py", "types.py", "a.py"], {"a": "a"}, {}),
    (("src",), (), ["src/a/__init__.py", "src/b.py", "x.py"], {"a": "src/a", "b": "src/b"}, {}),
    (("src",), (), ["src/n/a/__init__.py"], {"n.a": "src/n/a"}, {"n": "src/n"}),
    (("src",), (), ["src/_c.cpython-311-x86_64-linux-gnu.so"], {"_c": "src/_c"}, {}),
    ((), (("p", "lib/q"),), ["lib/q/__init__.py"], {"p": "lib/q"}, {}),
    ((), (("p", "src/p"), ("p.m", "src/p/m")), ["src/p/__init__.py", "src/p/m.py"], {"p": "src/p"}, {}),
    ((), (("n", "src/n"),), ["src/n/a/x.py"], {}, {"n": "src/n"}),
]


@pytest.mark.parametrize(("roots", "names", "paths", "owned", "namespaces"), LAYOUTS)
def test_what_a_tree_provides(
    roots: tuple[str, ...],
    names: tuple[tuple[str, str], ...],
    paths: list[str],
    owned: dict[str, str],
    namespaces: dict[str, str],
) -> None:
    layout = layout_of(roots, names, paths)
    assert (layout.owned, layout.namespaces) == (owned, namespaces)


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("src/a/__init__.py", "a"),
        ("src/a/b.py", "a.b"),
        ("src/a/__main__.py", None),
        ("src/a/test_b.py", None),
        ("src/a/1st.py", None),
        ("src/a/data.txt", None),
        ("setup.py", None),
    ],
)
def test_dotted_names(path: str, name: str | None) -> None:
    assert dotted({"a": "src/a"}, path) == name


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("MAPPING: dict[str, str] = {'a': '/x/a', 'b.c': '/x/c.py'}\n", (("a", "/x/a"), ("b.c", "/x/c.py"))),
        ("NAMESPACES = {'n': ['/x/n']}\n", (("n", "/x/n"),)),
        ("install({'a': '/x/a.py'}, {}, None, '/x/build')\n", (("", "/x/build"), ("a", "/x/a.py"))),
        ("F.map_module('a', '/x/a.py')\n", (("a", "/x/a.py"),)),
        ("x = 'relative/path'\n", ()),
        ("not python (", ()),
    ],
)
def test_mapped_strings(source: str, found: tuple[tuple[str, str], ...]) -> None:
    assert mapped_strings(source) == found
