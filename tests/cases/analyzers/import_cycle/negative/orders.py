import prices
import typed
import main
import random
