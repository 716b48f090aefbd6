"""Whoever keeps a connection open to us, as vendors and proxies do, may use it again."""

from __future__ import annotations

import http.client
import time
from urllib.parse import urlsplit


def test_an_idle_connection_is_not_closed_by_us(live_url: str) -> None:
    connection = http.client.HTTPConnection(urlsplit(live_url).netloc, timeout=10)
    connection.auto_open = 0  # a closed one is not opened anew
    connection.connect()
    for pause in (0.0, 6.0):
        time.sleep(pause)
        connection.request("GET", "/healthz")
        answer = connection.getresponse()
        answer.read()
        assert answer.status == 200
    connection.close()
