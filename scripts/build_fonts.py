"""Makes the font files in skill/studio/render/fonts/ from packages of PyPI and npm.

Needs pip, npm, fontTools and brotli.

    python scripts/build_fonts.py [OUT]

Run by hand when a font changes; the results are committed. Every source is under the SIL Open Font License 1.1.
The Chinese text face covers GB2312, the 5,401 common traditional characters (Big5 level 1), kana and Latin; the
Chinese display faces only the 3,755 common simplified ones (GB2312 level 1), so a text with a rarer one is set in the
text face as a whole (see fonts.py).
"""

from __future__ import annotations

import json
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont
from fontTools.varLib import instancer

WORDS = 100_000
FONTS = Path(__file__).resolve().parent.parent / "skill" / "studio" / "render" / "fonts"


@dataclass(frozen=True)
class Source:
    """One font: where it comes from (`package` with its version, `member` inside it) and what is kept of it."""

    name: str
    index: str
    package: str
    member: str
    characters: frozenset[int]
    axes: dict[str, float] = field(default_factory=dict)


def ranges(*pairs: tuple[int, int]) -> frozenset[int]:
    """Code points of inclusive ranges."""
    return frozenset(code for first, last in pairs for code in range(first, last + 1))


def gb2312(rows: Iterable[int]) -> frozenset[int]:
    """The characters of these rows (1-94) of GB2312."""
    found = set()
    for row in rows:
        for cell in range(1, 95):
            try:
                found.add(ord(bytes((0xA0 + row, 0xA0 + cell)).decode("gb2312")))
            except UnicodeDecodeError:
                continue  # an empty cell
    return frozenset(found)


def big5(first: int, last: int) -> frozenset[int]:
    """The characters of Big5 from one lead byte to another."""
    found = set()
    for lead in range(first, last + 1):
        for trail in (*range(0x40, 0x7F), *range(0xA1, 0xFF)):
            try:
                found.add(ord(bytes((lead, trail)).decode("big5")))
            except UnicodeDecodeError:
                continue  # an empty cell
    return frozenset(found)


LATIN = ranges(
    (0x20, 0x7E),
    (0xA0, 0x17F),
    (0x1A0, 0x1A1),
    (0x1AF, 0x1B0),
    (0x218, 0x21B),
    (0x1EA0, 0x1EF9),
    (0x2010, 0x2027),
    (0x2030, 0x203A),
) | frozenset(map(ord, "€₤₩₫₱₹₺₽฿™№←↑→↓↗↘✓✔✗★☆●○■□▲▼◆◇≈≠≤≥−×÷∞√°"))
GREEK_CYRILLIC = ranges((0x391, 0x3C9), (0x401, 0x401), (0x410, 0x44F), (0x451, 0x451))
KANA = ranges((0x3000, 0x301C), (0x3041, 0x30FF), (0x31F0, 0x31FF), (0xFF01, 0xFF65))
COMMON_CHINESE = gb2312(range(16, 56)) | KANA
TRADITIONAL = big5(0xA4, 0xC6)
CHINESE = gb2312(range(1, 88)) | TRADITIONAL | KANA | LATIN | GREEK_CYRILLIC

SOURCES = (
    Source(
        "sans-bold.ttf", "pypi", "justmytype-intl-cjk==0.1.0", "NotoSansSC[wght].ttf", CHINESE, {"wght": 700}
    ),
    Source("condensed.ttf", "pypi", "fontpkg-anton==2.116", "Anton-Regular.ttf", LATIN),
    Source("serif.ttf", "pypi", "fontpkg-dm-serif-display==5.200", "DMSerifDisplay-Regular.ttf", LATIN),
    Source(
        "round.ttf",
        "pypi",
        "fontpkg-nunito==3.602",
        "Nunito[wght].ttf",
        LATIN | GREEK_CYRILLIC,
        {"wght": 900},
    ),
    Source("tech.ttf", "pypi", "fontpkg-space-grotesk==2.0", "SpaceGrotesk[wght].ttf", LATIN, {"wght": 700}),
    Source(
        "grotesque.ttf",
        "pypi",
        "fontpkg-bricolage-grotesque==1.1",
        "BricolageGrotesque[opsz,wdth,wght].ttf",
        LATIN,
        {"wght": 800, "opsz": 96, "wdth": 100},
    ),
    Source(
        "zh-serif.ttf",
        "npm",
        "@expo-google-fonts/noto-serif-sc@0.4.3",
        "NotoSerifSC_900Black.ttf",
        COMMON_CHINESE,
    ),
    Source(
        "zh-happy.ttf",
        "npm",
        "@expo-google-fonts/zcool-kuaile@0.4.2",
        "ZCOOLKuaiLe_400Regular.ttf",
        COMMON_CHINESE,
    ),
)
EMOJI = Source("emoji.ttf", "npm", "twemoji-colr-font@15.0.3", "twemoji.woff2", frozenset())


def member(source: Source, folder: Path) -> bytes:
    """The font file out of its package, downloaded into `folder`."""
    if source.index == "pypi":
        command = [
            sys.executable,
            "-m",
            "pip",
            "download",
            "-q",
            "--no-deps",
            "-d",
            str(folder),
            source.package,
        ]
        subprocess.run(command, check=True)
        name = source.package.partition("==")[0].replace("-", "_")
        with zipfile.ZipFile(next(folder.glob(f"{name}-*.whl"))) as wheel:
            return wheel.read(next(n for n in wheel.namelist() if n.endswith(source.member)))
    packed = subprocess.run(
        ["npm", "pack", "--silent", "--json", source.package],
        cwd=folder,
        check=True,
        capture_output=True,
    )
    filename = json.loads(packed.stdout)[0]["filename"].replace("@", "").replace("/", "-")
    with tarfile.open(folder / filename) as archive:
        entry = next(e for e in archive.getmembers() if e.name.endswith(source.member))
        file = archive.extractfile(entry)
        assert file is not None
        return file.read()


