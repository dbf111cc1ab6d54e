import os


def f(name):
    return globals()[name]
