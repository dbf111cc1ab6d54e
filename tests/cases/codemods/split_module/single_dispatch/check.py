import single_dispatch.shop as shop
print(shop.show(1), shop.show("x"), shop.show(None), shop._.__name__)
