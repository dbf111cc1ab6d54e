import own_package.shop as shop
print(shop.read().strip(), shop.sibling(), shop.__package__)
