"""The moods: one row each. A new mood is a new row here, a name and words for it in `prompts/`.

Harmony is written in C major or A minor and moved by `key`. A pattern is one bar, its length divides the bar
into equal steps; "|" separates bars that take turns, several patterns of a layer are alternatives a seed
chooses from. What a step's character means depends on the part, see `parts.py`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

Part = Literal["chords", "arpeggio", "bass", "strum", "melody", "drum", "texture"]


@dataclass(frozen=True)
class Layer:
    """One player: `sound` names an instrument, drum or texture, `part` what it does with `patterns`.

    `db` level, `pan` −1 left to 1 right, `send` 0–1 share sent to the reverb, `middle` the MIDI pitch it
    plays around. It plays in bars of level `enters` to `leaves` (see `grid.levels`).
    """

    sound: str
    part: Part
    patterns: tuple[str, ...]
    db: float
    pan: float = 0.0
    send: float = 0.2
    middle: float = 60
    enters: int = 0
    leaves: int = 3


@dataclass(frozen=True)
class Mood:
    """A kind of music.

    `bpm` quarter notes a minute, `meter` of them a bar. `energy` 0 calm to 1 driving and `bright` −1 dark to
    1 happy say how it feels. `verses` and `choruses` are the harmonies of quiet and strong parts, `cadence`
    the chord before the last and the last. `swing` 0–0.4 delays every second note of length `swing_unit`
    (beats). `loose` is the players' timing spread in ms, `hall` the reverb time in s, `top` where the
    recording ends in Hz.
    """

    bpm: float
    energy: float
    bright: float
    key: int
    scale: str
    verses: tuple[tuple[str, ...], ...]
    choruses: tuple[tuple[str, ...], ...]
    cadence: tuple[str, str]
    layers: tuple[Layer, ...]
    meter: int = 4
    swing: float = 0.0
    swing_unit: float = 0.5
    loose: float = 5.0
    hall: float = 1.6
    top: float = 18000.0


_SINGING = ("x---x-x---x---..", "x-x-x---..x-x---", "..x-x-x-x-----..", "x-----x-x---x-..")
_SPARSE = ("x-------........", "....x-------x---", "x-----------....", "..x---x---------")

_CALLS = ("x-------x-------", "x-----------x---", "x---x---x-------")
_BELLS = ("x...............|........x.......", "....x.......x...|..........x.....")
_CRASH = ("7...............|................|................|................",)

_UPLIFTING = Mood(
    bpm=112, energy=0.75, bright=0.9, key=2, scale="pentatonic", hall=1.7,
    verses=(("C", "G/B", "Am7", "Fadd9"), ("Am7", "Fadd9", "C", "G")),
    choruses=(("Fadd9", "C/E", "G", "Am7"), ("C", "G", "Am7", "Fadd9")),
    cadence=("Gsus4", "Cadd9"),
    layers=(
        Layer("piano", "chords", ("7..6..7.", "7.....6."), -4, -0.1, 0.25, 62),
        Layer("pluck", "arpeggio", ("0213021302130213", "0123212301232123"), -9, 0.35, 0.3, 70, 1),
        Layer("guitar", "arpeggio", ("02130213", "01320132"), -7, -0.45, 0.2, 58, 0),
        Layer("pad", "chords", ("6-------",), -10, 0, 0.35, 60),
        Layer("strings", "chords", ("6-------",), -9, 0, 0.4, 67, 2),
        Layer("bass", "bass", ("r.rrr.r5", "r..rr..r"), 0, 0, 0.03, 38, 1),
        Layer("bell", "melody", _SINGING, -8, 0.2, 0.45, 81, 2),
        Layer("kick", "drum", ("8...8...8...8...",), -0.5, 0, 0.03, enters=2),
        Layer("soft_kick", "drum", ("7.......7.......",), 0, 0, 0.03, enters=1, leaves=1),
        Layer("clap", "drum", ("....7.......7...",), -7, 0, 0.25, enters=2),
        Layer("hat", "drum", ("..6...6...6...6.", "5.6.5.6.5.6.5.64"), -11, 0.3, 0.08, enters=2),
        Layer("shaker", "drum", ("4363436343634363",), -13, -0.4, 0.1, enters=3),
        Layer("tambourine", "drum", ("....5.......5...",), -12, 0.4, 0.2, enters=3),
    ),
)  # fmt: skip

_HAPPY = Mood(
    bpm=120, energy=0.7, bright=1.0, key=5, scale="pentatonic", swing=0.16, hall=0.9, loose=7,
    verses=(("C", "Am", "F", "G"), ("C", "F", "C", "G")),
    choruses=(("F", "G", "C", "Am"), ("C", "G", "Am", "F")),
    cadence=("G", "C6"),
    layers=(
        Layer("ukulele", "strum", ("D.DU.UDU", "D.du.uDu"), -3, -0.25, 0.15, 67),
        Layer("marimba", "arpeggio", ("0.21..32", "0.2.1.3."), -6, 0.4, 0.2, 67, 1),
        Layer("bass", "bass", ("r...5...", "r..r5..5"), -1, 0, 0.03, 38, 1),
        Layer("bell", "melody", _SINGING, -6, 0.25, 0.3, 81, 1),
        Layer("piano", "chords", ("..6...6.",), -9, 0.1, 0.2, 64, 2),
        Layer("pad", "chords", ("5-------",), -14, 0, 0.3, 60, 1),
        Layer("snap", "drum", ("..7...7.",), -6, 0.1, 0.25, leaves=1),
        Layer("clap", "drum", ("..7...7.",), -7, 0, 0.2, enters=2),
        Layer("soft_kick", "drum", ("8...7...", "8...7..5"), 0, 0, 0.04, enters=1),
        Layer("shaker", "drum", ("46464646",), -12, -0.35, 0.08, enters=2),
        Layer("tambourine", "drum", ("..6...6.",), -11, 0.45, 0.15, enters=3),
    ),
)  # fmt: skip

_UKULELE = Mood(
    bpm=92, energy=0.45, bright=0.85, key=0, scale="pentatonic", swing=0.22, swing_unit=0.25,
    hall=1.1, loose=9,
    verses=(("C", "Em", "F", "G"), ("C", "G", "Am", "F")),
    choruses=(("F", "Em", "Am", "G"), ("F", "C", "F", "G")),
    cadence=("G7", "C6"),
    layers=(
        Layer("ukulele", "strum", ("D...d.du..du.u.u", "D..ud.du.u.ud.du"), -2, -0.2, 0.18, 67),
        Layer("guitar", "arpeggio", ("0.2.1.3.",), -7, 0.4, 0.2, 60, 1),
        Layer("bass", "bass", ("r.....5.",), -2, 0, 0.03, 38, 1),
        Layer("marimba", "melody", _SINGING, -5, 0.25, 0.3, 76, 1),
        Layer("pad", "chords", ("5-------",), -14, 0, 0.35, 62, 2),
        Layer("shaker", "drum", ("5353535353535353",), -10, 0.35, 0.1, enters=1),
        Layer("soft_kick", "drum", ("7.......7.......",), -3, 0, 0.04, enters=2),
        Layer("rim", "drum", ("....5.......5..3",), -10, -0.2, 0.2, enters=2),
        Layer("snap", "drum", ("....6.......6...",), -9, 0.1, 0.25, enters=3),
    ),
)  # fmt: skip

_LOFI = Mood(
    bpm=78, energy=0.3, bright=0.2, key=3, scale="pentatonic", swing=0.24, swing_unit=0.25,
    hall=1.2, loose=11, top=6200,
    verses=(("Fmaj9", "Em7", "Dm9", "Cmaj7"), ("Dm9", "G9", "Cmaj9", "Am7")),
    choruses=(("Am9", "Dm9", "Fmaj9", "Em7"), ("Fmaj9", "G6", "Em7", "Am9")),
    cadence=("G7sus4", "Cmaj9"),
    layers=(
        Layer("electric_piano", "chords", ("7.....5...6.....", "7...........5..."), -1, 0.05, 0.2, 60),
        Layer("bass", "bass", ("r-----..r-..5-..", "r---......r-8-.."), 1, 0, 0.02, 36, 1),
        Layer("guitar", "melody", _SPARSE, -5, 0.35, 0.35, 72, 1),
        Layer("piano", "melody", _SINGING, -8, -0.35, 0.4, 79, 3),
        Layer("pad", "chords", ("5-------",), -13, 0, 0.3, 55, 2),
        Layer("soft_kick", "drum", ("8......4..7.....", "8.....6...7....."), 2, 0, 0.03, enters=1),
        Layer("dusty_snare", "drum", ("....7.......7...", "....7.......7..3"), -4, 0, 0.12, enters=1),
        Layer("dusty_hat", "drum", ("5.4.5.4.5.4.5.43",), -11, 0.25, 0.06, enters=1),
        Layer("rim", "drum", ("..........3.....|.......3........",), -10, -0.4, 0.25, enters=2),
        Layer("crackle", "texture", ("x",), -1, 0, 0),
    ),
)  # fmt: skip

_PIANO = Mood(
    bpm=70, energy=0.2, bright=0.25, key=-1, scale="pentatonic", hall=2.6, loose=13,
    verses=(("C", "Em/B", "Am7", "Fmaj7"), ("Am7", "Fmaj7", "C", "G/B")),
    choruses=(("Fmaj7", "G", "Em7", "Am7"), ("Fmaj7", "C/E", "Dm7", "Gsus4")),
    cadence=("Fmaj7", "Cadd9"),
    layers=(
        Layer("piano", "arpeggio", ("02132313", "01232123", "0.2.1.3."), -4, -0.12, 0.35, 57),
        Layer("piano", "bass", ("r-------",), -3, -0.15, 0.3, 40),
        Layer("piano", "melody", _SPARSE + _SINGING, 0, 0.12, 0.4, 74, 1),
        Layer("strings", "chords", ("5-------",), -11, 0, 0.5, 62, 2),
        Layer("air", "chords", ("5-------",), -13, 0, 0.4, 57, 1),
        Layer("strings", "bass", ("r-------",), -12, 0.2, 0.4, 38, 3),
    ),
)  # fmt: skip

_AMBIENT = Mood(
    bpm=60, energy=0.1, bright=0.1, key=-3, scale="pentatonic", hall=4.5, loose=25, top=12000,
    verses=(("Cmaj9", "Cmaj9", "Am9", "Am9"), ("Fmaj9", "Fmaj9", "Cadd9", "Cadd9")),
    choruses=(("Fmaj9", "G6", "Am9", "Em7"), ("Am9", "Fmaj9", "Cmaj9", "G6")),
    cadence=("Fmaj9", "Cadd9"),
    layers=(
        Layer("air", "chords", ("6-------",), 0, 0, 0.5, 60),
        Layer("sub", "bass", ("r-------",), -6, 0, 0.1, 36, 1),
        Layer("bell", "melody", _BELLS, -7, 0.3, 0.8, 76, 0),
        Layer("electric_piano", "arpeggio", ("0...2...1...3...", "0.....2.....3..."), -9, -0.3, 0.6, 64, 1),
        Layer("strings", "chords", ("4-------",), -11, 0, 0.6, 67, 2),
        Layer("piano", "melody", _SPARSE, -8, 0.15, 0.7, 72, 2),
        Layer("wind", "texture", ("x",), -7, 0, 0.2),
    ),
)  # fmt: skip

_DARK = Mood(
    bpm=84, energy=0.5, bright=-0.9, key=-5, scale="minor", hall=3.2, loose=6, top=13000,
    verses=(("Am", "Am", "F", "F"), ("Am", "Am/G", "F", "E")),
    choruses=(("Am", "F", "Dm", "E"), ("Dm", "Am", "F", "E")),
    cadence=("Esus4", "A5"),
    layers=(
        Layer("drone", "bass", ("r-------",), -1, 0, 0.2, 36),
        Layer("spiccato", "arpeggio", ("0010201000102010", "0121012101210121"), -5, -0.3, 0.35, 57, 1),
        Layer("piano", "bass", ("r.......|......r.",), -4, 0.2, 0.45, 33, 1),
        Layer("strings", "chords", ("5-------",), -7, 0.1, 0.45, 58, 2),
        Layer("air", "chords", ("5-------",), -8, 0, 0.5, 57),
        Layer("horns", "bass", ("r-------",), -8, -0.15, 0.4, 45, 3),
        Layer("piano", "melody", _SPARSE, -6, 0.3, 0.6, 76, 0),
        Layer("big_drum", "drum", ("8.....5.7.......", "8.......6..5...."), -3, 0, 0.3, enters=2),
        Layer("tom", "drum", ("............5.66|................",), -6, 0.3, 0.3, enters=2),
        Layer("hat", "drum", ("3.4.3.4.3.4.3.45",), -15, 0.35, 0.15, enters=3),
        Layer("riser", "texture", ("x",), -6, 0, 0.3, enters=1),
    ),
)  # fmt: skip

_CORPORATE = Mood(
    bpm=104, energy=0.55, bright=0.6, key=4, scale="pentatonic", hall=1.3, loose=4,
    verses=(("C", "C/E", "Fadd9", "Gsus4"), ("Am7", "Fadd9", "C", "Gsus4")),
    choruses=(("Fadd9", "G", "Am7", "C/E"), ("C", "G", "Am7", "Fadd9")),
    cadence=("Gsus4", "C"),
    layers=(
        Layer("guitar", "arpeggio", ("0000202010102020", "0000000020202020"), -6, -0.4, 0.12, 57),
        Layer("pluck", "arpeggio", ("0.2.1.2.3.2.1.2.", "0..2..1.3..2..1."), -6, 0.35, 0.25, 67),
        Layer("piano", "chords", ("7.......", "7....5.."), -4, 0, 0.25, 62, 1),
        Layer("pad", "chords", ("6-------",), -10, 0, 0.3, 60, 1),
        Layer("bass", "bass", ("r.r.r.r.", "r..r..r."), -1, 0, 0.02, 40, 1),
        Layer("bell", "melody", _SPARSE, -9, 0.15, 0.4, 79, 2),
        Layer("strings", "chords", ("5-------",), -12, 0, 0.4, 67, 3),
        Layer("kick", "drum", ("8.......8.......", "8.....6.8......."), 0, 0, 0.03, enters=2),
        Layer("soft_kick", "drum", ("7.......7.......",), -2, 0, 0.03, enters=1, leaves=1),
        Layer("rim", "drum", ("....5.......5...",), -7, 0.1, 0.2, enters=1, leaves=2),
        Layer("clap", "drum", ("....6.......6...",), -8, 0, 0.2, enters=3),
        Layer("hat", "drum", ("4.5.4.5.4.5.4.5.",), -13, 0.3, 0.06, enters=2),
        Layer("shaker", "drum", ("3243324332433243",), -14, -0.4, 0.08, enters=1),
    ),
)  # fmt: skip

_ACOUSTIC = Mood(
    bpm=88, energy=0.4, bright=0.5, key=-5, scale="pentatonic", hall=1.4, loose=10,
    verses=(("C", "G/B", "Am7", "Fmaj7"), ("Cadd9", "Em7", "Fmaj7", "Gsus4")),
    choruses=(("Fmaj7", "C/E", "Dm7", "G"), ("Am7", "Fmaj7", "C", "G")),
    cadence=("G7sus4", "Cadd9"),
    layers=(
        Layer("guitar", "arpeggio", ("0213203102132031", "0.2.1.3.2.1.3.2."), -1, -0.3, 0.2, 60),
        Layer("air", "chords", ("4-------",), -13, 0, 0.4, 57, 1),
        Layer("guitar", "bass", ("r...5...", "r-----5-"), -2, -0.2, 0.15, 43),
        Layer("guitar", "strum", ("D.....d.D..u.u.u", "D...d...d.u.d.u."), -7, 0.45, 0.2, 62, 2),
        Layer("bass", "bass", ("r-----r-", "r---5---"), -3, 0, 0.02, 38, 2),
        Layer("piano", "melody", _SPARSE + _SINGING, -4, 0.2, 0.35, 74, 1),
        Layer("strings", "chords", ("4-------",), -13, 0, 0.4, 64, 3),
        Layer("shaker", "drum", ("4253425342534253",), -13, 0.3, 0.08, enters=2),
        Layer("soft_kick", "drum", ("7.......6.......",), -3, 0, 0.05, enters=2),
        Layer("brush", "drum", ("....5.......5..2",), -8, 0.05, 0.2, enters=3),
    ),
)  # fmt: skip

_EPIC = Mood(
    bpm=92, energy=0.9, bright=-0.1, key=-2, scale="minor", hall=3.0, loose=7,
    verses=(("Am", "F", "C", "G"), ("Am", "Em", "F", "G")),
    choruses=(("F", "G", "Am", "C/E"), ("Am", "F", "C", "G")),
    cadence=("G", "A5"),
    layers=(
        Layer("spiccato", "arpeggio", ("0100210001002100", "0020102000201020"), -3, -0.35, 0.3, 57),
        Layer("spiccato", "bass", ("r.r.r.r.r.r.r.r.",), -4, 0.3, 0.3, 45, 1),
        Layer("strings", "chords", ("6-------",), -3, 0.1, 0.45, 64, 1),
        Layer("air", "chords", ("6-------",), -8, 0, 0.5, 60),
        Layer("horns", "melody", _CALLS, -2, -0.1, 0.4, 62, 2),
        Layer("horns", "bass", ("r-------",), -4, 0.2, 0.4, 45, 2),
        Layer("strings", "melody", ("x-------x-------", "x-----------x---"), -3, 0.2, 0.5, 81, 3),
        Layer("sub", "bass", ("r-------",), -5, 0, 0.05, 33, 1),
        Layer("big_drum", "drum", ("8.....6.7.......", "8..6..7.8..6...."), 1, 0, 0.3, enters=1),
        Layer("tom", "drum", ("..5.5...6.5.6.66", "....5.6.....5.66"), -4, 0.35, 0.3, enters=2),
        Layer("snare", "drum", ("....4.......5.23",), -11, -0.2, 0.5, enters=3),
        Layer("hat", "drum", ("4343434343434343",), -16, -0.3, 0.2, enters=3),
        Layer("riser", "texture", ("x",), -3, 0, 0.3),
    ),
)  # fmt: skip

_ELECTRONIC = Mood(
    bpm=118, energy=0.85, bright=0.3, key=-3, scale="minor pentatonic", hall=1.5, loose=1,
    verses=(("Am7", "Fmaj7", "C", "G"), ("Fmaj7", "Am7", "G", "Em7")),
    choruses=(("Fmaj7", "G", "Am7", "Em7"), ("Am7", "C", "G", "Fmaj7")),
    cadence=("G", "Am9"),
    layers=(
        Layer("pad", "chords", ("6-------", "6--6--6-"), -5, 0, 0.3, 60),
        Layer("pluck", "arpeggio", ("0213021302130213", "0.2.13.20.2.13.2"), -4, 0.3, 0.3, 69),
        Layer("synth_bass", "bass", ("..r...r...r...r.", "r..r..r.r..r..8."), 2, 0, 0.02, 36, 1),
        Layer("lead", "melody", _SINGING, -6, -0.15, 0.35, 76, 2),
        Layer("pluck", "melody", _SPARSE, -7, -0.4, 0.5, 81, 1),
        Layer("deep_kick", "drum", ("8...8...8...8...",), 1, 0, 0.02, enters=1),
        Layer("clap", "drum", ("....7.......7...",), -6, 0, 0.2, enters=2),
        Layer("hat", "drum", ("43.343.343.343.3", "3.4.3.4.3.4.3.44"), -12, 0.3, 0.05, enters=1),
        Layer("open_hat", "drum", ("..6...6...6...6.",), -11, -0.2, 0.08, enters=2),
        Layer("shaker", "drum", ("4353435343534353",), -14, 0.45, 0.08, enters=3),
        Layer("crash", "drum", _CRASH, -9, 0, 0.3, enters=3),
        Layer("riser", "texture", ("x",), -3, 0, 0.3),
    ),
)  # fmt: skip

_PLAYFUL = Mood(
    bpm=126, energy=0.55, bright=0.8, key=7, scale="major", swing=0.1, hall=0.8, loose=6,
    verses=(("C", "F", "C", "G"), ("C", "A7", "Dm", "G")),
    choruses=(("F", "C", "D7", "G"), ("Am", "E7", "F", "G")),
    cadence=("G7", "C"),
    layers=(
        Layer("marimba", "arpeggio", ("0.2.1.2.", "02.12.3."), -3, -0.3, 0.15, 62),
        Layer("spiccato", "chords", ("..6...6.", ".6.6.6.6"), -7, 0.3, 0.2, 64),
        Layer("bass", "bass", ("r...5...",), -1, 0, 0.03, 38),
        Layer("bell", "melody", _SINGING, -6, 0.2, 0.25, 79, 1),
        Layer("marimba", "melody", _SINGING, -6, -0.1, 0.25, 74, 2),
        Layer("pad", "chords", ("5-------",), -16, 0, 0.3, 60, 1),
        Layer("block", "drum", ("5...3.5.", "5..3..5."), -9, 0.4, 0.15, enters=1),
        Layer("snap", "drum", ("..6...6.",), -7, -0.1, 0.2, enters=1),
        Layer("soft_kick", "drum", ("7...7...",), -2, 0, 0.03, enters=2),
        Layer("shaker", "drum", ("35353535",), -12, -0.4, 0.08, enters=2),
        Layer("tambourine", "drum", ("..5...5.",), -11, 0.4, 0.15, enters=3),
    ),
)  # fmt: skip

_ROMANTIC = Mood(
    bpm=96, energy=0.3, bright=0.35, key=1, scale="major", meter=3, hall=2.4, loose=12,
    verses=(("C", "Em7", "Fmaj7", "C/E"), ("Am7", "Em7", "Fmaj7", "Gsus4")),
    choruses=(("Fmaj7", "G", "Em7", "Am7"), ("Dm7", "G", "C", "Am7")),
    cadence=("Fmaj7", "Cadd9"),
    layers=(
        Layer("piano", "arpeggio", ("021323", "0.1.2."), -3, -0.15, 0.35, 59),
        Layer("piano", "bass", ("r-----",), -3, -0.15, 0.3, 41),
        Layer("guitar", "arpeggio", ("0.2.3.",), -8, 0.4, 0.3, 62, 1),
        Layer("piano", "melody", ("x---x-x-----", "x-------x---", "..x-x-x-----"), -1, 0.15, 0.4, 76, 1),
        Layer("strings", "chords", ("5-----",), -8, 0, 0.45, 64, 1),
        Layer("strings", "bass", ("r-----",), -9, 0.2, 0.4, 43, 2),
        Layer("strings", "melody", ("x-------x---", "x-----------"), -7, 0.1, 0.5, 79, 3),
        Layer("bell", "arpeggio", ("..3...", "....3."), -13, 0.4, 0.5, 79, 2),
    ),
)  # fmt: skip

_GUOFENG = Mood(
    bpm=76, energy=0.35, bright=0.2, key=2, scale="pentatonic", hall=2.6, loose=12,
    verses=(("C5", "Am7", "F6", "Gsus4"), ("Am7", "C5", "Dm7", "Gsus4")),
    choruses=(("F6", "G5", "Am7", "C5"), ("Am7", "Gsus4", "F6", "C5")),
    cadence=("Gsus4", "C5"),
    layers=(
        Layer("zither", "arpeggio", ("0.1.2.3.2.1.2...", "0123..2.1...2.3."), -2, -0.25, 0.35, 62),
        Layer("zither", "bass", ("r-------",), -4, -0.2, 0.3, 43),
        Layer("flute", "melody", _SINGING, -4, 0.2, 0.5, 76, 1),
        Layer("air", "chords", ("5-------",), -11, 0, 0.45, 60),
        Layer("strings", "chords", ("5-------",), -11, 0.1, 0.45, 64, 2),
        Layer("zither", "melody", _SPARSE, -5, -0.3, 0.4, 81, 2),
        Layer("sub", "bass", ("r-------",), -10, 0, 0.05, 36, 2),
        Layer("big_drum", "drum", ("6.........4.....", "6..............."), -5, 0, 0.3, enters=2),
        Layer("block", "drum", ("....3.......3...",), -13, 0.35, 0.35, enters=2),
        Layer("shaker", "drum", ("..3...3...3...3.",), -14, 0.3, 0.15, enters=3),
    ),
)  # fmt: skip

MOODS: Mapping[str, Mood] = MappingProxyType(
    {
        "uplifting": _UPLIFTING,
        "happy": _HAPPY,
        "corporate": _CORPORATE,
        "acoustic": _ACOUSTIC,
        "lofi": _LOFI,
        "piano": _PIANO,
        "ambient": _AMBIENT,
        "romantic": _ROMANTIC,
        "playful": _PLAYFUL,
        "ukulele": _UKULELE,
        "electronic": _ELECTRONIC,
        "epic": _EPIC,
        "dark": _DARK,
        "guofeng": _GUOFENG,
    }
)
"""Every mood by its key, the value of `Music.mood`."""
