from pathlib import Path

from pyagent_cli.adapters.ruff import RuffLinter

NAMES = ("F811", "F821", "F822", "F823")


def test_check_reads_no_settings_of_the_repository(tmp_path: Path) -> None:
    (tmp_path / "ruff.toml").write_text('exclude = ["*.py"]\n')
    linter = RuffLinter(tmp_path, (3, 11))
    files = {"pkg/b.py": "x = absent\nclass C: pass\n", "a.py": "__all__ = ['gone']\n", "tests/ok.py": "y = 1\n"}
    assert linter.check(files, NAMES) == (
        ("a.py", 1, "F822", "Undefined name `gone` in `__all__`"),
        ("pkg/b.py", 1, "F821", "Undefined name `absent`"),
    )
    assert linter.check({}, NAMES) == ()
    assert linter.check({"a.py": "import os\n"}, ("F401",))[0][2] == "F401"


def test_syntax_errors_are_violations_too(tmp_path: Path) -> None:
    (found,) = RuffLinter(tmp_path, (3, 11)).check({"a.py": "x = = 1\n"}, NAMES)[:1]
    assert found[:2] == ("a.py", 1)


def test_format_follows_the_projects_own_settings(tmp_path: Path) -> None:
    linter = RuffLinter(tmp_path, (3, 11))
    assert linter.format("a.py", "x  =  'a'\n") == 'x = "a"\n'
    (tmp_path / "ruff.toml").write_text('[format]\nquote-style = "single"\n')
    assert linter.format("a.py", "x  =  'a'\n") == "x = 'a'\n"
