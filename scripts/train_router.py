"""Trains the router's linear model from tests/data/routing/: `python scripts/train_router.py`.

What people wrote (*.jsonl) and what is drawn from grammars of how they might (router_rows.py). Deterministic: the
same files give the same bytes. Multinomial logistic regression by Adagrad on hashed features; each row is scaled to
length 1, weights are rounded to one signed byte. Rows in files named `held_out*` are never trained on.
"""

from __future__ import annotations

import json
import struct
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

import router_rows  # noqa: E402

from skill import i18n  # noqa: E402
from skill.messages import Intent  # noqa: E402
from skill.routing import model  # noqa: E402
from skill.routing.reading import read  # noqa: E402

ROWS = ROOT / "tests" / "data" / "routing"
EPOCHS = 12
RATE = 0.5
DECAY = 1e-4
CARE = 1.6
"""How much more a wish to create weighs than an action: doubt should end in `generate`."""


def rows() -> list[tuple[np.ndarray, int]]:
    """Buckets and the intent's number for every training row without an attachment (those need no model).

    What is held out to be judged by is left out, should the grammar come upon it.
    """
    numbers = {intent: number for number, intent in enumerate(model.INTENTS)}
    apart = {text for text, _ in _written("held_out*.jsonl")}
    written = [row for row in _written("[!h]*.jsonl") if row[0] not in apart]
    drawn = (row for row in router_rows.rows(ROWS, written) if row[0] not in apart)
    return [(_buckets(text), numbers[Intent(intent)]) for text, intent in (*written, *drawn)]


def _written(names: str) -> Iterator[tuple[str, str]]:
    for path in sorted(ROWS.glob(names)):
        for row in map(json.loads, path.read_text("utf-8").splitlines()):
            if not row.get("attachment"):
                yield row["text"], row["intent"]


def _buckets(text: str) -> np.ndarray:
    """What the model sees of a message, read as the router reads it."""
    with i18n.hearing(i18n.detect(text)):
        return np.array([model.bucket(feature) for feature in model.features(read(text))])


def train(data: list[tuple[np.ndarray, int]]) -> np.ndarray:
    """Weights, float32 [BUCKETS, 5]."""
    weights = np.zeros((model.BUCKETS, 5), np.float32)
    squares = np.full((model.BUCKETS, 5), 1e-2, np.float32)
    order = np.random.default_rng(7)
    generate = model.INTENTS.index(Intent.GENERATE)
    for _ in range(EPOCHS):
        for number in order.permutation(len(data)):
            seen, right = data[number]
            share = 1 / np.sqrt(len(seen))
            logits = weights[seen].sum(0) * share
            chances = np.exp(logits - logits.max())
            chances /= chances.sum()
            chances[right] -= 1
            slope = chances * share * (CARE if right == generate else 1.0)
            slopes = slope + DECAY * weights[seen]
            squares[seen] += slopes * slopes
            weights[seen] -= RATE * slopes / np.sqrt(squares[seen])
    return weights


def main() -> None:
    """Trains and writes the weights."""
    weights = train(rows())
    scale = float(np.abs(weights).max()) / 127
    table = np.rint(weights / scale).astype(np.int8)
    model.WEIGHTS.write_bytes(struct.pack("<f", scale) + table.tobytes())
    print(f"{model.WEIGHTS}: {np.count_nonzero(table.any(1))} of {model.BUCKETS} buckets in use")


if __name__ == "__main__":
    main()
