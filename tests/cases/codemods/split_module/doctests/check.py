import doctests.shop as shop
import doctest
import sys

parts = [m for name, m in sorted(sys.modules.items()) if name.startswith("doctests.shop")]
results = [doctest.testmod(part) for part in parts]
print(sum(r.attempted for r in results), sum(r.failed for r in results))
