"""Rasa as most people run it: `python rasa_rest.py FOLDER --port 5205`, inside nlu/.venv.

The same pipeline and the same training data as ours, with the least dialogue that answers: one
response and one rule an intent, RulePolicy, Rasa's own server, REST channel, trackers in memory.
"""

# mypy: disable-error-code="import-not-found, import-untyped"

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path
from typing import Any

import yaml

NLU = Path(__file__).parents[2] / "nlu"
sys.path.insert(0, str(NLU))

RESPONSE = "Đây là câu trả lời cho {}, dài chừng một câu như một trợ lý hay nói với người hỏi ạ."
BUILT_IN = {"back"}  # Rasa has its own rule for this intent
ENTITIES = ("locality", "field", "movement", "subject", "unit", "date", "number", "phone")


def write(path: Path, content: dict[str, Any]) -> None:
    path.write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")


def write_assistant(folder: Path) -> None:
    """domain.yml, rules.yml and config.yml."""
    listed = yaml.safe_load((NLU / "intents.yml").read_text(encoding="utf-8"))
    intents = [intent for topic in listed.values() for intent in topic]
    domain = {
        "version": "3.1",
        "intents": intents,
        "entities": list(ENTITIES),
        "responses": {f"utter_{name}": [{"text": RESPONSE.format(name)}] for name in intents},
        "session_config": {"session_expiration_time": 60, "carry_over_slots_to_new_session": True},
    }
    rules = [
        {"rule": name, "steps": [{"intent": name}, {"action": f"utter_{name}"}]}
        for name in intents
        if name not in BUILT_IN
    ]
    config = yaml.safe_load((NLU / "config.yml").read_text(encoding="utf-8"))
    write(folder / "domain.yml", domain)
    write(folder / "rules.yml", {"version": "3.1", "rules": rules})
    write(folder / "config.yml", {**config, "policies": [{"name": "RulePolicy"}]})


def tolerate_no_text() -> None:
    """Rasa's core shows the pipeline the steps of rules too, which have no text of their own."""
    from components.extractors import PatternExtractor
    from rasa.shared.nlu.constants import TEXT

    find = PatternExtractor.find
    PatternExtractor.find = lambda self, said: find(self, said) if said.get(TEXT) else []


def train(folder: Path) -> Path:
    import rasa.model_training

    os.environ["RASA_CACHE_DIRECTORY"] = str(folder / "cache")
    result = rasa.model_training.train(
        domain=str(folder / "domain.yml"),
        config=str(folder / "config.yml"),
        training_files=[str(NLU / "data"), str(folder / "rules.yml")],
        output=str(folder),
        fixed_model_name="assistant",
    )
    if result.model is None:
        raise SystemExit(f"không huấn luyện được (mã {result.code})")
    return Path(result.model)


def serve(model: Path, port: int) -> None:
    """What `rasa run` calls."""
    import rasa.core.run
    from rasa.core.utils import AvailableEndpoints

    rasa.core.run.serve_application(
        str(model),
        channel="rest",
        interface="127.0.0.1",
        port=port,
        enable_api=False,
        endpoints=AvailableEndpoints(),
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--port", type=int, help="serve; without it: train")
    options = parser.parse_args()
    from runtime.absent import stand_in
    from runtime.leash import follow
    from runtime.quiet import settle
    from serve import keep_quiet

    follow(os.getppid())
    settle()
    stand_in()
    keep_quiet()
    tolerate_no_text()
    os.chdir(NLU)  # config.yml names its paths from here
    folder: Path = options.folder
    if options.port is None:
        write_assistant(folder)
        print(train(folder))
    else:
        serve(folder / "assistant.tar.gz", options.port)


if __name__ == "__main__":
    main()
