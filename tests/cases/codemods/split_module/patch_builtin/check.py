import patch_builtin.shop as shop
from unittest import mock

with mock.patch("patch_builtin.shop.open", mock.mock_open(read_data="abc"), create=True):
    print(shop.read("none"), shop.size("none"))
print(hasattr(shop, "open"))
try:
    shop.read("/no/such/file")
except OSError:
    print("the builtin is back")
