import relative_imports.shop as shop
print(shop.outside(), shop.far())
