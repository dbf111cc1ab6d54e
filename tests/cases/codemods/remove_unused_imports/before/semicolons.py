import os; import sys; import re
x = 1; import json
print(sys)
