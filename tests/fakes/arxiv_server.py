"""A small server that speaks arXiv's Atom API on this machine, with the faults that the real one is known for."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

SPACES = (
    'xmlns="http://www.w3.org/2005/Atom" xmlns:arxiv="http://arxiv.org/schemas/atom" '
    'xmlns:opensearch="http://a9.com/-/spec/opensearch/1.1/"'
)


@dataclass(frozen=True)
class Stored:
    title: str = "Caching the keys of a model"
    abstract: str = "We cache keys. The cache is 2.5x faster."
    version: int = 1
    authors: tuple[str, ...] = ("Ada Lovelace",)
    comment: str = ""


@dataclass
class ArxivServer:
    """`faults[n]` happens to the n-th request, from 1; `seen` holds (time, address, User-Agent) of each."""

    papers: Mapping[str, Stored]
    faults: Mapping[int, str] = field(default_factory=dict)
    url: str = ""
    seen: list[tuple[float, str, str]] = field(default_factory=list)

    def answer(self, query: Mapping[str, list[str]]) -> tuple[int, str]:
        asked = query["id_list"][0].split(",")
        bad = [paper for paper in asked if paper.startswith("0001")]
        if bad:
            return 400, feed([error_entry(f"incorrect id format for {bad[0]}")], 1)
        found = [entry(base, stored, number) for base, stored, number in self._known(asked)]
        return 200, feed(found[: int(query.get("max_results", ["10"])[0])], len(found))

    def _known(self, asked: list[str]) -> Iterator[tuple[str, Stored, int]]:
        for paper in asked:
            base, _, number = paper.partition("v")
            stored = self.papers.get(base)
            if stored and int(number or 1) <= stored.version:
                yield base, stored, int(number or stored.version)


def feed(entries: list[str], total: int) -> str:
    head = f'<?xml version="1.0" encoding="UTF-8"?>\n<feed {SPACES}><opensearch:totalResults>{total}'
    return f"{head}</opensearch:totalResults>{''.join(entries)}</feed>"


def entry(paper: str, stored: Stored, version: int) -> str:
    authors = "".join(f"<author><name>{escape(name)}</name></author>" for name in stored.authors)
    comment = f"<arxiv:comment>{escape(stored.comment)}</arxiv:comment>" if stored.comment else ""
    return (
        f"<entry><id>http://arxiv.org/abs/{paper}v{version}</id><title>{escape(stored.title)}</title>"
        f"<updated>2026-01-20T10:00:00Z</updated><published>2026-01-12T23:30:00Z</published>"
        f'<summary>  {escape(stored.abstract)}</summary><category term="cs.LG"/><category term="cs.CL"/>'
        f'{comment}<arxiv:primary_category term="cs.CL"/>{authors}</entry>'
    )


def error_entry(what: str) -> str:
    return f"<entry><id>https://arxiv.org/api/errors#x</id><title>Error</title><summary>{what}</summary></entry>"


@contextmanager
def arxiv_server(papers: Mapping[str, Stored], faults: Mapping[int, str] | None = None) -> Iterator[ArxivServer]:
    """A server on a free port, ended with the block."""
    state = ArxivServer(papers, faults or {})
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(state))
    server.daemon_threads = True
    state.url = f"http://127.0.0.1:{server.server_port}/api/query"
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    try:
        yield state
    finally:
        server.shutdown()
        server.server_close()


def _handler(state: ArxivServer) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            pass

        def do_GET(self) -> None:
            state.seen.append((time.time(), self.path, self.headers.get("User-Agent", "")))
            fault = state.faults.get(len(state.seen), "")
            status, text = state.answer(parse_qs(urlsplit(self.path).query))
            fault_of = getattr(self, f"fault_{fault.partition(' ')[0]}", None)
            if fault_of:
                fault_of(text, fault.partition(" ")[2])
            else:
                self.reply(status, text)

        def reply(self, status: int, text: str, **headers: str) -> None:
            body = text.encode()
            self.send_response(status)
            for name, value in {"Content-Length": str(len(body)), **headers}.items():
                self.send_header(name.replace("_", "-"), value)
            self.end_headers()
            self.wfile.write(body)

        def fault_status(self, _: str, argument: str) -> None:
            status, _, wait = argument.partition(" ")
            self.reply(int(status), "Rate exceeded.", **({"Retry_After": wait} if wait else {}))

        def fault_redirect(self, _: str, target: str) -> None:
            self.reply(302, "", Location=target)

        def fault_says(self, _: str, text: str) -> None:
            self.reply(200, text)

        def fault_empty(self, _: str, total: str) -> None:
            self.reply(200, feed([], int(total)))

        def fault_truncated(self, text: str, _: str) -> None:
            self.reply(200, text[: len(text) // 2])

        def fault_control(self, text: str, _: str) -> None:
            self.reply(200, text.replace("<summary>", "<summary>\x0b"))

        def fault_entities(self, text: str, _: str) -> None:
            self.reply(200, text.replace("?>", '?><!DOCTYPE f [<!ENTITY a "aaaaaaaaaa">]>', 1))

        def fault_half(self, text: str, _: str) -> None:
            self.reply(200, text[:40], Content_Length=str(len(text)))

        def fault_reset(self, _: str, __: str) -> None:
            self.connection.shutdown(socket.SHUT_RDWR)

        def fault_hang(self, _: str, seconds: str) -> None:
            time.sleep(float(seconds))

        def fault_drip(self, text: str, seconds: str) -> None:
            self.send_response(200)
            self.end_headers()
            try:
                for letter in text:
                    self.wfile.write(letter.encode())
                    self.wfile.flush()
                    time.sleep(float(seconds))
            except OSError:
                return

    return Handler
