"""The linear model, trained on fifteen examples of three intents."""

import json
import math
import subprocess
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
PYTHON = ROOT / "nlu" / ".venv" / "bin" / "python"
INTENTS = {"deadline", "nominate", "greet"}
ODD = ("unseen words", "empty", "long")


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Any:
    assert PYTHON.exists(), "nlu/.venv is not installed: run `make train`"
    run = subprocess.run(
        [PYTHON, Path(__file__).with_name("tiny_model.py"), tmp_path_factory.mktemp("model")],
        check=True,
        capture_output=True,
        text=True,
        timeout=120,
    )
    return json.loads(run.stdout)


@pytest.mark.parametrize("intent", sorted(INTENTS))
def test_the_intent_that_is_meant_comes_first(told: Any, intent: str) -> None:
    assert told["plain"][intent][0][0] == intent
    assert told["calibrated"][intent][0][0] == intent


def test_marks_may_be_left_out(told: Any) -> None:
    assert told["calibrated"]["unaccented"][0][0] == "deadline"


def test_every_intent_has_its_chance_the_likeliest_first(told: Any) -> None:
    for ranking in (*told["plain"].values(), *told["calibrated"].values()):
        chances = [chance for _, chance in ranking]
        assert {intent for intent, _ in ranking} == INTENTS
        assert chances == sorted(chances, reverse=True)
        assert all(0 <= chance <= 1 for chance in chances)
        assert sum(chances) == pytest.approx(1)


def test_calibration_changes_the_sharpness_only(told: Any) -> None:
    """Chances to the power of the sharpnesses' ratio: the same margins, another temperature."""
    before, after = told["sharpness"]
    assert before != after
    for name, ranking in told["plain"].items():
        calibrated = dict(told["calibrated"][name])
        assert [intent for intent, _ in told["calibrated"][name]] == [i for i, _ in ranking]
        first, second = (chance for _, chance in ranking[:2])
        odds, sharper = (math.log(first / second), after / before)
        best, next_best = (calibrated[intent] for intent, _ in ranking[:2])
        assert math.log(best / next_best) == pytest.approx(odds * sharper, rel=1e-3)


def test_training_again_gives_the_same(told: Any) -> None:
    assert told["again"] == told["calibrated"]


def test_a_saved_model_answers_as_before(told: Any) -> None:
    assert told["loaded"] == told["calibrated"]


def test_many_are_ranked_as_one_by_one(told: Any) -> None:
    assert told["all"] == list(told["calibrated"].values())


def test_odd_messages_get_a_ranking(told: Any) -> None:
    for name in ODD:
        assert len(told["calibrated"][name]) == len(INTENTS)
    assert told["calibrated"]["empty"] != told["calibrated"]["deadline"]
