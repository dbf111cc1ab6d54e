def parse(kind):
    if kind == 0:
        return 0
    if kind == 1:
        return 1
    if kind == 2:
        return 2
    if kind == 3:
        return 3
    if kind == 4:
        return 4
    if kind == 5:
        return 5
    if kind == 6:
        return 6
    if kind == 7:
        return 7
    if kind == 8:
        return 8
    if kind == 9:
        return 9
    if kind == 10:
        return 10
    if kind == 11:
        return 11
    if kind == 12:
        return 12
    if kind == 13:
        return 13
    if kind == 14:
        return 14
    if kind == 15:
        return 15
    if kind == 16:
        return 16
    if kind == 17:
        return 17
    if kind == 18:
        return 18
    if kind == 19:
        return 19
    if kind == 20:
        return 20
    if kind == 21:
        return 21
    if kind == 22:
        return 22
    if kind == 23:
        return 23


def outer(kind):
    if kind == 0:
        return 0
    if kind == 1:
        return 1
    if kind == 2:
        return 2
    if kind == 3:
        return 3
    if kind == 4:
        return 4
    if kind == 5:
        return 5
    if kind == 6:
        return 6
    if kind == 7:
        return 7
    if kind == 8:
        return 8
    if kind == 9:
        return 9
    if kind == 10:
        return 10
    if kind == 11:
        return 11
    if kind == 12:
        return 12
    if kind == 13:
        return 13
    if kind == 14:
        return 14
    if kind == 15:
        return 15
    if kind == 16:
        return 16
    if kind == 17:
        return 17
    if kind == 18:
        return 18
    if kind == 19:
        return 19
    def inner(kind):
        if kind == 0:
            return 0
        if kind == 1:
            return 1
        if kind == 2:
            return 2
        if kind == 3:
            return 3
        if kind == 4:
            return 4
        if kind == 5:
            return 5
        if kind == 6:
            return 6
        if kind == 7:
            return 7
        if kind == 8:
            return 8
        if kind == 9:
            return 9
        if kind == 10:
            return 10
        if kind == 11:
            return 11
        if kind == 12:
            return 12
        if kind == 13:
            return 13
        if kind == 14:
            return 14
        if kind == 15:
            return 15
        if kind == 16:
            return 16
        if kind == 17:
            return 17
        if kind == 18:
            return 18
        if kind == 19:
            return 19
    return inner
