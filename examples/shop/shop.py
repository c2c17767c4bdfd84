"""What the programs of the shop share: where they listen, and how they ask the database."""

import os
import socket
import sys

HOST = "127.0.0.1"


def port(name):
    return int(os.environ["SHOP_" + name])


class Database:
    """A connection to the database, which takes one command a line and answers with one line."""

    def __init__(self):
        self.socket = socket.create_connection((HOST, port("DATABASE")), timeout=5)
        self.lines = self.socket.makefile("rw", encoding="utf-8", newline="\n")

    def ask(self, *words):
        self.lines.write(" ".join(words) + "\n")
        self.lines.flush()
        answer = self.lines.readline()
        if not answer:
            raise ConnectionError("the database has closed the connection")
        return answer.rstrip("\n")


if __name__ == "__main__":
    try:
        print(Database().ask(*sys.argv[1:]))
    except OSError as problem:
        sys.exit(f"the database does not answer: {problem}")
