"""Fails when this project has more findings than `ratchet.json` allows, at limits tighter than a user's."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

ALLOWED = Path(__file__).with_name("ratchet.json")


def main() -> int:
    """Exit code 1 and one line per rule that got worse."""
    allowed = json.loads(ALLOWED.read_text("utf-8"))
    counts = findings(allowed["limits"])
    worse = {rule: count for rule, count in sorted(counts.items()) if count > allowed["findings"].get(rule, 0)}
    for rule, count in worse.items():
        print(f"{rule}: {count} findings, {allowed['findings'].get(rule, 0)} are allowed; make it fewer")
    for rule, most in sorted(allowed["findings"].items()):
        if counts[rule] < most:
            print(f"{rule}: {counts[rule]} findings; write that into {ALLOWED.name} instead of {most}")
    return int(bool(worse))


def findings(limits: Mapping[str, int]) -> Counter[str]:
    """How many findings each rule has here; those of severity info, such as long test modules, do not count."""
    tighter = ",".join(f"{rule}={limit}" for rule, limit in sorted(limits.items()))
    pyagent = Path(sys.executable).with_name("pyagent")
    done = subprocess.run(
        [pyagent, "analyze", "--json", "--fail-on", "never"],
        env={**os.environ, "PYAGENT_LIMITS": tighter},
        stdout=subprocess.PIPE,
        check=True,
    )
    return Counter(row["rule"] for row in json.loads(done.stdout)["findings"] if row["severity"] != "info")


if __name__ == "__main__":
    sys.exit(main())
