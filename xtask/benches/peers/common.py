"""What both scripts share: the accounts, where Telegram is, and what makes an answer durable."""

import argparse
import asyncio
import json
import sqlite3
import urllib.request

API_ID, API_HASH = 12345, "hash"


def arguments(description):
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--control", required=True, help="http://127.0.0.1:PORT")
    parser.add_argument("--listen", required=True, help="127.0.0.1:PORT")
    parser.add_argument("--accounts", required=True, type=int)
    parser.add_argument("--database", help="where answers are made durable, if they are to be")
    return parser.parse_args()


def get(control, path):
    with urllib.request.urlopen(control + path) as response:
        return json.load(response)


def phone(number):
    return f"+7999{number:07}"


class Answers:
    """Two transactions for each answer, on disk when they end; nothing without a database."""

    def __init__(self, path):
        self.database = path and sqlite3.connect(path, isolation_level=None)
        if path:
            self.database.execute("PRAGMA journal_mode = WAL")
            self.database.execute("PRAGMA synchronous = FULL")
            self.database.execute(
                "CREATE TABLE answers (account INTEGER, question INTEGER, text TEXT, answer INTEGER,"
                " PRIMARY KEY (account, question))"
            )

    def planned(self, account, question, text):
        if self.database:
            self.database.execute("BEGIN IMMEDIATE")
            self.database.execute(
                "INSERT OR IGNORE INTO answers (account, question, text) VALUES (?, ?, ?)",
                (account, question, text),
            )
            self.database.execute("COMMIT")

    def sent(self, account, question, answer):
        if self.database:
            self.database.execute("BEGIN IMMEDIATE")
            self.database.execute(
                "UPDATE answers SET answer = ? WHERE account = ? AND question = ?",
                (answer, account, question),
            )
            self.database.execute("COMMIT")


async def run(options, start):
    """Starts the accounts one after another, says so, and goes on for ever."""
    answers = Answers(options.database)
    for number in range(options.accounts):
        await start(options, number, answers)
        if number == 0:
            print("one is online", flush=True)
    print("all are online", flush=True)
    await asyncio.Event().wait()
