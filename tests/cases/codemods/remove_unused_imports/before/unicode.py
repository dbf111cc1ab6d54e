from os import path, sep  ;  x = "é"; import re; y = "ü"
print(path)
