"""Telethon, as it comes from PyPI, speaks to the twin in a voice note or a round video, and keeps what comes back."""

import argparse
import asyncio
import urllib.parse

from telethon import TelegramClient, events
from telethon.crypto import rsa
from telethon.sessions import MemorySession
from telethon.tl.types import (
    DocumentAttributeAudio,
    DocumentAttributeVideo,
    SendMessageRecordAudioAction,
)

from asking import PATIENCE, Asked


def arguments():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--control", required=True, help="http://127.0.0.1:PORT")
    parser.add_argument("--listen", required=True, help="127.0.0.1:PORT")
    parser.add_argument("--phone", required=True, help="who speaks")
    parser.add_argument("--to", required=True, help="username of the one who is spoken to")
    parser.add_argument("--text", required=True, help="the file of what is said")
    parser.add_argument("--answer", required=True, help="where the answer is kept")
    parser.add_argument("--said", help="the file is a round video, in which Telegram hears this")
    options = parser.parse_args()
    return Asked(options), options.answer, options.said


def is_heard(asked, said):
    """What Telegram hears in the newest message."""
    query = urllib.parse.urlencode({"of": asked.phone, "with": asked.to, "limit": 1})
    [newest] = asked.control.get(f"/messages?{query}")
    asked.control.put(f"/files/{newest['file']['id']}/transcript", text=said)


async def main():
    asked, kept, said = arguments()
    rsa.add_key(asked.control.get("/public_key")["pem"].encode(), old=False)
    session = MemorySession()
    session.set_dc(2, asked.host, asked.port)
    client = TelegramClient(session, 12345, "hash")
    heard, recorded = asyncio.Queue(), asyncio.Event()
    client.add_event_handler(heard.put, events.NewMessage(incoming=True))

    @client.on(events.UserUpdate)
    async def _(event):
        if isinstance(event.action, SendMessageRecordAudioAction):
            recorded.set()

    await client.connect()
    await client.send_code_request(asked.phone)
    await client.sign_in(asked.phone, asked.code())
    if said is None:
        note = [DocumentAttributeAudio(duration=2, voice=True)]
        await client.send_file(asked.to, asked.text, attributes=note, voice_note=True)
    else:
        video = [DocumentAttributeVideo(duration=2, w=32, h=32, round_message=True)]
        await client.send_file(asked.to, asked.text, attributes=video, video_note=True)
        is_heard(asked, said)
    answer = await asyncio.wait_for(heard.get(), PATIENCE)
    assert answer.voice, "the answer is no voice note"
    assert answer.voice.mime_type == "audio/ogg", answer.voice.mime_type
    [audio] = [of for of in answer.voice.attributes if isinstance(of, DocumentAttributeAudio)]
    assert len(audio.waveform) == 63, audio.waveform
    await client.download_media(answer.message, kept)
    before = "recorded before" if recorded.is_set() else "without being seen recording"
    print(f"a voice note of {audio.duration} s, {before}")
    await client.disconnect()


asyncio.run(main())
