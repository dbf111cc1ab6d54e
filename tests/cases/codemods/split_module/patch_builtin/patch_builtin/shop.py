def read(path):
    # fill
    return open(path).read()


def size(path):
    # fill
    return len(open(path).read())
