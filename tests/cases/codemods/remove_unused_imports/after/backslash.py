from os.path import dirname

print(dirname)
