import random
import orders
