import annotations.shop as shop
import typing

print([f.name for f in shop.fields(shop.Node)], sorted(typing.get_type_hints(shop.Leaf)))
print(typing.get_type_hints(shop.Node)["leaf"], typing.get_type_hints(shop.Leaf.up)["return"] is shop.Node)
print(typing.get_type_hints(shop.make)["node"] is shop.Node, typing.get_type_hints(shop.make)["return"])
print(shop.Node.haunt.__annotations__, shop.__annotations__, shop.Node(), shop.Node.limit)
