"""Exports in memory."""

from __future__ import annotations

from pyagent_cli.errors import UsageError


class MemoryExports:
    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}

    def write(self, name: str, data: bytes) -> str:
        if "/" in name or name in ("", ".", ".."):
            raise UsageError(f"{name!r} is not the name of an export.")
        self.files[name] = data
        return name

    def read(self, path: str, limit: int) -> bytes:
        if path not in self.files:
            raise UsageError(f"There is no file {path!r}.")
        if len(self.files[path]) > limit:
            raise UsageError(f"{path!r} is larger than {limit} bytes.")
        return self.files[path]
