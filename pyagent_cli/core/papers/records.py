"""What is kept of a paper in data/Research, and what a folder there says about one."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable
from dataclasses import asdict

from pyagent_cli.core.model import FileEdit, Paper, Research
from pyagent_cli.core.papers.identifiers import folder, known_folder
from pyagent_cli.core.papers.summary import summary
from pyagent_cli.errors import UsageError

FOLDER = "data/Research"
_FIELD = re.compile(r"\*\*(Date|Authors)\*\*:\s*(.*)")


def place(paper: Paper, name: str) -> str:
    """The path of one of a paper's files.

    >>> place(Paper("2401.15077", 1, "", (), "", "", (), ""), "summary.md")
    'data/Research/2401.15077v1/summary.md'
    """
    return f"{FOLDER}/{folder(paper.id, paper.version)}/{name}"


def known_versions(paths: Iterable[str]) -> dict[str, dict[int, str]]:
    """Id -> version -> folder of every paper that has a summary; the case of the folders above does not matter."""
    found: dict[str, dict[int, str]] = {}
    for path in sorted(paths):
        known = known_folder(path)
        if known and path.lower().endswith("/summary.md") and path.count("/") == 3:
            found.setdefault(known[0], {})[known[1]] = path.rpartition("/")[0]
    return found


def metadata(paper: Paper) -> str:
    """`metadata.json` of a paper: the same paper gives the same bytes."""
    return json.dumps(asdict(paper), indent=2, sort_keys=True, ensure_ascii=False) + "\n"


def read_metadata(text: bytes) -> Paper:
    """The paper that `metadata` wrote. Raises UsageError when the text is not of that form."""
    import msgspec

    try:
        return msgspec.json.decode(text, type=Paper)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise UsageError(
            f"It does not describe a paper ({error}); delete the paper's folder to fetch it again."
        ) from None


def read_summary(paper: str, version: int, text: str) -> Paper:
    """What a summary that somebody else wrote says of its paper; fields that it does not have are empty.

    >>> read_summary("2401.15077", 1, "# EAGLE\\n**Authors**: A. B., C. D.\\n## Summary\\nDrafts.\\n").authors
    ('A. B.', 'C. D.')
    """
    lines = text.lstrip("\ufeff").splitlines()
    title = next((line[2:].strip() for line in lines if line.startswith("# ")), "")
    fields = {match[1]: match[2].strip() for line in lines if (match := _FIELD.match(line))}
    authors = tuple(name.strip() for name in fields.get("Authors", "").split(",") if name.strip())
    url = f"https://arxiv.org/abs/{paper}v{version}"
    return Paper(paper, version, title, authors, _under(lines, "## Summary"), fields.get("Date", ""), (), url)


def _under(lines: list[str], heading: str) -> str:
    found: list[str] = []
    inside = False
    for line in lines:
        if line.startswith("## "):
            inside = line.strip() == heading
        elif inside:
            found.append(line.removeprefix("> ").removeprefix(">").strip())
    return " ".join(part for part in found if part)


def new_files(research: Research, paths: Collection[str]) -> tuple[FileEdit, ...]:
    """The files to write for papers that have no summary yet; nothing that exists is touched.

    A paper whose newest version is not the one that a folder holds gets a folder of its own.
    """
    insights = {insight.paper: insight for insight in research.insights}
    known = known_versions(paths)
    edits = []
    for paper in research.papers:
        if paper.version not in known.get(paper.id, {}):
            # the summary makes a paper known, so it comes last: a run that is killed in between begins anew
            edits.append(FileEdit(place(paper, "metadata.json"), None, metadata(paper)))
            edits.append(FileEdit(place(paper, "summary.md"), None, summary(paper, insights.get(paper.id))))
    return tuple(edit for edit in edits if edit.path not in paths)
