import sys

print(sys)
