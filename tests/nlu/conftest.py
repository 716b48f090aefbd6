"""The understanding has its own environment; its parts that need only the standard library are
tested here as plain modules."""

import sys
from pathlib import Path

# Last, so that nlu/data never stands before the package `data`.
sys.path.append(str(Path(__file__).parents[2] / "nlu"))
