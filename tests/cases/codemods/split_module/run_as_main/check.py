import run_as_main.shop as shop
import os
import subprocess
import sys

root = os.path.dirname(os.path.dirname(shop.main.__code__.co_filename.partition("shop")[0]))
root = shop.main.__code__.co_filename.partition("run_as_main/shop")[0]
command = [sys.executable, "-m", "run_as_main.shop", "x"]
print(subprocess.run(command, cwd=root, capture_output=True, text=True).stdout.split()[:2])
