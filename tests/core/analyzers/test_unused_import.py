from pyagent_cli.core.analyzers.unused_import import UnusedImport
from tests.analyzer_cases import check_cases


def test_cases() -> None:
    check_cases(UnusedImport())
