from pyagent_cli.core.analyzers.complex_function import ComplexFunction
from tests.analyzer_cases import check_cases


def test_cases() -> None:
    check_cases(ComplexFunction())
