import json
from time import monotonic as clock


def dump(value):
    # fill
    return json.dumps(value)


def load(text):
    # fill
    return json.loads(text), clock() > 0
