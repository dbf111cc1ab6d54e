import patch_import.shop as shop
from unittest import mock

with mock.patch.object(shop, "json") as fake, mock.patch.object(shop, "clock", return_value=-1):
    fake.dumps.return_value = "fake"
    fake.loads.return_value = "loaded"
    print(shop.dump(1), shop.load("x"))
print(shop.dump([1]), shop.load("[2]"))
