from os import path  ;  x = "é"; y = "ü"
print(path)
