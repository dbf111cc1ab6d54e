from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import pairwise

import pytest

from pyagent_cli.adapters.arxiv.manners import Clock
from pyagent_cli.adapters.arxiv.source import ArxivSource
from pyagent_cli.adapters.arxiv.transport import Transport, same_family
from pyagent_cli.core.model import Skip
from pyagent_cli.errors import EnvironmentFailed, UsageError
from tests.fakes.arxiv_server import Stored, arxiv_server

KNOWN = {
    "2601.07891": Stored(version=2),
    "2401.15077": Stored("Drafts", authors=("A. B.", "C. D.")),
    "cs/0501001": Stored(),
}
TRANSPORT = Transport("pyagent-test", silence=0.4, deadline=0.5, limit=200_000)


@dataclass
class StoppedClock:
    """Time passes only by sleeping."""

    time: float = 1_700_000_000.0
    slept: list[float] = field(default_factory=list)

    def sleep(self, seconds: float) -> None:
        self.slept.append(round(seconds, 3))
        self.time += seconds

    @property
    def clock(self) -> Clock:
        return Clock(lambda: self.time, self.sleep)


def source(server, tmp_path, time=None, **more) -> ArxivSource:
    return ArxivSource(
        server.url,
        tmp_path,
        **{"spacing": 0.0, "transport": TRANSPORT, "clock": (time or StoppedClock()).clock, **more},
    )


def test_papers_come_in_the_order_asked_each_once(tmp_path):
    with arxiv_server(KNOWN) as server:
        papers, missing = source(server, tmp_path).fetch(
            ["cs/0501001", "2601.07891", "2401.15077v1", "2601.07891", "2501.00001", "2401.15077v4", "../x"]
        )
    assert [(p.id, p.version) for p in papers] == [("cs/0501001", 1), ("2601.07891", 2), ("2401.15077", 1)]
    assert papers[2].authors == ("A. B.", "C. D.")
    assert (papers[2].published, papers[2].url) == ("2026-01-12", "https://arxiv.org/abs/2401.15077v1")
    assert papers[2].abstract == "We cache keys. The cache is 2.5x faster."
    assert papers[2].categories == ("cs.CL", "cs.LG")
    assert missing == (
        Skip("../x", "not an arXiv id"),
        Skip("2501.00001", "arXiv does not know it"),
        Skip("2401.15077v4", "arXiv has no version 4 of it"),
    )
    assert [agent for _, _, agent in server.seen] == ["pyagent-test"]


@pytest.mark.parametrize(
    "fault",
    [
        "status 429",
        "status 429 1",
        "status 503 1",
        "status 500",
        "says Rate exceeded.",
        "says <html></html>",
        "says <feed/>",
        "empty 0",
        "empty 2",
        "truncated",
        "entities",
        "half",
        "reset",
        "hang 1",
        "drip 0.2",
    ],
)
def test_a_passing_fault_loses_no_paper(fault, tmp_path):
    with arxiv_server(KNOWN, {1: fault}) as server:
        papers, missing = source(server, tmp_path).fetch(["2601.07891", "2401.15077"])
    assert (len(papers), missing, len(server.seen)) == (2, (), 2)


def test_a_control_character_in_an_abstract_does_no_harm(tmp_path):
    with arxiv_server(KNOWN, {1: "control"}) as server:
        papers, _ = source(server, tmp_path).fetch(["2601.07891"])
    assert papers[0].abstract.startswith("\ufffd")
    assert len(server.seen) == 1


def test_four_refusals_in_a_row_are_waited_out(tmp_path):
    time = StoppedClock()
    with arxiv_server(KNOWN, dict.fromkeys(range(1, 5), "status 429")) as server:
        papers, _ = source(server, tmp_path, time, spacing=3.0).fetch(["2601.07891"])
    assert len(papers) == 1
    assert time.slept == [3, 6, 12, 24]


@pytest.mark.parametrize(
    ("header", "waits"),
    [
        ("7", [7]),
        ("Tue, 14 Nov 2023 22:13:40 GMT", [20]),
        ("-5", [3]),
        ("soon", [3]),
        ("Mon, 01 Jan 2001 00:00:00 GMT", [3]),
    ],
)
def test_the_server_says_how_long_to_wait(header, waits, tmp_path):
    time = StoppedClock()
    with arxiv_server(KNOWN, {1: f"status 429 {header}"}) as server:
        source(server, tmp_path, time, spacing=3.0).fetch(["2601.07891"])
    assert time.slept == waits


def test_nobody_is_kept_waiting_for_minutes(tmp_path):
    time = StoppedClock()
    with arxiv_server(KNOWN, {1: "status 429 1000000000"}) as server:
        for _ in range(2):  # the second process asks nothing at all
            with pytest.raises(EnvironmentFailed, match="asked for a pause, 900 seconds"):
                source(server, tmp_path, time).fetch(["2601.07891"])
        assert len(server.seen) == 1
        time.time += 901
        assert len(source(server, tmp_path, time).fetch(["2601.07891"])[0]) == 1


