import threading

LOCK = threading.Lock()
CACHE = {}


def put(key, value):
    # fill
    with LOCK:
        CACHE[key] = value


def get(key):
    # fill
    return CACHE.get(key), LOCK
