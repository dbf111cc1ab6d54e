import global_in_one_part.shop as shop
print(shop.bump(), shop.bump(), shop._count, shop.count(), hasattr(shop, "_made"))
shop._count = 10
print(shop.bump(), shop.other(), shop._count, "_count" in dir(shop))
from global_in_one_part.shop import _count

print(_count)
shop.create()
print(shop._made)
from unittest import mock

with mock.patch.object(shop, "_count", 100):
    print(shop.bump(), shop.another())
print(shop.count())
