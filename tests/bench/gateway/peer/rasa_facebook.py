"""Rasa's own Facebook channel: `rasa_facebook.py FOLDER PORT GRAPH CLIENT`, inside nlu/.venv.

What `rasa run --credentials credentials.yml` calls, with the assistant that `rasa_rest.py` trained.
One thing differs: Graph is found at the address GRAPH instead of graph.facebook.com. CLIENT is the
folder of packages that has fbmessenger, the client this channel sends with.
"""

# mypy: disable-error-code="import-not-found, import-untyped"

from __future__ import annotations

import os
import sys
from importlib import import_module
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1]))

import rasa_rest  # noqa: E402 - beside us

PAGE_TOKEN = "ma-truy-cap-trang-mo-phong"  # the simulators' Page and app
APP_SECRET = "khoa-ung-dung-facebook-mo-phong"
MODULES = ("attachments", "elements", "quick_replies", "sender_actions")


def take_client(packages: str, graph: str) -> None:
    """fbmessenger, and none of its neighbours there."""
    sys.path.append(packages)
    fbmessenger = import_module("fbmessenger")
    for name in MODULES:
        import_module(f"fbmessenger.{name}")
    sys.path.remove(packages)
    begin = fbmessenger.MessengerClient.__init__

    def elsewhere(self: Any, *given: Any, **named: Any) -> None:
        begin(self, *given, **named)
        self.graph_url = f"{graph}/v{self.api_version}"

    fbmessenger.MessengerClient.__init__ = elsewhere


def serve(model: Path, port: int, credentials: Path) -> None:
    import rasa.core.run
    from rasa.core.utils import AvailableEndpoints

    rasa.core.run.serve_application(
        str(model),
        channel="facebook",
        interface="127.0.0.1",
        port=port,
        credentials=str(credentials),
        enable_api=False,
        endpoints=AvailableEndpoints(),
    )


def main() -> None:
    folder, port, graph, packages = Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3], sys.argv[4]
    from runtime.absent import stand_in
    from runtime.leash import follow
    from runtime.quiet import settle
    from serve import keep_quiet

    follow(os.getppid())
    settle()
    take_client(packages, graph)
    stand_in()
    keep_quiet()
    rasa_rest.tolerate_no_text()
    os.chdir(rasa_rest.NLU)
    credentials = folder / "credentials.yml"
    given = {"verify": "v", "secret": APP_SECRET, "page-access-token": PAGE_TOKEN}
    rasa_rest.write(credentials, {"facebook": given})
    serve(folder / "assistant.tar.gz", port, credentials)


if __name__ == "__main__":
    main()
