"""What `pyagent init` offers a repository: settings, a pre-commit hook, a weekly workflow."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

SETTINGS = """\
[tool.pyagent]
max-lines = 500              # of a module that `split` emits
documents = ["docs/prompt"]  # folders of the documents that `roadmap` keeps

[tool.pyagent.limits]
long_module = 500
complex_function = 25
"""

HOOK = """\
repos:
  - repo: local
    hooks:
      - id: pyagent
        name: pyagent analyze
        entry: pyagent analyze
        language: system
        types: [python]
        require_serial: true
"""

WORKFLOW = """\
# Once a week: find what is worth improving, change it, prove it with the tests, open small pull requests.
name: pyagent
on:
  schedule:
    - cron: "17 4 * * 1"
  workflow_dispatch:
permissions:
  contents: write
  pull-requests: write
concurrency:
  group: pyagent
jobs:
  improve:
    runs-on: ubuntu-latest
    timeout-minutes: 90
    steps:
      - uses: actions/checkout@v4
        with:
          fetch-depth: 0
      - uses: actions/setup-python@v5
        with:
          python-version: "3.12"
      - name: Install this project and what its tests need
        run: |
          python -m venv .venv
          .venv/bin/python -m pip install --editable . pytest
      - name: Install pyagent  # where your index does not have it: pipx install git+https://HOST/OWNER/pyagent
        run: pipx install pyagent-cli
      - name: Find, change, prove
        run: pyagent run --trust --python .venv/bin/python
      - name: Keep what was proven, so that the next week goes on from it
        run: git push origin 'refs/heads/pyagent/*:refs/heads/pyagent/*'
      - name: Open pull requests once enough changes are pending
        run: pyagent publish --trust --python .venv/bin/python --yes
        env:
          GITHUB_TOKEN: ${{ secrets.GITHUB_TOKEN }}
"""

PYPROJECT, PRE_COMMIT, WEEKLY = "pyproject.toml", ".pre-commit-config.yaml", ".github/workflows/pyagent.yml"
TEXTS = ((PYPROJECT, SETTINGS), (PRE_COMMIT, HOOK), (WEEKLY, WORKFLOW))


@dataclass(frozen=True, slots=True)
class Offer:
    """One file: written when `text` is not None; else left alone, `add` being what the user may put there."""

    path: str
    text: str | None
    why: str
    add: str = ""


def offers(present: Mapping[str, str]) -> tuple[Offer, ...]:
    """What to write, and what to leave alone, given the texts of the files that are there already.

    >>> [(offer.path, offer.why) for offer in offers({"pyproject.toml": "[project]", ".pre-commit-config.yaml": ""})]
    [('pyproject.toml', 'is there; add these lines to it'), \
('.pre-commit-config.yaml', 'is there; add these lines to it'), ('.github/workflows/pyagent.yml', 'written')]
    """
    return tuple(_offer(path, text, present) for path, text in TEXTS)


def _offer(path: str, text: str, present: Mapping[str, str]) -> Offer:
    if path not in present:
        return Offer(path, text, "written")
    if _speaks_of_pyagent(path, present[path]):
        return Offer(path, None, "is there and speaks of pyagent already")
    return Offer(path, None, "is there; add these lines to it", text)


def _speaks_of_pyagent(path: str, text: str) -> bool:
    return ("tool.pyagent" if path == PYPROJECT else "pyagent") in text
