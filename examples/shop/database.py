"""A very small database: keys, values and queues in memory, each change appended to a file, which is read at the start."""

import os
import socketserver
import sys
import threading
import time

from shop import HOST, port


class Store:
    def __init__(self, path):
        self.values = {}
        self.queues = {}
        self.lock = threading.Lock()
        if os.path.exists(path):
            with open(path, encoding="utf-8") as lines:
                for line in lines:
                    self.apply(line.split())
        self.file = open(path, "a", encoding="utf-8")

    def apply(self, words):
        match words:
            case ["SET", key, value]:
                self.values[key] = value
                return "OK"
            case ["COUNT", key]:
                self.values[key] = str(int(self.values.get(key, "0")) + 1)
                return self.values[key]
            case ["PUSH", queue, value]:
                self.queues.setdefault(queue, []).append(value)
                return str(len(self.queues[queue]))
            case ["POP", queue]:
                waiting = self.queues.get(queue)
                return waiting.pop(0) if waiting else ""
            case ["GET", key]:
                return self.values.get(key, "")
            case ["WAITING", queue]:
                return str(len(self.queues.get(queue, [])))
            case ["PING"]:
                return "PONG"
        return "ERROR unknown command"

    def ask(self, line):
        words = line.split()
        with self.lock:
            answer = self.apply(words)
            if words and words[0] in ("SET", "COUNT", "PUSH", "POP"):
                self.file.write(line + "\n")
                self.file.flush()
            return answer


class Connection(socketserver.StreamRequestHandler):
    def handle(self):
        for line in self.rfile:
            self.wfile.write((store.ask(line.decode().strip()) + "\n").encode())


class Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True


print("reading", sys.argv[1])
store = Store(sys.argv[1])
time.sleep(2)  # a large file takes its time
with Server((HOST, port("DATABASE")), Connection) as server:
    print("accepting connections")
    server.serve_forever()
