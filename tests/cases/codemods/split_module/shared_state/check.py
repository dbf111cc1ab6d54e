import shared_state.shop as shop
shop.put("a", 1)
print(shop.get("a")[0], shop.CACHE, shop.get("a")[1] is shop.LOCK)
