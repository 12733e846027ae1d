"""The linear model below the rules: hashed features of a message times weights trained by scripts/train_router.py."""

from __future__ import annotations

import math
import zlib
from functools import cache
from itertools import pairwise
from pathlib import Path

from skill.messages import Intent
from skill.routing.lexicon import is_han
from skill.routing.reading import Segment

INTENTS = tuple(Intent)
WEIGHTS = Path(__file__).with_name("weights.bin")
"""A row of one signed byte per intent for each of `BUCKETS` hashed features, after a little-endian float32 scale."""
BUCKETS = 1 << 16
_ACTIVE = ("export", "credits", "state", "upload", "give", "done", "film", "render", "remain")
_MARKS = frozenset(",;!\n")


def features(segments: tuple[Segment, ...]) -> list[str]:
    """What the model sees: words, pairs and triples of them, Chinese characters, the order and company of concepts."""
    words = [segment.text for segment in segments if segment.text not in _MARKS]
    concepts = [segment.concept or "*" for segment in segments if segment.text not in _MARKS]
    seen = [f"w {word}" for word in words]
    ends = ["^", *words, "$"]
    seen += [f"b {a} {b}" for a, b in pairwise(ends)]
    seen += [f"t {a} {b} {c}" for a, b, c in zip(ends, ends[1:], ends[2:], strict=False)]
    tight = ["^"]
    for concept in concepts:
        if concept != "*" or tight[-1] != "*":
            tight.append(concept)
    tight.append("$")
    kinds = sorted(set(concepts) - {"*"})
    seen += [f"c {kind}" for kind in kinds]
    seen += [f"d {a} {b}" for a, b in pairwise(tight)]
    seen += [f"e {a} {b} {c}" for a, b, c in zip(tight, tight[1:], tight[2:], strict=False)]
    skip = [concept for concept in tight if concept not in ("*", "glue", "polite")]
    seen += [f"s {a} {b}" for a, b in pairwise(skip)]
    seen += [f"k {a} {b} {c}" for a, b, c in zip(skip, skip[1:], skip[2:], strict=False)]
    seen += [f"p {a} {b}" for i, a in enumerate(kinds) for b in kinds[i + 1 :]]
    unknown = concepts.count("*")
    size = 4 if unknown > 8 else 3 if unknown > 3 else min(unknown, 2)
    length = len(words).bit_length()
    seen += [f"n {length}", f"u {size}"]
    seen += [f"x {kind} {size}" for kind in kinds if kind in _ACTIVE]
    seen += [f"y {kind} {length}" for kind in kinds if kind in _ACTIVE]
    seen += [
        f"z {'+'.join(kind for kind in kinds if kind not in ('glue', 'polite'))}"
        if len(kinds) < 7
        else "z many"
    ]
    seen += _characters(segments)
    return seen


def _characters(segments: tuple[Segment, ...]) -> list[str]:
    """Chinese character pairs across phrase borders, and the beginnings of long Latin words."""
    line = [c for segment in segments for c in segment.text.split(" ") if is_han(c[0])]
    pairs = [f"h {a}{b}" for a, b in pairwise(line)]
    stems = [
        f"l {s.text[:5]}" for s in segments if len(s.text) > 5 and s.text.isascii() and " " not in s.text
    ]
    return pairs + stems


def bucket(feature: str) -> int:
    """Where a feature's weights are."""
    return zlib.crc32(feature.encode()) % BUCKETS


@cache
def _table() -> tuple[float, memoryview]:
    data = memoryview(WEIGHTS.read_bytes())
    return data[:4].cast("f")[0], data[4:].cast("b")


def probabilities(segments: tuple[Segment, ...]) -> dict[Intent, float]:
    """How likely each intent is; they sum to 1."""
    scale, table = _table()
    seen = features(segments)
    export = credits = state = upload = generate = 0
    crc, mask = zlib.crc32, BUCKETS - 1
    for feature in seen:
        row = (crc(feature.encode()) & mask) * 5
        export += table[row]
        credits += table[row + 1]
        state += table[row + 2]
        upload += table[row + 3]
        generate += table[row + 4]
    norm = scale / math.sqrt(len(seen))
    powers = [math.exp(min(total * norm, 60.0)) for total in (export, credits, state, upload, generate)]
    whole = sum(powers)
    return {intent: power / whole for intent, power in zip(INTENTS, powers, strict=True)}


def evidence(segments: tuple[Segment, ...], intent: Intent, most: int = 5) -> tuple[str, ...]:
    """The features that speak most for `intent`, strongest first, for `--explain`."""
    _, table = _table()
    column = INTENTS.index(intent)
    weighed = sorted({(-table[bucket(f) * 5 + column], f) for f in features(segments)})
    return tuple(f"{feature} {-weight:+d}" for weight, feature in weighed[:most] if weight < 0)
