"""Addresses and ports of this machine."""

from __future__ import annotations

import socket

from bot.settings import ROOT, Settings
from bot.supervise.errors import StartupError

ANY = {"0.0.0.0", "::", ""}


def port_is_free(host: str, port: int) -> bool:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def free_port(host: str, first: int, tries: int = 20) -> int:
    for port in range(first, min(first + tries, 65536)):
        if port_is_free(host, port):
            return port
    raise StartupError(f"Không còn cổng trống từ {first} đến {first + tries - 1} cho Rasa.")


def local_url(host: str, port: int) -> str:
    """The address to open on this machine."""
    name = "127.0.0.1" if host in ANY else host
    return f"http://[{name}]:{port}" if ":" in name else f"http://{name}:{port}"


def lan_address() -> str | None:
    """This machine's address for others on its network; nothing is sent to find it."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))
            address = str(probe.getsockname()[0])
        except OSError:
            return None
    return None if address.startswith("127.") else address


def nlu_url(settings: Settings) -> str:
    """Where Rasa answers: as set, else where `up` put it (its port may have been taken)."""
    if settings.nlu_url:
        return settings.nlu_url.rstrip("/")
    try:
        return (ROOT / settings.var / "run" / "nlu_url").read_text().strip()
    except OSError:
        return f"http://127.0.0.1:{settings.nlu_port}"
