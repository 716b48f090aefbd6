"""Trains a baseline on nlu/data, parses messages with it and says what it cost.

`.venv/bin/python measure.py configs/default.yml --messages texts.json --out parses.json`
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

HERE = Path(__file__).resolve().parent
NLU = HERE.parent
sys.path.append(str(NLU))

from lines import Line, digest, hold_out, read_lines, sample, write_lines  # noqa: E402
from parse_texts import READY  # noqa: E402

_SEED = 1


def effective_config(path: Path, epochs: int | None) -> dict[str, Any]:
    config: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    counted = [step for step in config["pipeline"] if "epochs" in step]
    if epochs is not None and not counted:
        raise SystemExit(f"{path.name}: không có thành phần nào học theo epoch")
    for step in counted:
        step["epochs"] = epochs or step["epochs"]
    return config


def run(script: str, *arguments: Path) -> subprocess.Popen[str]:
    """A process of its own, from nlu/, which the configurations name their files from."""
    return subprocess.Popen(
        [sys.executable, HERE / script, *arguments],
        cwd=NLU,
        env={**os.environ, "PYTHONPATH": str(NLU), "TF_CPP_MIN_LOG_LEVEL": "3"},
        stdout=subprocess.PIPE,
        text=True,
    )


def train(config: Path, data: Path, model: Path, minutes: float | None) -> float:
    """Seconds from the start of the process to its end, the model written."""
    started = time.monotonic()
    with run("train_model.py", config, data, model) as process:
        try:
            process.communicate(timeout=minutes and minutes * 60)
        except subprocess.TimeoutExpired:
            process.kill()
            raise SystemExit(f"huấn luyện quá {minutes:g} phút: đã dừng") from None
    if process.returncode:
        raise SystemExit("huấn luyện thất bại")
    return time.monotonic() - started


def parse(model: Path, texts: Sequence[str], folder: Path) -> dict[str, Any]:
    asked, out = folder / "texts.json", folder / "parses.json"
    asked.write_text(json.dumps(texts, ensure_ascii=False), encoding="utf-8")
    ready = None
    started = time.monotonic()
    with run("parse_texts.py", model, asked, out) as process:
        assert process.stdout is not None
        for line in process.stdout:
            if line.strip() == READY:
                ready = time.monotonic() - started
    if process.returncode or ready is None:
        raise SystemExit("không phân tích được tin nhắn")
    return {**json.loads(out.read_bytes()), "ready_seconds": ready}


def percentile(values: Sequence[float], share: float) -> float:
    return sorted(values)[min(len(values) - 1, int(len(values) * share))]


def judged(lines: Sequence[Line], parses: Mapping[str, Any]) -> dict[str, Any]:
    wrong = [
        {"text": line.text, "meant": line.intent, "said": said}
        for line in lines
        if (said := parses[line.text]["intent"])["name"] != line.intent
    ]
    return {"lines": len(lines), "accuracy": 1 - len(wrong) / len(lines), "wrong": wrong}


def measure(options: argparse.Namespace, messages: list[str], folder: Path) -> dict[str, Any]:
    chance = random.Random(_SEED)
    learnt = read_lines(options.data)
    if options.share < 1:
        learnt = sample(learnt, options.share, chance)
    learnt, asked = hold_out(learnt, options.hold_out, chance)
    texts = list(dict.fromkeys([*messages, *(line.text for line in asked)]))
    if not texts:
        raise SystemExit("cần --messages hoặc --hold-out")

    config, data, model = (folder / name for name in ("config.yml", "nlu.yml", "model.tar.gz"))
    setting = effective_config(options.config, options.epochs)
    config.write_text(yaml.safe_dump(setting, sort_keys=False), encoding="utf-8")
    write_lines(learnt, data)
    seconds = train(config, data, model, options.minutes)
    if options.keep:
        shutil.copyfile(model, options.keep)
    load = os.getloadavg()[0]
    found = parse(model, texts, folder)
    return {
        "config": options.config.name,
        "epochs": next((step["epochs"] for step in setting["pipeline"] if "epochs" in step), None),
        "training_lines": len(learnt),
        "training_digest": digest(learnt),
        "training_seconds": round(seconds, 1),
        "model_mb": round(model.stat().st_size / 1e6, 1),
        "ready_seconds": round(found["ready_seconds"], 1),
        "parse_ms_p50": round(percentile(found["parse_ms"], 0.5), 2),
        "parse_ms_p95": round(percentile(found["parse_ms"], 0.95), 2),
        "rss_mb": round(found["rss_mb"]),
        "load_before_parsing": round(load, 1),  # what else the machine was doing
        **({"held_out": judged(asked, found["parses"])} if asked else {}),
        "parses": {text: found["parses"][text] for text in messages},
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("config", type=Path)
    parser.add_argument("--messages", type=Path, help="JSON: một danh sách tin nhắn")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--epochs", type=int, help="thay số epoch trong cấu hình")
    parser.add_argument("--share", type=float, default=1, help="chỉ học một phần của mỗi intent")
    parser.add_argument("--hold-out", type=float, default=0, help="phần ví dụ giữ lại để hỏi")
    parser.add_argument("--minutes", type=float, help="huấn luyện lâu hơn thì dừng")
    parser.add_argument("--keep", type=Path, help="lưu mô hình vào tệp này")
    parser.add_argument("--data", type=Path, default=NLU / "data")
    options = parser.parse_args()
    messages: list[str] = json.loads(options.messages.read_bytes()) if options.messages else []
    with tempfile.TemporaryDirectory(prefix="baseline-") as folder:
        found = measure(options, messages, Path(folder))
    options.out.write_text(json.dumps(found, ensure_ascii=False, indent=1), encoding="utf-8")
    said = {name: value for name, value in found.items() if name != "parses"}
    if "held_out" in said:
        said["held_out"] = {**said["held_out"], "wrong": len(said["held_out"]["wrong"])}
    print(json.dumps(said, ensure_ascii=False, indent=1))


if __name__ == "__main__":
    main()
