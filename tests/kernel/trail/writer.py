"""A program that appends facts until it is killed, saying each one's number once it is committed."""

import os
import sys

from app.kernel.db import databases
from tests.kernel.trail import logs

if __name__ == "__main__":
    database = databases(sys.argv[1], pool_size=2)
    number = int(sys.argv[2])
    while True:
        logs.write(database, number, f"grant/g{number % 3}")
        os.write(1, f"{number}\n".encode())
        number += 1
