import conditional.shop as shop
print(shop.new(), shop.use(), hasattr(shop, "also_nothing"))
shop.fast = 3
print(shop.use())
try:
    shop.never()
except NameError as error:
    print(error)
