import sys as system
print(system)
