"""kurigram, as it comes from PyPI, logs in to the sandbox and talks."""

import asyncio
import warnings

from control import PASSWORD, arguments, step

warnings.filterwarnings("ignore")

from pyrogram import Client, errors, filters, raw  # noqa: E402
from pyrogram.connection import Connection  # noqa: E402
from pyrogram.crypto import rsa  # noqa: E402

PATIENCE = 20


def dial(host, port):
    """Makes every connection go to the sandbox."""
    make = Connection.__init__

    def patched(self, *args, **kwargs):
        make(self, *args, **kwargs)
        self.server_address, self.port = host, port

    Connection.__init__ = patched


async def main():
    control, partner, host, port = arguments(__doc__)
    key = control.get("/public_key")
    modulus = int(key["modulus"], 16)
    rsa.server_public_keys[int(key["fingerprint"])] = rsa.PublicKey(modulus, 65537)
    dial(host, port)

    heard = asyncio.Queue()

    def make_client(**more):
        client = Client("sandbox", api_id=12345, api_hash="hash", in_memory=True, **more)

        @client.on_message(filters.incoming)
        async def _(_, message):
            await heard.put(message)

        return client

    async def hear():
        return await asyncio.wait_for(heard.get(), PATIENCE)

    me = control.make_account("Kuri", password=PASSWORD)
    client = make_client()
    await client.connect()
    step("a key was agreed on")

    sent = await client.send_code(me["phone"])
    wrong = f"{(int(control.code(me)) + 1) % 100000:05}"
    try:
        await client.sign_in(me["phone"], sent.phone_code_hash, wrong)
        raise AssertionError("a wrong code was taken")
    except errors.PhoneCodeInvalid:
        step("a wrong code is refused")
    try:
        await client.sign_in(me["phone"], sent.phone_code_hash, control.code(me))
        raise AssertionError("no password was asked for")
    except errors.SessionPasswordNeeded:
        step("the code is taken, and a password asked for")
    try:
        await client.check_password("guess")
        raise AssertionError("a wrong password was taken")
    except errors.PasswordHashInvalid:
        step("a wrong password is refused")
    user = await client.check_password(PASSWORD)
    assert (user.id, user.first_name) == (me["id"], "Kuri"), user
    await client.storage.user_id(user.id)
    await client.storage.is_bot(False)
    text = await client.export_session_string()
    await client.disconnect()
    step("logged in")

    client = make_client(session_string=text)
    await client.start()
    assert (await client.get_me()).username == me["username"]
    step("the session is good on a new connection")

    await client.send_message(partner.username, "Привет, это kurigram 👋")
    partner.answer(me, "Привет, это kurigram 👋")
    message = await hear()
    assert message.text == "echo: Привет, это kurigram 👋", message.text
    assert message.from_user.username == partner.username
    step("a message went out and its answer came")

    await client.send_message(message.chat.id, "и ещё раз")
    partner.answer(me, "и ещё раз")
    assert (await hear()).text == "echo: и ещё раз"
    await client.read_chat_history(partner.account["id"])
    chat = control.chat(partner.account, me)
    assert [m["text"] for m in chat] == [
        "Привет, это kurigram 👋",
        "echo: Привет, это kurigram 👋",
        "и ещё раз",
        "echo: и ещё раз",
    ], chat
    assert all(m["read"] for m in chat if m["out"]), chat
    step("the partner has the same messages, and sees them read")

    peer = await client.resolve_peer(partner.username)
    same = raw.functions.messages.SendMessage(peer=peer, message="once", random_id=42)
    first, again = await client.invoke(same), await client.invoke(same)
    assert first.id == again.id
    assert [m["text"] for m in control.chat(partner.account, me)].count("once") == 1
    step("a message sent twice is there once")

    stranger = control.make_account("Stranger")
    for number in range(230):
        control.say(stranger, me, f"number {number}")
    for _ in range(230):
        while (await hear()).from_user.id != stranger["id"]:
            pass
    history = [m.text async for m in client.get_chat_history(stranger["id"])]
    assert history == [f"number {n}" for n in reversed(range(230))]
    step("230 messages are read page by page")

    dialogs = {d.chat.id: d async for d in client.get_dialogs()}
    assert dialogs[stranger["id"]].unread_messages_count == 230
    assert partner.account["id"] in dialogs
    step("the chats are listed")

    saved = await client.send_message("me", "a note")
    assert (await client.get_messages("me", saved.id)).text == "a note"
    step("Saved Messages work")

    await client.log_out()
    step("logged out")


asyncio.run(main())
