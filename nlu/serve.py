"""Serves `POST /model/parse` and `GET /status`: `python serve.py MODEL --port 5005`, in nlu/.venv.

Rasa's own server, of which only these two ways in are open. Listens once the model is loaded.
"""

from __future__ import annotations

import argparse
import logging
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from runtime.absent import stand_in
from runtime.leash import follow
from runtime.quiet import settle

if TYPE_CHECKING:
    from sanic import Sanic
    from sanic.request import Request
    from sanic.response import HTTPResponse

HERE = Path(__file__).parent
OPEN = frozenset({("POST", "/model/parse"), ("GET", "/status")})
LARGEST_REQUEST = 64 * 1024


def keep_quiet() -> None:
    """Warnings and worse to stderr. Rasa's debug log repeats messages, which are personal data."""
    import structlog

    logging.basicConfig(stream=sys.stderr, level=logging.WARNING, format="%(name)s: %(message)s")
    structlog.configure(
        wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )


def application(model: Path) -> Sanic:
    import rasa.server
    from rasa.core.agent import Agent
    from sanic.response import json

    agent = Agent()
    agent.load_model(model)
    app = rasa.server.create_app(agent, cors_origins=None)
    app.config.REQUEST_MAX_SIZE = LARGEST_REQUEST
    app.config.ACCESS_LOG = False
    logging.getLogger("sanic.root").setLevel(logging.WARNING)

    async def closed(request: Request) -> HTTPResponse | None:
        # Among the others are loading any file as a model and training: not for this network.
        if (request.method, request.path) in OPEN:
            return None
        return json({"status": "failure", "reason": "NotFound"}, status=404)

    app.register_middleware(closed, "request")
    return app


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("model", type=Path, nargs="?", default=HERE / "models" / "nlu.tar.gz")
    parser.add_argument("--port", type=int, default=5005)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--alone", action="store_true", help="stay when the parent is gone")
    options = parser.parse_args()
    if not options.alone:
        follow(os.getppid())
    settle()
    stand_in()
    keep_quiet()
    if not options.model.is_file():
        raise SystemExit(f"không thấy mô hình {options.model}: chạy `make train` trước")
    app = application(options.model)
    print(f"nlu: sẵn sàng ở http://{options.host}:{options.port}", file=sys.stderr, flush=True)
    app.run(host=options.host, port=options.port, motd=False, access_log=False, workers=1)


if __name__ == "__main__":
    main()
