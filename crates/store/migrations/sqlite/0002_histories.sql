-- The content of the message is what it was at this moment; NULL if it is as it was first sent.
-- Tells which of two versions of a message is the newer one.
ALTER TABLE telegram_user_messages ADD COLUMN as_of INTEGER;

-- Reading the history of an account from Telegram: one row from its beginning to the next one's.
CREATE TABLE telegram_histories (
    owner      TEXT NOT NULL,
    account    TEXT NOT NULL,
    state      TEXT NOT NULL CHECK (state IN ('reading', 'done', 'refused')),
    started_at INTEGER NOT NULL,
    -- Whether the chats to read are known: they stand in telegram_history_chats.
    listed     INTEGER NOT NULL,
    PRIMARY KEY (owner, account),
    FOREIGN KEY (owner, account) REFERENCES telegram_integrations (owner, id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

-- How far each chat was read, newest message first.
CREATE TABLE telegram_history_chats (
    owner    TEXT NOT NULL,
    account  TEXT NOT NULL,
    chat     INTEGER NOT NULL,
    -- Its place among the chats.
    position INTEGER NOT NULL,
    -- The oldest message read; NULL before the first page.
    oldest   INTEGER,
    -- How many messages were read.
    messages INTEGER NOT NULL,
    done     INTEGER NOT NULL,
    PRIMARY KEY (owner, account, chat),
    FOREIGN KEY (owner, account) REFERENCES telegram_histories (owner, account) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

-- Answers of the owner that the twin must not learn from, each by one of its messages. They need no
-- message to be stored: they outlive it and hold again when it comes back.
CREATE TABLE struck_answers (
    owner   TEXT NOT NULL,
    account TEXT NOT NULL,
    chat    INTEGER NOT NULL,
    message INTEGER NOT NULL,
    PRIMARY KEY (owner, account, chat, message),
    FOREIGN KEY (owner, account) REFERENCES telegram_integrations (owner, id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
