import own_name.shop as shop
print(shop.logger(), shop.listed(), shop.made(), shop.log.name)
