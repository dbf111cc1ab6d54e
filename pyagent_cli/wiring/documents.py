"""Papers, prompts and the documents that pyagent keeps."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pyagent_cli.errors import UsageError
from pyagent_cli.wiring.analysis import analyst
from pyagent_cli.wiring.memory import done, ever_ran, history
from pyagent_cli.wiring.places import Place, place, registry, selected

if TYPE_CHECKING:
    from pyagent_cli.adapters.git.repository import GitRepository
    from pyagent_cli.agents.research import Cited, Researcher
    from pyagent_cli.agents.roadmap import Writer
    from pyagent_cli.config import Settings
    from pyagent_cli.core.contexts import EvolutionContext
    from pyagent_cli.core.documents.living import Facts
    from pyagent_cli.core.model import Finding, Insight, Paper, Plan, Refusal, Research
    from pyagent_cli.ports import PaperSource, SourceTree

RESEARCH = "data/Research"


def researcher(settings: Settings, tree: SourceTree) -> Researcher:
    """The researcher of a tree; with `--offline` it asks nobody."""
    from pyagent_cli.agents.research import Researcher

    return Researcher(tree, None if settings.offline else paper_source(settings), settings.documents)


def paper_source(settings: Settings) -> PaperSource:
    from pyagent_cli.adapters.arxiv.source import ArxivSource

    return ArxivSource(settings.arxiv_url, settings.state_dir, settings.arxiv_spacing)


def writer(settings: Settings, tree: SourceTree, repository: GitRepository | None, test_command: str = "") -> Writer:
    """The writer of the documents of a tree."""
    from pyagent_cli.agents.roadmap import Writer

    folder = settings.documents[0].rstrip("/") if settings.documents else "docs/prompt"
    revision, date = code_revision(repository, tree.revision, (folder, RESEARCH)) if repository else (None, "")
    return Writer(tree, folder, revision, date, test_command)


def code_revision(repository: GitRepository, revision: str | None, documents: Sequence[str]) -> tuple[str | None, str]:
    """The last commit that changed more than documents, and its date: committing documents does not age them."""
    start = revision or "HEAD"
    if repository.git.run("rev-parse", "--verify", "-q", f"{start}^{{commit}}").code:
        return None, ""
    outside = (":(top)", *(f":(exclude,top){folder}" for folder in documents))
    newest = ("--max-count=1", "--format=%cs", start)
    line = repository.git.line("rev-list", *newest, "--", *outside) or repository.git.line("rev-list", *newest)
    commit, date = line.split("\n")  # "commit 0d50..." and the date
    return commit.removeprefix("commit "), date


# --- pyagent research ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Studied:
    research: Research
    written: tuple[str, ...]


def researched(settings: Settings, ids: Sequence[str] = ()) -> Studied:
    """Fetch what the documents name, or these ids, and write the folders that are missing."""
    from pyagent_cli.adapters.documents import DocumentFolder
    from pyagent_cli.core.papers.identifiers import parse

    where = place(settings)
    worker = researcher(settings, where.tree)
    named = [f"{paper}v{version}" if version else paper for paper, version in map(parse, ids)]
    found = worker.fetch(named) if named else worker.run()
    return Studied(found, DocumentFolder(where.root, (RESEARCH,)).write(worker.edits(found)))


def cited_papers(settings: Settings) -> tuple[Cited, ...]:
    """Every paper that the documents name."""
    return researcher(settings, place(settings).tree).cited()


def known_papers(settings: Settings) -> tuple[Paper, ...]:
    """Every paper in data/Research."""
    return researcher(settings, place(settings).tree).known()


@dataclass(frozen=True, slots=True)
class Dossier:
    """What is known here of one paper; `paper` and `insight` are None when it was never fetched."""

    id: str
    paper: Paper | None
    insight: Insight | None
    summary: str
    places: tuple[str, ...]
    statuses: tuple[str, ...]


def dossier(settings: Settings, text: str) -> Dossier:
    """A paper by any notation of its id. Raises UsageError when it is neither known nor named anywhere."""
    from pyagent_cli.core.papers.identifiers import parse
    from pyagent_cli.core.papers.records import known_versions

    where = place(settings)
    worker = researcher(settings, where.tree)
    wanted = parse(text)[0]
    paper = next((known for known in worker.known() if known.id == wanted), None)
    cited = next((entry for entry in worker.cited() if entry.id == wanted), None)
    if paper is None and cited is None:
        raise UsageError(f"No document names {wanted}; fetch it with: pyagent research fetch {wanted}")
    folder = known_versions(where.tree.paths())[wanted][paper.version] if paper else ""
    summary = where.tree.read(f"{folder}/summary.md").decode("utf-8", "replace") if paper else ""
    insight = worker.insights([paper])[0] if paper else None
    places, statuses = (cited.places, cited.statuses) if cited else ((), ())
    return Dossier(wanted, paper, insight, summary, places, statuses)


def paper_prompt(settings: Settings, found: Dossier) -> str:
    """The prompt about one paper. Raises UsageError when it was never fetched."""
    from pyagent_cli.core.prompting import research_values

    if found.paper is None:
        raise UsageError(f"{found.id} is not known yet; fetch it with: pyagent research fetch {found.id}")
    return _prompt(settings, "research", research_values(found.paper, found.insight, found.places, found.statuses))


def plan_prompt(settings: Settings, plan: Plan) -> str:
    """The prompt about a plan."""
    from pyagent_cli.core.prompting import plan_values

    return _prompt(settings, "plan", plan_values(plan))


def _prompt(settings: Settings, name: str, values: Mapping[str, object]) -> str:
    from pyagent_cli.adapters.prompts import render

    return render(name, values, place(settings).root)


# --- pyagent roadmap -----------------------------------------------------------------------------------


def checked_documents(settings: Settings) -> tuple[Finding, ...]:
    """What cannot be true at once in the documents."""
    from pyagent_cli.core.documents.contradictions import check
    from pyagent_cli.core.documents.selection import chosen, texts

    tree = place(settings).tree
    return check(texts(chosen(tree.paths(), settings.documents), tree.read), tree.paths())


@dataclass(frozen=True, slots=True)
class Updated:
    written: tuple[str, ...]
    refusals: tuple[Refusal, ...]


def updated_documents(settings: Settings) -> Updated:
    """Measure, and write the marked sections; one document that cannot be written keeps all as they are."""
    from pyagent_cli.adapters.documents import DocumentFolder

    where = place(settings)
    context = _latest(where, settings)
    worker = writer(settings, where.tree, where.repository)
    edits, refusals = worker.update(_facts(settings, where, worker, context))
    folder = DocumentFolder(where.root, (worker.folder,))
    return Updated(() if refusals else folder.write(edits), refusals)


def _facts(settings: Settings, where: Place, worker: Writer, context: EvolutionContext | None) -> Facts:
    from dataclasses import replace

    from pyagent_cli.agents.plan import Planner
    from pyagent_cli.core.documents.living import Facts

    paths = selected(where.tree, where.root, [], settings)
    analysis = analyst(settings, where.tree, where.root, paths).run()
    research = researcher(replace(settings, offline=True), where.tree).run()
    plan = Planner(registry(settings.plugins), settings.limits).run(analysis, research)
    report = context.evaluation_results if context else None
    loose = [path for path in where.repository.uncommitted() if path.endswith(".py")] if where.repository else []
    return Facts(
        worker.revision,
        worker.date,
        analysis,
        research,
        plan,
        report,
        " ".join(settings.test_command or ()),
        uncommitted=len(loose),
    )


def _latest(where: Place, settings: Settings) -> EvolutionContext | None:
    """The latest run, when what it measured is what is checked out: its base, or the tip of its branch."""
    if where.repository is None or not ever_ran(where, settings):
        return None
    with history(where, settings) as known:
        headers = known.headers()
        context = done(known.store.get_context(headers[0].evolution_id)) if headers else None
    here = where.repository.head()
    return context if context and here in (context.base, context.tip) else None
