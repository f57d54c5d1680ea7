"""A language model that says what it is told to, behind an OpenAI-compatible address on the loopback interface."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


def chunk(text: str | None, finish: str | None = None) -> bytes:
    """One event of a streamed chat completion."""
    delta = {} if text is None else {"content": text}
    body = {
        "id": "c",
        "object": "chat.completion.chunk",
        "created": 0,
        "model": "scripted",
        "choices": [{"index": 0, "delta": delta, "finish_reason": finish}],
    }
    return b"data: " + json.dumps(body, ensure_ascii=False).encode("utf-8") + b"\n\n"


class Script:
    """What the model does. `requests` are the bodies that it got; `hung_up` is set when a reply could not be finished."""

    def __init__(self) -> None:
        self.requests: list[dict[str, object]] = []
        self.status = 200
        self.content_type = "text/event-stream"
        self.parts: list[bytes] = []
        self.pause_s = 0.0
        self.silent = False
        self.fail_first = 0
        self.hung_up = threading.Event()
        self.stop = threading.Event()
        self.address = ""

    def says(self, *pieces: str, finish: str = "stop") -> None:
        """Reply with `pieces` and end properly."""
        self.parts = [*(chunk(piece) for piece in pieces), chunk(None, finish), b"data: [DONE]\n\n"]

    def breaks_off(self, *pieces: str) -> None:
        """Reply with `pieces` and close the connection."""
        self.parts = [chunk(piece) for piece in pieces]

    def fails(self, status: int) -> None:
        """Reply with an error."""
        self.status, self.content_type, self.parts = status, "application/json", [b'{"error": {"message": "broken"}}']


@contextmanager
def served() -> Iterator[Script]:
    """Serve a model on the loopback interface; yield its script."""
    made = Script()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            made.requests.append(json.loads(self.rfile.read(int(self.headers["content-length"]))))
            if made.silent:
                made.stop.wait()
                return
            if len(made.requests) <= made.fail_first:
                self.send_error(500)
                return
            self.send_response(made.status)
            self.send_header("content-type", made.content_type)
            self.end_headers()
            try:
                for part in made.parts:
                    self.wfile.write(part)
                    self.wfile.flush()
                    if made.pause_s and made.stop.wait(made.pause_s):
                        return
            except OSError:
                made.hung_up.set()

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - its name in the base class
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    made.address = f"http://127.0.0.1:{server.server_port}/v1"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield made
    finally:
        made.stop.set()
        server.shutdown()
        server.server_close()
        thread.join()
