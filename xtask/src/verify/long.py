"""Asks everything that docs/openapi.json names with what schemathesis makes up.

Called as `long.py SCHEMATHESIS AITWIN DOCUMENT FOLDER`: the two programs, the document, and a folder in
which all of it happens. A sandbox runs behind the server, with an account that is logged in and has chats, so
that what is asked finds something. Ends with schemathesis' own exit code.
"""

import json
import os
import shutil
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

# The same cases in every run.
SEED = "7"
EXAMPLES = "30"
EXAMPLES_OF_KNOWN = "15"

# Then something hangs.
MOST_SECONDS = 900

# Every check but the one that calls it wrong to refuse what the document cannot say is wrong: an
# identifier of nothing, a chat that is not there.
LEFT_OUT = "positive_data_acceptance"

# A stream has no end to wait for.
NOT_ASKED = ["/api/v1/events"]

# These take away what everything else is asked about, and with: they are asked at last, by themselves.
AT_LAST = [
    "delete_accounts_account",
    "post_accounts_account_log_out",
    "delete_tokens_token",
]

OWNER, FRIEND = "+79991112233", "+79994445566"


def asked(url, body=None, token=None, method=None):
    request = urllib.request.Request(url, method=method)
    if body is not None:
        request.data = json.dumps(body).encode()
        request.add_header("Content-Type", "application/json")
    if token is not None:
        request.add_header("Authorization", f"Bearer {token}")
    with urllib.request.urlopen(request, timeout=60) as answer:
        said = answer.read()
    return json.loads(said) if said else None


class Program:
    """A program that runs until the end of this one, and the values that it tells of itself."""

    def __init__(self, arguments, signs, environment=None):
        environment = {**os.environ, **(environment or {})}
        self.process = subprocess.Popen(
            arguments, stdout=subprocess.PIPE, text=True, env=environment
        )
        self.told = {}
        for line in self.process.stdout:
            for sign in signs:
                if line.startswith(sign + " "):
                    self.told[sign] = line[len(sign) + 1 :].strip()
            if len(self.told) == len(signs):
                return
        raise SystemExit(f"{arguments[1]} did not start")

    def stop(self):
        self.process.terminate()
        self.process.wait(timeout=60)


def logged_in(base, control, token):
    asked(f"{control}/accounts", {"phone": OWNER, "first_name": "Vera"})
    asked(f"{control}/accounts", {"phone": FRIEND, "first_name": "Anna", "username": "anna"})
    for text in ["hi", "are you coming tonight?", "at seven?"]:
        asked(f"{control}/messages", {"from": FRIEND, "to": OWNER, "text": text})
        asked(f"{control}/messages", {"from": OWNER, "to": FRIEND, "text": "yes, see you"})
    asked(f"{base}/auth/auth/request_code", {"phone": OWNER}, token)
    code = asked(f"{control}/accounts/{OWNER}/code")["code"]
    asked(f"{base}/auth/auth/verify_code", {"phone": OWNER, "code": code}, token)
    asked(f"{base}/send_message", {"peer": "@anna", "text": "hello"}, token)
    asked(f"{control}/messages", {"from": FRIEND, "to": OWNER, "text": "and tomorrow?"})
    for _ in range(60):
        for account in asked(f"{base}/api/v1/accounts", token=token)["items"]:
            chats = asked(f"{base}/api/v1/accounts/{account['id']}/chats", token=token)["items"]
            if chats:
                return account["id"], chats[0]["peer"]["id"]
        time.sleep(1)
    raise SystemExit("the account has no chats")


def main():
    schemathesis, aitwin, document, folder = sys.argv[1:]
    folder = Path(folder)
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    there = folder / "sandbox"
    sandbox = Program(
        [aitwin, "sandbox", "--listen", "127.0.0.1:0", "--control", "127.0.0.1:0"]
        + ["--data", str(there), "--lang", "en"],
        ["listening on", "control on"],
    )
    settings = {
        "AITWIN_DATA": str(folder / "data"),
        "AITWIN_PACE": "instant",
        "AITWIN_TELEGRAM__API_ID": "1",
        "AITWIN_TELEGRAM__API_HASH": "any",
        "AITWIN_TELEGRAM__CUSTOM_DC__ADDRESS": sandbox.told["listening on"],
        "AITWIN_TELEGRAM__CUSTOM_DC__PUBLIC_KEY_FILE": str(there / "public.pem"),
        "AITWIN_BOTS__API": sandbox.told["control on"],
    }
    scopes = "read,answer,send,manage,login"
    token = subprocess.run(
        [aitwin, "token", "make", "--name", "long", "--scopes", scopes, "--lang", "en"],
        env={**os.environ, **settings},
        capture_output=True,
        text=True,
        check=True,
    ).stdout.strip()
    server = Program([aitwin, "serve", "--http", "127.0.0.1:0", "--lang", "en"], ["open"], settings)
    base = server.told["open"].rstrip("/")
    failed = 0
    try:
        account, chat = logged_in(base, sandbox.told["control on"], token)
        # First of what is there, then of whatever comes to mind, then what ends it.
        known = f'[parameters]\naccount = "{account}"\nchat = {chat}\n'
        before = [f"--exclude-operation-id={operation}" for operation in AT_LAST]
        before += [f"--exclude-path={path}" for path in NOT_ASKED]
        ending = [f"--include-operation-id={operation}" for operation in AT_LAST]
        for config, examples, which in [
            (known, EXAMPLES_OF_KNOWN, before),
            ("", EXAMPLES, before),
            (known, EXAMPLES_OF_KNOWN, ending),
        ]:
            if which is ending:
                there = asked(f"{base}/api/v1/accounts/{account}", token=token)
                if there["state"] != "active":
                    raise SystemExit(f"the account was {there['state']} before the end")
            (folder / "schemathesis.toml").write_text(config)
            ran = subprocess.run(
                [schemathesis, "run", document, "--url", base]
                + ["--header", f"Authorization:Bearer {token}"]
                + ["--checks", "all", "--exclude-checks", LEFT_OUT]
                + which
                + ["--seed", SEED, "--max-examples", examples]
                + ["--continue-on-failure", "--request-timeout", "60"],
                cwd=folder,
                timeout=MOST_SECONDS,
            )
            failed = failed or ran.returncode
    finally:
        server.stop()
        sandbox.stop()
    raise SystemExit(failed)


main()
