from importlib import import_module, resources


def read():
    # fill
    return resources.files(__package__).joinpath("price.txt").read_text()


def sibling():
    # fill
    return import_module(".other", __package__).VALUE
