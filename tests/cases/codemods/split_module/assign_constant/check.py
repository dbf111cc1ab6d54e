import assign_constant.shop as shop
shop.RATE = 10
print(shop.net(2), shop.gross(2), shop.RATE)
