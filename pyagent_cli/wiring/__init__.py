"""Settings -> working objects: the one package that knows which adapter is which.

Each function imports what it builds, and each module of this package is imported when the first of its names is used,
so that a command loads only what it uses.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pyagent_cli.wiring.analysis import Analyzed as Analyzed
    from pyagent_cli.wiring.analysis import analyst as analyst
    from pyagent_cli.wiring.analysis import analyzed as analyzed
    from pyagent_cli.wiring.analysis import analyzers as analyzers
    from pyagent_cli.wiring.analysis import codemods_by_rule as codemods_by_rule
    from pyagent_cli.wiring.analysis import engine as engine
    from pyagent_cli.wiring.analysis import explanation as explanation
    from pyagent_cli.wiring.documents import checked_documents as checked_documents
    from pyagent_cli.wiring.documents import cited_papers as cited_papers
    from pyagent_cli.wiring.documents import dossier as dossier
    from pyagent_cli.wiring.documents import known_papers as known_papers
    from pyagent_cli.wiring.documents import paper_prompt as paper_prompt
    from pyagent_cli.wiring.documents import plan_prompt as plan_prompt
    from pyagent_cli.wiring.documents import researched as researched
    from pyagent_cli.wiring.documents import researcher as researcher
    from pyagent_cli.wiring.documents import updated_documents as updated_documents
    from pyagent_cli.wiring.documents import writer as writer
    from pyagent_cli.wiring.evaluation import evaluated as evaluated
    from pyagent_cli.wiring.evaluation import evaluator as evaluator
    from pyagent_cli.wiring.evaluation import test_environment as test_environment
    from pyagent_cli.wiring.memory import applied as applied
    from pyagent_cli.wiring.memory import audited as audited
    from pyagent_cli.wiring.memory import contexts as contexts
    from pyagent_cli.wiring.memory import done as done
    from pyagent_cli.wiring.memory import ever_ran as ever_ran
    from pyagent_cli.wiring.memory import exported as exported
    from pyagent_cli.wiring.memory import history as history
    from pyagent_cli.wiring.memory import home as home
    from pyagent_cli.wiring.memory import imported as imported
    from pyagent_cli.wiring.memory import initialised as initialised
    from pyagent_cli.wiring.memory import past as past
    from pyagent_cli.wiring.memory import shown_change as shown_change
    from pyagent_cli.wiring.memory import shown_run as shown_run
    from pyagent_cli.wiring.memory import summaries as summaries
    from pyagent_cli.wiring.memory import trusted as trusted
    from pyagent_cli.wiring.memory import undone as undone
    from pyagent_cli.wiring.places import Place as Place
    from pyagent_cli.wiring.places import inside as inside
    from pyagent_cli.wiring.places import place as place
    from pyagent_cli.wiring.places import registry as registry
    from pyagent_cli.wiring.places import repository as repository
    from pyagent_cli.wiring.places import selected as selected
    from pyagent_cli.wiring.places import settings as settings
    from pyagent_cli.wiring.planning import planned as planned
    from pyagent_cli.wiring.publishing import Workshop as Workshop
    from pyagent_cli.wiring.publishing import published as published
    from pyagent_cli.wiring.refactoring import Refactored as Refactored
    from pyagent_cli.wiring.refactoring import refactored as refactored
    from pyagent_cli.wiring.refactoring import refactorer as refactorer
    from pyagent_cli.wiring.refactoring import written as written
    from pyagent_cli.wiring.running import Session as Session
    from pyagent_cli.wiring.running import running as running

MODULES = (
    "places",
    "analysis",
    "documents",
    "evaluation",
    "memory",
    "planning",
    "publishing",
    "refactoring",
    "running",
)


def __getattr__(name: str) -> Any:
    for module in MODULES:
        if (found := getattr(import_module(f"pyagent_cli.wiring.{module}"), name, None)) is not None:
            globals()[name] = found
            return found
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
