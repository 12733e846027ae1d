"""Where the sentences of a message and the stretches between its commas stand."""

from __future__ import annotations

import re

from skill.studio.director import lexicon


def sentence_spans(text: str) -> list[tuple[int, int]]:
    """The sentences in order, (start, end) with the mark that ends each; blank ones are left out."""
    spans, at = [], 0
    for match in re.finditer(
        r"(?<![^\w][A-Z])[.!?](?=\s|$)|[.](?=\s*$)|[。！？\n]+|[!?]+(?=[\u3400-\u9fff])|(?<=[\u3400-\u9fff])!+|[~～](?=\s)",
        text,
    ):
        if (
            lexicon.either("short_stop").search(text[max(at, match.end() - 8) : match.end()])
            and match.group() == "."
            and match.end() < len(text)
            and text[match.end() + 1 : match.end() + 2].islower()
        ):
            continue
        spans.append((at, match.end()))
        at = match.end()
    spans.append((at, len(text)))
    return [(a, b) for a, b in spans if text[a:b].strip()]


def fragment_spans(text: str) -> list[tuple[int, int]]:
    """`sentence_spans`, cut at commas, semicolons and dashes as well."""
    spans = []
    for a, b in sentence_spans(text):
        at = a
        for match in re.finditer(r"[,;，；](?!\d{3}(?!\d))|\s[-–—]+(?=\s)", text[a:b]):
            spans.append((at, a + match.end()))
            at = a + match.end()
        spans.append((at, b))
    return [(a, b) for a, b in spans if text[a:b].strip(" ,;，；.。")]
