-- What an owner notes of a chat for themselves: no twin and no model reads it.
CREATE TABLE chat_notes (
    owner      TEXT NOT NULL,
    account    TEXT NOT NULL,
    chat       INTEGER NOT NULL,
    text       TEXT NOT NULL,
    changed_at INTEGER NOT NULL,
    PRIMARY KEY (owner, account, chat),
    FOREIGN KEY (owner, account, chat) REFERENCES telegram_chats (owner, account, chat)
        ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

-- When the owner has seen that Telegram refused a reply: NULL until then.
ALTER TABLE replies ADD COLUMN failure_seen_at INTEGER;
