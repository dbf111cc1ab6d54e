"""The registry of built-ins, one line each, by dotted path so that starting stays quick."""

from __future__ import annotations

from pyagent_cli.plugins import Registry


def register(registry: Registry) -> None:
    """Add everything that pyagent ships, through the hook that plugins use."""
    add = registry.add
    add("analyzer", "long_module", "pyagent_cli.core.analyzers.long_module:LongModule")
    add("analyzer", "complex_function", "pyagent_cli.core.analyzers.complex_function:ComplexFunction")
    add("analyzer", "unused_import", "pyagent_cli.core.analyzers.unused_import:UnusedImport")
    add("analyzer", "import_cycle", "pyagent_cli.core.analyzers.import_cycle:ImportCycle")
    add("analyzer", "conflict_marker", "pyagent_cli.core.analyzers.conflict_marker:ConflictMarker")
    add("codemod", "split_module", "pyagent_cli.core.codemods.split_module:SplitModule")
    add("codemod", "remove_unused_imports", "pyagent_cli.core.codemods.remove_unused_imports:RemoveUnusedImports")
    add("gate", "judge_files", "pyagent_cli.core.gates.judge_files:JudgeFiles")
    add("gate", "parses", "pyagent_cli.core.gates.parses:Parses")
    add("gate", "public_api", "pyagent_cli.core.gates.public_api:PublicApi")
