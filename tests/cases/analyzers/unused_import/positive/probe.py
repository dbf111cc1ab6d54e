try:
    import numpy
except ImportError:
    numpy_found = False
