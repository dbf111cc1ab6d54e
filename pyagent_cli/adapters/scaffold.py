"""`init` on disk: new files only, each as a whole."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from pyagent_cli.core.scaffold import TEXTS, Offer, offers
from pyagent_cli.errors import EnvironmentFailed


def initialise(root: Path) -> tuple[Offer, ...]:
    """Write what is missing below `root`, and say what was written and what was left alone."""
    made = offers({path: _text(root / path) for path, _ in TEXTS if _is_there(root / path)})
    return tuple(_written(root, offer) for offer in made)


def _is_there(path: Path) -> bool:
    return path.exists() or path.is_symlink()


def _text(path: Path) -> str:
    return path.read_text("utf-8", "replace") if path.is_file() else ""


def _written(root: Path, offer: Offer) -> Offer:
    if offer.text is None:
        return offer
    path = root / offer.path
    if not path.parent.resolve().is_relative_to(root.resolve()):
        return replace(offer, text=None, why="lies behind a symbolic link that leaves the repository", add=offer.text)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("x", encoding="utf-8", newline="") as file:
            file.write(offer.text)
    except OSError as error:
        raise EnvironmentFailed(f"Cannot write {path} ({error.strerror}); make it writable and try again.") from error
    return offer
