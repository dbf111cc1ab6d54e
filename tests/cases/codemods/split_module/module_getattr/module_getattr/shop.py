def __getattr__(name):
    if name == "legacy":
        return modern
    raise AttributeError(name)


def __dir__():
    return ["legacy", "modern"]


def modern():
    # fill
    return 1


def caller():
    # fill
    return modern() + 1
