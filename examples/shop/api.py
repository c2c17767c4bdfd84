"""Takes orders: POST /orders puts one into the queue, GET /orders shows how many wait.

GET /ready is whether it can do that now, GET /alive whether it works itself: a database that is away is no reason to restart it.
"""

from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
import sys

from shop import HOST, Database, port


class Api(BaseHTTPRequestHandler):
    def do_GET(self):
        if self.path == "/ready":
            self.answer(lambda database: database.ask("PING"))
        elif self.path == "/alive":
            self.send(200, "yes")
        elif self.path == "/orders":
            self.answer(lambda database: f"{database.ask('WAITING', 'orders')} orders are waiting")
        else:
            self.send(404, "there are /orders, /ready and /alive")

    def do_POST(self):
        item = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode().strip().replace(" ", "-")
        self.answer(lambda database: f"order number {database.ask('PUSH', 'orders', item or 'something')}")

    def answer(self, question):
        try:
            self.send(200, question(Database()))
        except OSError as problem:
            self.send(503, f"the database does not answer: {problem}")

    def send(self, status, text):
        body = (text + "\n").encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format, *arguments):
        if self.path not in ("/ready", "/alive"):
            print(format % arguments)


if Database().ask("GET", "version") != "1":
    sys.exit("the database has not been migrated")
print("accepting orders")
ThreadingHTTPServer((HOST, port("API")), Api).serve_forever()