@pytest.mark.parametrize("fault", ["status 429", "reset", "truncated", "empty 3", "says x"])
def test_a_lasting_fault_ends_after_five_tries(fault, tmp_path):
    with (
        arxiv_server(KNOWN, dict.fromkeys(range(1, 9), fault)) as server,
        pytest.raises(EnvironmentFailed, match="5 tries"),
    ):
        source(server, tmp_path).fetch(["2601.07891"])
    assert len(server.seen) == 5


@pytest.mark.parametrize(
    ("fault", "why"),
    [
        ("status 403", "HTTP 403"),
        ("status 404", "HTTP 404"),
        ("redirect https://example.org/x", "redirect to example.org"),
        ("says " + "x" * 300_000, "more than 200000 bytes"),
    ],
)
def test_what_asking_again_does_not_change_is_asked_once(fault, why, tmp_path):
    with arxiv_server(KNOWN, {1: fault}) as server, pytest.raises(EnvironmentFailed, match=why):
        source(server, tmp_path).fetch(["2601.07891"])
    assert len(server.seen) == 1


def test_nothing_listens(tmp_path):
    with arxiv_server(KNOWN) as server:
        pass
    with pytest.raises(EnvironmentFailed, match="--offline"):
        source(server, tmp_path).fetch(["2601.07891"])


def test_one_rejected_id_does_not_spoil_its_batch(tmp_path):
    with arxiv_server(KNOWN) as server:
        papers, missing = source(server, tmp_path).fetch(["2601.07891", "0001.00001", "2401.15077"])
    assert [paper.id for paper in papers] == ["2601.07891", "2401.15077"]
    assert missing == (Skip("0001.00001", "arXiv rejects it: incorrect id format for 0001.00001"),)


def test_withdrawn_papers_are_told(tmp_path):
    papers = {"2601.00001": Stored(comment="This paper has been withdrawn by the authors")}
    with arxiv_server(papers) as server:
        found, missing = source(server, tmp_path).fetch(["2601.00001"])
    assert found == ()
    assert missing[0].reason == "withdrawn: This paper has been withdrawn by the authors"


def test_requests_are_three_seconds_apart_across_processes(tmp_path):
    time = StoppedClock()
    with arxiv_server(KNOWN) as server:
        for _ in range(3):  # a new object each: what is remembered is in the state folder
            source(server, tmp_path, time, spacing=3.0).fetch(["2601.07891"])
            time.time += 1
    assert time.slept == [2, 2]


def test_two_that_ask_at_once_take_turns(tmp_path):
    with arxiv_server(KNOWN) as server, ThreadPoolExecutor(4) as pool:
        sources = [
            ArxivSource(server.url, tmp_path, 0.15, TRANSPORT) for _ in range(4)
        ]  # a lock file each, as processes
        assert all(len(papers) == 1 for papers, _ in pool.map(lambda s: s.fetch(["2601.07891"]), sources))
    times = sorted(time for time, _, _ in server.seen)
    assert all(after - before >= 0.15 for before, after in pairwise(times))


def test_many_ids_go_in_batches_of_a_hundred(tmp_path):
    papers = {f"2601.{number:05}": Stored() for number in range(1, 206)}
    with arxiv_server(papers) as server:
        assert len(source(server, tmp_path).fetch(sorted(papers))[0]) == 205
    assert len(server.seen) == 3


def test_a_clock_that_went_backwards_costs_one_pause(tmp_path):
    time = StoppedClock()
    with arxiv_server(KNOWN) as server:
        source(server, tmp_path, time, spacing=3.0).fetch(["2601.07891"])
        time.time -= 86_400
        source(server, tmp_path, time, spacing=3.0).fetch(["2601.07891"])
    assert time.slept == [3]


def test_arxiv_itself_is_never_asked_faster(tmp_path):
    assert ArxivSource("https://export.arxiv.org/api/query", tmp_path, spacing=0.0)._spacing() == 3.0
    with pytest.raises(UsageError, match="https://"):
        ArxivSource("file:///etc/passwd", tmp_path)


@pytest.mark.parametrize(
    ("start", "target", "same"),
    [
        ("https://export.arxiv.org/a", "https://arxiv.org/b", True),
        ("https://export.arxiv.org/a", "http://arxiv.org/b", False),
        ("https://arxiv.org/a", "https://arxiv.org.example.net/b", False),
        ("https://arxiv.org/a", "https://notarxiv.org/b", False),
        ("http://127.0.0.1:8000/a", "http://127.0.0.1:8000/b", True),
        ("http://127.0.0.1:8000/a", "http://127.0.0.1:9000/b", False),
        ("https://arxiv.org/a", "file:///etc/passwd", False),
    ],
)
def test_redirects_stay_in_the_family(start, target, same):
    assert same_family(start, target) is same