def build(source: Source, data: bytes, folder: Path) -> bytes:
    """The static, smaller font: axes pinned, only `characters` (all when empty), no hints, no layout we do not use."""
    path = folder / "font"
    path.write_bytes(data)
    font = TTFont(path)
    font.flavor = None
    if source.axes:
        font = instancer.instantiateVariableFont(font, source.axes)
    if source.characters:
        options = subset.Options(
            hinting=False, layout_features=["kern", "liga", "ccmp", "locl", "mark", "mkmk"]
        )
        options.name_IDs = [0, 1, 2, 3, 4, 5, 6, 13, 14]
        options.drop_tables += ["vhea", "vmtx", "VORG", "BASE", "MATH"]
        cut = subset.Subsetter(options)
        cut.populate(unicodes=source.characters)
        cut.subset(font)
    made = folder / "made.ttf"
    font.save(made)
    return made.read_bytes()


def sequences(font: TTFont) -> dict[str, str]:
    """Every emoji of a COLR font, single characters and ligatures, as text without variation selectors → glyph."""
    cmap = font.getBestCmap()
    code = {glyph: point for point, glyph in cmap.items()}
    found = {chr(point): glyph for point, glyph in cmap.items()}
    for lookup in font["GSUB"].table.LookupList.Lookup:
        for table in lookup.SubTable:
            for first, ligatures in table.ligatures.items():
                for ligature in ligatures:
                    points = [code[name] for name in (first, *ligature.Component)]
                    found["".join(map(chr, points))] = ligature.LigGlyph
    tones = set(map(chr, range(0x1F3FB, 0x1F400)))
    layers = font["COLR"].ColorLayers
    return {
        text.replace("\ufe0f", ""): glyph
        for text, glyph in found.items()
        if glyph in layers and not tones & set(text) and not text.isascii()
    }


def build_emoji(data: bytes, folder: Path) -> tuple[bytes, str]:
    """Pillow draws no COLR font without outlines of its own, so each colour layer becomes a private-use character.

    Returns the font of the layers and a table, one emoji a line: its code points, then layers as code:rrggbb.
    Skin tones are left out: a toned emoji is drawn as its plain form.
    """
    path = folder / "emoji"
    path.write_bytes(data)
    font = TTFont(path)
    font.flavor = None
    palette = font["CPAL"].palettes[0]
    private: dict[str, int] = {}
    lines = []
    for text, glyph in sorted(sequences(font).items()):
        row = ["-".join(f"{ord(c):x}" for c in text)]
        for layer in font["COLR"].ColorLayers[glyph]:
            point = private.setdefault(layer.name, 0xF0000 + len(private))
            colour = palette[layer.colorID]
            row.append(f"{point:x}:{colour.red:02x}{colour.green:02x}{colour.blue:02x}{colour.alpha:02x}")
        lines.append(" ".join(row))
    for table in font["cmap"].tables:
        table.cmap = {}
    font["cmap"].tables = [table for table in font["cmap"].tables if table.format == 12][:1]
    font["cmap"].tables[0].cmap = {point: name for name, point in private.items()}
    for tag in ("GSUB", "COLR", "CPAL", "FFTM", "GDEF"):
        del font[tag]
    options = subset.Options(hinting=False, glyph_names=False)
    cut = subset.Subsetter(options)
    cut.populate(unicodes=private.values())
    cut.subset(font)
    made = folder / "made.ttf"
    font.save(made)
    return made.read_bytes(), "\n".join(lines) + "\n"


def build_words(folder: Path) -> str:
    """Common Chinese words of 2-4 characters, most frequent first, one a line: where lines of text may break."""
    command = [
        sys.executable,
        "-m",
        "pip",
        "download",
        "-q",
        "--no-deps",
        "--no-binary",
        ":all:",
        "-d",
        str(folder),
    ]
    subprocess.run([*command, "jieba==0.42.1"], check=True)
    with tarfile.open(folder / "jieba-0.42.1.tar.gz") as archive:
        file = archive.extractfile("jieba-0.42.1/jieba/dict.txt")
        assert file is not None
        rows = [line.split() for line in file.read().decode().splitlines()]
    known = set(map(chr, COMMON_CHINESE))
    counts = {word: int(count) for word, count, _ in rows if 2 <= len(word) <= 4 and known.issuperset(word)}
    return "".join(f"{word}\n" for word in sorted(counts, key=lambda w: (-counts[w], w))[:WORDS])


def main() -> None:
    """Write every font and say how big it is."""
    out = Path(sys.argv[1]) if len(sys.argv) > 1 else FONTS
    out.mkdir(parents=True, exist_ok=True)
    for source in SOURCES:
        with tempfile.TemporaryDirectory() as temporary:
            folder = Path(temporary)
            data = build(source, member(source, folder), folder)
        (out / source.name).write_bytes(data)
        sys.stdout.write(f"{source.name}: {len(data) / 1e6:.2f} MB\n")
    with tempfile.TemporaryDirectory() as temporary:
        emoji, table = build_emoji(member(EMOJI, Path(temporary)), Path(temporary))
    (out / EMOJI.name).write_bytes(emoji)
    (out / "emoji.txt").write_text(table, encoding="ascii")
    sys.stdout.write(f"{EMOJI.name}: {len(emoji) / 1e6:.2f} MB\n")
    with tempfile.TemporaryDirectory() as temporary:
        (out / "zh-words.txt").write_text(build_words(Path(temporary)), encoding="utf-8")


if __name__ == "__main__":
    main()
