"""Loaded at the start of every process of a suite: the project's modules come from the worktree, and
where each module really came from is recorded. Runs in the target's interpreter (3.8 or later).

`settings.json` lies beside this file, so that a process without environment variables finds it too.
"""

import json
import os
import sys
from importlib.machinery import PathFinder

SETTINGS = json.load(open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "settings.json"), encoding="utf-8"))
_started = []


class Finder:
    """First on the meta path: a name that the project owns is found in the worktree or nowhere."""

    def __init__(self, owned, namespaces):
        self.owned = owned
        self.namespaces = namespaces
        self.tops = {name + "." for name in owned}

    def find_spec(self, name, path=None, target=None):
        where = self.owned.get(name)
        if where is not None:
            return self._own(name, where)
        if name in self.namespaces:
            return PathFinder.find_spec(name, self.namespaces[name] + list(sys.path if path is None else path))
        if path is not None and any(name.startswith(top) for top in self.tops):
            return PathFinder.find_spec(name, path)
        return None

    def invalidate_caches(self):
        PathFinder.invalidate_caches()

    def _own(self, name, where):
        folder, base = os.path.split(where)
        if base == name.rpartition(".")[2]:
            spec = PathFinder.find_spec(name, [folder])
        else:
            spec = _renamed(name, where)
        if spec is None:
            raise ModuleNotFoundError("No module named %r in the tree under test" % name, name=name)
        return spec


def _renamed(name, where):
    from importlib.util import spec_from_file_location

    package = os.path.join(where, "__init__.py")
    if os.path.exists(package):
        return spec_from_file_location(name, package, submodule_search_locations=[where])
    return spec_from_file_location(name, where + ".py") if os.path.exists(where + ".py") else None


def start():
    """Under the overlay's own prefix: the environment's packages first, with their own start-up files."""
    import site

    sys.dont_write_bytecode = True  # also where the environment variable is ignored: nothing is written beside
    for folder in SETTINGS["sites"]:
        site.addsitedir(folder)
    install()


def install():
    """Idempotent: the second call only puts back in place what ran in between has moved."""
    sys.path[:] = _translated(sys.path)
    if not _started:
        _started.append(Finder(SETTINGS["owned"], SETTINGS["namespaces"]))
        _record()
        if SETTINGS["trace"]:
            _trace(frozenset(SETTINGS["trace"]))
    finder = _started[0]
    sys.meta_path[:] = [finder] + [other for other in sys.meta_path if other is not finder]


def _translated(paths):
    """What lies in the checkout becomes its counterpart in the worktree, or goes; import roots before packages."""
    worktree, roots, sites = SETTINGS["worktree"], list(SETTINGS["roots"]), set(SETTINGS["sites"])
    found = []
    for path in paths:
        if path in sites and roots:
            found += [root for root in roots if root not in found]
            roots = []
        inside = _within_checkout(os.path.realpath(path)) if path else None
        if inside is not None:
            path = os.path.normpath(os.path.join(worktree, inside))
            if not os.path.exists(path):
                continue
        if path not in found:
            found.append(path)
    return found + [root for root in roots if root not in found]


def _within_checkout(real):
    """The path relative to the user's checkout; None for anything else, the environment in it included."""
    if any(real == kept or real.startswith(kept + os.sep) for kept in SETTINGS["kept"]):
        return None
    for checkout in SETTINGS["checkouts"]:
        if real == checkout or real.startswith(checkout + os.sep):
            return os.path.relpath(real, checkout)
    return None


def _writer():
    """Append lines to this process's own file, with functions that a test cannot replace afterwards."""
    opener, write, close, getpid = os.open, os.write, os.close, os.getpid
    flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT
    record = SETTINGS["record"]

    def put(line):
        try:
            handle = opener("%s/%d.log" % (record, getpid()), flags, 0o600)
        except OSError:
            return
        try:
            write(handle, (line + "\n").encode("utf-8", "surrogateescape"))
        finally:
            close(handle)

    return put


def _record():
    import atexit

    note = _noter(_writer())

    def hook(event, args):
        try:
            if event == "exec":
                if args[0].co_name == "<module>":
                    note(args[0].co_filename)
            elif event == "import" or event == "cpython.run_file":
                name = args[1] if event == "import" else args[0]
                if isinstance(name, str):
                    note(name)
        except Exception:  # an error here would break the code under test; what is missed shows at exit
            pass

    def rest():
        for module in list(sys.modules.values()):
            name = getattr(module, "__file__", None)
            if isinstance(name, str):
                note(name)

    sys.addaudithook(hook)
    atexit.register(rest)


def _noter(put):
    """`L`: a file of the worktree was loaded. `O`: one of the project's, but from somewhere else."""
    real, isabs, join, getcwd = os.path.realpath, os.path.isabs, os.path.join, os.getcwd
    worktree = real(SETTINGS["worktree"]) + os.sep
    copies = tuple(SETTINGS["copies"])
    seen = set()

    def note(name):
        if name in seen or name[:1] == "<":
            return
        seen.add(name)
        path = real(name if isabs(name) else join(getcwd(), name))
        if path.startswith(worktree):
            put("L " + path[len(worktree) :])
        elif path.startswith(copies) or _within_checkout(path) is not None:
            put("O " + path)

    return note


def _trace(files):
    put = _writer()
    seen = set()

    def mark(name, line):
        if (name, line) not in seen:
            seen.add((name, line))
            put("T %d %s" % (line, name))

    if sys.version_info >= (3, 12):
        _monitor(files, mark)
    else:
        _settrace(files, mark)


def _monitor(files, mark):
    monitoring = sys.monitoring
    tool = 4  # neither a debugger's, coverage's, a profiler's nor an optimizer's

    def line(code, number):
        if code.co_filename in files:
            mark(code.co_filename, number)
        return monitoring.DISABLE

    monitoring.use_tool_id(tool, "pyagent")
    monitoring.register_callback(tool, monitoring.events.LINE, line)
    monitoring.set_events(tool, monitoring.events.LINE)


def _settrace(files, mark):
    import threading

    def local(frame, event, arg):
        if event == "line":
            mark(frame.f_code.co_filename, frame.f_lineno)
        return local

    def enter(frame, event, arg):
        return local if frame.f_code.co_filename in files else None

    threading.settrace(enter)
    sys.settrace(enter)
