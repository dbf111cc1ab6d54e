"""Pull requests on GitHub through PyGithub. The token is handed in, and appears in no message."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from pyagent_cli.core.markdown import visible
from pyagent_cli.core.model import PullRequest
from pyagent_cli.errors import EnvironmentFailed, PyagentError, UsageError

if TYPE_CHECKING:
    from github.GithubException import GithubException
    from github.PullRequest import PullRequest as Found
    from github.Repository import Repository

PAUSE = 1.0  # seconds between two writes, as GitHub asks
TIMEOUT = 30


class GitHubPullRequests:
    """The pull requests of `slug` ("owner/name"); nothing is retried, since a lost answer may have done its work."""

    def __init__(self, slug: str, url: str, token: str | None, pause: float = PAUSE) -> None:
        self._slug = slug
        self._url = url.rstrip("/")
        self._token = token
        self._pause = pause
        self._opened: Repository | None = None

    def find(self, prefix: str) -> tuple[PullRequest, ...]:
        with self._understood():
            found = [_plain(pull) for pull in self._repository().get_pulls(state="all") if self._is_ours(pull, prefix)]
        newest = {request.head: request for request in sorted(found, key=lambda request: request.number)}
        return tuple(newest[head] for head in sorted(newest))

    def create(self, head: str, base: str, title: str, body: str) -> PullRequest:
        """Look first, and look again when the answer does not come: what was created is not created twice."""
        if self._token is None:
            raise UsageError("Creating pull requests needs a token; set GITHUB_TOKEN in the environment.")
        existing = self._of(head)
        if existing:
            return existing
        try:
            with self._understood():
                return _plain(self._repository().create_pull(base, head, title=title, body=body))
        except EnvironmentFailed:
            made = self._of(head)
            if made is None:
                raise
            return made

    def _of(self, head: str) -> PullRequest | None:
        owner = self._slug.partition("/")[0]
        with self._understood():
            found = self._repository().get_pulls(state="all", head=f"{owner}:{head}")
            ours = [_plain(pull) for pull in found if self._is_ours(pull, head) and pull.head.ref == head]
        return max(ours, key=lambda request: request.number, default=None)

    def _is_ours(self, pull: Found, prefix: str) -> bool:
        """A fork's branch may bear any name: only those of the repository itself count."""
        repository = pull.head.repo
        same = repository is not None and repository.full_name.lower() == self._slug.lower()
        return same and pull.head.ref.startswith(prefix)

    def _repository(self) -> Repository:
        if self._opened is None:
            from github import Auth, Github

            client = Github(
                auth=Auth.Token(self._token) if self._token else None,
                base_url=self._url,
                timeout=TIMEOUT,
                user_agent="pyagent",
                per_page=100,
                retry=None,
                lazy=True,
                seconds_between_requests=None,
                seconds_between_writes=self._pause or None,
            )
            self._opened = client.get_repo(self._slug)
        return self._opened

    def _understood(self) -> _Understood:
        return _Understood(self._slug, self._url)


class _Understood:
    """Turns what PyGithub and the network raise into one sentence; no header and no address is repeated in it."""

    def __init__(self, slug: str, url: str) -> None:
        self._slug = slug
        self._url = url

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        from github.GithubException import GithubException
        from requests.exceptions import RequestException

        if isinstance(error, GithubException):
            raise self._refused(error) from None
        if isinstance(error, RequestException | ConnectionError | TimeoutError):
            raise EnvironmentFailed(f"No answer from {self._url}; check the network and try again.") from None

    def _refused(self, error: GithubException) -> PyagentError:
        from github.GithubException import RateLimitExceededException

        if isinstance(error, RateLimitExceededException) or error.status == 429:
            return EnvironmentFailed(f"{self._url} allows no more requests for now; try again later.")
        if error.status == 401:
            return UsageError(f"{self._url} does not accept the token; set a valid one in GITHUB_TOKEN.")
        if error.status in (403, 404):
            return UsageError(
                f"{self._url} shows no {self._slug} to this token; check --repo, "
                "and that the token may read the repository and write pull requests."
            )
        return EnvironmentFailed(f"{self._url} answered {error.status}{_words(error)}; try again later.")


def _words(error: GithubException) -> str:
    data = error.data
    said = [str(data.get("message") or "")] if isinstance(data, dict) else []
    details = data.get("errors") if isinstance(data, dict) else None
    said += [str(d.get("message") or "") for d in details if isinstance(d, dict)] if isinstance(details, list) else []
    text = ": ".join(visible(word)[:200] for word in said if word)
    return f" ({text})" if text else ""


def _plain(pull: Found) -> PullRequest:
    return PullRequest(pull.number, pull.head.ref, pull.title, pull.body or "", _state(pull), pull.html_url)


def _state(pull: Found) -> Literal["open", "closed", "merged"]:
    if pull.merged_at:
        return "merged"
    return "closed" if pull.state == "closed" else "open"
