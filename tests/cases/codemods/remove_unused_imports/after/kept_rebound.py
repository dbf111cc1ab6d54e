import os
import re


def f():
    global re
    import re


os = None
del os
