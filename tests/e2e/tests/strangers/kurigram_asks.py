"""kurigram, as it comes from PyPI, logs in as a contact, asks the twin and prints what it hears."""

import asyncio
import warnings

from asking import PATIENCE, arguments

warnings.filterwarnings("ignore")

from pyrogram import Client, filters, raw  # noqa: E402
from pyrogram.connection import Connection  # noqa: E402
from pyrogram.crypto import rsa  # noqa: E402


def dial(host, port):
    """Makes every connection go to the sandbox."""
    make = Connection.__init__

    def patched(self, *args, **kwargs):
        make(self, *args, **kwargs)
        self.server_address, self.port = host, port

    Connection.__init__ = patched


async def main():
    asked = arguments(__doc__)
    key = asked.control.get("/public_key")
    modulus = int(key["modulus"], 16)
    rsa.server_public_keys[int(key["fingerprint"])] = rsa.PublicKey(modulus, 65537)
    dial(asked.host, asked.port)

    client = Client("sandbox", api_id=12345, api_hash="hash", in_memory=True)
    await client.connect()
    sent = await client.send_code(asked.phone)
    user = await client.sign_in(asked.phone, sent.phone_code_hash, asked.code())
    await client.storage.user_id(user.id)
    await client.storage.is_bot(False)
    text = await client.export_session_string()
    await client.disconnect()

    client = Client(
        "sandbox", api_id=12345, api_hash="hash", in_memory=True, session_string=text
    )
    heard, typed = asyncio.Queue(), asyncio.Event()

    @client.on_message(filters.incoming)
    async def _(_, message):
        await heard.put(message)

    @client.on_raw_update(group=-1)
    async def _(_, update, *__):
        if isinstance(update, raw.types.UpdateUserTyping):
            typed.set()

    await client.start()
    await client.send_message(asked.to, asked.text)
    answer = await asyncio.wait_for(heard.get(), PATIENCE)
    assert typed.is_set(), "nobody was seen typing before the answer came"
    assert answer.from_user.username == asked.to
    print(answer.text)
    await client.stop()


asyncio.run(main())
