from os.path import join, \
    dirname, \
    basename

print(dirname)
