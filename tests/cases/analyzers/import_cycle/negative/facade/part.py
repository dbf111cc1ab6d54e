from . import leaf
from facade import leaf as again
