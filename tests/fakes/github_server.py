"""A small HTTP server that speaks the part of GitHub's REST API that publishing uses, and fails on demand."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

SLUG = "acme/shop"
TOKEN = "token-of-a-test"


@dataclass
class GitHub:
    """The server's state. `faults` are used up in order, one per attempt to create a pull request.

    "drop": create it, then close the connection; "500", "403": answer that without creating it.
    """

    url: str = ""
    pulls: list[dict[str, Any]] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    writes: list[dict[str, Any]] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)
    page: int = 100
    rate_limited: bool = False

    def add(self, head: str, *, state: str = "open", owner: str = "acme", merged: bool = False, **more: Any) -> dict:
        number = len(self.pulls) + 1
        pull = {
            "number": number,
            "url": f"{self.url}/repos/{SLUG}/pulls/{number}",
            "html_url": f"{self.url}/{SLUG}/pull/{number}",
            "state": state,
            "title": "",
            "body": "",
            "merged_at": "2026-01-01T00:00:00Z" if merged else None,
            "head": {"ref": head, "label": f"{owner}:{head}", "repo": {"full_name": f"{owner}/shop"}},
            "base": {"ref": "main", "repo": {"full_name": SLUG}},
            **more,
        }
        self.pulls.append(pull)
        return pull

    def close(self, number: int) -> None:
        """A person closes a pull request."""
        self.pulls[number - 1]["state"] = "closed"


@contextmanager
def serving() -> Iterator[GitHub]:
    state = GitHub()
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (_Handler,), {"state": state}))
    state.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield state
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class _Handler(BaseHTTPRequestHandler):
    state: GitHub
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        path, query = self._asked()
        if not self._allowed():
            return
        if path == f"/repos/{SLUG}/pulls":
            self._list(query)
        else:
            self._answer(404, {"message": "Not Found"})

    def do_POST(self) -> None:
        path, _ = self._asked()
        wanted = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if not self._allowed():
            return
        if path != f"/repos/{SLUG}/pulls":
            self._answer(404, {"message": "Not Found"})
            return
        self.state.writes.append(wanted)
        self._create(wanted, self.state.faults.pop(0) if self.state.faults else "")

    def _create(self, wanted: dict[str, Any], fault: str) -> None:
        if fault == "403":
            self._answer(403, {"message": "API rate limit exceeded for this token."})
        elif fault == "500":
            self._answer(500, {"message": "Server Error"})
        elif self._is_open(wanted["head"]):
            exists = {"message": f"A pull request already exists for acme:{wanted['head']}."}
            self._answer(422, {"message": "Validation Failed", "errors": [exists]})
        else:
            pull = self.state.add(wanted["head"], title=wanted["title"], body=wanted["body"])
            if fault == "drop":
                self.close_connection = True
                self.connection.shutdown(2)
            else:
                self._answer(201, pull)

    def _is_open(self, head: str) -> bool:
        return any(pull["head"]["label"] == f"acme:{head}" and pull["state"] == "open" for pull in self.state.pulls)

    def _list(self, query: dict[str, list[str]]) -> None:
        state, head = query.get("state", ["open"])[0], query.get("head", [""])[0]
        found = [
            pull
            for pull in reversed(self.state.pulls)
            if state in ("all", pull["state"]) and head in ("", pull["head"]["label"])
        ]
        size = min(self.state.page, int(query.get("per_page", ["30"])[0]))
        page = int(query.get("page", ["1"])[0])
        more = {}
        if page * size < len(found):
            more["Link"] = f'<{self.state.url}/repos/{SLUG}/pulls?state={state}&page={page + 1}>; rel="next"'
        self._answer(200, found[(page - 1) * size : page * size], more)

    def _asked(self) -> tuple[str, dict[str, list[str]]]:
        self.state.requests.append(f"{self.command} {self.path}")
        parts = urlsplit(self.path)
        return parts.path, parse_qs(parts.query)

    def _allowed(self) -> bool:
        if self.state.rate_limited:
            self._answer(403, {"message": "API rate limit exceeded for this address."})
        elif self.headers.get("Authorization") not in (None, f"token {TOKEN}", f"Bearer {TOKEN}"):
            self._answer(401, {"message": "Bad credentials"})
        else:
            return True
        return False

    def _answer(self, status: int, value: object, headers: dict[str, str] | None = None) -> None:
        data = json.dumps(value).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        for name, text in (headers or {}).items():
            self.send_header(name, text)
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_: object) -> None:
        """Say nothing: the tests read `requests`."""
