"""Trains the model: `python train.py MODEL.tar.gz`, inside nlu/.venv."""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from pathlib import Path

from runtime.absent import stand_in
from runtime.quiet import settle

HERE = Path(__file__).parent


def train(model: Path, data: Path) -> None:
    """Writes the archive in one step, so that a server never loads half a model."""
    import rasa.model_training

    os.chdir(HERE)  # config.yml names its paths from here
    model.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=model.parent) as folder:
        os.environ["RASA_CACHE_DIRECTORY"] = f"{folder}/cache"
        trained = rasa.model_training.train_nlu(
            config="config.yml", nlu_data=str(data), output=folder, fixed_model_name=model.name
        )
        if trained is None:
            raise SystemExit("không huấn luyện được: thiếu dữ liệu trong nlu/data")
        os.replace(trained, model)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("model", type=Path, nargs="?", default=HERE / "models" / "nlu.tar.gz")
    parser.add_argument("--data", type=Path, default=HERE / "data")
    options = parser.parse_args()
    model: Path = options.model.absolute()
    settle()
    stand_in()
    started = time.monotonic()
    print("đang huấn luyện phần hiểu tiếng Việt…", file=sys.stderr, flush=True)
    train(model, options.data.absolute())
    size = model.stat().st_size / 1e6
    print(f"xong sau {time.monotonic() - started:.0f} giây: {model} ({size:.1f} MB)", flush=True)


if __name__ == "__main__":
    main()
