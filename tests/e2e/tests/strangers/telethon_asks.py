"""Telethon, as it comes from PyPI, logs in as a contact, asks the twin and prints what it hears."""

import asyncio

from telethon import TelegramClient, events
from telethon.crypto import rsa
from telethon.sessions import MemorySession
from telethon.tl.types import SendMessageTypingAction

from asking import PATIENCE, arguments


async def main():
    asked = arguments(__doc__)
    rsa.add_key(asked.control.get("/public_key")["pem"].encode(), old=False)
    session = MemorySession()
    session.set_dc(2, asked.host, asked.port)
    client = TelegramClient(session, 12345, "hash")
    heard, typed = asyncio.Queue(), asyncio.Event()
    client.add_event_handler(heard.put, events.NewMessage(incoming=True))

    @client.on(events.UserUpdate)
    async def _(event):
        if isinstance(event.action, SendMessageTypingAction):
            typed.set()

    await client.connect()
    await client.send_code_request(asked.phone)
    await client.sign_in(asked.phone, asked.code())
    await client.send_message(asked.to, asked.text)
    answer = await asyncio.wait_for(heard.get(), PATIENCE)
    assert typed.is_set(), "nobody was seen typing before the answer came"
    assert (await answer.get_sender()).username == asked.to
    print(answer.raw_text)
    await client.disconnect()


asyncio.run(main())
