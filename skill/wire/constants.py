"""The protocol's fixed values. Apart from the models, because a command that needs only these starts faster."""

from __future__ import annotations

AGENT = "nemo_agent"
USER = "me"
VIDEO, AUDIO, TEXT = 0, 1, 7
"""The three known values of a track's `tt`. Others exist and are shown as "other"."""
MAX_UPLOAD_BYTES = 500 * 1024 * 1024
VIDEO_TYPES = ("mp4", "mov", "avi", "webm", "mkv")
IMAGE_TYPES = ("jpg", "jpeg", "png", "gif", "webp")
AUDIO_TYPES = ("mp3", "wav", "m4a", "aac")
UPLOADABLE = (*VIDEO_TYPES, *IMAGE_TYPES, *AUDIO_TYPES)
DOCUMENT_TYPES = ("txt", "md", "docx", "pdf")
"""Read by the skill itself; the upload endpoint refuses them."""
