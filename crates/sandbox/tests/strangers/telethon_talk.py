"""Telethon, as it comes from PyPI, logs in to the sandbox and talks."""

import asyncio
import io

from telethon import TelegramClient, errors, events, functions, types
from telethon.crypto import rsa
from telethon.sessions import MemorySession

from control import HISTORY, LONG_AGO, PASSWORD, VOICE, WAVEFORM, arguments, step

PATIENCE = 20


async def main():
    control, partner, host, port = arguments(__doc__)
    rsa.add_key(control.get("/public_key")["pem"].encode(), old=False)
    session = MemorySession()
    session.set_dc(2, host, port)
    client = TelegramClient(session, 12345, "hash", catch_up=True)
    heard = asyncio.Queue()
    client.add_event_handler(heard.put, events.NewMessage(incoming=True))

    async def hear():
        return await asyncio.wait_for(heard.get(), PATIENCE)

    me = control.make_account("Tele", password=PASSWORD)
    await client.connect()
    step("a key was agreed on")

    try:
        await client.send_code_request("+79")
        raise AssertionError("an impossible number got a code")
    except errors.PhoneNumberInvalidError:
        step("an impossible number is refused")
    sent = await client.send_code_request(me["phone"])
    try:
        wrong = f"{(int(control.code(me)) + 1) % 100000:05}"
        await client.sign_in(me["phone"], wrong, phone_code_hash=sent.phone_code_hash)
        raise AssertionError("a wrong code was taken")
    except errors.PhoneCodeInvalidError:
        step("a wrong code is refused")
    try:
        await client.sign_in(me["phone"], control.code(me))
        raise AssertionError("no password was asked for")
    except errors.SessionPasswordNeededError:
        step("the code is taken, and a password asked for")
    try:
        await client.sign_in(password="guess")
        raise AssertionError("a wrong password was taken")
    except errors.PasswordHashInvalidError:
        step("a wrong password is refused")
    user = await client.sign_in(password=PASSWORD)
    assert (user.id, user.first_name) == (me["id"], "Tele"), user
    assert (await client.get_me()).username == me["username"]
    step("logged in")

    peer = await client.get_entity(partner.username)
    sent = await client.send_message(peer, "Привет, это Telethon 👋")
    partner.answer(me, sent.text)
    event = await hear()
    assert event.text == "echo: Привет, это Telethon 👋", event.text
    assert event.sender_id == partner.account["id"]
    assert (await event.get_sender()).username == partner.username
    step("a message went out and its answer came")

    reply = await event.respond("и ещё раз")
    partner.answer(me, reply.text)
    assert (await hear()).text == "echo: и ещё раз"
    await client.send_read_acknowledge(peer)
    chat = control.chat(partner.account, me)
    assert [m["text"] for m in chat] == [
        "Привет, это Telethon 👋",
        "echo: Привет, это Telethon 👋",
        "и ещё раз",
        "echo: и ещё раз",
    ], chat
    assert all(m["read"] for m in chat if m["out"]), chat
    step("the partner has the same messages, and sees them read")

    random_id = 42
    same = functions.messages.SendMessageRequest(peer, "once", random_id=random_id)
    first, again = await client(same), await client(same)
    assert first.id == again.id
    assert [m["text"] for m in control.chat(partner.account, me)].count("once") == 1
    step("a message sent twice is there once")

    file = io.BytesIO(VOICE)
    file.name = "voice.ogg"
    about = types.DocumentAttributeAudio(duration=3, voice=True, waveform=WAVEFORM)
    sent = await client.send_file(peer, file, caption="слушай", attributes=[about], voice_note=True)
    assert sent.voice and sent.voice.size == len(VOICE)
    there = control.chat(partner.account, me)[-1]
    assert (there["text"], there["file"]["kind"], there["file"]["duration"]) == ("слушай", "voice", 3)
    assert there["file"]["waveform"] == WAVEFORM.hex()
    assert control.file(there["file"]["id"]) == VOICE
    step("a voice note goes up byte for byte")

    stranger = control.make_account("Stranger")
    note = control.add_file(VOICE[::-1], kind="voice", duration=2, mime="audio/ogg")
    control.send(stranger, me, file=note["id"])
    while (event := await hear()).sender_id != stranger["id"]:
        pass
    assert event.message.voice and event.message.media_unread
    assert await event.message.download_media(bytes) == VOICE[::-1]
    await client(functions.messages.ReadMessageContentsRequest([event.message.id]))
    assert control.chat(stranger, me)[-1]["heard"]
    step("a voice note comes down byte for byte, and is seen listened to")

    ask = functions.messages.TranscribeAudioRequest(stranger["id"], event.message.id)
    words = asyncio.Queue()
    client.add_event_handler(words.put, events.Raw(types.UpdateTranscribedAudio))
    told = await client(ask)
    assert told.pending and told.text == "" and told.trial_remains_num == 1, told
    control.put(f"/files/{note['id']}/transcript", text="ты где?")
    update = await asyncio.wait_for(words.get(), PATIENCE)
    assert (update.text, update.pending) == ("ты где?", False), update
    assert update.transcription_id == told.transcription_id
    assert (await client(ask)).text == "ты где?"
    step("what is said in it is waited for, and comes by an update")

    edited = await client.edit_message(sent, "послушай")
    assert edited.edit_date and control.chat(partner.account, me)[-1]["text"] == "послушай"
    await client.delete_messages(peer, [sent.id])
    assert control.chat(partner.account, me)[-1]["text"] == "once"
    step("messages are edited and deleted")

    def begun():
        chats = {chat["peer"]: chat for chat in control.get("/dialogs", of=me["phone"])}
        return chats[partner.account["id"]].get("draft", {}).get("text")

    await (await client.get_drafts(peer)).set_message("недопис")
    assert begun() == "недопис"
    there = {"of": me["phone"], "with": partner.account["phone"]}
    control.post("/drafts", **there, text="недописанное")
    draft = await client.get_drafts(peer)
    assert draft.text == "недописанное"
    await draft.delete()
    assert begun() is None
    step("drafts are the same on all devices")

    talker = control.make_account("Talker")
    control.seed(me, talker, HISTORY, LONG_AGO)
    talker_peer = await client.get_entity(talker["username"])
    history = [m.text async for m in client.iter_messages(talker_peer, wait_time=0)]
    assert history == HISTORY[::-1], len(history)
    forwards = [m.text async for m in client.iter_messages(talker_peer, reverse=True, wait_time=0)]
    assert forwards == HISTORY
    step("5,000 messages are read page by page, both ways")

    cut = []
    for number in range(100):
        if number % 20 == 10:
            control.hang_up(me)
        if number % 20 == 15:
            await client.get_me()
        control.say(stranger, me, f"cut {number}")
        while number % 20 == 19 and len(cut) <= number:
            message = await hear()
            if message.sender_id == stranger["id"]:
                cut.append(message.text)
    assert cut == [f"cut {number}" for number in range(100)], cut
    step("the line is cut five times, and no message is lost or doubled")

    dialogs = {d.entity.id: d async for d in client.iter_dialogs()}
    assert dialogs[stranger["id"]].unread_count == 101
    assert partner.account["id"] in dialogs
    step("the chats are listed")

    saved = await client.send_message("me", "a note")
    assert (await client.get_messages("me", ids=saved.id)).text == "a note"
    step("Saved Messages work")

    await client.disconnect()
    control.say(stranger, me, "while you were away")
    await client.connect()
    await client.get_me()
    while True:
        if (await hear()).text == "while you were away":
            break
    step("what was missed is caught up with")

    await client.log_out()
    step("logged out")


asyncio.run(main())
