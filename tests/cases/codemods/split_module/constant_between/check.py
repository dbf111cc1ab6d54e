import constant_between.shop as shop
print(shop.small(), shop.large(), shop.SIZE)
