import patch_class.shop as shop
from unittest import mock

with mock.patch.object(shop, "Till") as till:
    till.return_value.take.return_value = "fake"
    print(shop.sell(), shop.Drawer().take())
print(shop.sell())
