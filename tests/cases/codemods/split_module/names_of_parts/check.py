import names_of_parts.shop as shop
print([type(getattr(shop, name)).__name__ for name in ("parser", "_parser", "Parser", "_sys", "_PARTS", "_facade")])
print(shop._facade(), shop._ModuleType)
