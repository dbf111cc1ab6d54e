def f(os):
    return os
