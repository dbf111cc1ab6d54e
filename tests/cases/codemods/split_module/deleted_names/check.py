import deleted_names.shop as shop
print(shop.one(), shop.two(), hasattr(shop, "_helper"), hasattr(shop, "_index"))
