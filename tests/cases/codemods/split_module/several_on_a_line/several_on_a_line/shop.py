import os; import sys
A = 1; B = 2; \
C = 3


def one(): return A
def two():
    # fill
    return B


def three():
    # fill
    return C, os.sep, sys.maxsize > 0; D = 1
