import used_during_import.shop as shop
print(shop.TITLE, shop.unrelated(), shop.describe("x"))
