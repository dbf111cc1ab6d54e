import order_of_effects.shop as shop
print([entry if isinstance(entry, (str, int)) else entry.__name__ for entry in shop.LOG], shop.number)
