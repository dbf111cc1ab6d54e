import beside_the_file.shop as shop
import os

print(shop.first() == shop.second() == "12\n", os.path.basename(shop.HERE))
