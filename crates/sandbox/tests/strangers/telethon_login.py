"""Telethon, as it comes from PyPI, logs in to the sandbox in every way."""

import asyncio

from telethon import TelegramClient, errors, functions, types
from telethon.crypto import rsa
from telethon.sessions import MemorySession

from control import PASSWORD, arguments, step

PATIENCE = 20


async def main():
    control, partner, host, port = arguments(__doc__)
    rsa.add_key(control.get("/public_key")["pem"].encode(), old=False)

    async def connect():
        session = MemorySession()
        session.set_dc(2, host, port)
        client = TelegramClient(session, 12345, "hash", device_model="a phone of tests")
        await client.connect()
        return client

    async def log_in(account, password=None):
        client = await connect()
        await client.send_code_request(account["phone"])
        try:
            await client.sign_in(account["phone"], control.code(account))
        except errors.SessionPasswordNeededError:
            await client.sign_in(password=password)
        return client

    async def scanned(client, phone):
        """Has `client` show a QR code, and `phone` scan it."""
        qr = await client.qr_login()
        assert qr.url.startswith("tg://login?token="), qr.url
        waiting = asyncio.create_task(qr.wait(PATIENCE))
        await asyncio.sleep(0)
        await phone(functions.auth.AcceptLoginTokenRequest(qr.token))
        return await waiting, qr

    # Signing up.
    nobody = {"phone": "+7998" + control.make_account("Seed")["phone"][5:]}
    client = await connect()
    sent = await client.send_code_request(nobody["phone"])
    code = control.code(nobody)
    try:
        await client.sign_in(nobody["phone"], code)
        raise AssertionError("a number without an account logged in")
    except errors.PhoneNumberUnoccupiedError:
        step("a number without an account is told to sign up")
    await client(
        functions.auth.SignUpRequest(nobody["phone"], sent.phone_code_hash, "New", "Comer")
    )
    assert (await client.get_me()).first_name == "New"
    step("signed up")

    # A password, all its life long.
    await client.edit_2fa(new_password="first", hint="a hint")
    password = await client(functions.account.GetPasswordRequest())
    assert (password.has_password, password.hint) == (True, "a hint"), password
    try:
        await client.edit_2fa(current_password="guess", new_password="second")
        raise AssertionError("a wrong password was taken")
    except errors.PasswordHashInvalidError:
        step("a password is set, and a wrong one refused")
    await client.edit_2fa(current_password="first", new_password="second")
    await (await log_in(nobody, "second")).disconnect()
    step("the password is changed, and asked for")
    await client.edit_2fa(current_password="second")
    await (await log_in(nobody)).disconnect()
    step("the password is removed")

    # Another data centre.
    far = control.make_account("Far", dc=4)
    phone = await log_in(far)
    assert phone.session.dc_id == 4, phone.session.dc_id
    step("the client follows to the account's data centre")

    # QR codes.
    me = control.make_account("Tele")
    mine = await log_in(me)
    other = await connect()
    user, _ = await scanned(other, mine)
    assert (user.id, (await other.get_me()).id) == (me["id"], me["id"])
    step("logged in by a QR code")
    there = await connect()
    user, _ = await scanned(there, phone)
    assert user.id == far["id"] and there.session.dc_id == 4
    step("logged in by a QR code, on another data centre")
    locked = control.make_account("Locked", password=PASSWORD)
    locked_phone = await log_in(locked, PASSWORD)
    guarded = await connect()
    try:
        await scanned(guarded, locked_phone)
        raise AssertionError("no password was asked for")
    except errors.SessionPasswordNeededError:
        user = await guarded.sign_in(password=PASSWORD)
        assert user.id == locked["id"]
        step("a password is asked for after a QR code")
    waiting = await connect()
    qr = await waiting.qr_login()
    first = qr.token
    await qr.recreate()
    assert qr.token != first
    try:
        await mine(functions.auth.AcceptLoginTokenRequest(b"nonsense"))
        raise AssertionError("nonsense was taken for a QR code")
    except errors.AuthTokenInvalidxError:
        step("a QR code is made anew, and nonsense refused")

    # Sessions.
    sessions = (await mine(functions.account.GetAuthorizationsRequest())).authorizations
    assert [s.device_model for s in sessions] == ["a phone of tests"] * 2, sessions
    assert sessions[0].current and sessions[0].api_id == 12345
    await mine(functions.account.ResetAuthorizationRequest(sessions[1].hash))
    try:
        await other(functions.updates.GetStateRequest())
        raise AssertionError("a session goes on after its end")
    except errors.SessionRevokedError:
        step("a session is ended from another")

    # People.
    await mine(functions.contacts.ImportContactsRequest([
        types.InputPhoneContact(1, far["phone"], "Faraway", "Friend")
    ]))
    contacts = (await mine(functions.contacts.GetContactsRequest(0))).users
    assert [c.first_name for c in contacts] == ["Faraway"], contacts
    entity = await mine.get_entity(partner.username)
    await mine(functions.contacts.BlockRequest(entity))
    assert (await mine(functions.contacts.GetBlockedRequest(0, 10))).users[0].id == entity.id
    await mine(functions.contacts.UnblockRequest(entity))
    await mine(functions.account.UpdateProfileRequest("Renamed", "", "about me"))
    assert (await mine.get_me()).first_name == "Renamed"
    step("contacts, blocking and names")

    for each in (client, phone, mine, other, there, locked_phone, guarded, waiting):
        await each.disconnect()


asyncio.run(main())
