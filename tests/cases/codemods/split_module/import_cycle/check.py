import import_cycle.shop as shop
print(shop.early(), shop.late(), shop.friend.SEEN)
