"""Telethon, as it comes from PyPI, is the phone that scans the code of a login: it lets that login in."""

import argparse
import asyncio
import base64

from telethon import TelegramClient, errors, functions
from telethon.crypto import rsa
from telethon.sessions import MemorySession

from asking import Control


async def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--control", required=True, help="http://127.0.0.1:PORT")
    parser.add_argument("--listen", required=True, help="127.0.0.1:PORT")
    parser.add_argument("--phone", required=True, help="whose phone it is")
    parser.add_argument("--url", required=True, help="what the code says")
    parser.add_argument("--password", help="of two-step verification")
    asked = parser.parse_args()
    control = Control(asked.control)
    host, port = asked.listen.rsplit(":", 1)

    rsa.add_key(control.get("/public_key")["pem"].encode(), old=False)
    session = MemorySession()
    session.set_dc(2, host, int(port))
    phone = TelegramClient(session, 12345, "hash")
    await phone.connect()
    await phone.send_code_request(asked.phone)
    code = control.get(f"/accounts/{asked.phone}/code")["code"]
    try:
        await phone.sign_in(asked.phone, code)
    except errors.SessionPasswordNeededError:
        await phone.sign_in(password=asked.password)
    token = asked.url.removeprefix("tg://login?token=")
    token = base64.urlsafe_b64decode(token + "=" * (-len(token) % 4))
    accepted = await phone(functions.auth.AcceptLoginTokenRequest(token))
    print(accepted.device_model)
    await phone.disconnect()


asyncio.run(main())
