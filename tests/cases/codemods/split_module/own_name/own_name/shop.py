import logging
import sys

log = logging.getLogger(__name__)


def logger():
    # fill
    return logging.getLogger(__name__).name, log.name


def listed():
    # fill
    return [name for name in ("logger", "listed", "nothing") if hasattr(sys.modules[__name__], name)]


def made():
    # fill
    class Local:
        pass

    return Local.__module__, made.__module__, made.__globals__["__name__"]
