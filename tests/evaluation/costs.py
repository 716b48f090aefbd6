"""What the understanding costs by itself: training, and the time until Rasa answers."""

from __future__ import annotations

import subprocess
import tempfile
import time
from pathlib import Path

import httpx

from bot.supervise.models import Models, rasa_environment
from tests.product import free_port

PATIENCE = 120.0


def training_seconds() -> float:
    """A whole training, from the start of its process to its end."""
    models = Models()
    models.compile()
    with tempfile.TemporaryDirectory() as folder:
        began = time.monotonic()
        subprocess.run(
            [models.python, "nlu/train.py", Path(folder) / "model.tar.gz"],
            cwd=models.nlu.parent,
            env=rasa_environment(),
            check=True,
            capture_output=True,
        )
        return time.monotonic() - began


def ready_after() -> float:
    """Seconds from the start of Rasa's process to its first parse."""
    models, port = Models(), free_port()
    began = time.monotonic()
    process = subprocess.Popen(
        [models.python, "nlu/serve.py", models.path(), "--port", str(port)],
        cwd=models.nlu.parent,
        env=rasa_environment(),
        stderr=subprocess.DEVNULL,
    )
    try:
        while process.poll() is None and time.monotonic() - began < PATIENCE:
            try:
                httpx.post(f"http://127.0.0.1:{port}/model/parse", json={"text": "xin chào"})
            except httpx.TransportError:
                time.sleep(0.05)
            else:
                return time.monotonic() - began
        raise TimeoutError("Rasa did not answer")
    finally:
        process.kill()
        process.wait()
