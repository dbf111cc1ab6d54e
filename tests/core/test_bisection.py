from math import ceil, log2

import pytest

from pyagent_cli.core.bisection import Bisection


@pytest.mark.parametrize("count", range(1, 20))
def test_every_guilty_change_is_found_in_as_many_runs_as_halvings(count: int) -> None:
    for guilty in range(count):
        search, runs = Bisection(0, count), 0
        while (prefix := search.next) is not None:
            search, runs = search.told(prefix, prefix > guilty), runs + 1
        assert search.guilty == guilty
        assert runs <= ceil(log2(count))
