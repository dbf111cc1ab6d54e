"""A pytest plugin (pytest 6 or later) that writes each test's outcome as it happens."""

import hashlib
import json
import os

import pytest
from _pyagent_overlay import SETTINGS

OUTER = "_PYAGENT_OUTER"  # set in the first session; those that tests start are not ours


def pytest_cmdline_main(config):
    """One process, one order: what the user's options say about parallel or shuffled runs is put aside."""
    if OUTER in os.environ:
        return
    option = config.option
    for name, value in (("numprocesses", 0), ("dist", "no"), ("tx", []), ("randomly_reorganize", False)):
        if hasattr(option, name):
            setattr(option, name, value)
    if hasattr(option, "randomly_seed"):
        option.randomly_seed = 0
    option.continue_on_collection_errors = True
    if SETTINGS["stop_early"]:
        option.maxfail = 1
    if SETTINGS["collect_only"]:
        option.collectonly = True


def pytest_configure(config):
    if OUTER not in os.environ:
        os.environ[OUTER] = str(os.getpid())
        config.pluginmanager.register(Recorder(), "pyagent-recorder")


class Recorder:
    def __init__(self):
        self.path = os.path.join(SETTINGS["record"], "%d.outcomes" % os.getpid())
        self.keys = {}
        self.kinds = {}
        self.open, self.append = os.open, os.O_WRONLY | os.O_APPEND | os.O_CREAT
        self.write, self.close, self.getpid, self.pid = os.write, os.close, os.getpid, os.getpid()

    def put(self, **fields):
        """A forked child that goes on as if it were the session writes nothing."""
        if self.getpid() != self.pid:
            return
        handle = self.open(self.path, self.append, 0o600)
        try:
            self.write(handle, (json.dumps(fields) + "\n").encode("utf-8", "replace"))
        finally:
            self.close(handle)

    @pytest.hookimpl(tryfirst=True)
    def pytest_collection_modifyitems(self, config, items):
        counts = {}
        for item in items:
            key = _key(item)
            counts[key] = counts.get(key, 0) + 1
            self.keys[item.nodeid] = key if counts[key] == 1 else "%s#%d" % (key, counts[key])
        wanted = set(SETTINGS["only"])
        if wanted:
            left = [item for item in items if self.keys[item.nodeid] not in wanted]
            config.hook.pytest_deselected(items=left)
            items[:] = [item for item in items if self.keys[item.nodeid] in wanted]

    def pytest_collectreport(self, report):
        if report.failed:
            self.put(test="collect::" + report.nodeid, outcome="error", kind=_last_line(report.longrepr))
        elif report.skipped:
            self.put(test="collect::" + report.nodeid, outcome="skipped", kind="")

    @pytest.hookimpl(hookwrapper=True)
    def pytest_runtest_makereport(self, item, call):
        if call.excinfo is not None:
            self.kinds[item.nodeid, call.when] = call.excinfo.typename
        yield

    def pytest_runtest_logreport(self, report):
        outcome = _outcome(report)
        if outcome:
            kind = self.kinds.get((report.nodeid, report.when), "") if outcome in ("failed", "error") else ""
            self.put(test=self.keys.get(report.nodeid, report.nodeid), outcome=outcome, kind=kind)

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self, session, exitstatus):
        self.put(end=int(exitstatus))


def _key(item):
    """A doctest is known by its content, so that it may move to another module."""
    examples = getattr(getattr(item, "dtest", None), "examples", None)
    if not examples:
        return item.nodeid
    text = repr([(example.source, example.want) for example in examples])
    first = examples[0].source.strip().splitlines()
    return "doctest::%s::%s" % (hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:16], " ".join(first)[:60])


def _outcome(report):
    if hasattr(report, "wasxfail"):
        return "xfailed" if report.skipped else "xpassed" if report.when == "call" else ""
    if report.failed:
        return "failed" if report.when == "call" else "error"
    if report.skipped:
        return "skipped"
    return "passed" if report.when == "call" and report.outcome == "passed" else ""


def _last_line(longrepr):
    lines = [line.lstrip("E ").strip() for line in str(longrepr).splitlines() if line.strip()]
    marked = [line.lstrip("E ").strip() for line in str(longrepr).splitlines() if line.startswith("E ")]
    return (marked or lines or [""])[-1][:300]
