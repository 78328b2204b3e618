-- What the people of groups are called, as Telegram or an export told last: most of them have no chat of
-- their own.
CREATE TABLE telegram_people (
    owner   TEXT NOT NULL,
    account TEXT NOT NULL,
    peer    INTEGER NOT NULL,
    name    TEXT NOT NULL,
    PRIMARY KEY (owner, account, peer),
    FOREIGN KEY (owner, account) REFERENCES telegram_integrations (owner, id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

-- The twin's pause in a chat.
ALTER TABLE telegram_chats ADD COLUMN pause TEXT;
