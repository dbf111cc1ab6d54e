import private_and_star.shop as shop
names = {}
exec("from private_and_star.shop import *", names)
names.pop("__builtins__")
print(sorted(names))
from private_and_star.shop import _HIDDEN, _private

print(_HIDDEN, _private())
