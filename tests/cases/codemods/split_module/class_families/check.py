import class_families.shop as shop
print(type(shop.Item().variant()).__name__, type(shop.Special().variant()).__name__, shop.Registry.made)
print(shop.Special.__mro__[1] is shop.Item, repr(shop.Two), shop.Two.__qualname__)
