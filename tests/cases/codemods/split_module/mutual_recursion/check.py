import mutual_recursion.shop as shop
print(shop.even(10), shop.odd(7), shop.odd.__globals__["even"] is shop.even)
