from pyagent_cli.core.analyzers.import_cycle import ImportCycle
from pyagent_cli.core.model import ModuleEdge
from tests.analyzer_cases import check_cases


def test_cases() -> None:
    check_cases(ImportCycle())


def test_a_group_of_many_modules_is_one_finding_with_its_shortest_chain() -> None:
    pairs = [("a", "c"), ("c", "d"), ("d", "a"), ("a", "b"), ("b", "a")]
    edges = [ModuleEdge(f"{path}.py", 3, f"{target}.py", 0) for path, target in sorted(pairs)]
    (finding,) = ImportCycle().check(edges, 0)
    assert finding.message == "modules import one another: a.py -> b.py -> a.py (4 modules reach one another)"
    assert (finding.path, finding.line, finding.value) == ("a.py", 3, 4)
