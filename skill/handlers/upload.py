"""Upload: files and links go to the session; documents are read here, because the backend does not take them."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from skill import i18n
from skill.conversation import Conversation
from skill.messages import Message, Progress, Reply, Said, Uploaded, UploadedItem
from skill.routing.reading import media_links
from skill.wire.constants import AUDIO_TYPES, DOCUMENT_TYPES, IMAGE_TYPES, UPLOADABLE, VIDEO_TYPES
from skill.work import Work

if TYPE_CHECKING:
    from skill.wire.models import UploadedFile

_KINDS = {
    **dict.fromkeys(VIDEO_TYPES, "video"),
    **dict.fromkeys(IMAGE_TYPES, "image"),
    **dict.fromkeys(AUDIO_TYPES, "audio"),
    **dict.fromkeys(DOCUMENT_TYPES, "document"),
}


def formats() -> str:
    """Everything that can be handed over, for a sentence."""
    return ", ".join((*UPLOADABLE, *DOCUMENT_TYPES))


def ask(talk: Conversation) -> Reply:
    """The answer to a wish to upload without a file."""
    return talk.said("upload.ask", formats=formats())


def says_use(text: str) -> bool:
    """True when a message says what a file is for: "use our song as the music", "photo at the end"."""
    patterns = (i18n.load(language, "replies")["upload"]["says_use"] for language in i18n.languages())
    return any(re.search(pattern, text, re.IGNORECASE) for pattern in patterns)


def check(message: Message) -> None:
    """Everything handed over can be sent or read: told before anything else happens.

    Raises:
        UsageError: missing, a folder, unreadable or empty.
        FileRefused: the wrong type, content that is not what the name says, or too large.
    """
    if not message.files:
        return
    from skill.api import multipart

    multipart.present(message.files)
    multipart.check([path for path in message.files if not is_document(path)])


async def handle(talk: Conversation, message: Message) -> AsyncIterator[Reply]:
    """Sends media to the session and reads documents; the texts read come back with `texts`."""
    media = tuple(path for path in message.files if not is_document(path))
    items: list[UploadedItem] = []
    if media:
        names = ", ".join(path.name for path in media)
        words = talk.say("progress.uploading", name=names)
        yield Progress("upload", 0.0, words)
        upload = Work(partial(talk.api.upload, talk.session_id, media))
        async for fraction in upload.fractions():
            yield Progress("upload", fraction, words)
        items += [_item(file) for file in upload.result.files]
    if message.urls:
        yield Progress("upload", None, talk.say("progress.uploading", name=", ".join(message.urls)))
        fetched = await talk.api.upload_urls(talk.session_id, message.urls, language=talk.language)
        items += [_item(file) for file in fetched.files]
    items += [UploadedItem(path.name, "document") for path in message.files if is_document(path)]
    yield Progress("upload", 1.0, talk.say("upload.done", names=", ".join(item.filename for item in items)))
    yield Uploaded(tuple(items))


def with_links(message: Message) -> Message:
    """The links to media in the words as links handed over; in the words each becomes the name of its file."""
    links = media_links(message.text)
    if not links:
        return message
    text = alone = message.text
    # The longest first: one may be the beginning of another.
    for link in sorted(links, key=len, reverse=True):
        text, alone = text.replace(link, _name(link)), alone.replace(link, " ")
    if not any(character.isalnum() for character in alone):
        text = ""
    return replace(message, text=text, urls=tuple(dict.fromkeys((*message.urls, *links))))


def _name(link: str) -> str:
    """What a file behind a link is called: the end of its path, or its host."""
    parts = urlsplit(link)
    return unquote(parts.path.rsplit("/", 1)[-1]) or parts.netloc


def is_document(path: Path) -> bool:
    """True for files whose text becomes part of the message."""
    return path.suffix.lower().lstrip(".") in DOCUMENT_TYPES


def texts(talk: Conversation, message: Message) -> tuple[str, list[Reply]]:
    """The words of the attached documents, to be sent after the message, and what to tell about them."""
    from skill import documents

    parts: list[str] = []
    told: list[Reply] = []
    for path in filter(is_document, message.files):
        document = documents.read(path)
        parts.append(document.text)
        told.append(Said(talk.say("upload.document", name=path.name, count=len(document.text))))
        if document.clipped:
            told.append(Said(talk.say("upload.clipped", count=len(document.text))))
    return "\n\n".join(parts), told


def _item(file: UploadedFile) -> UploadedItem:
    kind = file.file_type.split("/")[0]
    if kind not in ("video", "image", "audio"):
        kind = _KINDS.get(file.filename.rsplit(".", 1)[-1].lower(), "video")
    return UploadedItem(file.filename, kind, file.duration)
