from pyagent_cli.core.analyzers.conflict_marker import ConflictMarker
from tests.analyzer_cases import check_cases


def test_cases() -> None:
    check_cases(ConflictMarker())
