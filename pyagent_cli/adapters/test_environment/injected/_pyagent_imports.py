"""Import each module first in a process of its own; print the first that fails as JSON."""

import importlib
import json
import os
import sys
import traceback


def attempt(name):
    """None when it imports; else where and why it does not. The import happens in a forked child."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reader)
        try:
            importlib.import_module(name)
            said = ""
        except BaseException as error:
            said = json.dumps(explain(name, error))
        os.write(writer, said.encode("utf-8", "replace")[:60000])
        os._exit(0 if not said else 1)
    os.close(writer)
    with os.fdopen(reader, "rb") as stream:
        said = stream.read().decode("utf-8", "replace")
    _, status = os.waitpid(child, 0)
    if said:
        return json.loads(said)
    return {"module": name, "why": "the process ended while importing it", "path": "", "line": None} if status else None


def explain(name, error):
    frames = traceback.extract_tb(error.__traceback__)
    own = [frame for frame in frames if "importlib" not in frame.filename and frame.filename != __file__]
    where = (own[-1].filename, own[-1].lineno) if own else ("", None)
    if isinstance(error, SyntaxError):
        where = (error.filename or where[0], error.lineno)
    return {"module": name, "why": "%s: %s" % (type(error).__name__, error), "path": where[0], "line": where[1]}


if __name__ == "__main__":
    sys.path.insert(0, os.getcwd())
    for module in sys.argv[1:]:
        failure = attempt(module)
        if failure:
            print(json.dumps(failure))
            break
