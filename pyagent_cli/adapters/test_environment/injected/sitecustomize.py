"""Starts the overlay, then loads the environment's own sitecustomize in this one's place."""

import os
import sys


def _chain():
    from importlib.machinery import PathFinder
    from importlib.util import module_from_spec

    here = os.path.dirname(os.path.abspath(__file__))
    others = [path for path in sys.path if os.path.abspath(path) != here]
    spec = PathFinder.find_spec("sitecustomize", others)
    if spec is not None and spec.loader is not None:
        module = module_from_spec(spec)
        sys.modules["sitecustomize"] = module
        spec.loader.exec_module(module)


import _pyagent_overlay

_pyagent_overlay.install()
_chain()
_pyagent_overlay.install()
