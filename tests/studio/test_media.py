"""What a file is, by its content; and that a broken one is found out before it reaches a render."""

from __future__ import annotations

import struct
import wave
import zlib
from fractions import Fraction
from pathlib import Path

import av
import numpy
import pytest
from PIL import Image

from skill.studio.media import MAX_PIXELS, Unusable, look_into, sniff

VIDEOS = {"mp4": "libx264", "mov": "libx264", "mkv": "libx264", "webm": "libvpx", "avi": "mpeg4"}
SOUNDS = {"mp3": "libmp3lame", "m4a": "aac", "aac": "aac", "wav": "pcm_s16le"}
PICTURES = {"png": "PNG", "jpg": "JPEG", "gif": "GIF", "webp": "WEBP"}


def video(path: Path, codec: str, **options: str) -> Path:
    """Half a second of 64×48 at 10 fps."""
    with av.open(str(path), "w", options=options) as out:
        stream = out.add_stream(codec, rate=10)
        stream.width, stream.height, stream.pix_fmt = 64, 48, "yuv420p"
        for n in range(5):
            frame = av.VideoFrame.from_ndarray(numpy.full((48, 64, 3), n * 40, numpy.uint8), format="rgb24")
            out.mux(stream.encode(frame))
        out.mux(stream.encode())
    return path


def sound(path: Path, codec: str) -> Path:
    """Half a second of a tone."""
    container = {"aac": "adts", "m4a": "mp4"}.get(path.suffix[1:], path.suffix[1:])
    with av.open(str(path), "w", format=container) as out:
        stream = out.add_stream(codec, rate=44100)
        stream.layout = "mono"
        tone = numpy.sin(numpy.arange(22050) * 0.06).astype(numpy.float32) * 0.5
        planar = stream.format.is_planar
        name, samples = ("fltp", tone) if planar else ("s16", (tone * 32767).astype(numpy.int16))
        frame = av.AudioFrame.from_ndarray(samples[None], format=name, layout="mono")
        frame.sample_rate, frame.pts, frame.time_base = 44100, 0, Fraction(1, 44100)
        resampler = av.AudioResampler(stream.format, "mono", 44100, frame_size=stream.frame_size or 0)
        for part in (*resampler.resample(frame), *resampler.resample(None)):
            out.mux(stream.encode(part))
        out.mux(stream.encode())
    return path


@pytest.mark.parametrize("suffix", VIDEOS)
def test_a_video_of_every_format_shows_its_length_size_and_rate(tmp_path: Path, suffix: str) -> None:
    found = look_into(video(tmp_path / f"clip.{suffix}", VIDEOS[suffix]))
    assert (found.kind, found.suffix, found.width, found.height, found.fps) == ("video", suffix, 64, 48, 10.0)
    assert found.duration == pytest.approx(0.5, abs=0.11)


@pytest.mark.parametrize("suffix", SOUNDS)
def test_a_sound_of_every_format_shows_its_length(tmp_path: Path, suffix: str) -> None:
    found = look_into(sound(tmp_path / f"song.{suffix}", SOUNDS[suffix]))
    assert (found.kind, found.suffix, found.width) == ("audio", suffix, None)
    assert found.duration == pytest.approx(0.5, abs=0.15)


