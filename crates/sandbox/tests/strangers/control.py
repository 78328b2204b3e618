"""The sandbox's control API, and what both scripts share."""

import argparse
import json
import secrets
import urllib.error
import urllib.parse
import urllib.request

PASSWORD = "пароль и соль"


class Control:
    def __init__(self, url):
        self.url = url.rstrip("/")

    def get(self, path, **query):
        text = urllib.parse.urlencode(query)
        return self._call(urllib.request.Request(f"{self.url}{path}?{text}"))

    def post(self, path, **body):
        data = json.dumps(body).encode()
        headers = {"Content-Type": "application/json"}
        return self._call(urllib.request.Request(self.url + path, data, headers))

    def put(self, path, **body):
        data = json.dumps(body).encode()
        headers = {"Content-Type": "application/json"}
        return self._call(urllib.request.Request(self.url + path, data, headers, method="PUT"))

    def make_account(self, first_name, **more):
        phone = "+7999" + "".join(secrets.choice("0123456789") for _ in range(7))
        username = first_name.lower() + secrets.token_hex(4)
        return self.post(
            "/accounts", phone=phone, first_name=first_name, username=username, **more
        )

    def code(self, account):
        return self.get(f"/accounts/{urllib.parse.quote(account['phone'])}/code")["code"]

    def say(self, sender, receiver, text):
        self.post("/messages", **{"from": sender["phone"], "to": receiver["phone"], "text": text})

    def send(self, sender, receiver, **more):
        more.update({"from": sender["phone"], "to": receiver["phone"]})
        return self.post("/messages", **more)

    def seed(self, owner, partner, texts, begin):
        """A history of the past, one message a minute, all by the partner."""
        message = {"from": partner["phone"], "to": owner["phone"]}
        messages = [
            {**message, "date": begin + 60 * number, "text": text}
            for number, text in enumerate(texts)
        ]
        self.post("/history", owner=owner["phone"], messages=messages)

    def add_file(self, content, **query):
        path = "/files?" + urllib.parse.urlencode(query)
        return self._call(urllib.request.Request(self.url + path, content, method="POST"))

    def file(self, id):
        return self._call(urllib.request.Request(f"{self.url}/files/{id}"), parse=bytes)

    def hang_up(self, account):
        self.post(f"/accounts/{urllib.parse.quote(account['phone'])}/hang_up")

    def chat(self, account, peer):
        return self.get("/messages", **{"of": account["phone"], "with": peer["phone"]})

    @staticmethod
    def _call(request, parse=json.loads):
        try:
            with urllib.request.urlopen(request) as response:
                body = response.read()
        except urllib.error.HTTPError as error:
            raise SystemExit(f"{request.full_url}: {error.code} {error.read().decode()}") from error
        return parse(body) if body else None


class Partner:
    """Whom to talk with: an account that answers `x` with `echo: x` from a
    client of its own, or, where none is named, one that is played here."""

    def __init__(self, control, username):
        self.control = control
        self.played = username is None
        if self.played:
            self.account = control.make_account("Partner")
        else:
            everybody = control.get("/accounts")
            self.account = next(a for a in everybody if a["username"] == username)
        self.username = self.account["username"]

    def answer(self, to, text):
        if self.played:
            self.control.say(self.account, to, f"echo: {text}")


VOICE = b"OggS" + secrets.token_bytes(200_000)
WAVEFORM = bytes(range(63))
HISTORY = [f"number {number}" for number in range(5000)]
LONG_AGO = 1_700_000_000


def arguments(description):
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--control", required=True, help="http://127.0.0.1:PORT")
    parser.add_argument("--listen", required=True, help="127.0.0.1:PORT")
    parser.add_argument("--partner", help="username of an account that echoes; else played here")
    parsed = parser.parse_args()
    host, port = parsed.listen.rsplit(":", 1)
    control = Control(parsed.control)
    return control, Partner(control, parsed.partner), host, int(port)


def step(text):
    print("ok:", text, flush=True)
