import all_in_steps.shop as shop
names = {}
exec("from all_in_steps.shop import *", names)
names.pop("__builtins__")
print(sorted(names), shop.__all__, shop.__doc__, shop.__name__)
shop.__version__ = "2"
print(shop.first(), shop.second())
