import mangled_names.shop as shop
print(shop.Vault().open(), shop.thief())
shop._Vault__secret = 2
print(shop.Vault().open(), shop.thief())
