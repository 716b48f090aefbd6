"""Trains a tiny model and tells what it does, as JSON. Run by Rasa's Python, which has the
libraries for it: `nlu/.venv/bin/python tests/nlu/tiny_model.py folder`."""

import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2] / "nlu"))

from components.features import Features, features
from components.intent_model import IntentModel

EXAMPLES = {
    "deadline": """hạn nộp khi nào
        bao giờ phải nộp
        chậm nhất ngày mấy
        nộp trước ngày nào
        khi nào hết hạn nộp""",
    "nominate": """tôi muốn đề cử một người
        giới thiệu bà hoa giúp người nghèo
        đề cử hàng xóm của tôi
        tôi giới thiệu ông nam
        muốn giới thiệu một người tốt""",
    "greet": """xin chào
        chào bạn nhé
        chào em
        xin chào bạn
        chào anh chị""",
}
PAIRS = [
    (line.strip(), intent) for intent, lines in EXAMPLES.items() for line in lines.splitlines()
]
ASKED = {
    "deadline": "khi nào phải nộp",
    "nominate": "đề cử bà lan",
    "greet": "chào nhé",
    "unaccented": "han nop khi nao",
    "unseen words": "xyz qwrtz 😀",
    "empty": "",
    "long": "nộp " * 5000,
}


def seen(text: str) -> Features:
    return features(text.split())


def fitted(calibrated: bool) -> IntentModel:
    """Each example twice, as it is with its other spellings."""
    model = IntentModel()
    model.fit(
        [seen(text) for text, _ in PAIRS * 2],
        [intent for _, intent in PAIRS * 2],
        list(range(len(PAIRS))) * 2 if calibrated else (),
    )
    return model


def answers(model: IntentModel) -> dict[str, list[tuple[str, float]]]:
    return {name: model.rank(seen(text)) for name, text in ASKED.items()}


def main(folder: Path) -> None:
    plain, calibrated, again = fitted(False), fitted(True), fitted(True)
    calibrated.save(folder / "model")
    told = {
        "plain": answers(plain),
        "calibrated": answers(calibrated),
        "again": answers(again),
        "loaded": answers(IntentModel.load(folder / "model")),
        "all": calibrated.rank_all(seen(text) for text in ASKED.values()),
        "sharpness": [plain.sharpness, calibrated.sharpness],
    }
    print(json.dumps(told))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
