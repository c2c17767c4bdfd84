"""The door of the shop: passes requests on to the API, and says so politely if it is closed."""

from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen

from shop import HOST, port


class Proxy(BaseHTTPRequestHandler):
    def do_GET(self):
        self.forward(None)

    def do_POST(self):
        self.forward(self.rfile.read(int(self.headers.get("Content-Length", 0))))

    def forward(self, body):
        try:
            with urlopen(Request(f"http://{HOST}:{port('API')}{self.path}", data=body), timeout=5) as answer:
                self.send(answer.status, answer.read())
        except HTTPError as refused:
            self.send(refused.code, refused.read())
        except URLError as problem:
            self.send(502, f"the shop is closed: {problem.reason}\n".encode())

    def send(self, status, body):
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


print("open")
ThreadingHTTPServer((HOST, port("PROXY")), Proxy).serve_forever()
