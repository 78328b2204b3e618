"""kurigram, as it comes from PyPI, answers "ok" for many accounts."""

import asyncio
import warnings

from common import API_HASH, API_ID, arguments, get, phone, run

warnings.filterwarnings("ignore")

from pyrogram import Client, filters  # noqa: E402
from pyrogram.connection import Connection  # noqa: E402
from pyrogram.crypto import rsa  # noqa: E402


def dial(host, port):
    """Makes every connection go to the sandbox."""
    make = Connection.__init__

    def patched(self, *args, **kwargs):
        make(self, *args, **kwargs)
        self.server_address, self.port = host, port

    Connection.__init__ = patched


async def start(options, number, answers):
    name = f"account{number}"
    client = Client(name, api_id=API_ID, api_hash=API_HASH, in_memory=True)
    await client.connect()
    sent = await client.send_code(phone(number))
    code = get(options.control, f"/accounts/{phone(number)}/code")["code"]
    user = await client.sign_in(phone(number), sent.phone_code_hash, code)
    await client.storage.user_id(user.id)
    await client.storage.is_bot(False)
    text = await client.export_session_string()
    await client.disconnect()
    client = Client(name, api_id=API_ID, api_hash=API_HASH, in_memory=True, session_string=text)

    @client.on_message(filters.incoming & filters.private)
    async def _(_, message):
        if message.chat.id == 777000:
            return
        answers.planned(number, message.id, "ok")
        answer = await client.send_message(message.chat.id, "ok")
        answers.sent(number, message.id, answer.id)

    await client.start()


options = arguments(__doc__)
key = get(options.control, "/public_key")
rsa.server_public_keys[int(key["fingerprint"])] = rsa.PublicKey(int(key["modulus"], 16), 65537)
host, port = options.listen.rsplit(":", 1)
dial(host, int(port))
asyncio.run(run(options, start))
