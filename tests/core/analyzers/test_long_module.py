from pyagent_cli.core.analyzers.long_module import LongModule
from tests.analyzer_cases import check_cases


def test_cases() -> None:
    check_cases(LongModule())
