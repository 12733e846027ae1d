"""RGB to the video's colours and back: BT.709, limited range, 8 bits (code values of ITU-R BT.709-6).

Black is (16, 128, 128), white (235, 128, 128). Arrays of any shape whose last axis is RGB.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

KR, KB = 0.2126, 0.0722
KG = 1.0 - KR - KB

Bytes = npt.NDArray[np.uint8]
Floats = npt.NDArray[np.float32]


def yuv(rgb: npt.ArrayLike) -> Floats:
    """RGB 0-255 to unrounded Y 16-235, U and V 16-240, on the same last axis."""
    scaled = np.asarray(rgb, dtype=np.float32) / np.float32(255.0)
    red, green, blue = scaled[..., 0], scaled[..., 1], scaled[..., 2]
    luma = KR * red + KG * green + KB * blue
    planes = (
        16.0 + 219.0 * luma,
        128.0 + 112.0 * (blue - luma) / (1.0 - KB),
        128.0 + 112.0 * (red - luma) / (1.0 - KR),
    )
    return np.stack(planes, axis=-1).astype(np.float32)


def rgb(yuv: npt.ArrayLike) -> Bytes:
    """Y, U, V code values to RGB 0-255, rounded and clipped."""
    values = np.asarray(yuv, dtype=np.float32)
    luma = (values[..., 0] - 16.0) / 219.0
    blue = luma + (values[..., 1] - 128.0) / 112.0 * (1.0 - KB)
    red = luma + (values[..., 2] - 128.0) / 112.0 * (1.0 - KR)
    green = (luma - KR * red - KB * blue) / KG
    return bytes_of(np.stack((red, green, blue), axis=-1) * 255.0)


def bytes_of(values: npt.NDArray[np.floating]) -> Bytes:
    """Rounded and clipped to 0-255."""
    clipped: Bytes = np.clip(np.rint(values), 0, 255).astype(np.uint8)
    return clipped
