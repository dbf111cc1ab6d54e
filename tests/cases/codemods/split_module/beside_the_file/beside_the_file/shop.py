import os
from pathlib import Path

HERE = os.path.dirname(os.path.abspath(__file__))


def first():
    # fill
    with open(os.path.join(HERE, "price.txt")) as file:
        return file.read()


def second():
    # fill
    return (Path(__file__).resolve().parent / "price.txt").read_text()
