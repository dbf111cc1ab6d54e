import star_import.shop as shop
print(shop.one(), shop.two(), shop.VALUE)
shop.VALUE = 5
print(shop.one(), shop.two())
