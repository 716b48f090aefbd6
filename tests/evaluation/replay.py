"""Stands in Rasa's place and answers with parses made beforehand, to judge other pipelines."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Parses = Mapping[str, Mapping[str, Any]]


class Replay:
    """`POST /model/parse` from `parses`, which may be exchanged while it runs."""

    def __init__(self, parses: Parses, server: ThreadingHTTPServer) -> None:
        self.parses = parses
        self.port = int(server.server_address[1])

    def __call__(self, text: str) -> dict[str, Any]:
        return dict(self.parses[text])


@contextmanager
def replaying(parses: Parses) -> Iterator[Replay]:
    class Door(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            self._say({"model_file": "replay"})

        def do_POST(self) -> None:
            sent = json.loads(self.rfile.read(int(self.headers["content-length"])))
            self._say(replay.parses.get(sent["text"]) or _nothing(sent["text"]))

        def _say(self, content: Mapping[str, Any]) -> None:
            body = json.dumps(content).encode()
            self.send_response(200)
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: Any) -> None:
            """Says nothing: the log would repeat every message."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Door)
    replay = Replay(parses, server)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield replay
    finally:
        server.shutdown()
        server.server_close()


def _nothing(text: str) -> dict[str, Any]:
    """For the parse by which the product finds out that Rasa is ready."""
    nothing = {"name": "out_of_scope", "confidence": 1.0}
    return {"text": text, "intent": nothing, "intent_ranking": [nothing], "entities": []}
