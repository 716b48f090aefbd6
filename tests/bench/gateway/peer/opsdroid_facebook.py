"""opsdroid with its own Facebook connector: `opsdroid_facebook.py PORT GRAPH NLU`, in peer/.venv.

Messages are understood by our own Rasa, through opsdroid's own parser for Rasa. Two things differ
from `opsdroid start`: Graph is found at the address GRAPH instead of graph.facebook.com, and Rasa's
version is not asked for, because our Rasa answers nothing but `/model/parse`.
"""

# mypy: disable-error-code="import-not-found, import-untyped"

from __future__ import annotations

import sys
from typing import Any

GRAPH = "https://graph.facebook.com"
PAGE_TOKEN = "ma-truy-cap-trang-mo-phong"  # the simulators' Page


def configuration(port: int, nlu: str) -> dict[str, Any]:
    return {
        "logging": {"level": "critical", "path": False, "console": True},
        "welcome-message": False,
        "module-path": "modules",
        "web": {"host": "127.0.0.1", "port": port},
        "parsers": {"rasanlu": {"url": nlu, "train": False}},
        "connectors": {"facebook": {"verify-token": "v", "page-access-token": PAGE_TOKEN}},
        "skills": {"answering": {"module": "opsdroid_skill"}},
    }


def call_elsewhere(graph: str) -> None:
    """In the client: opsdroid reads the connector's module anew, and its address with it."""
    import aiohttp

    session: Any = aiohttp.ClientSession
    ask = session._request

    async def asked(self: Any, method: str, url: Any, **options: Any) -> Any:
        return await ask(self, method, str(url).replace(GRAPH, graph), **options)

    session._request = asked


def main() -> None:
    port, graph, nlu = int(sys.argv[1]), sys.argv[2], sys.argv[3]
    import opsdroid.core
    from opsdroid.cli.utils import configure_lang
    from opsdroid.logging import configure_logging

    async def usable(config: dict[str, Any]) -> bool:
        return True

    opsdroid.core.rasa_usable = usable
    call_elsewhere(graph)
    config = configuration(port, nlu)
    configure_lang(config)
    configure_logging(config["logging"])
    with opsdroid.core.OpsDroid(config=config) as running:
        running.run()


if __name__ == "__main__":
    main()
