"""kurigram, as it comes from PyPI, logs in to the sandbox and talks."""

import asyncio
import io
import warnings

from control import HISTORY, LONG_AGO, PASSWORD, VOICE, WAVEFORM, arguments, step

warnings.filterwarnings("ignore")

from pyrogram import Client, errors, filters, raw  # noqa: E402
from pyrogram.connection import Connection  # noqa: E402
from pyrogram.crypto import rsa  # noqa: E402

PATIENCE = 60


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

    file = io.BytesIO(VOICE)
    file.name = "voice.ogg"
    sent = await client.send_voice(message.chat.id, file, caption="слушай", duration=3, waveform=WAVEFORM)
    assert sent.voice and sent.voice.file_size == len(VOICE)
    there = control.chat(partner.account, me)[-1]
    assert (there["text"], there["file"]["kind"], there["file"]["duration"]) == ("слушай", "voice", 3)
    assert control.file(there["file"]["id"]) == VOICE
    step("a voice note goes up byte for byte")

    stranger = control.make_account("Stranger")
    note = control.add_file(VOICE[::-1], kind="voice", duration=2, mime="audio/ogg")
    control.send(stranger, me, file=note["id"])
    while (voice := await hear()).from_user.id != stranger["id"]:
        pass
    assert voice.voice.duration == 2
    down = await voice.download(in_memory=True)
    assert bytes(down.getbuffer()) == VOICE[::-1]
    step("a voice note comes down byte for byte")

    await client.edit_message_caption(message.chat.id, sent.id, "послушай")
    assert control.chat(partner.account, me)[-1]["text"] == "послушай"
    await client.delete_messages(message.chat.id, [sent.id])
    assert control.chat(partner.account, me)[-1]["text"] == "once"
    step("messages are edited and deleted")

    talker = control.make_account("Talker")
    control.seed(me, talker, HISTORY, LONG_AGO)
    history = [m.text async for m in client.get_chat_history(talker["username"])]
    assert history == HISTORY[::-1], len(history)
    step("5,000 messages are read page by page")

    # What this client has not acknowledged is sent again on the next connection, as Telegram does.
    # It hands some of that to its owner again: it remembers only the first thirty identifiers of
    # the closed connection. So a message counts once however often it is heard.
    cut = {}
    for number in range(40):
        if number % 20 == 10:
            control.hang_up(me)
        if number % 20 == 15:
            await client.get_me()
        control.say(stranger, me, f"cut {number}")
        while number % 20 == 19 and len(cut) <= number:
            message = await hear()
            if message.from_user.id == stranger["id"]:
                cut.setdefault(message.id, message.text)
    assert list(cut.values()) == [f"cut {number}" for number in range(40)], cut
    step("the line is cut twice, and no message is lost or doubled")

    dialogs = {d.chat.id: d async for d in client.get_dialogs()}
    assert dialogs[stranger["id"]].unread_messages_count == 41
    assert partner.account["id"] in dialogs
    step("the chats are listed")

    saved = await client.send_message("me", "a note")
    assert (await client.get_messages("me", saved.id)).text == "a note"
    step("Saved Messages work")

    await client.log_out()
    step("logged out")


asyncio.run(main())
