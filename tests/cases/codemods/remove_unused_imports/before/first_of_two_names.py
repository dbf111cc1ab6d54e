import os, sys as system
print(system)
