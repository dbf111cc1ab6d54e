class Item:
    # fill
    def variant(self):
        return Special()


class Special(Item):
    # fill
    def variant(self):
        return super().variant()


class Registry(type):
    made = []

    def __init__(cls, name, bases, body):
        Registry.made.append(name)


class One(metaclass=Registry):
    # fill
    pass


class Two(One):
    # fill
    pass
