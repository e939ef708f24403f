"""Somebody's web site on an origin of its own, with a content security policy as strict as they come.

Invariant: answers one page whatever is asked, on a free port; the policy allows what the guide for administrators names and
nothing else.
"""
import http.server
import threading


class WebSite:
    """`body` is what stands in the page; `trusts` the origin that its policy names."""

    def __init__(self, body: str, trusts: str, name: str = "localhost"):
        policy = f"default-src 'none'; script-src {trusts}; frame-src {trusts}"
        page = f"<!doctype html><html lang=en><meta name=viewport content=width=device-width><title>The shop</title><h1>The shop</h1>{body}</html>".encode()

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                is_page = not self.path.endswith(".ico")
                self.send_response(200 if is_page else 204)
                self.send_header("Content-Type", "text/html; charset=utf-8")
                self.send_header("Content-Security-Policy", policy)
                self.end_headers()
                if is_page:
                    self.wfile.write(page)

            def log_message(self, *_) -> None:
                pass

        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.origin = f"http://{name}:{self._server.server_address[1]}"

    def __enter__(self) -> "WebSite":
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_) -> None:
        self._server.shutdown()
        self._server.server_close()
