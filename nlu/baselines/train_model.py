"""Trains one baseline: `python train_model.py CONFIG DATA MODEL.tar.gz`. measure.py runs it."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from runtime.leash import follow
from runtime.quiet import settle
from serve import keep_quiet


def main() -> None:
    follow(os.getppid())
    settle()
    keep_quiet()
    config, data, model = map(Path, sys.argv[1:])
    os.environ["RASA_CACHE_DIRECTORY"] = str(model.parent / "cache")
    import rasa.model_training

    if not rasa.model_training.train_nlu(
        config=str(config),
        nlu_data=str(data),
        output=str(model.parent),
        fixed_model_name=model.name,
    ):
        raise SystemExit("không huấn luyện được")


if __name__ == "__main__":
    main()
