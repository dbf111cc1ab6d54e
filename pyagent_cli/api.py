"""What a plugin imports. The names here stay; everything else of pyagent may move."""

from __future__ import annotations

from collections.abc import Mapping

from pyagent_cli.core.interests import ConflictMarkers as ConflictMarkers
from pyagent_cli.core.interests import CyclicImports as CyclicImports
from pyagent_cli.core.interests import Functions as Functions
from pyagent_cli.core.interests import ImportEdges as ImportEdges
from pyagent_cli.core.interests import Interest as Interest
from pyagent_cli.core.interests import Modules as Modules
from pyagent_cli.core.interests import UnusedImports as UnusedImports
from pyagent_cli.core.model import ChangeSet as ChangeSet
from pyagent_cli.core.model import CodemodOptions as CodemodOptions
from pyagent_cli.core.model import FileEdit as FileEdit
from pyagent_cli.core.model import Finding as Finding
from pyagent_cli.core.model import FunctionFacts as FunctionFacts
from pyagent_cli.core.model import ImportFact as ImportFact
from pyagent_cli.core.model import ModuleEdge as ModuleEdge
from pyagent_cli.core.model import ModuleFacts as ModuleFacts
from pyagent_cli.core.model import Move as Move
from pyagent_cli.core.model import Refusal as Refusal
from pyagent_cli.core.model import Severity as Severity
from pyagent_cli.plugins import Analyzer as Analyzer
from pyagent_cli.plugins import Codemod as Codemod
from pyagent_cli.plugins import Gate as Gate
from pyagent_cli.plugins import Registry as Registry


def findings(analyzer: Analyzer, files: Mapping[str, str], limit: int | None = None) -> tuple[Finding, ...]:
    """What an analyzer finds in these texts, as `pyagent analyze` would: for a plugin's own tests."""
    from pyagent_cli.core.analysis import check_all
    from pyagent_cli.core.reference.table import ReferenceTable

    table = ReferenceTable([(path, text.encode()) for path, text in sorted(files.items())])
    return check_all([analyzer], table, {} if limit is None else {analyzer.name: limit})
