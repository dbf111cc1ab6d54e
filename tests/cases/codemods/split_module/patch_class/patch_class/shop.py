class Till:
    """Takes money."""

    # fill
    def take(self):
        return "real"


def sell():
    # fill
    return Till().take()


class Drawer(Till):
    # fill
    pass
