import patch_function.shop as shop
from unittest import mock

with mock.patch.object(shop, "price", return_value=1) as price:
    print(shop.total(3), shop.label(), price.call_count)
print(shop.total(3), shop.label())
with mock.patch("patch_function.shop.total", lambda count: -count):
    print(shop.total(9))
