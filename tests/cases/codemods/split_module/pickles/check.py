import pickles.shop as shop
import pickle

for value in (shop.Error, shop.Point(1, 2), shop.Color.RED, shop.Box(3), shop.Box.Lid, shop.action):
    print(pickle.dumps(value, 0), pickle.loads(pickle.dumps(value)) == value)
print(pickle.loads(b"cpickles.shop\nError\n.") is shop.Error, repr(shop.Error("x")), repr(shop.Error))
