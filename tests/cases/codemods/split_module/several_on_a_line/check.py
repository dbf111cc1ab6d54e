import several_on_a_line.shop as shop
print(shop.one(), shop.two(), shop.three())
