"""python-telegram-bot, as it comes from PyPI, speaks for a bot in the sandbox; so
does Telethon, over MTProto."""

import asyncio

from telegram import Bot, error
from telegram.constants import ChatAction, ParseMode
from telegram.ext import Application, MessageHandler, filters
from telegram.request import HTTPXRequest
from telethon import TelegramClient, errors, events
from telethon.crypto import rsa
from telethon.sessions import MemorySession

from control import arguments, step

PATIENCE = 20
VOICE = b"OggS" + bytes(range(256)) * 41


def speaker(control, token):
    requests = [HTTPXRequest(httpx_kwargs={"trust_env": False}) for _ in range(2)]
    return Bot(
        token,
        base_url=f"{control.url}/bot",
        base_file_url=f"{control.url}/file/bot",
        request=requests[0],
        get_updates_request=requests[1],
    )


async def refused(kind, call):
    try:
        await call
    except kind as refusal:
        return refusal
    raise AssertionError(f"{kind.__name__} was expected")


async def by_mtproto(control, host, port, made, person):
    rsa.add_key(control.get("/public_key")["pem"].encode(), old=False)
    session = MemorySession()
    session.set_dc(2, host, port)
    client = TelegramClient(session, 12345, "hash")
    heard = asyncio.Queue()
    client.add_event_handler(heard.put, events.NewMessage(incoming=True))
    await client.connect()
    await refused(errors.AccessTokenInvalidError, client.sign_in(bot_token="1:abc"))
    await client.sign_in(bot_token=made["token"])
    assert (await client.get_me()).bot
    control.say(person, {"phone": made["username"]}, "а так?")
    event = await asyncio.wait_for(heard.get(), PATIENCE)
    await event.respond(f"и так: {event.text}")
    chat = control.chat(person, {"phone": made["username"]})
    assert chat[-1]["text"] == "и так: а так?", chat
    await refused(errors.BotMethodInvalidError, client.get_dialogs())
    await client.disconnect()


async def main():
    control, _, host, port = arguments(__doc__)
    owner = control.make_account("Owner")
    person = control.make_account("Person")
    username = f"stranger{owner['id']}_bot"
    made = control.post("/bots", name="Stranger", username=username, owner=owner["phone"])
    bot_account = {"phone": username}

    bot = speaker(control, made["token"])
    await bot.initialize()
    me = await bot.get_me()
    assert (me.id, me.username, me.can_connect_to_business) == (made["id"], username, True)
    step("the bot knows who it is")

    heard = asyncio.Queue()
    application = Application.builder().bot(bot).build()
    application.add_handler(MessageHandler(filters.ALL, lambda update, _: heard.put(update)))
    await application.initialize()
    await application.start()
    await application.updater.start_polling(timeout=10, allowed_updates=[])

    async def hear():
        return await asyncio.wait_for(heard.get(), PATIENCE)

    control.say(person, bot_account, "Привет, бот 👋")
    message = (await hear()).effective_message
    assert message.text == "Привет, бот 👋" and message.chat_id == person["id"]
    assert message.from_user.first_name == "Person"
    step("a message came")

    answer = await message.reply_text("<b>И тебе</b>", parse_mode=ParseMode.HTML, do_quote=True)
    assert answer.reply_to_message.message_id == message.message_id
    assert answer.entities[0].type == "bold"
    await answer.edit_text("Иначе")
    await message.reply_chat_action(ChatAction.RECORD_VOICE)
    spoken = await message.reply_voice(VOICE, duration=3, caption="слушай")
    chat = control.chat(person, bot_account)
    assert [m["text"] for m in chat[1:]] == ["Иначе", "слушай"], chat
    file = await spoken.voice.get_file()
    assert bytes(await file.download_as_bytearray()) == VOICE
    step("it was answered, edited, and a voice note went byte for byte")

    refusal = await refused(error.BadRequest, answer.edit_text("Иначе"))
    assert refusal.message.startswith("Message is not modified"), refusal
    refusal = await refused(error.BadRequest, bot.send_message(1, "x"))
    assert refusal.message == "Chat not found", refusal
    step("what cannot be done is refused in its own words")

    rights = ["reply", "read_messages", "delete_sent_messages"]
    control.put(f"/accounts/{owner['username']}/bot", bot=username, rights=rights)
    control.say(person, owner, "Ты здесь?")
    asked = (await hear()).business_message
    assert asked.text == "Ты здесь?" and asked.from_user.id == person["id"]
    connection = await bot.get_business_connection(asked.business_connection_id)
    assert connection.user.id == owner["id"] and connection.rights.can_reply
    await bot.read_business_message(connection.id, asked.chat_id, asked.message_id)
    sent = await bot.send_message(asked.chat_id, "Здесь", business_connection_id=connection.id)
    assert sent.from_user.id == owner["id"] and sent.sender_business_bot.id == me.id
    await sent.edit_text("Я здесь")
    seen = control.chat(person, owner)
    assert [(m["text"], m["from"]) for m in seen] == [
        ("Ты здесь?", person["id"]),
        ("Я здесь", owner["id"]),
    ], seen
    assert seen[0]["read"], seen
    await bot.delete_business_messages(connection.id, [sent.message_id])
    assert len(control.chat(person, owner)) == 1
    step("it answered in its owner's name")

    group = control.post(
        "/groups", title="Group", creator=owner["phone"], members=[person["phone"], username]
    )
    control.post("/messages", **{"from": person["phone"], "to": str(group["id"]), "text": "мимо"})
    command = f"/start@{username}"
    control.post("/messages", **{"from": person["phone"], "to": str(group["id"]), "text": command})
    while (update := await hear()).effective_message.text != command:
        assert update.effective_message.text != "мимо", "not meant for the bot"
    assert await bot.get_chat_member_count(group["id"]) == 3
    step("in a group it hears what is meant for it")

    await by_mtproto(control, host, port, made, person)
    step("it logs in with its token over MTProto")

    fault = {"error": {"text": "FLOOD_WAIT_3"}}
    control.post("/faults", method="bot.sendMessage", fault=fault)
    refusal = await refused(error.RetryAfter, bot.send_message(person["id"], "x"))
    assert int(getattr(refusal.retry_after, "total_seconds", lambda: refusal.retry_after)()) == 3
    await application.updater.stop()
    waiting = asyncio.create_task(bot.get_updates(timeout=10))
    while not waiting.done():
        await bot.get_updates(timeout=0)
    assert isinstance(waiting.exception(), error.Conflict), waiting
    control.post(f"/bots/{username}/revoke")
    await refused(error.InvalidToken, bot.get_me())
    step("too much, twice at once and a revoked token are its own exceptions")

    await application.stop()
    await application.shutdown()
    step("logged out")


asyncio.run(main())
