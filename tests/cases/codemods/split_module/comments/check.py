import comments.shop as shop
import glob

folder = shop.buy.__code__.co_filename.partition("comments/shop")[0]
text = "".join(open(path, encoding="utf-8").read() for path in sorted(glob.glob(folder + "comments/**/*.py", recursive=True)))
marks = ["usr/bin/env", "coding: utf-8", "A licence", "-- buying", "about buy", "noqa: E501", "ignore[return]"]
print([text.count(mark) for mark in [*marks, "inside, at", "-- selling", "no cover", "the very end"]], shop.buy())
