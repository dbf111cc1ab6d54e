import warnings

with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    import warnings_point_at_callers.shop as shop
    shop.outer()
print([(str(w.message), w.filename.rpartition("/")[2]) for w in caught])
