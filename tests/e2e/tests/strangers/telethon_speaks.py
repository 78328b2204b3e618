"""Telethon, as it comes from PyPI, sends the twin a voice note, and keeps the one that comes back."""

import argparse
import asyncio

from telethon import TelegramClient, events
from telethon.crypto import rsa
from telethon.sessions import MemorySession
from telethon.tl.types import DocumentAttributeAudio, SendMessageRecordAudioAction

from asking import PATIENCE, Asked


def arguments():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--control", required=True, help="http://127.0.0.1:PORT")
    parser.add_argument("--listen", required=True, help="127.0.0.1:PORT")
    parser.add_argument("--phone", required=True, help="who speaks")
    parser.add_argument("--to", required=True, help="username of the one who is spoken to")
    parser.add_argument("--text", required=True, help="the file of what is said")
    parser.add_argument("--answer", required=True, help="where the answer is kept")
    options = parser.parse_args()
    return Asked(options), options.answer


async def main():
    asked, kept = arguments()
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
    note = [DocumentAttributeAudio(duration=2, voice=True)]
    await client.send_file(asked.to, asked.text, attributes=note, voice_note=True)
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
