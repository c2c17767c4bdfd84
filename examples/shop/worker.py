"""Packs the orders that wait in the queue, one after another."""

import sys
import time

from shop import Database

me = "worker " + sys.argv[1]
database = Database()
print(me, "is waiting for orders")
while True:
    order = database.ask("POP", "orders")
    if order:
        print(me, "packs", order)
        time.sleep(0.2)
        database.ask("COUNT", "packed")
    else:
        time.sleep(0.5)
