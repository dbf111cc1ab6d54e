import delete_name.shop as shop
print(shop.stock())
del shop.STOCK
print(shop.stock(), shop.more(), hasattr(shop, "STOCK"))
