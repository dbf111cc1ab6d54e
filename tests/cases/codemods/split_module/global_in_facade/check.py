import global_in_facade.shop as shop
names = {}
exec("from global_in_facade.shop import *", names)
print(shop.twice(), shop.COUNT, "COUNT" in names, shop.more())
shop.COUNT = 0
print(shop.more(), shop.COUNT)
