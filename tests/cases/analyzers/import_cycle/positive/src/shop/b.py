from shop.deep.c import thing
