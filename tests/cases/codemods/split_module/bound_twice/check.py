import bound_twice.shop as shop
print(shop.EARLY, shop.f(), shop.reader(), shop.other())
