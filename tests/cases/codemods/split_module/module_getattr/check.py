import module_getattr.shop as shop
print(shop.legacy is shop.modern, hasattr(shop, "nothing"), dir(shop), shop.caller())
from module_getattr.shop import legacy

print(legacy())