@pytest.mark.parametrize("suffix", PICTURES)
def test_a_picture_of_every_format_shows_its_size(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"picture.{suffix}"
    Image.new("RGB", (31, 17), "teal").save(path, PICTURES[suffix])
    found = look_into(path)
    assert (found.kind, found.suffix, found.width, found.height) == ("image", suffix, 31, 17)
    assert found.duration is None


def test_a_live_recording_without_a_length_is_a_video_all_the_same(tmp_path: Path) -> None:
    found = look_into(video(tmp_path / "live.mkv", "libx264", live="1"))
    assert (found.kind, found.duration) == ("video", None)


def test_a_song_with_a_cover_picture_is_a_sound(tmp_path: Path) -> None:
    song, cover = sound(tmp_path / "song.mp3", "libmp3lame"), tmp_path / "cover.png"
    Image.new("RGB", (8, 8)).save(cover)
    with (
        av.open(str(song)) as plain,
        av.open(str(cover)) as picture,
        av.open(str(tmp_path / "b.mp3"), "w") as out,
    ):
        tracks = {
            stream: out.add_stream_from_template(stream) for stream in (plain.streams[0], picture.streams[0])
        }
        list(tracks.values())[1].disposition = av.stream.Disposition.attached_pic
        for opened in (plain, picture):
            for packet in opened.demux():
                if packet.dts is not None:
                    packet.stream = tracks[packet.stream]
                    out.mux(packet)
    assert look_into(tmp_path / "b.mp3").kind == "audio"


def test_the_content_decides_not_the_name(tmp_path: Path) -> None:
    path = tmp_path / "song.mp3"
    Image.new("RGB", (4, 4)).save(path, "PNG")
    assert look_into(path).kind == "image"


def cut(path: Path, share: float) -> Path:
    content = path.read_bytes()
    path.write_bytes(content[: int(len(content) * share)])
    return path


def noise_picture(path: Path, kind: str) -> Path:
    pixels = numpy.random.default_rng(1).integers(0, 255, (200, 200, 3), numpy.uint8)
    Image.fromarray(pixels).save(path, kind)
    return path


@pytest.mark.parametrize("kind", PICTURES.values())
def test_half_a_picture_is_unusable(tmp_path: Path, kind: str) -> None:
    with pytest.raises(Unusable):
        look_into(cut(noise_picture(tmp_path / "half", kind), 0.5))


def test_half_a_video_is_unusable(tmp_path: Path) -> None:
    with pytest.raises(Unusable):
        look_into(cut(video(tmp_path / "clip.mp4", "libx264"), 0.5))


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff",
        b"plain words in a file",
        b"%PDF-1.7 a document",
        b"RIFF\x00\x00\x00\x00CDDAnothing",
        b"\x89PNG\r\n\x1a\n and then nothing",
        b"\x00\x00\x00\x18ftypmp42 and then nothing",
        b"ID3 and then nothing",
        b"\x1aE\xdf\xa3 and then nothing",
    ],
)
def test_what_is_no_video_picture_or_sound_is_unusable(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "file.mp4"
    path.write_bytes(content)
    with pytest.raises(Unusable):
        look_into(path)


def test_a_container_without_picture_and_sound_is_unusable(tmp_path: Path) -> None:
    with wave.open(str(tmp_path / "empty.wav"), "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(8000)
    with pytest.raises(Unusable):
        look_into(tmp_path / "empty.wav")


def test_a_picture_of_too_many_pixels_is_not_opened(tmp_path: Path) -> None:
    side = int(MAX_PIXELS**0.5) + 1000
    header = b"IHDR" + struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    path = tmp_path / "bomb.png"
    chunk = struct.pack(">I", 13) + header + struct.pack(">I", zlib.crc32(header))
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + chunk + b"\x00\x00\x00\x00IDAT\x00\x00\x00\x00")
    with pytest.raises(Unusable):
        look_into(path)


@pytest.mark.parametrize(
    ("head", "container"),
    [
        (b"\x00\x00\x00\x14ftypqt  ", "mov"),
        (b"\x00\x00\x00\x08wide\x00\x00", "mov"),
        (b"\x00\x00\x00\x18ftypM4A ", "mp4"),
        (b"\x1aE\xdf\xa3....webm", "webm"),
        (b"\xff\xfb\x90", "mp3"),
        (b"\xff\xf1\x50", "aac"),
        (b"\xff\x00", None),
    ],
)
def test_the_first_bytes_tell_the_container(head: bytes, container: str | None) -> None:
    assert sniff(head) == container
