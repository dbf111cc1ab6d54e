"""Run a suite with unittest and write each test's outcome as it happens.

With arguments it is `python -m unittest` with the same arguments; without, tests are discovered.
"""

import json
import os
import sys
import unittest

from _pyagent_overlay import SETTINGS

RANK = ("passed", "xpassed", "xfailed", "skipped", "failed", "error")
FOLDERS = ("tests", "test", ".")


class Result(unittest.TextTestResult):
    def startTest(self, test):
        super().startTest(test)
        self.worst = "passed"
        self.kind = ""

    def stopTest(self, test):
        super().stopTest(test)
        put(test=name_of(test), outcome=self.worst, kind=self.kind)

    def note(self, outcome, err=None):
        if RANK.index(outcome) >= RANK.index(getattr(self, "worst", "passed")):
            self.worst = outcome
            self.kind = err[0].__name__ if err else ""

    def addError(self, test, err):
        super().addError(test, err)
        self.note("error", err)
        if not isinstance(test, unittest.TestCase):  # setUpClass, setUpModule
            put(test=str(test), outcome="error", kind=err[0].__name__)

    def addFailure(self, test, err):
        super().addFailure(test, err)
        self.note("failed", err)

    def addSubTest(self, test, subtest, err):
        super().addSubTest(test, subtest, err)
        if err is not None:
            self.note("failed" if issubclass(err[0], test.failureException) else "error", err)

    def addSkip(self, test, reason):
        super().addSkip(test, reason)
        self.note("skipped")

    def addExpectedFailure(self, test, err):
        super().addExpectedFailure(test, err)
        self.note("xfailed")

    def addUnexpectedSuccess(self, test):
        super().addUnexpectedSuccess(test)
        self.note("xpassed")


class Runner(unittest.TextTestRunner):
    resultclass = Result

    def run(self, test):
        wanted = set(SETTINGS["only"])
        tests = [one for one in flat(test) if not wanted or one.id() in wanted]
        if SETTINGS["collect_only"]:
            broken = [one for one in tests if is_broken(one)]
            for one in broken:
                put(test=name_of(one), outcome="error", kind="ImportError")
            result = self._makeResult()
        else:
            result = super().run(unittest.TestSuite(tests))
        put(end=0)
        return result


def put(**fields):
    with open(os.path.join(SETTINGS["record"], "%d.outcomes" % os.getpid()), "a", encoding="utf-8") as handle:
        handle.write(json.dumps(fields) + "\n")


def flat(suite):
    for one in suite:
        if isinstance(one, unittest.TestSuite):
            yield from flat(one)
        else:
            yield one


def is_broken(test):
    return type(test).__module__ == "unittest.loader" and type(test).__name__ == "_FailedTest"


def name_of(test):
    return "collect::" + test.id() if is_broken(test) else test.id()


def discovered():
    """The first folder with tests in it, as `unittest discover` would be called for it."""
    for folder in FOLDERS:
        if os.path.isdir(folder):
            package = folder != "." and os.path.exists(os.path.join(folder, "__init__.py"))
            suite = unittest.TestLoader().discover(folder, top_level_dir="." if package else None)
            if suite.countTestCases():
                return suite
    return unittest.TestSuite()


if __name__ == "__main__":
    sys.path.insert(0, os.getcwd())
    if sys.argv[1:]:
        unittest.main(
            module=None,
            argv=["python -m unittest"] + sys.argv[1:],
            testRunner=Runner(failfast=SETTINGS["stop_early"]),
            exit=False,
        )
    else:
        Runner(failfast=SETTINGS["stop_early"]).run(discovered())
